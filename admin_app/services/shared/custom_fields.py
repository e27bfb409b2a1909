"""Custom fields as every other part asks for them: which there are, and their values (S7, A12).

Definitions are read from the database for each request and never kept longer, so a new field
works in all web workers at once. Values are read by `custom_values`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session, joinedload

from admin_app.permissions import Permission
from admin_app.services.shared.custom_values import KEPT_WORDS, read_value, text_of
from models import ChoiceList, Company, Contact, CustomField, Equipment
from models.base import db
from models.custom_field import Choice
from models.enums import FieldKind, FieldNoun

__all__ = [
    "MODELS",
    "NEEDS",
    "NOUNS",
    "default_phone",
    "field_of",
    "fields_of",
    "help_of",
    "label_of",
    "read_value",
    "shown_fields",
    "text_in",
    "text_of",
]

MODELS: dict[FieldNoun, type[Contact] | type[Company] | type[Equipment]] = {
    FieldNoun.CONTACT: Contact,
    FieldNoun.COMPANY: Company,
    FieldNoun.EQUIPMENT: Equipment,
}
"""The table whose rows keep the values of a noun's fields."""
NOUNS: dict[type[Any], FieldNoun] = {model: noun for noun, model in MODELS.items()}
NEEDS = {FieldNoun.CONTACT: Permission.CONTACTS_FIELDS}
"""The right without which the custom fields of a noun are neither seen nor changed (H3)."""
_KEPT = "custom_fields"


def fields_of(noun: FieldNoun, *, retired: bool = False) -> Sequence[CustomField]:
    """The fields of a noun in their order, with their choices; one query a request.

    With `retired` also those that are offered no more. Hidden ones (`visible` off) are among
    them: see `shown_fields`.
    """
    kept = db.session.info.setdefault(_KEPT, {})
    if noun not in kept:  # those of all nouns: a page has lists and counters of several
        query = (
            select(CustomField)
            .options(joinedload(CustomField.choice_list).joinedload(ChoiceList.choices))
            .order_by(CustomField.position, CustomField.id)
        )
        found = db.session.scalars(query).unique().all()
        kept |= {noun: tuple(f for f in found if f.noun == noun) for noun in FieldNoun}
    return [field for field in kept[noun] if retired or field.retired_at is None]


def shown_fields(noun: FieldNoun) -> list[CustomField]:
    """The fields that people see: neither retired nor hidden."""
    return [field for field in fields_of(noun) if field.visible]


def field_of(noun: FieldNoun, key: str, *, retired: bool = False) -> CustomField | None:
    """The field with this key, case aside."""
    wanted = key.casefold()
    fields = fields_of(noun, retired=retired)
    return next((field for field in fields if field.key.casefold() == wanted), None)


def default_phone(noun: FieldNoun) -> CustomField | None:
    """The phone field that a click on the call button dials at once, if there is one."""
    phones = (f for f in shown_fields(noun) if f.kind == FieldKind.PHONE)
    return next((field for field in phones if field.options.get("default")), None)


def label_of(field: CustomField, language: str) -> str:
    """The label in a language, else in English, else in any; the key of a field without one."""
    return text_in(field.labels, language) or field.key


def help_of(field: CustomField, language: str) -> str:
    """The help in a language, else in English, else in any."""
    return text_in(field.helps, language)


def text_in(texts: Mapping[str, Any], language: str) -> str:
    """One of several texts by language, English before any other where it lacks."""
    order = (texts.get(language), texts.get("en"), *texts.values())
    return next((str(text) for text in order if text), "")


def forget(session: Any) -> None:
    """Read the definitions anew at the next question."""
    session.info.pop(_KEPT, None)
    session.info.pop(KEPT_WORDS, None)


def _forget_changed(session: Session, _context: Any) -> None:
    kinds = (CustomField, ChoiceList, Choice)
    changed = (*session.new, *session.dirty, *session.deleted)
    if any(isinstance(row, kinds) for row in changed):
        forget(session)


event.listen(Session, "after_flush", _forget_changed)
# rows that outlive a commit would be read again one by one
event.listen(Session, "after_commit", forget)
event.listen(Session, "after_rollback", forget)
