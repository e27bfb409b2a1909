"""Somebody must keep the keys: the last active administrator cannot go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import ColumnElement, or_, select

from admin_app.errors import Conflict
from models import AccessGroup, Contact, User
from models.base import db
from models.enums import AccessType, ContactStatus


def lock() -> None:
    """Make changes of who is an administrator wait for each other until the caller commits.

    Without it two administrators could deactivate each other at the same moment. SQLite has one
    writer at a time anyway.
    """
    query = select(AccessGroup.id).where(AccessGroup.access_type == AccessType.ADMINISTRATOR)
    db.session.execute(query.order_by(AccessGroup.id).with_for_update(key_share=True))


def demand_one() -> None:
    """Raise Conflict (last_administrator) when, after a flush, no administrator could sign in."""
    found = db.session.scalar(
        select(User.id)
        .join(AccessGroup, User.group_id == AccessGroup.id)
        .outerjoin(Contact, User.contact_id == Contact.id)
        .where(User.is_active, AccessGroup.access_type == AccessType.ADMINISTRATOR)
        .where(or_(User.contact_id.is_(None), _contact_is_served()))
        .limit(1)
    )
    if found is None:
        raise Conflict("last_administrator")


@contextmanager
def kept(contact: Contact) -> Iterator[None]:
    """Around a change that ends the login of this contact: it may not be the last administrator's.

    Raises Conflict (last_administrator).
    """
    login = contact.user
    if login is None or login.group.access_type != AccessType.ADMINISTRATOR:
        yield
        return
    lock()
    yield
    db.session.flush()
    demand_one()


def _contact_is_served() -> ColumnElement[bool]:
    return (Contact.status == ContactStatus.ACTIVE) & Contact.deleted_at.is_(None)
