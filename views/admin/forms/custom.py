"""Custom fields in forms: made for each request from their definitions (S7, A12).

A view makes its form class by `with_custom`, fills it from `form_values` and hands the posted ones
to the service by `typed_custom`. Names of the fields are `custom-KEY`, as problems name them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import TextInput

from admin_app.permissions import Actor
from admin_app.services.shared import masks
from admin_app.services.shared.custom_fields import help_of, label_of
from admin_app.services.shared.custom_values import (
    TEXT_LENGTH,
    choice_label,
    choices_of,
    moment_of,
    text_of,
)
from admin_app.services.shared.custom_writing import PREFIX, editable_fields
from models import CustomField
from models.enums import FieldKind, FieldNoun
from views import current

Groups = Sequence[tuple[Any, tuple[str, ...]]]
F = TypeVar("F", bound=type[FlaskForm])
WITH_COMMA = frozenset({"ru", "uk", "pl"})
"""Languages that write a comma before decimals."""
LOCAL = "%Y-%m-%dT%H:%M"
INPUTS: dict[FieldKind, dict[str, Any]] = {
    FieldKind.TEXT: {"maxlength": TEXT_LENGTH},
    FieldKind.LONG_TEXT: {"rows": 4},
    FieldKind.NUMBER: {"inputmode": "decimal"},
    FieldKind.DATE: {"type": "date", "min": "1000-01-01", "max": "9999-12-31"},
    FieldKind.MOMENT: {"type": "datetime-local", "min": "1000-01-02T00:00"},
    FieldKind.PHONE: {"type": "tel"},
    FieldKind.EMAIL: {"type": "email"},
    FieldKind.URL: {"inputmode": "url", "placeholder": "https://"},
}


class Required:
    """Marks a field as required; whether it is filled is judged by the service."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Nothing to refuse here."""


class UnitInput(TextInput):
    """An input with the unit of its number behind it."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self.unit = unit

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        """The input, and the unit as a part of the same box."""
        inner = super().__call__(field, **kwargs)
        return Markup(
            '<span class="input-group">{}<span class="input-group-text">{}</span></span>'
        ).format(inner, self.unit)


def with_custom(form_class: F, noun: FieldNoun, actor: Actor, row: Any | None) -> F:
    """The form class with a field for each custom field that this person may fill in.

    `row` is the one that is changed: its retired choices stay to be chosen.
    """
    stored = row.custom if row is not None else {}
    fields = editable_fields(noun, actor)
    made = {PREFIX + f.key: _form_field(f, stored.get(f.key)) for f in fields}
    custom = {
        "custom_definitions": {PREFIX + field.key: field for field in fields},
        "has_masks": any(field.kind == FieldKind.MASK for field in fields),
    }
    return type(form_class)(form_class.__name__, (form_class,), {**made, **custom})


def form_values(noun: FieldNoun, row: Any, actor: Actor) -> dict[str, Any]:
    """What the custom fields of a form are filled with from the row."""
    return {
        PREFIX + field.key: as_typed(field, row.custom.get(field.key))
        for field in editable_fields(noun, actor)
    }


def typed_custom(form: FlaskForm) -> dict[str, Any]:
    """The posted texts by key, as `services.shared.custom_writing` reads them."""
    found = {}
    for name, field in getattr(form, "custom_definitions", {}).items():
        if name in form:
            found[field.key] = _sent(field, form[name].data)
    return found


def groups_for(noun: FieldNoun, actor: Actor, groups: Groups) -> list[Any]:
    """Headings of a form and the names under them, with the custom fields before the last one."""
    names = tuple(PREFIX + field.key for field in editable_fields(noun, actor))
    own = [(_("Custom fields"), names)] if names else []
    return [*groups[:-1], *own, *groups[-1:]]


def as_typed(field: CustomField, stored: Any) -> Any:
    """A stored value as the input of the field shows it."""
    if field.kind == FieldKind.CHOICES:
        return list(stored or [])
    if field.kind == FieldKind.CHOICE:
        return str(stored or "")
    if field.kind == FieldKind.MOMENT:
        told = moment_of(str(stored or ""))
        return f"{told.astimezone(_zone()):{LOCAL}}" if told else ""
    language = current.language()
    text = text_of(field, stored, language)
    comma = field.kind == FieldKind.NUMBER and language in WITH_COMMA
    return text.replace(".", ",") if comma else text


def _sent(field: CustomField, data: Any) -> Any:
    """What the service reads: a moment told with its offset from UTC."""
    if field.kind != FieldKind.MOMENT or not data:
        return data if data is not None else ""
    try:
        local = datetime.strptime(str(data)[:16], LOCAL).replace(tzinfo=_zone())
        return f"{local.astimezone(UTC):%Y-%m-%d %H:%M}Z"
    except (ValueError, OverflowError):
        return data


def _zone() -> ZoneInfo:
    return ZoneInfo(current.time_zone())


def _form_field(field: CustomField, stored: Any) -> Any:
    language = current.language()
    options: dict[str, Any] = {
        "validators": [Required()] if field.required else [],
        "description": help_of(field, language),
    }
    label = label_of(field, language)
    if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.FLAG):
        return _select(field, label, stored, options)
    attributes = {"autocomplete": "off", **INPUTS.get(field.kind, {})}
    if field.kind == FieldKind.LONG_TEXT:
        return TextAreaField(label, render_kw=attributes, **options)
    if field.kind == FieldKind.MASK:
        attributes |= mask_attributes(field)
    if unit := str(field.options.get("unit") or ""):
        options["widget"] = UnitInput(unit)
    return StringField(label, render_kw=attributes, **options)


def _select(field: CustomField, label: str, stored: Any, options: dict[str, Any]) -> Any:
    if field.kind == FieldKind.FLAG:
        words = [("", _("Not set")), ("1", _("Yes")), ("0", _("No"))]
        return SelectField(label, choices=words, validate_choice=False, **options)
    language = current.language()
    had = stored if isinstance(stored, list) else [stored]
    choices = [
        (choice.key, choice_label(choice, language))
        for choice in choices_of(field, retired=True)
        if choice.retired_at is None or choice.key in had
    ]
    attributes = {"data-select": True}
    if field.kind == FieldKind.CHOICES:
        return SelectMultipleField(
            label, choices=choices, validate_choice=False, render_kw=attributes, **options
        )
    empty = [("", _("Not set"))]
    return SelectField(
        label, choices=empty + choices, validate_choice=False, render_kw=attributes, **options
    )


def mask_attributes(field: CustomField) -> dict[str, Any]:
    """What static/js/mask.js reads, and the writing as a placeholder."""
    mask, currency = str(field.options.get("mask")), str(field.options.get("currency") or "")
    return {
        "data-mask": mask,
        "data-mask-currency": currency or "$",
        "placeholder": sample(mask, currency),
    }


def sample(mask: str, currency: str = "") -> str:
    """How a mask looks when it is filled: 0 for digits, A for letters."""
    signs = {"digit": "0", "letter": "A"}
    return "".join(signs.get(slot.kind, slot.text) for slot in masks.slots_of(mask, currency))
