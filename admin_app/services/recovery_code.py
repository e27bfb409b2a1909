"""Recovery codes: each stands in for a lost authenticator application once."""

from __future__ import annotations

import secrets

from sqlalchemy import CursorResult, delete, func, select, update

from admin_app import clock
from admin_app.services import password
from models import RecoveryCode, User
from models.base import db

COUNT = 10
LENGTH = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that look alike on paper; ten of them are 49 random bits."""


def issue(user: User) -> list[str]:
    """New codes, to be shown once; all older ones die."""
    drop(user)
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(COUNT)]
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=_hash(user, code)) for code in codes)
    db.session.flush()
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def is_like_one(typed: str) -> bool:
    """Whether the text has the form of a recovery code, however it was written down."""
    return len(_bare(typed)) == LENGTH


def redeem(user: User, typed: str) -> bool:
    """Use a code up; False for a wrong one, and for the second of two parallel uses."""
    if not is_like_one(typed):
        return False
    result = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == _hash(user, _bare(typed)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )
    return isinstance(result, CursorResult) and result.rowcount == 1


def left(user: User) -> int:
    """How many codes have not been used."""
    unused = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(unused) or 0


def drop(user: User) -> None:
    """Forget all codes of a user."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def _bare(typed: str) -> str:
    return "".join(sign for sign in typed[:100].casefold() if sign in ALPHABET)


def _hash(user: User, code: str) -> str:
    """A slow hash, as of a password: 49 bits could be tried out against a quick one."""
    return password.slow_digest(code, salt=f"recovery codes of user {user.id}")
