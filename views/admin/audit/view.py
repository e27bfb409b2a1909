"""The audit: who changed what, when, from where. Nobody can edit it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import format_datetime
from flask_babel import gettext as _

from admin_app.errors import NotFound
from admin_app.permissions import Actor, Permission, demand
from admin_app.services.lists.audit import AUDIT
from admin_app.services.shared.listing import Field
from models import AuditEntry
from models.base import db
from views.admin import cells
from views.admin.audit import fields as words
from views.admin.base import BackofficeView
from views.admin.rows import Action, RowView

ICONS = {
    "contact": "user",
    "company": "building",
    "equipment": "devices",
    "user": "key",
    "access_group": "shield",
    "custom_field": "forms",
    "choice_list": "list-check",
}
PAGES = {
    "contact": "contacts",
    "company": "companies",
    "equipment": "equipment",
    "user": "users",
}


class AuditView(BackofficeView):
    """The list of changes, the newest first."""

    spec = AUDIT
    permissions = {"view": Permission.AUDIT_VIEW}
    card_template = "admin/audit_entry.html"
    has_row_menu = False

    def title(self) -> str:
        """The heading of the list."""
        return _("Audit")

    def find(self, row_id: int, actor: Actor) -> AuditEntry:
        """The entry, if the actor may see the audit."""
        demand(actor, Permission.AUDIT_VIEW)
        entry = db.session.get(AuditEntry, row_id)
        if entry is None:
            raise NotFound(f"audit {row_id}")
        return entry

    def row_view(self, row: AuditEntry, fields: Sequence[Field], actor: Actor) -> RowView:
        """A change in the list."""
        return RowView(
            id=row.id,
            title=words.row_name(row) or words.noun(row),
            subtitle=words.noun(row),
            url=self.address("details_view", id=row.id),
            icon=ICONS.get(row.noun, "history"),
            cells=[self._cell(row, f, actor) for f in fields],
        )

    def _cell(self, row: AuditEntry, field: Field, actor: Actor) -> Any:
        if field.key == "action":
            return words.action(row)
        if field.key == "changes":
            return words.labels_of(row, actor)
        return cells.cell(field.kind, getattr(row, field.key))

    def list_extras(self, actor: Actor) -> dict[str, Any]:
        """The words of the list."""
        return {
            "search_placeholder": _("Record, person or address"),
            "empty": {"icon": "history", "text": _("Nothing was changed yet.")},
        }

    def card(self, row: AuditEntry, actor: Actor) -> dict[str, Any]:
        """One change: who, when, from where, before and after."""
        name = words.row_name(row) or words.noun(row)
        return {
            "title": name,
            "icon_name": ICONS.get(row.noun, "history"),
            "subtitle": f"{words.noun(row)} · {words.action(row)}",
            "url": self.address("details_view", id=row.id),
            "breadcrumbs": [(self.title(), self.address("index_view")), (name, None)],
            "actions": _open_row(row, actor),
            "groups": _facts(row),
            "changes": words.changes(row, actor),
        }


def _open_row(row: AuditEntry, actor: Actor) -> list[Action]:
    if row.row_id is None or not words.may_see_row(row, actor):
        return []
    url = url_for(f"{PAGES[row.noun]}.details_view", id=row.row_id)
    return [Action("open", _("Open the record"), url, ICONS[row.noun])]


def _facts(row: AuditEntry) -> list[tuple[str, list[tuple[str, Any]]]]:
    return [
        (
            "",
            [
                (_("Who"), row.actor_name),
                (_("When"), format_datetime(row.at, "medium")),
                (_("From address"), row.ip),
                (_("By way of"), row.source),
            ],
        )
    ]
