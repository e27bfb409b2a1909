"""What concerns the reader himself: notes that name him, and what he wrote last (S10, S12)."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from admin_app.permissions import Actor
from admin_app.services import mention, my_activity
from admin_app.services.shared import cards
from admin_app.services.shared.cards import Card
from models import Call, Note, Sms
from views import formatting
from views.admin import cells
from views.admin.activity.entries import direction

EXCERPT = 120


def mentions_of(actor: Actor) -> list[dict[str, Any]]:
    """The newest notes that name the reader."""
    rows = mention.recent(actor)
    places = cards.of_many([row.note for row in rows], actor)
    return [
        {
            "who": row.note.author_name,
            "initials": cells.initials(row.note.author_name),
            "text": _("mentioned you:"),
            "title": places[row.note].name,
            "excerpt": _excerpt(row.note.text),
            "url": address(places[row.note], f"note:{row.note_id}"),
            "when": formatting.moment(row.note.edited_at or row.note.at),
            "fresh": row.seen_at is None,
        }
        for row in rows
        if row.note in places
    ]


def panels(actor: Actor) -> list[dict[str, Any]]:
    """Panels of the first page: mentions, and what the reader wrote last; none while empty."""
    found: list[dict[str, Any]] = []
    if mentions := mentions_of(actor):
        found.append({"title": _("Mentions"), "kind": "changes", "rows": mentions})
    if latest := [_latest(row, card) for row, card in my_activity.latest(actor)]:
        found.append({"title": _("My latest activity"), "kind": "changes", "rows": latest})
    return found


def address(card: Card, key: str) -> str:
    """The time line of the card, led to one entry."""
    return url_for(f"{card.kind.noun}.details_view", id=card.id, tab="activity", entry=key)


def _latest(row: Note | Call | Sms, card: Card) -> dict[str, Any]:
    kind, icon = _("Note"), "note"
    if isinstance(row, Call):
        kind, icon = direction(row.direction), "phone"
    elif isinstance(row, Sms):
        kind, icon = _("SMS"), "message"
    words = _excerpt(row.text)
    return {
        "who": "",
        "icon": icon,
        "initials": "",
        "text": f"{kind}: {words} ·" if words else f"{kind} ·",
        "title": card.name,
        "url": address(card, f"{row.__tablename__}:{row.id}"),
        "when": formatting.moment(row.at),
    }


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT].rstrip()}…"
