"""Custom fields as columns and filters of a list: those that there are now (S7, A12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from admin_app.i18n import N_
from admin_app.services.shared.custom_fields import MODELS, NEEDS, label_of, shown_fields
from admin_app.services.shared.custom_names import name_of
from admin_app.services.shared.custom_sql import order_of, place_of
from admin_app.services.shared.custom_values import choice_label, choices_of, moment_of
from admin_app.services.shared.listing.custom_conditions import condition_of
from admin_app.services.shared.listing.field import EMPTY, FILLED, Field, Filter, FilterKind, Option
from models import CustomField
from models.base import db
from models.enums import FieldKind, FieldNoun

Made = TypeVar("Made", Field, Filter)
LIST_LENGTH = 120
"""So much of a long text is shown in a row."""
_KEPT = "custom_listing"
_CELLS = {
    FieldKind.NUMBER: "number", FieldKind.DATE: "day", FieldKind.MOMENT: "moment",
    FieldKind.FLAG: "flag", FieldKind.PHONE: "phone", FieldKind.EMAIL: "email",
    FieldKind.URL: "site",
}  # fmt: skip
UNSORTED = frozenset({FieldKind.CHOICES, FieldKind.LONG_TEXT})
_FILTERS = {
    FieldKind.NUMBER: FilterKind.NUMBER_RANGE, FieldKind.DATE: FilterKind.DATE_RANGE,
    FieldKind.MOMENT: FilterKind.DATE_RANGE, FieldKind.FLAG: FilterKind.CHOICE,
    FieldKind.CHOICE: FilterKind.MULTI, FieldKind.CHOICES: FilterKind.MULTI,
}  # fmt: skip


def custom_fields(noun: FieldNoun, language: str) -> list[Field]:
    """The noun's shown custom fields as columns, labelled in the language."""
    return _kept(noun, language, partial(_field, language=language))


def custom_filters(noun: FieldNoun, language: str) -> list[Filter]:
    """A filter for each shown custom field."""
    return _kept(noun, language, partial(_filter, language=language))


def _kept(noun: FieldNoun, language: str, make: partial[Made]) -> list[Made]:
    """What is made of the fields, once for a session while they stay as they are."""
    fields = shown_fields(noun)
    stamp = [(field, field.version) for field in fields]
    kept = db.session.info.setdefault(_KEPT, {})
    key = (noun, language, make.func)
    if key not in kept or kept[key][0] != stamp:
        kept[key] = stamp, [make(field) for field in fields]
    made: list[Made] = kept[key][1]
    return made


def _field(field: CustomField, *, language: str) -> Field:
    model, key = MODELS[field.noun], field.key
    sortable = field.kind not in UNSORTED
    return Field(
        name_of(key),
        _label(field, language),
        kind=_CELLS.get(field.kind, "text"),
        sort=order_of(model, field) if sortable else None,
        needs=NEEDS.get(field.noun),
        translated=False,
        value=lambda row: _shown(field, row.custom.get(key), language),
        sort_value=lambda row: place_of(field, row.custom.get(key)),
    )


def _label(field: CustomField, language: str) -> str:
    """The label, of numbers with their unit: cells then need not repeat it."""
    unit = field.options.get("unit") if field.kind == FieldKind.NUMBER else ""
    label = label_of(field, language)
    return f"{label}, {unit}" if unit else label


def _shown(field: CustomField, stored: Any, language: str) -> str | float | datetime | None:
    """A stored value as the cell of its kind takes it."""
    if stored is None:
        return None
    if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        keys = stored if isinstance(stored, list) else [stored]
        labels = {c.key: choice_label(c, language) for c in choices_of(field, retired=True)}
        return ", ".join(labels.get(key, str(key)) for key in keys)
    if field.kind == FieldKind.MOMENT:
        return moment_of(str(stored)) or str(stored)
    if field.kind == FieldKind.LONG_TEXT:
        line = " ".join(str(stored).split())
        return line if len(line) <= LIST_LENGTH else f"{line[: LIST_LENGTH - 1]}…"
    shown: str | float = stored
    return shown


def _filter(field: CustomField, *, language: str) -> Filter:
    kind = _FILTERS.get(field.kind, FilterKind.TEXT)
    return Filter(
        name_of(field.key),
        _label(field, language),
        kind,
        condition_of(MODELS[field.noun], field),
        options=_options_of(field, language),
        needs=NEEDS.get(field.noun),
        translated=False,
        fillable=True,
    )


def _options_of(field: CustomField, language: str) -> Callable[[], Sequence[Option]] | None:
    if field.kind == FieldKind.FLAG:
        return lambda: [Option("1", N_("Yes")), Option("0", N_("No")), *_FILLED]
    if field.kind not in (FieldKind.CHOICE, FieldKind.CHOICES):
        return None
    choices = sorted(choices_of(field, retired=True), key=lambda c: c.retired_at is not None)
    return lambda: [
        *(Option(c.key, choice_label(c, language), translated=False) for c in choices),
        *_FILLED,
    ]


_FILLED = (Option(FILLED, N_("filled in")), Option(EMPTY, N_("empty")))
