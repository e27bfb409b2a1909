"""Writing many rows of one table at once, as fast as the database takes them.

These bypass the session: whoever calls them writes the audit of what he changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Column, Connection, MetaData, Table, insert, select, text, update
from sqlalchemy.types import TypeEngine

Row = Mapping[str, Any]
Fix = Callable[[Any], Any]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def insert_rows(connection: Connection, model: type[Any], rows: Iterable[Row]) -> None:
    """Insert rows into the table of `model`; all of them name the same two columns or more.

    They are taken one by one: what makes them works while PostgreSQL inserts those before.
    """
    table = model.__table__
    names, rows = _named(rows)
    if not names:
        return
    if not _is_searched(connection, table):
        _put(connection, table, names, rows)
        return
    staged = _stage(connection, table, names, rows)
    source = select(*staged.c)
    connection.execute(insert(table).from_select(names, source, include_defaults=False))
    staged.drop(connection)


def update_rows(connection: Connection, model: type[Any], rows: Iterable[Row]) -> None:
    """Put columns onto the rows with their `id`; a `version` grows by one."""
    table = model.__table__
    names, rows = _named(rows)
    if not names:
        return
    staged = _stage(connection, table, names, rows)
    taken = {name: staged.c[name] for name in names if name != "id"}
    grown = {"version": table.c.version + 1} if "version" in table.c else {}
    connection.execute(update(table).values({**taken, **grown}).where(table.c.id == staged.c.id))
    staged.drop(connection)


def last_id(connection: Connection, model: type[Any]) -> int:
    """The highest id that a row of `model` ever had; for SQLite, under its write lock."""
    name = model.__tablename__
    query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    return connection.scalar(query, {"name": name}) or 0


def _named(rows: Iterable[Row]) -> tuple[list[str], Iterator[Row]]:
    """The columns that all rows name, and the rows; no columns where there are no rows."""
    source = iter(rows)
    first = next(source, None)
    return ([], source) if first is None else (list(first), chain([first], source))


def _is_searched(connection: Connection, table: Table) -> bool:
    """Whether triggers keep a search index of the table in step, statement by statement.

    SQLite's FTS5 writes its index out after every statement. So the rows are staged in a temporary
    table and moved in one statement: three times as fast.
    """
    return connection.dialect.name == "sqlite" and "search_text" in table.c


def _stage(connection: Connection, table: Table, names: list[str], rows: Iterable[Row]) -> Table:
    columns = [Column(name, table.c[name].type) for name in names]
    staged = Table(f"staged_{table.name}", MetaData(), *columns, prefixes=["TEMPORARY"])
    staged.create(connection)
    _put(connection, staged, names, rows)
    return staged


def _put(connection: Connection, table: Table, names: list[str], rows: Iterable[Row]) -> None:
    """Hand rows to the driver as they are: on PostgreSQL by COPY, else by one statement."""
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quote(name) for name in names)
    values = _values(connection, table, names, rows)
    cursor: Any = connection.connection.cursor()
    if connection.dialect.name == "postgresql":
        with cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(names))
        cursor.executemany(f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks})", values)  # noqa: S608 - names of our own
    cursor.close()


def _values(
    connection: Connection, table: Table, names: list[str], rows: Iterable[Row]
) -> Iterator[Sequence[Any]]:
    """Rows as the driver takes them, in the order of `names`."""
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]] = itemgetter(*names)
    fixes = [
        (place, fix)
        for place, name in enumerate(names)
        if (fix := _fix(connection, table.c[name].type)) is not None
    ]
    for row in rows:
        values = list(pick(row))
        for place, fix in fixes:
            values[place] = fix(values[place])
        yield values


def _fix(connection: Connection, kind: TypeEngine[Any]) -> Fix | None:
    """What turns a value into the driver's; the few moments and choices of a table only once."""
    if isinstance(kind, JSON):
        return _json
    fix = kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return None if fix is None else lru_cache(maxsize=256)(fix)


def _json(value: Any) -> str:
    if not value and isinstance(value, dict | list):
        return "{}" if isinstance(value, dict) else "[]"
    return _encode(value)
