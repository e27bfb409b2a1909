"""Carrying out the plans of one chunk with a handful of bulk statements, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from admin_app import clock
from admin_app.importing.plans import Plan, Step
from admin_app.importing.pool import Pool
from admin_app.importing.queries import among
from admin_app.importing.records import CONTACT_MANY, Changes, Record, State
from admin_app.importing.write_tables import (
    audit_changes,
    audit_creation,
    company_row,
    contact_row,
    equipment_row,
    point_rows,
)
from admin_app.permissions import Actor
from admin_app.services import company as companies
from admin_app.services import contact as contacts
from admin_app.services.shared import stale
from admin_app.services.shared.bulk_rows import insert_rows, update_rows
from admin_app.services.shared.unit_of_work import entry_values
from models import (
    AuditEntry,
    Company,
    CompanyDomain,
    CompanyPhone,
    Contact,
    ContactPoint,
    ContactStatusChange,
    Equipment,
    ImportRow,
)
from models.company import bare_domain
from models.enums import ContactStatus, ImportNoun

Rows = list[dict[str, Any]]
RowOf = Callable[[int, State, datetime], dict[str, Any]]


class Writer:
    """Writes what a planner planned; `actor` acts from the source of the run."""

    def __init__(self, connection: Connection, noun: ImportNoun, actor: Actor, reason: str) -> None:
        self.connection = connection
        self.noun = noun
        self.actor = actor
        self.reason = reason
        self.moment: datetime = clock.now()

    def write(
        self, plans: list[Plan], contact_pool: Pool, company_pool: Pool, equipment_pool: Pool
    ) -> None:
        """Write records, their audit and the marks on the run's rows."""
        steps = [plan for plan in plans if plan.acts]
        self._companies(company_pool)
        self._rename(steps)
        self._contacts(contact_pool, company_pool)
        self._upsert(Equipment, equipment_pool.touched, equipment_row)
        self._statuses(steps)
        self._audit(steps)
        self._mark(plans)
        for model, pool in ((Contact, contact_pool), (Company, company_pool)):
            stale.mark(model, [record.id for record in pool.touched], queue=False)

    def _companies(self, pool: Pool) -> None:
        touched = pool.touched
        self._upsert(Company, touched, company_row)
        phones = [r for r in touched if r.new or "phone" in r.changed]
        self._forget(CompanyPhone, CompanyPhone.company_id, phones)
        numbers = [(r.id, number) for r in phones for number in r.state["phone"][1:]]
        self._insert(CompanyPhone, [{"company_id": i, "number": n} for i, n in numbers])
        domains = [r for r in touched if r.new or "domains" in r.changed]
        self._forget(CompanyDomain, CompanyDomain.company_id, domains)
        rules = [(r.id, rule) for r in domains for rule in r.state["domains"]]
        self._insert(
            CompanyDomain,
            [{"company_id": i, "domain": rule, "claim": bare_domain(rule)} for i, rule in rules],
        )

    def _contacts(self, pool: Pool, company_pool: Pool) -> None:
        touched = pool.touched
        for record in touched:
            company = company_pool.records.get(record.state["company_id"])
            if company is not None:
                record.state["company_name"] = company.state["name"]
        self._upsert(Contact, touched, contact_row)
        stale = [r for r in touched if r.new or r.changed.intersection(CONTACT_MANY)]
        self._forget(ContactPoint, ContactPoint.contact_id, stale)
        self._insert(ContactPoint, [row for r in stale for row in point_rows(r.id, r.state)])

    def _upsert(self, model: Any, records: list[Record], row_of: RowOf) -> None:
        """Insert new records and update the others; rows are made while the database takes them."""
        start = {"version": 1, "created_at": self.moment, "deleted_at": None}
        if model is Contact:
            start["is_manager"] = False
        new = (row_of(r.id, r.state, self.moment) | start for r in records if r.new)
        insert_rows(self.connection, model, new)
        old = [row_of(r.id, r.state, self.moment) for r in records if not r.new]
        update_rows(self.connection, model, old)

    def _insert(self, model: Any, rows: Rows) -> None:
        insert_rows(self.connection, model, rows)

    def _forget(self, model: Any, column: Any, records: list[Record]) -> None:
        """Remove the child rows of changed records; they are written anew."""
        ids = [record.id for record in records if not record.new]
        if ids:
            statement = delete(model.__table__).where(among(self.connection, column, ids))
            self.connection.execute(statement)

    def _rename(self, plans: list[Plan]) -> None:
        """Put new names of companies into the keys of their contacts, those that have any."""
        names: dict[int, list[str]] = {}
        for plan in plans:
            if plan.company is not None and plan.company.made is None:
                before, after = plan.company.changes.get("name", ("", ""))
                if after:
                    names.setdefault(plan.company.record.id, [before])[1:] = [after]
        if not names:
            return
        query = select(Contact.company_id).distinct()
        busy = self.connection.scalars(
            query.where(among(self.connection, Contact.company_id, list(names)))
        ).all()
        for company_id in busy:
            if company_id is not None:
                before, after = names[company_id]
                companies.rename_in_contacts(company_id, before, after)

    def _statuses(self, plans: list[Plan]) -> None:
        rows: Rows = []
        ended: list[int] = []
        for plan in plans:
            step = plan.contact
            if step is None or "status" not in step.changes:
                continue
            before, after = step.changes["status"]
            rows.append(
                {
                    "contact_id": step.record.id,
                    "at": self.moment,
                    "actor_id": self.actor.user_id,
                    "actor_name": self.actor.name[:200],
                    "before": before,
                    "after": after,
                    "reason": self.reason[:500],
                }
            )
            if after != ContactStatus.ACTIVE:
                ended.append(step.record.id)
        self._insert(ContactStatusChange, rows)
        if ended:
            contacts.end_sessions(ended, self.moment)

    def _audit(self, plans: list[Plan]) -> None:
        entries: Rows = []
        for plan in plans:
            steps = {
                "company": plan.company, "contact": plan.contact, "equipment": plan.equipment,
            }  # fmt: skip
            for noun, step in steps.items():
                if step is not None and step.acts:
                    entries.append(self._entry(noun, step))
        self._insert(AuditEntry, entries)

    def _entry(self, noun: str, step: Step) -> dict[str, Any]:
        state = step.record.state
        made = step.made is not None
        return entry_values(
            self.actor,
            "create" if made else "update",
            noun,
            row_id=step.record.id,
            row_name=state["full_name"] if noun == "contact" else state["name"],
            changes=audit_creation(step.made or {}) if made else audit_changes(step.changes),
            at=self.moment,
        )

    def _mark(self, plans: list[Plan]) -> None:
        rows = [
            {"id": plan.row.id, "applied": True, **row_marks(plan, self.noun)} for plan in plans
        ]
        update_rows(self.connection, ImportRow, rows)


def row_marks(plan: Plan, noun: ImportNoun) -> dict[str, Any]:
    """What a run's row keeps of its plan: verdict, changes, problems, and the records it meant."""
    main = plan.company if noun == ImportNoun.COMPANIES else plan.contact or plan.equipment
    before: Changes = dict(main.changes) if main else {}
    company_id = None
    if noun != ImportNoun.COMPANIES and plan.company is not None:
        company_id = _real(plan.company)
        before |= {f"company.{key}": pair for key, pair in plan.company.changes.items()}
    if plan.employer_id is not None and plan.employer_id > 0:
        company_id = plan.employer_id
    for key in ("company_id", "parent_id"):
        if main and key in before:
            before[key] = [value if (value or 0) > 0 else None for value in before[key]]
    made = plan.company is not None and plan.company.made is not None
    return {
        "verdict": plan.verdict,
        "before": before,
        "problems": plan.problems,
        "record_id": _real(main) if main else None,
        "company_id": company_id,
        "company_created": bool(made and plan.acts and noun != ImportNoun.COMPANIES),
    }


def _real(step: Step) -> int | None:
    return step.record.id if step.record.id > 0 else None
