"""Writing that a merge and its undoing share: fields of a row, its keys, its audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select, update

from admin_app.services import company as companies
from admin_app.services import contact as contacts
from admin_app.services.processes.merging import fields
from admin_app.services.processes.merging.movers import PASSING, Deed
from admin_app.services.processes.merging.nouns import MergeNoun
from admin_app.services.shared import stale
from admin_app.services.shared.bulk_rows import insert_rows
from admin_app.services.shared.unit_of_work import act_as, entry_values
from models import AuditEntry, Company, Contact, ContactStatusChange
from models.base import db
from models.enums import ContactStatus

SOURCE = "merge:"


def begin(deed: Deed) -> None:
    """Name the actor and the merge in whatever the session writes from here on."""
    act_as(db.session, deed.actor.from_source(f"{SOURCE}{deed.merge_id}"))


def put_fields(row: Any, values: Mapping[str, Any], deed: Deed) -> None:
    """Put fields on a row; a status gets its history, a company's name goes to its contacts."""
    name, status = str(row), row.status
    fields.write(row, values)
    if isinstance(row, Contact) and row.status != status:
        _status_history(row, status, deed)
    db.session.flush()
    if isinstance(row, Company) and row.name != name:
        companies.rename_in_contacts(row.id, name, row.name)


def refresh(row: Any) -> None:
    """Make the derived keys of a row anew from what hangs on it now."""
    db.session.expire(
        row, ["company", "points"] if isinstance(row, Contact) else ["domains", "more_phones"]
    )
    if isinstance(row, Contact):
        contacts.refresh_keys(row)
    else:
        companies.refresh_keys(row)


def grow(noun: MergeNoun, row_id: int, deed: Deed) -> None:
    """Let the version of a row grow, so that whoever has it open notices."""
    table = noun.model.__table__
    grown = {"version": table.c.version + 1, "updated_at": deed.moment}
    db.session.execute(update(table).where(table.c.id == row_id).values(grown))


def put_losers(noun: MergeNoun, deed: Deed, values: Mapping[str, Any]) -> None:
    """Put columns on all losers in one statement; their versions grow."""
    table = noun.model.__table__
    grown = {"version": table.c.version + 1, "updated_at": deed.moment}
    statement = update(table).where(table.c.id.in_(deed.loser_ids)).values({**values, **grown})
    db.session.execute(statement, execution_options=PASSING)


def tell(
    noun: MergeNoun, deed: Deed, action: str, entries: Iterable[tuple[int, str, dict[str, Any]]]
) -> None:
    """One audit entry a row: (id, name, changes)."""
    actor = deed.actor.from_source(f"{SOURCE}{deed.merge_id}")
    rows = [
        entry_values(
            actor, action, noun.model.__tablename__,
            row_id=row_id, row_name=name, changes=changes, at=deed.moment,
        )
        for row_id, name, changes in entries
    ]  # fmt: skip
    insert_rows(db.session.connection(), AuditEntry, rows)


def look_for_similar(noun: MergeNoun, deed: Deed) -> None:
    """Have similar rows looked for anew; a company is a sign of its contacts, too."""
    stale.mark(noun.model, deed.group)
    if noun.model is Company:
        stale.mark(Contact, select(Contact.id).where(Contact.company_id.in_(deed.group)))


def _status_history(row: Contact, before: ContactStatus, deed: Deed) -> None:
    db.session.add(
        ContactStatusChange(
            contact_id=row.id,
            at=deed.moment,
            actor_id=deed.actor.user_id,
            actor_name=deed.actor.name,
            before=before,
            after=row.status,
            reason=f"{SOURCE}{deed.merge_id}",
        )
    )
    if row.status != ContactStatus.ACTIVE:
        contacts.end_sessions([row.id], deed.moment)
