"""The one policy: a permission by name, and the rows that an actor may touch."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import Select, false

from admin_app.errors import NotAllowed
from admin_app.permissions.actor import Actor
from admin_app.permissions.names import Permission
from models import Contact, User
from models.base import Trashable
from models.enums import AccessType

S = TypeVar("S", bound=Select[*tuple[Any, ...]])


def allowed(actor: Actor, permission: Permission, row: object | None = None) -> bool:
    """Whether `actor` may do this at all, and to this row if one is given.

    Administrators may do everything; clients and partners nothing on the staff side, whatever
    their group lists. A row in the trash is out of reach.
    """
    if not actor.is_staff:
        return False
    if actor.access_type != AccessType.ADMINISTRATOR and permission not in actor.permissions:
        return False
    return not (isinstance(row, Trashable) and row.deleted_at is not None)


def demand(actor: Actor, permission: Permission, row: object | None = None) -> None:
    """Raise `NotAllowed` unless `allowed`."""
    if not allowed(actor, permission, row):
        raise NotAllowed(permission)


def scope(query: S, model: type[Any], actor: Actor) -> S:
    """Narrow a query over `model` to the rows that `actor` may see, the trash left out.

    Lists, search, counters, look-ups, exports and bulk changes all pass through here.
    """
    if not actor.is_staff:
        return query.where(false())
    if issubclass(model, Trashable):
        return query.where(model.deleted_at.is_(None))
    if model is User:  # the login of a contact hangs on it, also in the trash
        return query.where(~User.contact.has(Contact.deleted_at.is_not(None)))
    return query
