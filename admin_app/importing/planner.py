"""Rows to plans, a chunk at a time: the one place that says what an import does.

The preview and the import itself both come from here, so what was shown is what happens.
"""

from __future__ import annotations

from collections.abc import Sequence

from admin_app.importing.matching import company_by_domain
from admin_app.importing.names import display_name, row_names
from admin_app.importing.overlay import Overlay
from admin_app.importing.plan_company import (
    company_keys,
    company_values,
    find_employer,
    plan_company,
    settle,
)
from admin_app.importing.plan_contact import CONTACT_GIVEN, Employer, contact_keys, plan_contact
from admin_app.importing.plan_equipment import Owner, equipment_keys, plan_equipment
from admin_app.importing.plans import Context, Plan, Step, intern_sets
from admin_app.importing.policies import Existing
from admin_app.importing.pool import Pool
from admin_app.importing.queries import Finder
from admin_app.importing.queries_equipment import (
    EquipmentPool,
    People,
    load_equipment,
    load_people,
)
from admin_app.importing.records import Record, company_index, contact_index
from admin_app.importing.rows import RowData, RowRefused
from admin_app.services.company_domain import domains_of
from models.enums import ContactKind, ImportNoun, Verdict
from models.normalize import company_key

CHUNK = 2000
Drafted = tuple[Record, Step]


