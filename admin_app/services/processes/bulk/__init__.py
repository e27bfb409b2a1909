"""Changing many rows at once, by the same rules as one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from admin_app.errors import Conflict, Invalid, NotAllowed
from admin_app.permissions import Actor, demand, scope
from admin_app.services import company as companies
from admin_app.services import contact as contacts
from admin_app.services.contact_status import set_notifications, set_status
from admin_app.services.shared.listing import ListSpec
from models import Company, Contact
from models.base import db
from models.enums import CompanyStatus, ContactStatus

MOST_TICKED = 500


@dataclass
class Outcome:
    """How a bulk change went: changed and unchanged rows, and those left with a code of why."""

    changed: list[int] = field(default_factory=list)
    unchanged: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All rows that the change met."""
        return len(self.changed) + self.unchanged + len(self.skipped)


def ticked(spec: ListSpec, ids: Sequence[int], actor: Actor) -> list[Any]:
    """The rows of a list with these ids that the actor may see, at most `MOST_TICKED`."""
    demand(actor, spec.view)
    model = spec.model
    query = select(model).where(model.id.in_(ids[:MOST_TICKED])).order_by(model.id)
    return list(db.session.scalars(scope(query, model, actor)))


def change_status(
    rows: Sequence[Contact], status: ContactStatus, actor: Actor, reason: str
) -> Outcome:
    """Give all of them a status; dismissed ones are left (H4)."""
    return _each(rows, lambda row: set_status(row, status, actor, reason=reason))


def change_group(rows: Sequence[Contact], group_id: int, actor: Actor) -> Outcome:
    """Put all of them into a group of clients or partners."""
    group = contacts.group_of(group_id)

    def change(row: Contact) -> bool:
        if row.group_id == group.id:
            return False
        contacts.update_contact(row, {"group_id": group.id}, actor)
        return True

    return _each(rows, change)


def change_company(rows: Sequence[Contact], company_id: str, name: str, actor: Actor) -> Outcome:
    """Move all of them to a company, made on the fly by a new name; to none without both."""

    def change(row: Contact) -> bool:
        before = row.company_id
        contacts.update_contact(row, {"company_id": company_id, "company": name}, actor)
        return row.company_id != before

    return _each(rows, change)


def change_notifications(rows: Sequence[Contact], actor: Actor, *, on: bool) -> Outcome:
    """Turn mail to all of them on or off (H5)."""

    def change(row: Contact) -> bool:
        if row.notifications == on:
            return False
        set_notifications(row, actor, on=on)
        return True

    return _each(rows, change)


def delete(rows: Sequence[Contact], actor: Actor) -> Outcome:
    """Move all of them to the trash."""

    def change(row: Contact) -> bool:
        contacts.delete(row, actor)
        return True

    return _each(rows, change)


def restore(ids: Sequence[int], actor: Actor) -> int:
    """Take these contacts back from the trash; returns how many there were."""
    return _restore(Contact, ids, lambda row_id: contacts.restore(row_id, actor))


def change_company_status(rows: Sequence[Company], status: CompanyStatus, actor: Actor) -> Outcome:
    """Give all of these companies a status."""

    def change(row: Company) -> bool:
        if row.status == status:
            return False
        companies.update_company(row, {"status": status.value}, actor)
        return True

    return _each(rows, change)


def delete_companies(rows: Sequence[Company], actor: Actor) -> Outcome:
    """Move all of these companies to the trash; their contacts stay."""

    def change(row: Company) -> bool:
        companies.delete(row, actor)
        return True

    return _each(rows, change)


def restore_companies(ids: Sequence[int], actor: Actor) -> int:
    """Take these companies back from the trash; returns how many there were."""
    return _restore(Company, ids, lambda row_id: companies.restore(row_id, actor))


def _restore(model: type[Any], ids: Sequence[int], restore_one: Callable[[int], Any]) -> int:
    query = select(model.id).where(model.id.in_(ids[:MOST_TICKED]), model.deleted_at.is_not(None))
    found = list(db.session.scalars(query))
    for row_id in found:
        restore_one(row_id)
    return len(found)


def _each(rows: Sequence[Any], change: Callable[[Any], bool]) -> Outcome:
    outcome = Outcome()
    for row in rows:
        try:
            if change(row):
                outcome.changed.append(row.id)
            else:
                outcome.unchanged += 1
        except Conflict as error:
            outcome.skipped.append((str(row), error.code))
        except NotAllowed:
            outcome.skipped.append((str(row), "not_allowed"))
        except Invalid as error:
            outcome.skipped.append((str(row), error.problems[0].code))
    return outcome
