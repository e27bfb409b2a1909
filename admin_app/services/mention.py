"""Colleagues who are named in notes: who can be, and how they hear of it (S10)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, update
from sqlalchemy.orm import contains_eager

from admin_app import clock
from admin_app.mail import settings as mail_settings
from admin_app.mail.letters import mention as letter
from admin_app.permissions import Actor, allowed
from admin_app.services import outbox
from admin_app.services.shared.cards import KINDS, Card, CardKind
from models import AccessGroup, Note, NoteMention, User
from models.base import db
from models.enums import AccessType
from models.normalize import fold

S = TypeVar("S", bound=Select[Any])

PICK_LIMIT = 8
RECENT = 8
EXCERPT = 400


def colleagues(card: CardKind) -> Select[User]:
    """The query of the staff who may see cards of this kind."""
    groups = [
        group.id
        for group in db.session.scalars(select(AccessGroup))
        if group.access_type == AccessType.ADMINISTRATOR
        or (group.access_type == AccessType.STAFF and card.view in group.permissions)
    ]
    return select(User).where(User.group_id.in_(groups), User.is_active)


def pick(card: Card, typed: str, actor: Actor) -> Sequence[User]:
    """Colleagues to choose from while a name is typed, oneself left out.

    There are as many as a firm has staff, so they are compared here: SQLite folds no Cyrillic.
    """
    words = fold(typed).split()
    found = db.session.scalars(colleagues(card.kind).order_by(User.full_name, User.id))
    others = (user for user in found if user.id != actor.user_id)
    fitting = [u for u in others if _fits(f"{fold(u.full_name)} {u.email.lower()}", words)]
    return fitting[:PICK_LIMIT]


def names(card: Card, ids: Collection[int]) -> Mapping[int, str]:
    """The names of those of these users who can be mentioned on the card."""
    if not ids:
        return {}
    query = colleagues(card.kind).where(User.id.in_(list(ids)))
    return {user.id: user.full_name for user in db.session.scalars(query)}


def set_mentions(
    note: Note, ids: Collection[int], card: Card, actor: Actor, *, told: Collection[int] = ()
) -> None:
    """Hold the note's mentions to these users; new ones get a mail, those in `told` had theirs."""
    wanted = [i for i in ids if i != actor.user_id]
    known = {row.user_id for row in note.mentions}
    note.mentions = [row for row in note.mentions if row.user_id in wanted]
    fresh = [i for i in wanted if i not in known]
    if not fresh:
        return
    for user in db.session.scalars(select(User).where(User.id.in_(fresh)).order_by(User.id)):
        seen = clock.now() if user.id in told else None
        note.mentions.append(NoteMention(user_id=user.id, seen_at=seen))
        if user.id not in told:
            _write(user, note, card)


def recent(actor: Actor, *, limit: int = RECENT) -> Sequence[NoteMention]:
    """The newest notes that name the actor, on cards that he may see."""
    if actor.user_id is None:
        return []
    query = select(NoteMention).join(NoteMention.note).options(contains_eager(NoteMention.note))
    query = _mine(query, actor).order_by(NoteMention.id.desc())
    return db.session.scalars(query.limit(limit)).all()


def unseen(actor: Actor) -> int:
    """How many mentions the actor has not seen under the bell."""
    if actor.user_id is None:
        return 0
    query = select(func.count()).select_from(NoteMention).join(Note)
    return db.session.scalar(_mine(query, actor).where(NoteMention.seen_at.is_(None))) or 0


def mark_seen(actor: Actor) -> None:
    """Note that the actor has seen all his mentions."""
    db.session.execute(
        update(NoteMention)
        .where(NoteMention.user_id == actor.user_id, NoteMention.seen_at.is_(None))
        .values(seen_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _mine(query: S, actor: Actor) -> S:
    return query.where(NoteMention.user_id == actor.user_id, on_visible_card(actor))


def on_visible_card(actor: Actor) -> ColumnElement[bool]:
    """The condition of notes on cards that the actor may see, none of them in the trash."""
    parts = []
    for kind in KINDS.values():
        if allowed(actor, kind.view):
            living = select(kind.model.id).where(kind.model.id == kind.link(Note))
            there = living.where(kind.model.deleted_at.is_(None)).correlate(Note).exists()
            parts.append(and_(kind.link(Note).is_not(None), there))
    return or_(*parts) if parts else false()


def _fits(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


def _write(user: User, note: Note, card: Card) -> None:
    excerpt = note.text if len(note.text) <= EXCERPT else f"{note.text[:EXCERPT].rstrip()}…"
    written = letter.build(
        name=user.full_name,
        author=note.author_name,
        card=card.name,
        excerpt=excerpt,
        link=mail_settings.absolute(f"{card.path}&tab=activity&entry=note:{note.id}"),
        language=outbox.language_of(user=user),
    )
    outbox.enqueue(written, user=user)
