"""Links in mails: each works once, for one purpose, for a while (promise 14).

A sign-in that waits for its second step holds such a token too, in the browser.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import CursorResult, delete, select, update

from admin_app import clock
from admin_app.services.session import may_sign_in
from models import LinkToken, User
from models.base import db

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
"""256 random bits; anything of another form never reaches the database."""


class Purpose(StrEnum):
    """What a link is for; a token of one purpose is nothing to another."""

    PASSWORD_RESET = "password_reset"  # noqa: S105 - a name
    WELCOME = "welcome"
    SECOND_STEP = "second_step"


LIFETIME = {
    Purpose.PASSWORD_RESET: timedelta(hours=1),
    Purpose.WELCOME: timedelta(days=7),
    Purpose.SECOND_STEP: timedelta(minutes=10),
}


def issue(user: User, purpose: Purpose) -> str:
    """A new token; older ones of this user and purpose die."""
    revoke(user, purpose)
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    db.session.add(
        LinkToken(
            purpose=purpose,
            token_hash=_hash(token),
            user_id=user.id,
            created_at=moment,
            expires_at=moment + LIFETIME[purpose],
        )
    )
    db.session.flush()
    return token


def peek(token: str, purpose: Purpose) -> User | None:
    """Whose token this is while it can be used; consumes nothing."""
    if not TOKEN.fullmatch(token):
        return None
    user = db.session.scalar(
        select(User)
        .join(LinkToken, LinkToken.user_id == User.id)
        .where(
            LinkToken.token_hash == _hash(token),
            LinkToken.purpose == purpose,
            LinkToken.used_at.is_(None),
            LinkToken.expires_at > clock.now(),
        )
    )
    return user if user is not None and may_sign_in(user) else None


def redeem(token: str, purpose: Purpose) -> User | None:
    """Use the token up and return whose it is; None for the second of two parallel uses."""
    user = peek(token, purpose)
    if user is None:
        return None
    moment = clock.now()
    result = db.session.execute(
        update(LinkToken)
        .where(
            LinkToken.token_hash == _hash(token),
            LinkToken.used_at.is_(None),
            LinkToken.expires_at > moment,
        )
        .values(used_at=moment)
    )
    return user if isinstance(result, CursorResult) and result.rowcount == 1 else None


def revoke(user: User, *purposes: Purpose) -> None:
    """Kill the unused tokens of a user, all or those of some purposes."""
    query = update(LinkToken).where(LinkToken.user_id == user.id, LinkToken.used_at.is_(None))
    if purposes:
        query = query.where(LinkToken.purpose.in_(purposes))
    db.session.execute(query.values(used_at=clock.now()))


def purge() -> int:
    """Delete tokens that died a month ago; returns how many."""
    border = clock.now() - timedelta(days=30)
    result = db.session.execute(delete(LinkToken).where(LinkToken.expires_at < border))
    return result.rowcount if isinstance(result, CursorResult) else 0


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("ascii")).hexdigest()
