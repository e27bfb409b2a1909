"""Users: logins, their rights and passwords."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from admin_app import clock
from admin_app.errors import Conflict, Invalid, NotFound, Problem
from admin_app.permissions.actor import Actor
from admin_app.permissions.names import Permission
from admin_app.permissions.policy import demand
from admin_app.services import access_group as groups
from admin_app.services import administrators, link_token, password, session
from admin_app.services.session import may_sign_in
from admin_app.services.shared.unit_of_work import act_as
from admin_app.services.shared.values import (
    ValueProblem,
    parse_email,
    parse_language,
    parse_text,
    parse_time_zone,
)
from models import AccessGroup, Contact, User, UserSession
from models.base import db
from models.enums import AccessType
from models.normalize import email_key

__all__ = [
    "activate",
    "by_email",
    "change_password",
    "create",
    "deactivate",
    "get",
    "has_released_address",
    "may_give",
    "may_sign_in",
    "password_hash_of",
    "set_password",
    "set_theme",
    "update",
    "update_profile",
]

FULL_NAME_LENGTH = 200
RELEASED = "@released.invalid"
"""The end of what stands for an address that was taken from a login in the trash."""
THEMES = ("auto", "light", "dark")

Reader = Callable[[Any], str]
READERS: dict[str, Reader] = {
    "email": parse_email,
    "full_name": lambda text: parse_text(text, FULL_NAME_LENGTH),
    "language": parse_language,
    "time_zone": parse_time_zone,
}
PROFILE_FIELDS = frozenset({"full_name", "language", "time_zone"})
REQUIRED = frozenset({"email", "full_name"})


def get(user_id: int, *, actor: Actor) -> User:
    """The user to be shown; raises NotAllowed and NotFound."""
    demand(actor, Permission.USERS_VIEW)
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound(f"user {user_id}")
    return user


def by_email(email: str) -> User | None:
    """Who signs in with this address, whatever case it is typed in."""
    return db.session.scalar(select(User).where(User.email == email_key(email)))


def password_hash_of(email: str) -> str:
    """The hash to be checked at signing in; empty for whoever may not, or does not exist."""
    user = by_email(email)
    return user.password_hash if user is not None and may_sign_in(user) else ""


def create(values: Mapping[str, Any], *, actor: Actor, contact: Contact | None = None) -> User:
    """A new login of `email`, `full_name`, `group_id`; `password`, `language`, `time_zone` too.

    Without a password it works once the person has chosen one by a link. Raises NotAllowed,
    Invalid, and Conflict (group_above_own).
    """
    demand(actor, Permission.USERS_EDIT)
    read = _read({"email": "", "full_name": "", **_known(values, READERS)}, user=None)
    _release(read["email"], None, actor)
    group = _group(values.get("group_id"), actor)
    typed = values.get("password") or ""
    if typed:
        password.check(typed, about=(read["email"], read["full_name"]))
    user = User(
        **read,
        group=group,
        contact=contact,
        password_hash=password.hash_password(typed) if typed else "",
        password_changed_at=clock.now() if typed else None,
    )
    act_as(db.session, actor)
    db.session.add(user)
    _flush(user)
    return user


def update(user: User, values: Mapping[str, Any], *, actor: Actor) -> None:
    """Change `email`, `full_name`, `language`, `time_zone`, `group_id` or `is_active`.

    Raises NotAllowed, Invalid, and Conflict: own_rights, group_above_own, last_administrator.
    """
    demand(actor, Permission.USERS_EDIT)
    groups.demand_not_above(actor, user.group)
    read = _read(_known(values, READERS), user=user)
    _release(read.get("email", ""), user, actor)
    group = user.group
    if "group_id" in values and values["group_id"] != user.group_id:
        group = _group(values["group_id"], actor)
    is_active = bool(values.get("is_active", user.is_active))
    if user.id == actor.user_id and (group is not user.group or is_active != user.is_active):
        raise Conflict("own_rights")
    _apply(user, {**read, "group": group, "is_active": is_active}, actor)


def deactivate(user: User, *, actor: Actor) -> None:
    """Take a login away: its sessions end and its links die. Raises as `update` does."""
    update(user, {"is_active": False}, actor=actor)


def activate(user: User, *, actor: Actor) -> None:
    """Give a login back. Raises as `update` does."""
    update(user, {"is_active": True}, actor=actor)


def update_profile(user: User, values: Mapping[str, Any], *, actor: Actor) -> None:
    """What a person changes about himself: `full_name`, `language`, `time_zone`. Raises Invalid."""
    read = _read(_known(values, PROFILE_FIELDS), user=user)
    act_as(db.session, actor)
    for name, value in read.items():
        setattr(user, name, value)
    db.session.flush()


def set_theme(user: User, theme: str) -> None:
    """Keep light, dark or as the system; anything else means the last."""
    chosen = theme if theme in THEMES else THEMES[0]
    user.preferences = {**user.preferences, "theme": chosen}
    db.session.flush()


def change_password(
    user: User, *, current: str, new: str, actor: Actor, keep: UserSession | None
) -> None:
    """A person's own change: the current password is asked, every other session ends.

    Raises Invalid (password_wrong, password_short, password_common, too_long).
    """
    if not password.verify(user.password_hash, current):
        raise Invalid.one("current_password", "password_wrong")
    set_password(user, new, actor=actor, keep=keep)


def set_password(user: User, new: str, *, actor: Actor, keep: UserSession | None = None) -> None:
    """Set a new password; all sessions but `keep` end and all links die (promise 16).

    Who may do this is the caller's to know: the owner, the holder of a link, the command line.
    Raises Invalid.
    """
    password.check(new, about=(user.email, user.full_name))
    act_as(db.session, actor)
    user.password_hash = password.hash_password(new)
    user.password_changed_at = clock.now()
    db.session.flush()
    session.end_all(user, but=keep)
    link_token.revoke(user)


def may_give(actor: Actor, group: AccessGroup) -> bool:
    """Whether the actor may put a user into this group: it has no right that he lacks."""
    return not groups.is_above(actor, group)


def _apply(user: User, values: Mapping[str, Any], actor: Actor) -> None:
    was_administrator = user.group.access_type == AccessType.ADMINISTRATOR
    if was_administrator:
        administrators.lock()
    address_changed = values.get("email", user.email) != user.email
    act_as(db.session, actor)
    for name, value in values.items():
        setattr(user, name, value)
    _flush(user)
    if was_administrator:
        administrators.demand_one()
    if not user.is_active:
        session.end_all(user)
    if not user.is_active or address_changed:
        link_token.revoke(user)  # a link sent to the old address is no proof any more


def _flush(user: User) -> None:
    email = user.email
    try:
        db.session.flush()
    except IntegrityError:  # somebody else took the address in this very moment
        db.session.rollback()
        raise Invalid.one("email", "email_taken", value=email) from None


def _group(group_id: Any, actor: Actor) -> AccessGroup:
    group = db.session.get(AccessGroup, group_id) if isinstance(group_id, int) else None
    if group is None:
        raise Invalid.one("group_id", "required")
    groups.demand_not_above(actor, group)
    return group


def _known(values: Mapping[str, Any], names: Any) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _read(values: Mapping[str, Any], *, user: User | None) -> dict[str, str]:
    """The texts as they are stored; raises Invalid with all that is wrong at once."""
    read: dict[str, str] = {}
    problems: list[Problem] = []
    for name, typed in values.items():
        try:
            read[name] = READERS[name](typed or "")
        except ValueProblem as problem:
            problems.append(Problem(name, problem.code, problem.params))
            continue
        if not read[name] and name in REQUIRED:
            problems.append(Problem(name, "required"))
    if read.get("email") and _is_taken(read["email"], user):
        problems.append(Problem("email", "email_taken", {"value": read["email"]}))
    if problems:
        raise Invalid(*problems)
    return read


def _is_taken(email: str, user: User | None) -> bool:
    other = by_email(email)
    return other is not None and other is not user and not _is_in_trash(other)


def _is_in_trash(user: User) -> bool:
    return user.contact is not None and user.contact.deleted_at is not None


def _release(email: str, user: User | None, actor: Actor) -> None:
    """Free an address that only a login in the trash holds: the trash blocks nobody (S13)."""
    other = by_email(email)
    if other is not None and other is not user and _is_in_trash(other):
        act_as(db.session, actor)
        other.email = f"{other.id}{RELEASED}"
        other.is_active = False
        db.session.flush()


def has_released_address() -> ColumnElement[bool]:
    """The condition that another login took the address while this one was in the trash."""
    return User.email.endswith(RELEASED, autoescape=True)
