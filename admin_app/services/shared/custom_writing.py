"""Custom fields as a person fills them in: what a form may change, must have, and what it wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from admin_app.permissions import Actor, allowed
from admin_app.services.shared.custom_fields import NEEDS, shown_fields
from admin_app.services.shared.custom_values import choices_of, read_value, text_of
from admin_app.services.shared.reading import Reading
from admin_app.services.shared.values import ValueProblem
from models import CustomField
from models.enums import FieldKind, FieldNoun

PREFIX = "custom-"
"""Stands before the key of a field in names of form fields and in problems."""


def fields_for(noun: FieldNoun, actor: Actor) -> list[CustomField]:
    """The fields that this person sees on the rows of a noun (H3)."""
    needed = NEEDS.get(noun)
    return [] if needed is not None and not allowed(actor, needed) else shown_fields(noun)


def editable_fields(noun: FieldNoun, actor: Actor) -> list[CustomField]:
    """The fields that this person may fill in."""
    return [field for field in fields_for(noun, actor) if field.editable]


def read_custom(
    reading: Reading,
    noun: FieldNoun,
    typed: Mapping[str, Any],
    actor: Actor,
    *,
    stored: Mapping[str, Any],
    region: str,
) -> None:
    """Read `typed["custom"]` (texts, lists or flags by key) into `custom`, the row's new values.

    Keys that are unknown, retired, hidden or not editable are passed over (promise 13); values of
    other fields in `stored` stay. A value that was left as it stands is not judged anew. Required
    fields are demanded where they are among the typed ones. Problems come under `custom-KEY`.
    """
    given = typed.get("custom")
    if not isinstance(given, Mapping):
        return
    values = dict(stored)
    for field in editable_fields(noun, actor):
        if field.key not in given:
            continue
        try:
            value = _read(field, given[field.key], stored.get(field.key), region)
        except ValueProblem as problem:
            reading.problem(PREFIX + field.key, problem.code, **problem.params)
            continue
        if value is None or value in ("", []):
            values.pop(field.key, None)
            if field.required:
                reading.problem(PREFIX + field.key, "required")
        else:
            values[field.key] = value
    reading.values["custom"] = values


def _read(field: CustomField, typed: Any, stored: Any, region: str) -> Any:
    text = str(typed) if isinstance(typed, bool | int | float) else typed
    try:
        value = read_value(field, text, region)
        _refuse_retired(field, value, stored, text)
    except ValueProblem:
        if stored is not None and text == text_of(field, stored, ""):
            return stored
        raise
    return value


def _refuse_retired(field: CustomField, value: Any, stored: Any, typed: Any) -> None:
    """A choice that is offered no more stays where it is and is given to no other row."""
    if field.kind not in (FieldKind.CHOICE, FieldKind.CHOICES):
        return
    offered = {choice.key for choice in choices_of(field)}
    had = stored if isinstance(stored, list) else [stored]
    chosen = value if isinstance(value, list) else [value]
    if any(key and key not in offered and key not in had for key in chosen):
        labels = ", ".join(text_of(field, choice.key, "") for choice in choices_of(field)[:20])
        raise ValueProblem("choice_wrong", value=str(typed), choices=labels)
