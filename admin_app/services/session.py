"""Server-side sessions: one row a signed-in browser, so that ending one takes effect at once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete, select, update
from sqlalchemy.orm import joinedload

from admin_app import clock
from admin_app.errors import NotFound
from models import Contact, User, UserSession
from models.base import db
from models.enums import ContactStatus

IDLE = timedelta(days=14)
"""A browser that was not seen for so long has to sign in again."""
LONGEST = timedelta(days=90)
SEEN_STEP = timedelta(minutes=5)
"""How exact `last_seen_at` is; a write with each request would cost more than it tells."""


def may_sign_in(user: User) -> bool:
    """Whether this login works at all: it is active, and so is its contact if it has one (H4)."""
    contact = user.contact
    return user.is_active and (
        contact is None or (contact.status == ContactStatus.ACTIVE and contact.deleted_at is None)
    )


def start(user: User, *, ip: str, user_agent: str = "") -> str:
    """Sign a user in: note when and from where, and return the new session's token."""
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    user.last_login_at = moment
    user.last_login_ip = ip[:45]
    db.session.add(
        UserSession(
            token_hash=token_hash(token),
            user=user,
            created_at=moment,
            last_seen_at=moment,
            ip=ip[:45],
            user_agent=user_agent[:300],
        )
    )
    db.session.flush()
    return token


def load(token: str) -> UserSession | None:
    """The living session of this token with its user, in one query; None when it has ended."""
    row = db.session.scalar(
        select(UserSession)
        .where(UserSession.token_hash == token_hash(token))
        .options(
            joinedload(UserSession.user)
            .joinedload(User.contact)
            .load_only(Contact.status, Contact.deleted_at)
        )
        .execution_options(populate_existing=True)
    )
    if row is None or row.ended_at is not None or not may_sign_in(row.user):
        return None
    moment = clock.now()
    if moment - row.last_seen_at > IDLE or moment - row.created_at > LONGEST:
        return None
    return row


def is_touch_due(row: UserSession) -> bool:
    """Whether `last_seen_at` is old enough to be written anew."""
    return clock.now() - row.last_seen_at >= SEEN_STEP


def touch(session_id: int) -> None:
    """Write that the browser was seen now."""
    _change(UserSession.id == session_id, last_seen_at=clock.now())


def end(token: str) -> None:
    """Sign this browser out."""
    _change(UserSession.token_hash == token_hash(token), ended_at=clock.now())


def end_all(user: User, *, but: UserSession | None = None) -> None:
    """Sign a user out everywhere, or everywhere but in one browser (promise 16)."""
    _change(
        UserSession.user_id == user.id,
        UserSession.id != (but.id if but else 0),
        ended_at=clock.now(),
    )


def end_one(user: User, session_id: int) -> None:
    """Sign a user out in one of his browsers; raises NotFound for one that is none of his."""
    if session_id not in {row.id for row in living(user)}:
        raise NotFound(f"session {session_id}")
    _change(UserSession.id == session_id, ended_at=clock.now())


def living(user: User) -> list[UserSession]:
    """The sessions of a user that have not ended, the one seen last first."""
    moment = clock.now()
    query = select(UserSession).where(
        UserSession.user_id == user.id,
        UserSession.ended_at.is_(None),
        UserSession.last_seen_at >= moment - IDLE,
        UserSession.created_at >= moment - LONGEST,
    )
    return list(db.session.scalars(query.order_by(UserSession.last_seen_at.desc())))


def previous(row: UserSession) -> UserSession | None:
    """The sign-in before this one, for a person to see whether it was he."""
    query = select(UserSession).where(UserSession.user_id == row.user_id, UserSession.id < row.id)
    return db.session.scalar(query.order_by(UserSession.id.desc()).limit(1))


def purge() -> int:
    """Delete sessions that can never be used again; returns how many."""
    border = clock.now() - LONGEST
    result = db.session.execute(delete(UserSession).where(UserSession.created_at < border))
    return result.rowcount if isinstance(result, CursorResult) else 0


def token_hash(token: str) -> str:
    """How a token is kept; 256 random bits need no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _change(*which: ColumnElement[bool], **values: Any) -> None:
    living_ones = UserSession.ended_at.is_(None)
    db.session.execute(update(UserSession).where(living_ones, *which).values(**values))
