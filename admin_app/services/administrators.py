"""Somebody must keep the keys: the last active administrator cannot go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import ColumnElement, Select, or_, select

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
    if db.session.execute(_logins().limit(1)).first() is None:
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


def indispensable(contact_ids: Sequence[int]) -> int | None:
    """Of contacts that are about to lose their logins, the one that must keep it, if any.

    The last of them where nobody else is an active administrator; None where somebody is.
    """
    if not contact_ids:
        return None
    logins = _logins().where(User.contact_id.in_(contact_ids))
    if db.session.scalar(logins.limit(1)) is None:
        return None
    lock()
    others = or_(User.contact_id.is_(None), User.contact_id.not_in(contact_ids))
    if db.session.execute(_logins().where(others).limit(1)).first() is not None:
        return None
    return max(row_id for row_id in db.session.scalars(logins) if row_id is not None)


def _logins() -> Select[int | None]:
    """The contacts of administrators who can sign in; None for those without one."""
    return (
        select(User.contact_id)
        .join(AccessGroup, User.group_id == AccessGroup.id)
        .outerjoin(Contact, User.contact_id == Contact.id)
        .where(User.is_active, AccessGroup.access_type == AccessType.ADMINISTRATOR)
        .where(or_(User.contact_id.is_(None), _contact_is_served()))
    )


def _contact_is_served() -> ColumnElement[bool]:
    return (Contact.status == ContactStatus.ACTIVE) & Contact.deleted_at.is_(None)
