"""`flask export`: the rows of a list in a file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click
from flask import current_app
from flask.cli import with_appcontext

from admin_app.cli.list_filters import read_filters
from admin_app.config import Settings
from admin_app.errors import Conflict
from admin_app.exporting.runner import (
    ExportOrder,
    UnknownColumn,
    choose_columns,
    count_export,
    write_export,
)
from admin_app.exporting.sheets import SHEETS, Headers
from admin_app.exporting.writers.registry import FORMATS
from admin_app.i18n import LANGUAGES
from admin_app.messages import MESSAGES
from admin_app.permissions import Actor
from admin_app.services.lists import LISTS
from admin_app.services.shared.listing import ListQuery
from models.base import db

SYSTEM = Actor.system("command")


@click.command("export")
@click.argument("noun", type=click.Choice(sorted(SHEETS)))
@click.option("--format", type=click.Choice(sorted(FORMATS)), help="Else by the file's ending.")
@click.option("--filter", "filters", metavar="FIELD=VALUE", multiple=True, help="As in the list.")
@click.option("--search", default="", help="Narrow the rows as the search of the list.")
@click.option("--keys", is_flag=True, help="Keys for headers and codes for closed lists.")
@click.option("--columns", default="", help="Keys of the columns, with commas; else all.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="Else the installation's.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@with_appcontext
def export(noun: str, output: Path, **given: Any) -> None:
    """Write companies or contacts into a file, which appears whole or not at all."""
    settings: Settings = current_app.extensions["settings"]
    order = ExportOrder(
        noun,
        given["format"] or _by_ending(output),
        given["language"] or settings.language,
        settings.time_zone,
        ListQuery(search=given["search"], filters=read_filters(LISTS[noun], given["filters"])),
        _columns(noun, given["columns"]),
        headers=Headers.KEYS if given["keys"] else Headers.LABELS,
    )
    count = _write(order, output)
    click.echo(f"Wrote {count:,} {noun} to {output}.")


def _write(order: ExportOrder, output: Path) -> int:
    try:
        count_export(order, SYSTEM)
        with _whole_file(output) as file:
            count = write_export(order, file, SYSTEM)
            db.session.commit()
    except Conflict as error:
        raise click.ClickException(MESSAGES[error.code] % error.params) from None
    except OSError as error:
        raise click.ClickException(f"cannot write {output}: {error.strerror}") from None
    return count


@contextmanager
def _whole_file(output: Path) -> Iterator[BinaryIO]:
    """A file beside the wanted one, which takes its place at the end."""
    number, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    draft = Path(name)
    try:
        with open(number, "wb+") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o600)  # personal data: for its owner alone
        draft.replace(output)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _by_ending(output: Path) -> str:
    ending = output.suffix.lower().removeprefix(".")
    return ending if ending in FORMATS else "csv"


def _columns(noun: str, text: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in text.split(",") if key.strip())
    try:
        choose_columns(noun, SYSTEM, keys)
    except UnknownColumn as error:
        known = ", ".join(error.known)
        raise click.BadParameter(
            f"no column {error.key!r}; there are {known}", param_hint="--columns"
        ) from None
    return keys