class Planner:
    """Plans the chunks of one file in their order.

    With `checks` the plans live on in overlays for the chunks that follow; a commit writes each
    chunk before the next, so the database itself is the overlay.
    """

    def __init__(self, context: Context, *, checks: bool = False) -> None:
        self.context = context
        self.contact_claims: dict[int, frozenset[str]] = {}
        self.company_claims: dict[int, frozenset[str]] = {}
        self._overlays = (Overlay(), Overlay()) if checks else ()
        self._intern = intern_sets()
        self.contacts = Pool(contact_index)
        self.companies = Pool(company_index)
        self.equipment_claims: dict[int, frozenset[str]] = {}
        self.equipment = EquipmentPool()
        self.people = People()
        self._pieces = Overlay() if checks and context.noun == ImportNoun.EQUIPMENT else None

    def plan(self, finder: Finder, rows: Sequence[RowData]) -> list[Plan]:
        """One plan a row. Afterwards `contacts` and `companies` hold what the chunk touched."""
        self.contacts = Pool(contact_index, self.contact_claims)
        self.companies = Pool(company_index, self.company_claims)
        self.equipment = EquipmentPool(self.equipment_claims)
        self._load(finder, [row for row in rows if not row.problems])
        plans = [self._plan(row) for row in rows]
        for overlay, pool in zip(self._overlays, (self.contacts, self.companies), strict=False):
            overlay.keep(pool.touched)
        if self._pieces is not None:
            self._pieces.keep(self.equipment.touched)
        return plans

    def claim(self, contact_id: int | None, company_id: int | None, row: RowData) -> None:
        """Note which columns a row gave for its records."""
        noun = self.context.noun
        if noun == ImportNoun.EQUIPMENT:
            if contact_id is not None:
                known = self.equipment_claims.get(contact_id, frozenset())
                self.equipment_claims[contact_id] = self._intern(known.union(row.values))
            return
        if company_id is not None and noun != ImportNoun.CONTACTS:
            values = company_values(noun, row.values)
            known = self.company_claims.get(company_id, frozenset())
            self.company_claims[company_id] = self._intern(known.union(values))
        if contact_id is not None:
            known = self.contact_claims.get(contact_id, frozenset())
            self.contact_claims[contact_id] = self._intern(known.union(row.values))

    def _load(self, finder: Finder, rows: Sequence[RowData]) -> None:
        noun = self.context.noun
        keys: set[str] = set()
        for row in rows:
            about = company_values(noun, row.values)
            keys.update(company_keys(about))
            if not about:
                keys.update(f"d:{d}" for e in row.values.get("email", ()) for d in domains_of(e))
        if keys:
            finder.companies(self.companies, keys)
        for overlay in self._overlays[1:]:
            overlay.fill(self.companies, keys)
        if noun == ImportNoun.EQUIPMENT:
            self._load_equipment(finder, rows)
            return
        if noun == ImportNoun.COMPANIES or self.context.policies.existing == Existing.CREATE:
            return
        keys = self._contact_keys(rows)
        finder.contacts(self.contacts, keys)
        for overlay in self._overlays[:1]:
            overlay.fill(self.contacts, keys)

    def _load_equipment(self, finder: Finder, rows: Sequence[RowData]) -> None:
        found = (row.values["contact"] for row in rows if "contact" in row.values)
        self.people = load_people(finder, found)
        keys = {key for row in rows for key in equipment_keys(row.values)}
        load_equipment(finder, self.equipment, keys, self._pieces)

    def _contact_keys(self, rows: Sequence[RowData]) -> set[str]:
        keys: set[str] = set()
        for row in rows:
            row.keys = contact_keys(row.values, self._shown(row))
            keys.update(row.keys)
        return keys

    def _shown(self, row: RowData) -> list[str]:
        """The display names that a row's contact may have: its own, or its company's."""
        values = row.values
        company = values.get("company", "")
        try:
            row.parts = row_names(values, values.get("kind", ContactKind.PERSON.value), company)
        except RowRefused:
            return []
        if row.parts or not company:
            return [display_name(row.parts, values, company)]
        alike = self.companies.find((f"n:{company_key(company)}",))
        return [company, *(record.state["name"] for record in alike)]

    def _plan(self, row: RowData) -> Plan:
        if row.problems:
            return Plan(row, Verdict.REFUSE, row.problems)
        try:
            if self.context.noun == ImportNoun.COMPANIES:
                return self._plan_company(row)
            if self.context.noun == ImportNoun.EQUIPMENT:
                return self._plan_equipment(row)
            return self._plan_contact(row)
        except RowRefused as refused:
            return Plan(row, Verdict.REFUSE, [refused.problem])

    def _plan_company(self, row: RowData) -> Plan:
        drafted = plan_company(self.companies, self.context, row.values)
        plan = Plan(row, self._verdict(drafted[1]), company=drafted[1])
        self._accept(plan, None, drafted)
        return plan

    def _plan_equipment(self, row: RowData) -> Plan:
        about = company_values(self.context.noun, row.values)
        company: Drafted | None = None
        owner = Owner(None, given=False)
        if about:
            record, made = find_employer(self.companies, self.context, about, ())
            company = (record, made) if record is not None and made is not None else None
            owner = Owner(record, given=True)
        draft, step = plan_equipment(self.equipment, self.people, self.context, row, owner)
        if company is not None and draft.state["company_id"] != company[0].id:
            company = None
        plan = Plan(row, self._verdict(step), equipment=step)
        if company is not None:
            plan.company = company[1]
        if plan.acts:
            if company is not None:
                settle(self.companies, *company)
            if step.acts:
                settle(self.equipment, draft, step)
        if owner.record is not None and owner.record.id in self.companies.records:
            plan.employer_id = owner.record.id
        self.claim(step.record.id, None, row)
        return plan

    def _plan_contact(self, row: RowData) -> Plan:
        values, emails = row.values, row.values.get("email", [])
        about = company_values(self.context.noun, values)
        whole = self.context.noun == ImportNoun.BOTH and bool(about)
        company: Drafted | None = None
        if whole:
            company = plan_company(self.companies, self.context, about, emails)
            skips = self._verdict(company[1]) == Verdict.SKIP
            employer = Employer(company[1].record if skips else company[0], given=True)
        elif about:
            record, step = find_employer(self.companies, self.context, about, emails)
            company = (record, step) if record is not None and step is not None else None
            employer = Employer(record, given=True)
        else:
            joined = company_by_domain(self.companies, emails)
            employer = Employer(None, given=False, joined=joined)
        if company is not None and whole and not CONTACT_GIVEN & values.keys():
            plan = Plan(row, self._verdict(company[1]), company=company[1])
            self._accept(plan, None, company)
            return plan
        contact = plan_contact(self.contacts, self.context, row, employer)
        if not whole and company is not None and contact[0].state["company_id"] != company[0].id:
            company = None  # an unknown company is made only where the contact joins it
        plan = Plan(row, self._verdict(contact[1]), contact=contact[1])
        if company is not None:
            verdict = self._verdict(company[1])
            if plan.verdict == Verdict.UNCHANGED:
                plan.verdict = Verdict.UPDATE if verdict == Verdict.CREATE else verdict
            if verdict != Verdict.SKIP:
                plan.company = company[1]
        self._accept(plan, contact, company if plan.company else None, employer)
        return plan

    def _verdict(self, step: Step) -> Verdict:
        if step.made is not None:
            return Verdict.CREATE
        if not step.changes:
            return Verdict.UNCHANGED
        skips = self.context.policies.existing == Existing.SKIP
        return Verdict.SKIP if skips else Verdict.UPDATE

    def _accept(
        self,
        plan: Plan,
        contact: Drafted | None,
        company: Drafted | None,
        employer: Employer | None = None,
    ) -> None:
        """Make a plan the ground on which the rows that follow are planned."""
        if plan.acts:
            if company is not None and company[1].acts:
                settle(self.companies, *company)
            if contact is not None and contact[1].acts:
                settle(self.contacts, *contact)
        owner = company[1].record if company else (employer.record if employer else None)
        if owner is not None and owner.id in self.companies.records:
            plan.employer_id = owner.id
        self.claim(contact[1].record.id if contact else None, plan.employer_id, plan.row)
