"""Presence: who else has a card open right now, and whether it changed since (S6).

A browser tab reports every few seconds; what was not heard of for `FRESH` is gone. Presence is no
history and is audited nowhere; nobody but staff who may see the row learns of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult

from admin_app import clock
from admin_app.permissions import Actor
from models import AuditEntry, Presence, User
from models.base import db

FRESH = timedelta(seconds=20)
"""For so long a report counts; with reports every 8 seconds nobody lingers for 30."""
FORGOTTEN = timedelta(hours=1)
TAB_LENGTH = 32


@dataclass(frozen=True)
class Other:
    """Somebody else on the same card."""

    user_id: int
    name: str
    editing: bool


def report(noun: str, row_id: int, tab: str, actor: Actor, *, editing: bool) -> None:
    """Note that this browser tab has the card open; one statement but for the first report."""
    values = {"noun": noun, "row_id": row_id, "editing": editing, "seen_at": clock.now()}
    mine = (Presence.user_id == actor.user_id, Presence.tab == tab)
    known = db.session.execute(update(Presence).where(*mine).values(values))
    if isinstance(known, CursorResult) and known.rowcount:
        return
    db.session.execute(delete(Presence).where(Presence.seen_at < clock.now() - FORGOTTEN))
    insert: Any = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name].insert
    statement = insert(Presence).values(user_id=actor.user_id, tab=tab, **values)
    db.session.execute(statement.on_conflict_do_nothing())


def leave(tab: str, actor: Actor) -> None:
    """The browser tab was closed, or shows something else now."""
    db.session.execute(
        delete(Presence).where(Presence.user_id == actor.user_id, Presence.tab == tab)
    )


def others(noun: str, row_id: int, actor: Actor) -> Sequence[Other]:
    """The other people who have the card open, by name, in one query."""
    editing = func.max(case((Presence.editing, 1), else_=0))
    query = (
        select(User.id, User.full_name, editing)
        .join(Presence, Presence.user_id == User.id)
        .where(
            Presence.noun == noun,
            Presence.row_id == row_id,
            Presence.seen_at > clock.now() - FRESH,
            Presence.user_id != actor.user_id,
        )
        .group_by(User.id, User.full_name)
        .order_by(User.full_name, User.id)
    )
    return [Other(i, name, bool(flag)) for i, name, flag in db.session.execute(query)]


def last_change(row: Any) -> AuditEntry | None:
    """The audit entry of the row's last change, which says whose it was."""
    query = select(AuditEntry).where(
        AuditEntry.noun == row.__tablename__, AuditEntry.row_id == row.id
    )
    return db.session.scalar(query.order_by(AuditEntry.id.desc()).limit(1))
