"""Putting a backup into a database: all of it, in one transaction, or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import SQLAlchemyError

from admin_app.backup import archive, files, rows, schema
from admin_app.backup.archive import Archive
from admin_app.backup.errors import Refused
from admin_app.backup.manifest import Manifest, table_path
from admin_app.services.shared import revisions

_DATABASE = (SQLAlchemyError, psycopg.Error, sqlite3.Error)


def restore(path: Path, engine: Engine, folder: Path, *, replace: bool) -> Manifest:
    """Bring the database and the files folder to what the archive holds.

    The whole archive is checked before anything is touched. A database that somebody has used is
    refused unless `replace`. Rows of an older version are migrated. Raises Refused, and leaves the
    database as it was.
    """
    with archive.reading(path) as opened:
        _demand_known(opened.manifest)
        files.check_free(folder, opened.manifest.files)
        placed: list[Path] = []
        try:
            with schema.transaction(engine) as connection:
                _rows(opened, connection, replace=replace)
                placed = files.place(opened, folder)
        except BaseException as error:
            files.remove(placed)
            if isinstance(error, _DATABASE):
                raise Refused(f"the database refused it: {_reason(error)}") from error
            raise
        return opened.manifest


def _demand_known(manifest: Manifest) -> None:
    if manifest.revision not in revisions.known():
        raise Refused(
            f"the backup is of version {manifest.version} ({manifest.revision}), which is newer"
            " than this program"
        )
    if manifest.revision == revisions.head() and set(manifest.tables) != schema.names():
        missing = ", ".join(sorted(schema.names() ^ set(manifest.tables)))
        raise Refused(f"the backup has not the tables of its version: {missing}")


def _rows(opened: Archive, connection: Connection, *, replace: bool) -> None:
    manifest = opened.manifest
    if not replace and schema.has_data(connection):
        raise Refused("the database holds data; --replace puts the backup in their place")
    schema.rebuild(connection, manifest.revision)
    try:
        tables = rows.tables(connection, manifest.tables)
    except KeyError as error:
        raise Refused(f"there is no table {error} in version {manifest.revision}") from None
    with schema.without_keys(connection, tables):
        for table in tables:
            lines = opened.lines(table_path(table.name))
            _load(connection, table, manifest.tables[table.name].columns, lines)
    schema.set_counters(connection, tables)
    for table in tables:
        if not _came_out(connection, table, manifest):
            raise Refused(f"table {table.name} does not come out of the database as it went in")
    schema.migrate(connection, "head")


def _came_out(connection: Connection, table: Table, manifest: Manifest) -> bool:
    try:
        return rows.entry(connection, table, len) == manifest.tables[table.name]
    except ValueError:  # a value that is none of its column's type
        return False


def _load(connection: Connection, table: Table, names: list[str], lines: Iterable[bytes]) -> None:
    """Give the rows to the driver as they are: both databases read the texts of a line."""
    preparer = connection.dialect.identifier_preparer
    columns = ", ".join(preparer.quote(name) for name in names)
    found = rows.parsed(table, names, lines)
    driver: Any = connection.connection.driver_connection
    with_columns = f"{preparer.quote(table.name)} ({columns})"
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" for _ in names)
        driver.executemany(f"INSERT INTO {with_columns} VALUES ({marks})", found)  # noqa: S608
        return
    with driver.cursor() as cursor, cursor.copy(f"COPY {with_columns} FROM STDIN") as copy:
        for row in found:
            copy.write_row(row)


def _reason(error: Exception) -> str:
    text = str(getattr(error, "orig", None) or error).strip()
    return text.partition("\n")[0]
