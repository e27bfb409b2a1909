"""`flask backup` and `flask restore`: everything in one file, and out of it again."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zipfile import BadZipFile

import click
from flask import current_app
from flask.cli import with_appcontext

from admin_app.backup.errors import Refused
from admin_app.backup.make import make
from admin_app.backup.manifest import Manifest
from admin_app.backup.restore import restore
from admin_app.config import Settings
from admin_app.services import custom_index
from models.base import db


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup_command(file: Path) -> None:
    """Write all rows and files into FILE, while Kontora goes on running.

    FILE holds personal data and password hashes and is readable by its owner alone. It is written
    whole or not at all, and goes back into SQLite or PostgreSQL with `flask restore`.
    """
    with _refusals():
        manifest = make(file, db.engine, _files_folder())
    _tell(f"Wrote {file}", manifest)
    _tell_of_s3()


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Throw away what the database holds now.")
@with_appcontext
def restore_command(file: Path, *, replace: bool) -> None:
    """Bring the database and the files back to what FILE holds. Stop all processes first.

    FILE is checked as a whole before anything is touched; then all happens in one transaction.
    A backup of an older version is migrated.
    """
    with _refusals():
        manifest = restore(file, db.engine, _files_folder(), replace=replace)
    with suppress(custom_index.Busy):  # a worker is at them, and a schedule looks every hour
        custom_index.bring_into_line()  # a backup holds rows alone
    _tell(f"Restored {file} of {manifest.made_at:%Y-%m-%d %H:%M} UTC", manifest)
    _tell_of_s3()


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (Refused, BadZipFile, OSError) as error:
        raise click.ClickException(str(error)) from error


def _tell(what: str, manifest: Manifest) -> None:
    counts = f"{manifest.rows} rows in {len(manifest.tables)} tables, {len(manifest.files)} files"
    click.echo(f"{what}: {counts}.")


def _tell_of_s3() -> None:
    settings: Settings = current_app.extensions["settings"]
    if settings.s3 is not None:
        click.echo(
            f"The files of cards are in the bucket {settings.s3.bucket}, not in this file: keep"
            " its versions, or copy it by the means of its server.",
            err=True,
        )


def _files_folder() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.files_folder
