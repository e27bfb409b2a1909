"""The database as a whole while it is restored: one transaction, its revision, keys and counters.

Foreign keys are taken away while rows come in, because tables point to each other in circles, and
put back before the transaction ends, which checks them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from sqlalchemy import Connection, Engine, Table, func, inspect, select, text

from admin_app import database
from admin_app.backup.errors import Refused
from admin_app.services.shared import revisions
from models import Company, Contact, User
from models.base import Base

USED = {User.__tablename__, Company.__tablename__, Contact.__tablename__}
"""Tables that are empty as long as nobody uses an installation; others fill by themselves."""
LOCK_SECONDS = 30
_ONE_VIEW: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def names() -> set[str]:
    """The tables of this program at its newest revision."""
    return set(Base.metadata.tables)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is now, whatever others write meanwhile."""
    options = _ONE_VIEW if engine.dialect.name == "postgresql" else {}
    reading = database.reading.set(True)  # on SQLite a reader in WAL mode keeps its view
    try:
        with engine.execution_options(**options).connect() as connection, connection.begin():
            yield connection
    finally:
        database.reading.reset(reading)


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """The transaction of a restore: all of it happens, or nothing."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            with connection.begin():
                connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
                yield connection
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def has_data(connection: Connection) -> bool:
    """Whether somebody has used this database."""
    asked = _existing(connection) & USED
    quote = connection.dialect.identifier_preparer.quote
    return any(
        connection.scalar(text(f"SELECT EXISTS (SELECT 1 FROM {quote(name)})"))  # noqa: S608
        for name in sorted(asked)
    )


def rebuild(connection: Connection, revision: str) -> None:
    """Empty all tables and bring them to the revision, over this connection."""
    now = revisions.current(connection)
    if now not in {None, *revisions.known()}:
        raise Refused(f"the database is at version {now}, which this program does not know")
    _empty(connection)
    if now != revision:
        migrate(connection, "base")
        migrate(connection, revision)
        _empty(connection)  # of what migrations bring along


def migrate(connection: Connection, revision: str) -> None:
    """Run the migrations up to the revision, or down to `base`, inside the transaction."""
    config = revisions.config()
    config.attributes["connection"] = connection
    step = command.downgrade if revision == "base" else command.upgrade
    step(config, revision)


@contextmanager
def without_keys(connection: Connection, tables: list[Table]) -> Iterator[None]:
    """Rows may come in any order within the block; raises Refused if one points to nothing."""
    if connection.dialect.name == "sqlite":
        yield
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise Refused(f"a row of {broken[0][0]} points to a row of {broken[0][2]} that is not")
        return
    query = text(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)"
        " FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(CAST(:tables AS regclass[]))"
    )
    quote = connection.dialect.identifier_preparer.quote
    keys = connection.execute(query, {"tables": [quote(table.name) for table in tables]}).all()
    for table, name, _ in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    for table, name, definition in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def set_counters(connection: Connection, tables: list[Table]) -> None:
    """Let new rows get ids above those that came in; SQLite does so by itself."""
    if connection.dialect.name == "sqlite":
        return
    quote = connection.dialect.identifier_preparer.quote
    for table in tables:
        for column in table.primary_key:
            asked = {"table": quote(table.name), "column": column.name}
            counter = connection.scalar(
                text("SELECT pg_get_serial_sequence(:table, :column)"), asked
            )
            if counter:
                highest = connection.scalar(select(func.max(column))) or 0
                moved = func.setval(counter, max(highest, 1), highest > 0)
                connection.execute(select(moved))


def _existing(connection: Connection) -> set[str]:
    return names() & set(inspect(connection).get_table_names())


def _empty(connection: Connection) -> None:
    quote = connection.dialect.identifier_preparer.quote
    there = [quote(name) for name in sorted(_existing(connection))]
    if connection.dialect.name == "postgresql":
        if there:
            connection.exec_driver_sql(f"TRUNCATE {', '.join(there)}")
        return
    for name in there:
        connection.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608
