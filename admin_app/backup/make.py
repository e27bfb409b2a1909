"""Making a backup while everybody goes on working."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

from sqlalchemy import Connection, Engine

from admin_app import clock
from admin_app.backup import archive, files, rows, schema
from admin_app.backup.errors import Refused
from admin_app.backup.manifest import (
    FileEntry,
    Manifest,
    TableEntry,
    file_path,
    table_path,
)
from admin_app.config import VERSION
from admin_app.services.shared import revisions


def make(path: Path, engine: Engine, folder: Path) -> Manifest:
    """Write all rows as they are at this moment, and the files they name, into an archive.

    Raises Refused where the database is of another version than the program, or the archive would
    lie among the files that go into it.
    """
    if path.resolve().is_relative_to(folder.resolve()):
        raise Refused(f"{path} lies in the files folder, which goes into the backup")
    with schema.snapshot(engine) as connection:
        revision = _revision(connection)
        with archive.writing(path) as target:
            tables = _add_tables(target, connection)
            manifest = Manifest(
                program="kontora",
                format=1,
                version=VERSION,
                revision=revision,
                database="sqlite" if engine.dialect.name == "sqlite" else "postgresql",
                made_at=clock.now(),
                tables=tables,
                files=_add_files(target, folder),
            )
            target.writestr(archive.MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


def _revision(connection: Connection) -> str:
    now, head = revisions.current(connection), revisions.head()
    if now is None or now != head:
        raise Refused(
            f"the database is at version {now or 'none'}, this program at {head}: make the backup"
            " with the program that the database belongs to"
        )
    return now


def _add_tables(target: ZipFile, connection: Connection) -> dict[str, TableEntry]:
    made = {}
    for table in rows.tables(connection, schema.names()):
        with target.open(table_path(table.name), "w", force_zip64=True) as file:
            made[table.name] = rows.entry(connection, table, file.write)
    return made


def _add_files(target: ZipFile, folder: Path) -> dict[str, FileEntry]:
    """Files come after the rows: what a row of the snapshot names was whole before it."""
    made = {}
    for name in files.kept(folder):
        try:
            with (folder / name).open("rb") as source:
                made[name] = archive.add(target, file_path(name), source)
        except FileNotFoundError:
            continue  # deleted meanwhile, with the row that named it
    return made
