"""What the list and the card tell of a piece of equipment."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _

from admin_app import clock
from admin_app.permissions import Permission
from admin_app.services.lists.equipment import SOON
from models import Equipment
from views import current
from views.admin import cells

PAGES = {
    "company": ("companies.details_view", Permission.COMPANIES_VIEW),
    "contact": ("contacts.details_view", Permission.CONTACTS_VIEW),
    "parent": ("equipment.details_view", Permission.EQUIPMENT_VIEW),
}
Facts = list[tuple[str, list[tuple[str, Any]]]]


def related(row: Any, key: str) -> Any:
    """What a piece belongs to, as a link for those who may open it."""
    if row is None:
        return ""
    if row.deleted_at:
        return cells.in_trash(str(row))
    endpoint, needed = PAGES[key]
    if not current.may(needed):
        return str(row)
    addresses: dict[str, str] = g.setdefault("related_addresses", {})
    if key not in addresses:
        addresses[key] = url_for(endpoint)
    return cells.link(f"{addresses[key]}?id={row.id}", str(row))


def warranty_marks(row: Equipment) -> list[tuple[str, str, str]]:
    """A warranty that is over or ends soon, as a mark beside the name."""
    try:
        until = date.fromisoformat(row.warranty_until)
    except ValueError:
        return []
    if until < clock.today():
        return [("shield", _("The warranty has expired"), "grey")]
    if until <= clock.today() + SOON:
        return [("shield", _("The warranty ends in 30 days"), "orange")]
    return []


def facts(row: Equipment) -> Facts:
    """Groups of labels and values for the card and the quick look."""
    return [
        (
            _("Equipment"),
            [
                (_("Article"), row.article),
                (_("Serial number"), row.serial_number),
                (_("Warranty until"), cells.cell("day", row.warranty_until)),
                (_("Description"), cells.lines(row.description)),
            ],
        ),
        (
            _("Whose it is"),
            [
                (_("Company"), related(row.company, "company")),
                (_("Contact"), related(row.contact, "contact")),
                (_("Part of"), related(row.parent, "parent")),
            ],
        ),
        (
            _("Record"),
            [
                (_("Added"), cells.cell("moment", row.created_at)),
                (_("Changed"), cells.cell("moment", row.updated_at)),
            ],
        ),
    ]
