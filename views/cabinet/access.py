"""Who is in the cabinet: a signed-in user of a group of clients, and the contact he is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from models import Contact, User
from models.enums import AccessType
from views import current

P = ParamSpec("P")


def for_clients(view: Callable[P, Any]) -> Callable[P, Any]:
    """Only for signed-in clients; strangers sign in, others get 403."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        user = current.current_user_or_none()
        if user is None or user.group.access_type != AccessType.CLIENT:
            return current.refusal()
        return view(*args, **kwargs)

    return guarded


def current_contact() -> Contact | None:
    """The contact that the signed-in client is, where his login belongs to one."""
    user: User | None = current.current_user_or_none()
    contact = user.contact if user else None
    return None if contact is None or contact.deleted_at else contact
