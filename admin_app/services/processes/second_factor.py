"""The second step of signing in: setting it up, turning it off, and passing it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from admin_app import clock
from admin_app.errors import Conflict, Invalid
from admin_app.mail import settings as mail_settings
from admin_app.mail.letters import second_factor as letter
from admin_app.mail.letters.second_factor import Event
from admin_app.permissions.actor import Actor
from admin_app.permissions.names import Permission
from admin_app.permissions.policy import demand
from admin_app.services import (
    access_group,
    authenticator,
    link_token,
    outbox,
    password,
    recovery_code,
    session,
)
from admin_app.services.link_token import Purpose
from admin_app.services.shared.unit_of_work import act_as, audit
from models import User, UserSession
from models.base import db


class Proof(StrEnum):
    """By what the second step was passed."""

    CODE = "code"
    RECOVERY_CODE = "recovery_code"


@dataclass(frozen=True)
class Passed:
    """Who passed the second step, and how."""

    user: User
    proof: Proof


def is_missing(user: User) -> bool:
    """Whether the group demands the second step and this member has none."""
    return user.group.second_factor_required and not authenticator.is_on(user)


# ---- a person's own


def begin(user: User) -> None:
    """Make a key to be set up; an earlier one that was never confirmed dies.

    Raises Conflict (second_factor_on).
    """
    if authenticator.is_on(user):
        raise Conflict("second_factor_on")
    authenticator.new_key(user)


def turn_on(
    user: User, *, current: str, code: str, actor: Actor, keep: UserSession | None
) -> list[str]:
    """Ask for a code at every sign-in from now on; returns the recovery codes.

    `current` is the password, `code` proves that the application has the key. Every session but
    `keep` ends: it was begun without a second step. Raises Conflict (second_factor_on,
    second_factor_not_begun) and Invalid (password_wrong, code_wrong).
    """
    if authenticator.is_on(user):
        raise Conflict("second_factor_on")
    if authenticator.key_of(user) is None:
        raise Conflict("second_factor_not_begun")
    _demand_password(user, current)
    if not authenticator.take(user, code):
        raise Invalid.one("code", "code_wrong")
    act_as(db.session, actor)
    user.second_factor_at = clock.now()
    codes = recovery_code.issue(user)
    session.end_all(user, but=keep)
    _tell(user, Event.ON, actor)
    return codes


def turn_off(
    user: User, *, current: str, code: str, actor: Actor, keep: UserSession | None
) -> None:
    """Ask for the password alone from now on; every session but `keep` ends.

    Raises Conflict (second_factor_demanded) and Invalid (password_wrong, code_wrong).
    """
    if user.group.second_factor_required:
        raise Conflict("second_factor_demanded")
    _demand_both(user, current, code)
    _clear(user, actor)
    session.end_all(user, but=keep)
    _tell(user, Event.OFF, actor)


def renew_codes(
    user: User, *, current: str, code: str, actor: Actor, keep: UserSession | None
) -> list[str]:
    """New recovery codes; the old ones die, and every session but `keep` ends.

    Raises Invalid (password_wrong, code_wrong).
    """
    _demand_both(user, current, code)
    codes = recovery_code.issue(user)
    session.end_all(user, but=keep)
    audit(db.session, actor, "recovery_codes", "user", row_id=user.id, row_name=user.full_name)
    _tell(user, Event.CODES, actor)
    return codes


# ---- an administrator's


def reset(user: User, *, actor: Actor) -> None:
    """Take the second step off one who lost his application and codes; all his sessions end.

    Raises NotAllowed, and Conflict: group_above_own, second_factor_own.
    """
    demand(actor, Permission.USERS_EDIT)
    access_group.demand_not_above(actor, user.group)
    if user.id == actor.user_id:
        raise Conflict("second_factor_own")
    _clear(user, actor)
    session.end_all(user)
    link_token.revoke(user, Purpose.SECOND_STEP)
    _tell(user, Event.RESET, actor)


# ---- at sign-in


def ask(user: User) -> str:
    """After the right password: a token by which the browser passes the second step."""
    return link_token.issue(user, Purpose.SECOND_STEP)


def waiting(token: str) -> User | None:
    """Who is asked for a code under this token; None when it is too late."""
    return link_token.peek(token, Purpose.SECOND_STEP)


def pass_step(token: str, typed: str, *, ip: str) -> Passed | None:
    """Who passed with this code of the application or recovery code; both work once.

    None for a wrong code, which the audit keeps, and for the second of two parallel uses.
    """
    user = waiting(token)
    if user is None:
        return None
    actor = Actor.of(user, ip=ip)
    proof = _take(user, typed)
    if proof is None:
        audit(db.session, actor, "wrong_code", "user", row_id=user.id, row_name=user.full_name)
        return None
    if link_token.redeem(token, Purpose.SECOND_STEP) is None:
        return None
    if proof is Proof.RECOVERY_CODE:
        _tell(user, Event.RECOVERY_CODE, actor)
    return Passed(user, proof)


def _take(user: User, typed: str) -> Proof | None:
    if recovery_code.is_like_one(typed):
        return Proof.RECOVERY_CODE if recovery_code.redeem(user, typed) else None
    return Proof.CODE if authenticator.take(user, typed) else None


def _demand_password(user: User, current: str) -> None:
    if not password.verify(user.password_hash, current):
        raise Invalid.one("current_password", "password_wrong")


def _demand_both(user: User, current: str, code: str) -> None:
    _demand_password(user, current)
    if not authenticator.is_on(user) or _take(user, code) is None:
        raise Invalid.one("code", "code_wrong")


def _clear(user: User, actor: Actor) -> None:
    act_as(db.session, actor)
    user.second_factor_secret = ""
    user.second_factor_at = None
    db.session.flush()
    recovery_code.drop(user)


def _tell(user: User, event: Event, actor: Actor) -> None:
    """Tell the owner, in case it was not he."""
    mail = letter.build(
        event=event,
        name=user.full_name,
        ip=actor.ip,
        left=recovery_code.left(user),
        link=mail_settings.absolute("/profile/security"),
        language=outbox.language_of(user=user),
    )
    outbox.enqueue(mail, user=user)
