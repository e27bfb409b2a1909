"""Rows of a table as lines of JSON that read the same whichever database they come from.

A line is a list of values: moments are texts in UTC, JSON is a text with sorted keys (so that
the JSON null and the empty column stay apart), everything else is as JSON has it. Lines come in
the order of the primary key, so the hash of all lines is the hash of the table.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    cast,
    select,
)

from admin_app.backup.errors import Refused
from admin_app.backup.manifest import TableEntry

BATCH = 2000
LONGEST_LINE = 32 * 1024 * 1024

Line = list[Any]


def _moment(value: datetime) -> str:
    return value.isoformat(" ", "microseconds")


def _json(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True)


_KINDS: tuple[tuple[type, type, Callable[[Any], Any] | None], ...] = (
    (Boolean, bool, None),
    (Integer, int, None),
    (Float, float, None),
    (DateTime, str, _moment),
    (Date, str, date.isoformat),
    (JSON, str, _json),
    (String, str, None),
)
"""Type of the column, type of the value in the line, how it is written where not as it is."""


def tables(connection: Connection, names: Iterable[str]) -> list[Table]:
    """The tables of these names as they are in the database; KeyError where one is not there."""
    metadata = MetaData()
    wanted = set(names)
    metadata.reflect(connection, only=lambda name, _: name in wanted, resolve_fks=False)
    return [metadata.tables[name] for name in sorted(wanted)]


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """All rows, without holding them in memory."""
    writers = [_kind(column)[1] for column in table.columns]
    columns = [_readable(column) for column in table.columns]
    query = select(*columns).order_by(*_order(table, connection.dialect.name))
    found = connection.execute(query, execution_options={"yield_per": BATCH})
    for row in found:
        values = [
            value if write is None or value is None else write(value)
            for value, write in zip(row, writers, strict=True)
        ]
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        yield text.encode() + b"\n"


def entry(connection: Connection, table: Table, take: Callable[[bytes], object]) -> TableEntry:
    """Read the table, hand each line to `take`, and tell what it is as a whole."""
    digest = hashlib.sha256()
    count = size = 0
    for line in lines(connection, table):
        digest.update(line)
        count += 1
        size += len(line)
        take(line)
    names = [column.name for column in table.columns]
    return TableEntry(size=size, sha256=digest.hexdigest(), rows=count, columns=names)


def parsed(table: Table, columns: list[str], source: Iterable[bytes]) -> Iterator[Line]:
    """Lines as values for the columns, checked by type; raises Refused."""
    if unknown := set(columns) - set(table.columns.keys()):
        raise Refused(f"table {table.name} has no column {', '.join(sorted(unknown))}")
    kinds = [_kind(table.columns[name])[0] for name in columns]
    for number, line in enumerate(source, start=1):
        try:
            values = json.loads(line)
        except ValueError:
            values = None
        if not _fits(values, kinds):
            raise Refused(f"table {table.name}: line {number} is not a row of it")
        yield values


def _fits(values: object, kinds: list[type]) -> bool:
    if not isinstance(values, list) or len(values) != len(kinds):
        return False
    pairs = zip(values, kinds, strict=True)
    return all(value is None or type(value) is kind for value, kind in pairs)


def _kind(column: Column[Any]) -> tuple[type, Callable[[Any], Any] | None]:
    for of_column, of_value, write in _KINDS:
        if isinstance(column.type, of_column):
            return of_value, write
    raise Refused(f"{column.table.name}.{column.name}: backups do not know {column.type!r}")


def _readable(column: Column[Any]) -> ColumnElement[Any]:
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _order(table: Table, dialect: str) -> list[ColumnElement[Any]]:
    """The primary key; texts by their bytes, as SQLite sorts, whatever the locale."""
    return [
        column.collate("C")
        if dialect == "postgresql" and isinstance(column.type, String)
        else column
        for column in table.primary_key
    ]
