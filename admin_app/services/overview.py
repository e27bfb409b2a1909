"""What the dashboard tells: counts by status, recent imports, recent changes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from admin_app.permissions import Actor, Permission, allowed, scope
from admin_app.services import import_run
from admin_app.services.lists import LISTS
from admin_app.services.shared.listing import ListQuery, select_rows
from admin_app.services.shared.listing.counting import Count, count_rows
from models import AuditEntry, Contact, ImportRun
from models.base import db
from models.enums import ContactStatus

RECENT = 8


def total(noun: str, actor: Actor) -> Count:
    """How many rows the list of this noun has for the actor."""
    spec = LISTS[noun]
    return count_rows(spec.model, select_rows(spec, ListQuery(), actor), narrowed=False)


def by_status(actor: Actor) -> dict[ContactStatus, Count]:
    """How many contacts there are of each status."""
    rows = scope(select(Contact), Contact, actor)
    return {
        status: count_rows(Contact, rows.where(Contact.status == status), narrowed=False)
        for status in ContactStatus
    }


def recent_imports(actor: Actor) -> Sequence[ImportRun]:
    """The newest imports that the actor may see: his own, or all for administrators."""
    return import_run.history(actor).rows[:RECENT]


def recent_changes(actor: Actor) -> Sequence[AuditEntry]:
    """The newest changes, for those who may see the audit."""
    if not allowed(actor, Permission.AUDIT_VIEW):
        return []
    nouns = ("contact", "company", "equipment", "contacts", "companies", "import")
    query = select(AuditEntry).where(AuditEntry.noun.in_(nouns))
    return db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(RECENT)).all()
