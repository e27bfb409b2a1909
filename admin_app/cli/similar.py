"""`flask similar`: the pairs of contacts that may be one person."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click
from flask.cli import with_appcontext

from admin_app.services import similar as pairs
from admin_app.services.shared import stale
from models import Contact
from models.base import db


@click.command("similar")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def similar(*, as_json: bool) -> None:
    """List pairs of similar contacts above the threshold in the settings.

    Contacts that were not looked at since they were changed are looked at first.
    """
    stale.mark_unknown(Contact)
    drain = pairs.Drain()
    while drain.step():
        db.session.commit()
    db.session.commit()
    found = db.session.execute(pairs.all_pairs(least=pairs.threshold())).all()
    if as_json:
        click.echo(json.dumps({"pairs": [_told(row) for row in found]}, ensure_ascii=False))
        return
    for a, b, score, reasons in found:
        click.echo(f"{score / 10:5.1f} %  {a}  {b}  {_line(reasons)}")
    click.echo(f"{len(found)} pairs.")


def _told(row: Sequence[Any]) -> dict[str, Any]:
    a, b, score, reasons = row
    return {"a": a, "b": b, "score": score / 1000, "reasons": reasons}


def _line(reasons: list[dict[str, Any]]) -> str:
    return ", ".join(f"{reason['code']}: {reason['value']}" for reason in reasons)
