"""Loading demo data: companies, contacts with their history, and logins, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import exists, select

from admin_app import clock
from admin_app.database import refresh_statistics
from admin_app.errors import DomainError
from admin_app.permissions import Actor
from admin_app.services.access_group import ensure_defaults
from admin_app.services.processes.demo import history
from admin_app.services.processes.demo.bulk import chunks, new_ids
from admin_app.services.processes.demo.calendar import Calendar
from admin_app.services.processes.demo.companies import (
    Companies,
    Firm,
    company_count,
)
from admin_app.services.processes.demo.contacts import ContactDraft, Contacts
from admin_app.services.processes.demo.equipment import write_equipment
from admin_app.services.processes.demo.fields import DemoFields
from admin_app.services.processes.demo.logins import make_guests, make_staff
from admin_app.services.processes.demo.numbers import identifier
from admin_app.services.processes.demo.views import make_views
from admin_app.services.shared import stale
from admin_app.services.shared.bulk_rows import insert_rows
from admin_app.services.shared.unit_of_work import act_as, audit
from models import (
    AuditEntry,
    Company,
    CompanyDomain,
    CompanyPhone,
    Contact,
    ContactPoint,
    ContactStatusChange,
    User,
)
from models.base import db
from models.derived import contact_keys

NOUN = ACTION = "demo"
SEED = 20_240_917
Progress = Callable[[int, int], None]


class AlreadyLoaded(DomainError):
    """Demo data was loaded into this database before."""


@dataclass(frozen=True)
class DemoResult:
    """How many rows there are now that were not before."""

    companies: int
    contacts: int
    tickets: int = 0


@dataclass(frozen=True)
class _Plan:
    """What all parts of one loading share."""

    rnd: Random
    calendar: Calendar
    groups: Mapping[str, int]
    author: User | None
    fields: DemoFields
    first_number: int


def is_loaded() -> bool:
    """Whether demo data was loaded into this database, whatever became of it."""
    known = exists().where(AuditEntry.noun == NOUN, AuditEntry.action == ACTION)
    return bool(db.session.scalar(select(known)))


def load_demo(
    contacts: int, *, actor: Actor, seed: int = SEED, progress: Progress | None = None
) -> DemoResult:
    """Add so many contacts, their companies and the logins; the caller commits.

    The same seed gives the same people, with moments counted back from now. Raises
    AlreadyLoaded the second time.
    """
    if is_loaded():
        raise AlreadyLoaded
    act_as(db.session, actor)
    groups = ensure_defaults()
    db.session.flush()
    staff = make_staff(groups)
    calendar = Calendar(clock.now())
    fields = DemoFields(seed, calendar)
    fields.make(actor)
    plan = _Plan(
        Random(seed),  # noqa: S311 - believable, not secret
        calendar,
        {key: group.id for key, group in groups.items()},
        staff.get("managers"),
        fields,
        first_number=1,
    )
    firms = _write_companies(plan, company_count(contacts))
    _write_contacts(plan, firms, contacts, progress or (lambda _done, _total: None))
    write_equipment(plan.rnd, plan.calendar, firms)
    make_guests(groups)
    make_views(staff, groups)
    act_as(db.session, actor)
    for model in (Contact, Company):
        stale.mark_all(model)
    stale.queue_refresh()
    result = DemoResult(len(firms), contacts)
    refresh_statistics(db.session.connection())
    audit(db.session, actor, ACTION, NOUN, changes={"companies": len(firms), "contacts": contacts})
    return result


def _write_companies(plan: _Plan, count: int) -> list[Firm]:
    firms: list[Firm] = []
    connection = db.session.connection()
    for drafts in chunks(Companies(plan.rnd, plan.calendar).make(count)):
        ids = new_ids(Company, len(drafts))
        numbered = [draft.numbered(i) for draft, i in zip(drafts, ids, strict=True)]
        rows = [
            {**draft.row, "custom": plan.fields.of_company((len(firms) + place) / count)}
            for place, draft in enumerate(numbered)
        ]
        insert_rows(connection, Company, rows)
        domains = [(d.firm.id, domain) for d in numbered for domain in d.domains]
        phones = [(d.firm.id, number) for d in numbered for number in d.phones]
        insert_rows(
            connection,
            CompanyDomain,
            [{"company_id": i, "domain": name, "claim": name} for i, name in domains],
        )
        insert_rows(
            connection, CompanyPhone, [{"company_id": i, "number": number} for i, number in phones]
        )
        firms += [draft.firm for draft in numbered]
    return firms


def _write_contacts(plan: _Plan, firms: list[Firm], count: int, progress: Progress) -> None:
    done, connection = 0, db.session.connection()
    for drafts in chunks(Contacts(plan.rnd, plan.calendar, firms).make(count)):
        ids = new_ids(Contact, len(drafts))
        rows = [
            _row(plan, draft, row_id, done + place)
            for place, (draft, row_id) in enumerate(zip(drafts, ids, strict=True))
        ]
        insert_rows(connection, Contact, rows)
        insert_rows(connection, ContactPoint, _points(drafts, ids))
        insert_rows(connection, ContactStatusChange, _steps(plan, drafts, rows))
        done += len(drafts)
        progress(done, count)


def _row(plan: _Plan, draft: ContactDraft, row_id: int, number: int) -> dict[str, Any]:
    firm = draft.firm
    code = identifier("K", number + 1)
    created = plan.calendar.at(draft.share)
    changed = plan.rnd.random() < 0.3
    keys = contact_keys(
        draft.values,
        identifier=code,
        company_name=firm.name if firm else "",
        points=[value for _kind, value in draft.points],
    )
    return {
        "id": row_id,
        **draft.values,
        **keys,
        "identifier": code,
        "company_id": firm.id if firm else None,
        "group_id": plan.groups["partners" if firm and firm.is_partner else "clients"],
        "created_at": created,
        "updated_at": plan.calendar.later(plan.rnd, created) if changed else created,
        "custom": plan.fields.of_contact(),
        "deleted_at": None,
        "version": 1,
    }


def _points(drafts: list[ContactDraft], ids: Any) -> list[dict[str, Any]]:
    return [
        {"contact_id": row_id, "kind": kind, "value": value, "position": place}
        for draft, row_id in zip(drafts, ids, strict=True)
        for place, (kind, value) in enumerate(draft.points)
    ]


def _steps(
    plan: _Plan, drafts: list[ContactDraft], rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    author = {
        "actor_id": plan.author.id if plan.author else None,
        "actor_name": plan.author.full_name if plan.author else "",
    }
    return [
        {"contact_id": row["id"], **author, **step}
        for draft, row in zip(drafts, rows, strict=True)
        for step in history.steps(
            plan.rnd,
            plan.calendar,
            row["status"],
            since=row["created_at"],
            language=draft.voice.language,
        )
    ]
