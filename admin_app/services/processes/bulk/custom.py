"""Setting one custom field of many rows: which may be chosen, and the value as it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from admin_app.errors import Invalid
from admin_app.permissions import Actor
from admin_app.services import company as companies
from admin_app.services.shared.custom_fields import label_of
from admin_app.services.shared.custom_names import name_of
from admin_app.services.shared.custom_writing import editable_fields, read_custom
from admin_app.services.shared.reading import Reading
from models import CustomField
from models.enums import FieldKind, FieldNoun


def fields_to_set(noun: FieldNoun, actor: Actor) -> list[CustomField]:
    """The fields that this person may set for many rows; moments are of one row."""
    return [f for f in editable_fields(noun, actor) if f.kind != FieldKind.MOMENT]


def reader_of(noun: FieldNoun) -> Callable[[Mapping[str, Any], Actor], dict[str, Any]]:
    """What reads a chosen `field` (its key) and a typed `value` into parameters of a change."""
    return partial(_read, noun)


def _read(noun: FieldNoun, typed: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """The field by its name and its value, None to empty it; raises Invalid."""
    chosen = str(typed.get("field") or "")
    field = next((f for f in fields_to_set(noun, actor) if f.key == chosen), None)
    if field is None:
        offered = ", ".join(label_of(f, actor.language) for f in fields_to_set(noun, actor))
        raise Invalid.one("field", "choice_wrong", value=chosen[:80], choices=offered)
    reading = Reading()
    given = {"custom": {field.key: str(typed.get("value") or "")}}
    read_custom(reading, noun, given, actor, stored={}, region=companies.region_of(actor))
    value = reading.done()["custom"].get(field.key)
    return {name_of(field.key): value}
