"""A pair as its template takes it."""

from __future__ import annotations

from typing import Any

from flask import url_for

from admin_app.permissions import Actor, allowed
from admin_app.services import similar
from views import formatting
from views.admin import cells
from views.admin.similar import words
from views.admin.similar.sides import lines


def view_of(noun: similar.Noun, found: similar.Found, actor: Actor) -> dict[str, Any]:
    """Both rows, how alike they are and why, and what this person may do."""
    pair = found.pair
    decide = url_for("similar.decide", noun=noun.name, pair_id=pair.id)
    return {
        "id": pair.id,
        "likeness": words.likeness(pair.score),
        "reasons": words.reasons(pair.reasons, actor, noun.name),
        "a": _row(noun, found.a),
        "b": _row(noun, found.b),
        "lines": lines(found.a, found.b, actor),
        "decide_url": decide if allowed(actor, noun.edit) else None,
        "merge_url": merge_url(noun, found.a.id, found.b.id)
        if allowed(actor, noun.merge)
        else None,
    }


def merge_url(noun: similar.Noun, a: int, b: int) -> str:
    """Where two rows are merged."""
    return f"/admin/{noun.name}/merge/?ids={a}&ids={b}"


def _row(noun: similar.Noun, row: Any) -> dict[str, Any]:
    return {
        "name": str(row),
        "url": url_for(f"{noun.name}.details_view", id=row.id),
        "initials": cells.initials(str(row)),
        "status": cells.status_of(row.status),
        "identifier": row.identifier,
        "added": formatting.moment(row.created_at),
    }
