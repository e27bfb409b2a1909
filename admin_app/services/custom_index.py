"""Indexes of custom fields: built beside the work, so that lists filter and sort by them quickly.

A field says by `indexed` that it wants one; a job brings the database into line with that. The
names are no part of the models: comparing migrations with them passes these over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from sqlalchemy import Connection, select, text

from admin_app.database import refresh_statistics
from admin_app.permissions import Actor
from admin_app.services.shared import jobs
from admin_app.services.shared.custom_fields import MODELS
from admin_app.services.shared.custom_sql import order_text, part_text
from models import CustomField, Job
from models.base import db
from models.enums import FieldKind

JOB = "fields.index"
NAME = re.compile(r"ix_(contact|company|equipment)_custom_(\d+)", re.ASCII)
STATISTICS = "_values"
LOCK = 0x4B6F6E78
"""PostgreSQL's advisory lock under which one process at a time makes and drops them."""
_FOUND = {
    "postgresql": "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c"
    " ON c.oid = i.indexrelid WHERE pg_table_is_visible(c.oid)"
    r" AND c.relname LIKE 'ix\_%\_custom\_%'",
    "sqlite": "SELECT name, 1 FROM sqlite_master WHERE type = 'index'"
    " AND name GLOB 'ix_*_custom_*'",
}


class IndexState(StrEnum):
    """How far the index of a field is."""

    NONE = "none"
    READY = "ready"
    BUILDING = "building"
    GOING = "going"
    IMPOSSIBLE = "impossible"
    """The database can hold none for this kind of field."""


class Busy(Exception):
    """Another process is at the indexes."""


def index_state(field: CustomField) -> IndexState:
    """How far the index of this field is, now."""
    if not can_be_indexed(field):
        return IndexState.IMPOSSIBLE
    there = _found(db.session.connection()).get(index_name(field), False)
    if wants(field):
        return IndexState.READY if there else IndexState.BUILDING
    return IndexState.GOING if there else IndexState.NONE


def wants(field: CustomField) -> bool:
    """Whether the field asks for an index."""
    return field.indexed and field.retired_at is None


def can_be_indexed(field: CustomField) -> bool:
    """Whether this database can hold an index that helps: long texts and SQLite's lists cannot."""
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    never = {FieldKind.LONG_TEXT, FieldKind.CHOICES} if on_sqlite else {FieldKind.LONG_TEXT}
    return field.kind not in never


def index_name(field: CustomField) -> str:
    """The name of the field's index."""
    return f"ix_{MODELS[field.noun].__tablename__}_custom_{field.id}"


def follow(field: CustomField, *, wanted_before: bool) -> None:
    """Have the index made or dropped where a change of the field asks for that."""
    if wants(field) != wanted_before:
        ask()


def ask() -> Job:
    """Have a job bring the indexes into line, once the caller's transaction is committed."""
    return jobs.enqueue(JOB, actor=Actor.system("fields"))


def bring_into_line(stop: Callable[[], bool] = lambda: False) -> dict[str, int]:
    """Make the indexes that fields want and drop the others; how many of each.

    Nobody is locked out: on PostgreSQL they are made and dropped concurrently, outside of any
    transaction, and one that a killed process left unfinished is made anew. Can be called again
    at any time. Ends the session's transaction, for which PostgreSQL would wait. Raises Busy.
    """
    counts = {"made": 0, "dropped": 0}
    with _alone() as connection:
        while not stop() and (step := _next_step(connection)) is not None:
            deed, statements = step
            with connection.begin():  # PostgreSQL's connection begins none
                for statement in statements:
                    connection.exec_driver_sql(statement)
                refresh_statistics(connection)
            counts[deed] += 1
    return counts


def _next_step(connection: Connection) -> tuple[str, list[str]] | None:
    """What to do about the next index that is not as it should be, by the definitions of now."""
    wanted = _wanted(connection.dialect.name)
    found = _found(connection)
    connection.rollback()
    for name, valid in found.items():
        if name not in wanted or not valid:
            return "dropped", _drop(name, connection.dialect.name)
    missing = next((name for name in wanted if name not in found), None)
    return ("made", wanted[missing]) if missing else None


def _wanted(dialect: str) -> dict[str, list[str]]:
    """The name and the statements of each index that a field wants."""
    query = select(CustomField).where(CustomField.indexed).order_by(CustomField.id)
    fields = [f for f in db.session.scalars(query) if wants(f) and can_be_indexed(f)]
    wanted = {index_name(field): _create(field, dialect) for field in fields}
    db.session.rollback()
    return wanted


def _create(field: CustomField, dialect: str) -> list[str]:
    """What makes the index.

    Of a partial index PostgreSQL uses no statistics, so it gets some of their own.
    """
    table = MODELS[field.noun].__tablename__
    where, name = "WHERE deleted_at IS NULL", index_name(field)
    if dialect == "sqlite":
        order = order_text(field, "custom", dialect)
        return [f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({order}, id) {where}"]
    if field.kind == FieldKind.CHOICES:
        keys = f"USING gin ({part_text(field, 'custom', dialect)} jsonb_path_ops)"
        counted = part_text(field, "custom", dialect)
    else:
        counted = order_text(field, "custom", dialect)
        keys = f"(({counted}), id)"
    statistics = f"CREATE STATISTICS IF NOT EXISTS {name}{STATISTICS} ON ({counted}) FROM {table}"
    return [
        *([statistics] if _counts_expressions() else ()),
        f"CREATE INDEX CONCURRENTLY {name} ON {table} {keys} {where}",
        f"ANALYZE {table}",
    ]


def _counts_expressions() -> bool:
    """Whether PostgreSQL keeps statistics of expressions, as it does since version 14."""
    return (db.engine.dialect.server_version_info or (0,)) >= (14,)


def _drop(name: str, dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [f"DROP INDEX IF EXISTS {name}"]
    return [
        f"DROP STATISTICS IF EXISTS {name}{STATISTICS}",
        f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
    ]


def _found(connection: Connection) -> dict[str, bool]:
    """The indexes that there are, and whether they are whole."""
    rows = connection.execute(text(_FOUND[connection.dialect.name]))
    return {name: bool(valid) for name, valid in rows if NAME.fullmatch(name)}


@contextmanager
def _alone() -> Iterator[Connection]:
    """A connection of its own, without a transaction on PostgreSQL; raises Busy."""
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            yield connection
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # one that waited in a statement would be waited for by whoever builds
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK}):
            raise Busy
        try:
            yield connection
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
