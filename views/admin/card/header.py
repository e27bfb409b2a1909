"""The strip of chosen fields under the title of a card (S4)."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from admin_app.permissions import Actor
from admin_app.services import card_header
from admin_app.services.shared.listing import Field, ListSpec
from views.admin import cells, labels


def strip(spec: ListSpec, row: Any, actor: Actor) -> list[tuple[str, Any]]:
    """Label and value of the chosen fields that the row has; empty ones are left out."""
    shown = [
        (_(field.label) if field.translated else field.label, _value(field, row))
        for field in card_header.chosen(spec, actor)
    ]
    return [(label, value) for label, value in shown if value not in (None, "")]


def _value(field: Field, row: Any) -> Any:
    if field.key == "group":
        return labels.group_name(row.group)
    if field.key == "domains":
        return ", ".join(domain.domain for domain in row.domains)
    if field.kind == "phone":
        value = field.value(row) if field.value else getattr(row, field.key)
        return cells.phone_to_copy(value or "")
    if field.value is None and not hasattr(row, field.key):
        return ""
    shown = cells.of(field, row)
    return shown if isinstance(shown, str) else str(shown)
