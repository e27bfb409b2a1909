"""What hangs on a contact: its login, its further ways to be reached, its mail."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from admin_app import clock
from admin_app.errors import Problem
from admin_app.permissions import Permission
from admin_app.services import administrators
from admin_app.services.processes.trash.of_cards import on_cards
from admin_app.services.processes.trash.of_equipment import OfContact
from admin_app.services.processes.trash.of_papers import Relations
from admin_app.services.processes.trash.parts import Ids, Mark, Noun, Part
from admin_app.services.processes.trash.writing import delete_for_good, run
from admin_app.services.shared import cards
from admin_app.services.user import has_released_address
from models import AccessGroup, Contact, ContactPoint, LinkToken, OutboxMail, User, UserSession
from models.base import db
from models.enums import AccessType


def _logins(owners: Ids) -> Ids:
    return select(User.id).where(User.contact_id.in_(owners))


class Logins(Part):
    """Logins of contacts: they stop working at once and work again when the contact is back."""

    key = "logins"

    def count(self, owners: Ids, /) -> int:
        """How many there are."""
        query = select(func.count()).select_from(User).where(User.contact_id.in_(owners))
        return db.session.scalar(query) or 0

    def goes(self, owners: Ids, /) -> None:
        """End their sessions and links (promises 14, 16). Raises Conflict last_administrator."""
        logins, moment = _logins(owners), clock.now()
        for statement in (
            update(UserSession)
            .where(UserSession.user_id.in_(logins), UserSession.ended_at.is_(None))
            .values(ended_at=moment),
            update(LinkToken)
            .where(LinkToken.user_id.in_(logins), LinkToken.used_at.is_(None))
            .values(used_at=moment),
        ):
            run(statement)
        administrator = AccessGroup.access_type == AccessType.ADMINISTRATOR
        if db.session.scalar(logins.join(AccessGroup).where(administrator).limit(1)) is not None:
            administrators.lock()
            administrators.demand_one()

    def returns(self, owners: Ids, /) -> list[Problem]:
        """Name the logins whose address another one took meanwhile (see services.user)."""
        query = select(User.full_name).where(User.contact_id.in_(owners), has_released_address())
        return [
            Problem("logins", "back_without_login", {"name": name})
            for name in db.session.scalars(query.order_by(User.id))
        ]

    def gone(self, owners: Ids, mark: Mark, /) -> None:
        """Delete them, with their sessions and links."""
        delete_for_good(User, User.full_name, _logins(owners), mark)


class Points(Part):
    """Further e-mails, phones and messengers; they follow their contact by themselves."""

    key = "points"

    def count(self, owners: Ids, /) -> int:
        """How many there are."""
        query = select(func.count()).where(ContactPoint.contact_id.in_(owners))
        return db.session.scalar(query.select_from(ContactPoint)) or 0


class Mails(Part):
    """Outgoing mail to contacts: none goes out while they are in the trash."""

    key = "mails"

    def count(self, owners: Ids, /) -> int:
        """How many mails there are, sent or not."""
        query = select(func.count()).select_from(OutboxMail).where(self._to(owners))
        return db.session.scalar(query) or 0

    def gone(self, owners: Ids, _mark: Mark, /) -> None:
        """Delete them: what is not sent yet must not go out to nobody's card."""
        run(delete(OutboxMail).where(self._to(owners)))

    def _to(self, owners: Ids) -> ColumnElement[bool]:
        return or_(OutboxMail.contact_id.in_(owners), OutboxMail.user_id.in_(_logins(owners)))


CONTACT = Noun(
    model=Contact,
    list_key="contacts",
    name=Contact.full_name,
    view=Permission.CONTACTS_VIEW,
    delete=Permission.CONTACTS_DELETE,
    parts=(Mails(), Logins(), Points(), OfContact(), Relations(), *on_cards(cards.CONTACT)),
)
