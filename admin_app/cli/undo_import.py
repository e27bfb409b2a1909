"""`flask undo-import`: taking a whole import back."""

from __future__ import annotations

import json
from dataclasses import replace

import click
from flask import current_app
from flask.cli import with_appcontext

from admin_app.config import Settings
from admin_app.errors import Conflict
from admin_app.importing import runner
from admin_app.importing.undoing import TouchedRows
from admin_app.messages import MESSAGES
from admin_app.permissions import Actor
from models import ImportRow, ImportRun
from models.base import db
from models.enums import UndoOutcome


@click.command("undo-import")
@click.argument("run_id", metavar="RUN", type=click.IntRange(1))
@click.option(
    "--touched",
    type=click.Choice([choice.value for choice in TouchedRows]),
    default=TouchedRows.KEEP.value,
    show_default=True,
    help="Records that were touched since: keep them, or take them back as well.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def undo_import(run_id: int, *, touched: str, as_json: bool) -> None:
    """Take the import RUN back: what it added goes, what it changed gets its old values."""
    settings: Settings = current_app.extensions["settings"]
    actor = replace(Actor.system("command"), language=settings.language)
    run = db.session.get(ImportRun, run_id)
    if run is None:
        raise click.UsageError(f"There is no import {run_id}.")
    try:
        runner.start_undo(run, TouchedRows(touched), actor)
        runner.undo(run, actor=actor)
    except Conflict as error:
        raise click.ClickException(MESSAGES[error.code] % error.params) from None
    counts = run.counts["undone"]
    left = [
        {"row": row.number, "record": row.record_id, "reason": row.undo_reason}
        for row in db.session.query(ImportRow)
        .filter_by(run_id=run.id, undo=UndoOutcome.LEFT)
        .order_by(ImportRow.number)
    ]
    if as_json:
        told = {key: n for key, n in counts.items() if isinstance(n, int)}
        click.echo(json.dumps({"run": run.id, **told, "rows_left": left}, ensure_ascii=False))
        return
    click.echo(
        f"Import {run.id}: {counts['deleted']} deleted, {counts['restored']} restored, "
        f"{counts['left']} left."
    )
    for row in left:
        click.echo(f"  row {row['row']}, record {row['record']}: {row['reason']}", err=True)
