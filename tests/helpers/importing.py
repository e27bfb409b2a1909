"""Importing a text as a person would: upload, look, check, commit."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from admin_app.importing import runner
from admin_app.permissions import Actor
from models import AuditEntry, Company, Contact, ImportRow, ImportRun
from models.base import db
from models.enums import ImportNoun, Verdict

SYSTEM = Actor.system("command")


@dataclass
class Importer:
    """Imports tables given as text with `;` into the application's database."""

    folder: Path
    actor: Actor = SYSTEM
    runs: list[ImportRun] = field(default_factory=list)

    def check(self, noun: str, table: str, **policies: Any) -> ImportRun:
        """A run up to its preview."""
        run = runner.start_run(
            ImportNoun(noun),
            table.encode(),
            "clients.csv",
            folder=self.folder,
            actor=self.actor,
            policies=policies,
        )
        runner.sniff(run, folder=self.folder, language="ru")
        db.session.commit()
        runner.check(run, folder=self.folder, actor=self.actor)
        self.runs.append(run)
        return run

    def commit(self, run: ImportRun) -> ImportRun:
        """Carry out a checked run, and hold it to its preview."""
        promised = {row.number: row.verdict for row in rows_of(run)}
        counts = dict(run.counts)
        runner.commit(run, actor=self.actor)
        assert {row.number: row.verdict for row in rows_of(run)} == promised
        assert run.counts == {**counts, "left": 0}
        return run

    def load(self, noun: str, table: str, **policies: Any) -> ImportRun:
        """Check and commit."""
        return self.commit(self.check(noun, table, **policies))

    def contacts(self, table: str, **policies: Any) -> ImportRun:
        """Check and commit a table of contacts."""
        return self.load("contacts", table, **policies)

    def companies(self, table: str, **policies: Any) -> ImportRun:
        """Check and commit a table of companies."""
        return self.load("companies", table, **policies)


def rows_of(run: ImportRun) -> list[ImportRow]:
    """The rows of a run in order."""
    db.session.expire_all()
    query = select(ImportRow).where(ImportRow.run_id == run.id).order_by(ImportRow.number)
    return list(db.session.scalars(query))


def verdicts(run: ImportRun) -> list[str]:
    """The verdicts of a run in order."""
    return [row.verdict.value for row in rows_of(run)]


def codes(run: ImportRun) -> list[str]:
    """The codes of all problems of a run in order."""
    return [problem["code"] for row in rows_of(run) for problem in row.problems]


def contact_named(name: str) -> Contact:
    """The only contact shown under this name."""
    db.session.expire_all()
    return db.session.scalars(select(Contact).where(Contact.full_name == name)).one()


def company_named(name: str) -> Company:
    """The only company of this name."""
    db.session.expire_all()
    return db.session.scalars(select(Company).where(Company.name == name)).one()


def count(model: Any) -> int:
    """How many rows a table has."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def picture() -> dict[str, list[Any]]:
    """All clients as they are, without ids, identifiers and moments: equal pictures, equal data."""
    db.session.expire_all()
    contacts = [
        (
            c.kind, c.first_name, c.middle_name, c.last_name, c.full_name, c.email, c.phone,
            c.mobile_phone, c.telegram, c.position, c.department, c.address, c.region,
            c.birth_date, c.language, c.time_zone, c.status, c.notifications, c.forms_as_company,
            c.all_tickets, c.notes, c.sort_name, c.company_sort, c.group.name,
            c.company.name if c.company else None,
            tuple((p.kind, p.value) for p in c.points), tuple(sorted(c.custom.items())),
        )
        for c in db.session.scalars(select(Contact))
    ]  # fmt: skip
    companies = [
        (
            c.name, c.legal_name, c.site, c.email, c.phone, c.address, c.tax_id,
            c.registration_number, c.region, c.status, c.notes, c.name_key,
            tuple(d.domain for d in c.domains), tuple(p.number for p in c.more_phones),
            tuple(sorted(c.custom.items())),
        )
        for c in db.session.scalars(select(Company))
    ]  # fmt: skip
    return {"contacts": sorted(contacts, key=str), "companies": sorted(companies, key=str)}


def audited(noun: str, action: str) -> int:
    """How many audit entries tell of this action on this noun."""
    query = select(func.count()).where(AuditEntry.noun == noun, AuditEntry.action == action)
    return db.session.scalar(query) or 0


def refused(run: ImportRun) -> int:
    """How many rows of a run are refused."""
    return sum(row.verdict == Verdict.REFUSE for row in rows_of(run))
