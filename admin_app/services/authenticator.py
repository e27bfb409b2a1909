"""The authenticator application of a user: its key, and the codes that it shows."""

from __future__ import annotations

from hmac import compare_digest

import pyotp
from sqlalchemy import CursorResult, update

from admin_app import clock
from admin_app.services.shared.seal import BrokenSeal, seal, unseal
from models import User
from models.base import db

ISSUER = "Kontora"
SECONDS = 30
"""How long a code is shown."""
AROUND = 1
"""Codes before and after the present one that are taken too, for clocks that go wrong."""


def is_on(user: User) -> bool:
    """Whether this user is asked for a code at sign-in."""
    return user.second_factor_at is not None


def new_key(user: User) -> None:
    """Give the user a key to be set up; it counts once `second_factor_at` is set."""
    user.second_factor_secret = seal(pyotp.random_base32(), owner=_owner(user))
    db.session.flush()


def key_of(user: User) -> str | None:
    """The key in base 32; None where there is none, or it cannot be read any more."""
    if not user.second_factor_secret:
        return None
    try:
        return unseal(user.second_factor_secret, owner=_owner(user))
    except BrokenSeal:
        return None


def address(user: User, key: str) -> str:
    """What the QR code says: the key, and how the application shall name it."""
    return pyotp.TOTP(key).provisioning_uri(name=user.email, issuer_name=ISSUER)


def take(user: User, code: str) -> bool:
    """Whether this is a code of now that nobody has used; it is used up by asking."""
    key = key_of(user)
    step = _step_of(key, code) if key else None
    if step is None:
        return False
    result = db.session.execute(
        update(User)
        .where(User.id == user.id, User.second_factor_step < step)
        .values(second_factor_step=step)
        .execution_options(audited=True)  # a counter; the sign-in itself stands in the audit
    )
    return isinstance(result, CursorResult) and result.rowcount == 1


def _step_of(key: str, code: str) -> int | None:
    """The newest of the steps around now that has this code."""
    present = int(clock.now().timestamp()) // SECONDS
    codes = {
        step: pyotp.HOTP(key).at(step) for step in range(present - AROUND, present + AROUND + 1)
    }
    fitting = [step for step, known in codes.items() if compare_digest(known, _bare(code))]
    return max(fitting, default=None)


def _bare(code: str) -> str:
    """The code without the blanks that people type; what is no digit can never fit."""
    bare = "".join(code.split())
    return bare if bare.isascii() else ""


def _owner(user: User) -> str:
    return f"authenticator of user {user.id}"
