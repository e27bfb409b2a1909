"""What a person wrote last: notes, calls and text messages, on whatever card (S12)."""

from __future__ import annotations

from sqlalchemy import select

from admin_app.permissions import Actor
from admin_app.services.shared import cards
from admin_app.services.shared.cards import Card
from models import Call, Note, Sms
from models.base import db

SHOWN = 8


def latest(actor: Actor, *, limit: int = SHOWN) -> list[tuple[Note | Call | Sms, Card]]:
    """The newest entries of the actor on cards that he may see, in a fixed number of queries."""
    if actor.user_id is None:
        return []
    found: list[Note | Call | Sms] = []
    notes = select(Note).where(Note.author_id == actor.user_id)
    found += db.session.scalars(notes.order_by(Note.at.desc()).limit(limit))
    calls = select(Call).where(Call.user_id == actor.user_id)
    found += db.session.scalars(calls.order_by(Call.at.desc()).limit(limit))
    messages = select(Sms).where(Sms.user_id == actor.user_id)
    found += db.session.scalars(messages.order_by(Sms.at.desc()).limit(limit))
    found.sort(key=lambda row: row.at, reverse=True)
    places = cards.of_many(found, actor)
    return [(row, places[row]) for row in found if row in places][:limit]
