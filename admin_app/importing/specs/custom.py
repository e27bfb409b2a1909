"""Custom fields as columns of a file: those that there are now, beside the columns of a spec."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from admin_app.i18n import LANGUAGES
from admin_app.importing.base import Column, Spec
from admin_app.importing.specs import SPECS
from admin_app.importing.specs.both import PREFIX
from admin_app.services.shared.custom_copy import copy_of
from admin_app.services.shared.custom_fields import label_of, read_value, shown_fields
from admin_app.services.shared.custom_names import key_of, name_of
from models import CustomField
from models.enums import FieldNoun, ImportNoun

OWNERS: dict[str, tuple[FieldNoun, str]] = {
    "contacts": (FieldNoun.CONTACT, ""),
    "companies": (FieldNoun.COMPANY, ""),
    "equipment": (FieldNoun.EQUIPMENT, ""),
}
"""Whose fields a file has, and what stands before the names of their columns."""
OF_COMPANY = (FieldNoun.COMPANY, PREFIX)


@dataclass(frozen=True)
class CustomColumn(Column):
    """A column of a custom field; `definition` is a copy of the field."""

    definition: CustomField | None = None

    def title(self, language: str) -> str:
        """What people call the field."""
        return label_of(self.definition, language) if self.definition else self.label

    def header(self, language: str) -> str:
        """The header of this column in a file that we write."""
        return self.title(language)

    def all_headers(self) -> set[str]:
        """Its key, its labels in all languages, and these with the key as exports write them."""
        key = key_of(self.key.removeprefix(PREFIX))
        labels = {word for words in self.headers.values() for word in words}
        return {key, self.key, *labels, *(f"{label} ({key})" for label in labels)}


def spec_of(noun: ImportNoun) -> Spec:
    """What the rows of a file mean now: the columns of its noun and the custom fields."""
    spec = SPECS[noun]
    custom = [column for owner in _owners(noun) for column in _columns(*owner)]
    return replace(spec, columns=(*spec.columns, *custom)) if custom else spec


def custom_keys(noun: ImportNoun, owner: FieldNoun) -> frozenset[str]:
    """The names of the columns of one owner's custom fields."""
    found = (_columns(*pair) for pair in _owners(noun) if pair[0] == owner)
    return frozenset(column.key for columns in found for column in columns)


def _owners(noun: ImportNoun) -> list[tuple[FieldNoun, str]]:
    if noun == ImportNoun.BOTH:
        return [OWNERS["contacts"], OF_COMPANY]
    return [OWNERS[noun.value]]


def _columns(noun: FieldNoun, prefix: str) -> list[Column]:
    return [_column(copy_of(field), prefix) for field in shown_fields(noun) if field.editable]


def _column(field: CustomField, prefix: str) -> Column:
    labels = {language: label_of(field, language) for language in LANGUAGES}
    others = tuple(str(label) for label in field.labels.values() if label)
    return CustomColumn(
        prefix + name_of(field.key),
        label_of(field, "en"),
        _parser(field),
        {language: (label, *others) for language, label in labels.items()},
        definition=field,
    )


def _parser(field: CustomField) -> Callable[[str, str], Any]:
    return lambda text, region: read_value(field, text, region)
