"""The status of a contact (H4): who may do what to it is decided here, whoever asks."""

from __future__ import annotations

from admin_app import clock
from admin_app.errors import Conflict
from admin_app.permissions import Actor, Permission, demand
from admin_app.services import administrators
from admin_app.services import contact as contacts
from admin_app.services.shared.unit_of_work import act_as
from models import Contact, ContactStatusChange
from models.base import db
from models.enums import ContactStatus

REASON_LENGTH = 500


def set_status(contact: Contact, status: ContactStatus, actor: Actor, *, reason: str = "") -> bool:
    """Change the status and keep who did it and why; False when it is so already.

    A dismissed contact stays dismissed: Conflict dismissed_final. Blocking and dismissing end the
    sessions of the contact's login; the login of the last administrator cannot be ended so.
    """
    demand(actor, Permission.CONTACTS_EDIT, contact)
    if contact.status == status:
        return False
    if contact.status == ContactStatus.DISMISSED:
        raise Conflict("dismissed_final", name=contact.full_name)
    act_as(db.session, actor)
    moment = clock.now()
    db.session.add(
        ContactStatusChange(
            contact_id=contact.id,
            at=moment,
            actor_id=actor.user_id,
            actor_name=actor.name,
            before=contact.status,
            after=status,
            reason=reason.strip()[:REASON_LENGTH],
        )
    )
    if status == ContactStatus.ACTIVE:
        contact.status = status
        db.session.flush()
        return True
    with administrators.kept(contact):
        contact.status = status
        contacts.end_sessions([contact.id], moment)
    db.session.flush()
    return True


def set_notifications(contact: Contact, actor: Actor, *, on: bool) -> None:
    """Let mail go to this contact, or none at all (H5)."""
    demand(actor, Permission.CONTACTS_EDIT, contact)
    if contact.status == ContactStatus.DISMISSED:
        raise Conflict("dismissed_final", name=contact.full_name)
    act_as(db.session, actor)
    contact.notifications = on
    db.session.flush()
