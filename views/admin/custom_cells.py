"""Values of custom fields as people read them: on cards, in lists and in the audit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import format_date, format_time, get_timezone
from flask_babel import gettext as _
from markupsafe import Markup

from admin_app.permissions import Actor
from admin_app.services.shared.custom_fields import label_of
from admin_app.services.shared.custom_values import choice_label, choices_of, moment_of
from admin_app.services.shared.custom_writing import fields_for
from models import CustomField
from models.enums import FieldKind, FieldNoun
from views import current, formatting
from views.admin import cells

NO_BREAK = "\N{NO-BREAK SPACE}"
LINKS = {
    FieldKind.PHONE: cells.phone_to_copy,
    FieldKind.EMAIL: cells.email,
    FieldKind.URL: cells.site,
}


def facts_group(noun: FieldNoun, row: Any, actor: Actor) -> tuple[str, list[tuple[str, Any]]]:
    """Heading, and label and value of each custom field that this person sees, in their order."""
    return (_("Custom fields"), facts(noun, row.custom, actor))


def facts(noun: FieldNoun, custom: Mapping[str, Any], actor: Actor) -> list[tuple[str, Any]]:
    """Label and value of each custom field that this person sees; nothing where no value is."""
    language = current.language()
    return [
        (label_of(field, language), shown(field, custom.get(field.key)))
        for field in fields_for(noun, actor)
    ]


def shown(field: CustomField, stored: Any) -> Any:
    """A value on a card or in a list: with links, on several lines where it has them."""
    if is_nothing(stored):
        return ""
    if field.kind in LINKS:
        return LINKS[field.kind](str(stored))
    if field.kind == FieldKind.LONG_TEXT:
        return cells.lines(str(stored))
    if field.kind == FieldKind.CHOICES:
        return Markup(", ").join(_labels(field, stored))
    return told(field, stored)


def told(field: CustomField, stored: Any) -> str:
    """A value as plain text, as in the audit."""
    if is_nothing(stored):
        return ""
    tell = TELLERS.get(field.kind)
    return tell(field, stored) if tell else str(stored)


def number(field: CustomField, stored: Any) -> str:
    """A number with the language's separators and its unit."""
    if isinstance(stored, bool) or not isinstance(stored, int | float):
        return str(stored)
    unit = str(field.options.get("unit") or "")
    text = formatting.number(stored)
    return f"{text}{NO_BREAK}{unit}" if unit else text


def day(stored: str) -> str:
    """A stored date in the language of the request."""
    try:
        return str(format_date(date.fromisoformat(stored), "medium"))
    except ValueError:
        return stored


def moment(stored: str) -> str:
    """A stored moment in the language and time zone of the request, to the minute."""
    told_at = moment_of(stored)
    if told_at is None:
        return stored
    local = told_at.astimezone(get_timezone())
    return f"{format_date(local.date(), 'medium')}, {format_time(told_at, 'short')}"


def is_nothing(stored: Any) -> bool:
    """Whether a row has no value in a field."""
    return stored is None or stored in ("", [])


def _labels(field: CustomField, stored: Any) -> list[str]:
    keys = stored if isinstance(stored, list) else [stored]
    choices = {choice.key: choice for choice in choices_of(field, retired=True)}
    language = current.language()
    return [choice_label(choices[key], language) if key in choices else str(key) for key in keys]


TELLERS: dict[FieldKind, Callable[[CustomField, Any], str]] = {
    FieldKind.NUMBER: number,
    FieldKind.DATE: lambda _field, stored: day(str(stored)),
    FieldKind.MOMENT: lambda _field, stored: moment(str(stored)),
    FieldKind.FLAG: lambda _field, stored: formatting.yes_no(stored),
    FieldKind.CHOICE: lambda field, stored: ", ".join(_labels(field, stored)),
    FieldKind.CHOICES: lambda field, stored: ", ".join(_labels(field, stored)),
    FieldKind.PHONE: lambda _field, stored: formatting.phone(str(stored)),
}
"""How a value is told; kinds that are not here are told as they stand."""
