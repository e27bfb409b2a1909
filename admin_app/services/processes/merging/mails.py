"""Outgoing mail in a merge: sent mail is history, waiting mail must not reach anybody revived."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from admin_app.services.processes.merging.movers import Deed, Links
from models import Contact, OutboxMail
from models.enums import ContactStatus, MailState


class Mails(Links):
    """Mail to a contact; what waits for one that may not be written to stays with it, unsent."""

    def __init__(self) -> None:
        super().__init__("mails", OutboxMail.contact_id, "subject", gives=False)

    def moving(self, _deed: Deed) -> ColumnElement[bool]:
        """All mail but what waits for a blocked, dismissed or switched-off contact."""
        may = select(Contact.id).where(
            Contact.status == ContactStatus.ACTIVE, Contact.notifications.is_(True)
        )
        return or_(self.table.c.state != MailState.QUEUED, self.column.in_(may))
