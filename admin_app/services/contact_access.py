"""What a contact may do by himself: his login, and ending where he is signed in (H6)."""

from __future__ import annotations

from enum import StrEnum

from admin_app.errors import NotAllowed
from admin_app.permissions import Actor, Permission, allowed, demand
from admin_app.services import access_group, session
from admin_app.services.shared.unit_of_work import audit
from models import Contact, User
from models.base import db


class LoginState(StrEnum):
    """Whether the login of a contact works."""

    NONE = "none"
    ACTIVE = "active"
    BLOCKED = "blocked"


def login_state(contact: Contact) -> LoginState:
    """How it stands with the contact's login."""
    if contact.user is None:
        return LoginState.NONE
    return LoginState.ACTIVE if session.may_sign_in(contact.user) else LoginState.BLOCKED


def may_end_sessions(user: User, actor: Actor) -> bool:
    """Whether the actor may sign this person out: not those of a group above his own."""
    return allowed(actor, Permission.USERS_EDIT) and not access_group.is_above(actor, user.group)


def end_sessions(user: User, actor: Actor) -> int:
    """Sign a person out everywhere; answers with how many browsers. Raises NotAllowed."""
    demand(actor, Permission.USERS_EDIT)
    if not may_end_sessions(user, actor):
        raise NotAllowed(Permission.USERS_EDIT)
    number = len(session.living(user))
    session.end_all(user)
    audit(
        db.session, actor, "end_sessions", "user", row_id=user.id, row_name=user.full_name,
        changes={"sessions": [number, 0]},
    )  # fmt: skip
    return number
