"""Every key to a row that can be merged, and what becomes of the rows behind it.

A table to come adds its mover here, or a reason why none is needed; a test walks all foreign
keys and fails for one that is neither.
"""

from __future__ import annotations

from admin_app.i18n import N_
from admin_app.services.processes.merging.decisions import Decisions
from admin_app.services.processes.merging.logins import Logins
from admin_app.services.processes.merging.mails import Mails
from admin_app.services.processes.merging.movers import Links, Mover
from admin_app.services.processes.merging.of_company import Chosen, People
from admin_app.services.processes.merging.pairs import Relations
from models import (
    Call,
    CompanyDomain,
    CompanyDuplicate,
    ContactDuplicate,
    Document,
    Equipment,
    Note,
    Sms,
    StoredFile,
)

OF_CONTACTS: tuple[Mover, ...] = (
    Logins(),
    Links("notes", Note.contact_id, "text"),
    Links("files", StoredFile.contact_id, "name"),
    Links("calls", Call.contact_id, "number"),
    Links("sms", Sms.contact_id, "number"),
    Mails(),
    Links("equipment", Equipment.contact_id, "name"),
    Relations(),
    Decisions(ContactDuplicate),
)
OF_COMPANIES: tuple[Mover, ...] = (
    People(),
    Links("domains", CompanyDomain.company_id, "domain", gives=False),
    Chosen("documents", Document.company_id, "title", question=N_("Whose documents go on?")),
    Links("notes", Note.company_id, "text"),
    Links("files", StoredFile.company_id, "name"),
    Links("calls", Call.company_id, "number"),
    Links("sms", Sms.company_id, "number"),
    Links("equipment", Equipment.company_id, "name"),
    Decisions(CompanyDuplicate),
)
VALUES = "values are copied to the winner, and taken off it again (fields); the rows stay"
DERIVED = "made anew by the search for similar ones"
STAY: dict[str, str] = {
    "contact_point.contact_id": VALUES,
    "company_phone.company_id": VALUES,
    "contact_status_change.contact_id": "the history of the status that the loser keeps",
    "contact_key.contact_id": DERIVED,
    "company_key.company_id": DERIVED,
    "contact.merged_into_id": "a chain of merges is followed to its root (shared.roots)",
    "company.merged_into_id": "a chain of merges is followed to its root (shared.roots)",
}
"""Keys whose rows stay with the loser, each with the reason."""
STAY_BY_NUMBER: dict[str, str] = {
    "import_row.record_id": "what an import did to that very record; undoing reads it",
    "import_row.company_id": "what an import did to that very record; undoing reads it",
    "change_row.record_id": "what a bulk change did to that very record; undoing reads it",
    "audit_entry.row_id": "facts are never edited; the winner shows those of its losers",
    "presence.row_id": "gone within half a minute",
    "merge_loser.record_id": "names the loser itself",
}
"""Columns that hold ids without a foreign key, and why their rows stay."""
