"""How Kontora speaks to its database: safety settings of SQLite, locale of PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, event, text

_CACHE = "PRAGMA cache_size=-32000"
_SMALL_CACHE = "PRAGMA cache_size=-4000"
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # what was answered is on the disk (promise 2)
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=20000",
    _CACHE,
    "PRAGMA temp_store=MEMORY",
)

reading: ContextVar[bool] = ContextVar("reading", default=False)
"""Set while a request only reads: its SQLite transaction then takes no write lock.

All others begin with the lock, because a reader that turns into a writer in the middle is
refused at once when somebody else wrote meanwhile.
"""


def install() -> None:
    """Bind the hooks to every engine, once a process."""
    if not event.contains(Engine, "connect", _on_connect):
        event.listen(Engine, "connect", _on_connect)
        event.listen(Engine, "begin", _on_begin)


def _on_connect(connection: Any, _record: Any) -> None:
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.isolation_level = None  # transactions are begun below, not by the driver
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _on_begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if reading.get() else "BEGIN IMMEDIATE")


@contextmanager
def reading_through(connection: Connection) -> Iterator[None]:
    """Read a whole table once: a large cache would fill with pages that nobody asks for again."""
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        connection.exec_driver_sql(_SMALL_CACHE)
    try:
        yield
    finally:
        if on_sqlite:
            connection.exec_driver_sql(_CACHE)


def refresh_statistics(connection: Connection) -> None:
    """Let SQLite look at samples of its indexes, a few milliseconds; PostgreSQL does so by itself.

    Without it SQLite takes the index of a status that nearly all rows have.
    """
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA analysis_limit = 1000"))
        connection.execute(text("ANALYZE"))


def folds_cyrillic(connection: Connection) -> bool:
    """Whether the database's locale knows Cyrillic letters; under `LC_CTYPE=C` search breaks.

    Where pg_trgm is installed it is asked itself: without such letters it finds nothing to index.
    """
    if connection.dialect.name != "postgresql":
        return True
    installed = connection.scalar(text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'"))
    trigrams = "AND cardinality(show_trgm('абв')) > 0" if installed else ""
    return bool(connection.scalar(text(f"SELECT 'Ж' ILIKE 'ж' {trigrams}")))
