"""Custom fields in the audit: values of rows by their own field, and changes of definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from admin_app.i18n import LANGUAGES, N_
from admin_app.permissions import Actor, allowed
from admin_app.services.shared.custom_fields import NEEDS, field_of, label_of
from admin_app.services.shared.custom_names import is_custom, key_of
from models import ChoiceList, CustomField
from models.base import db
from models.enums import FieldKind, FieldNoun
from views import current, formatting
from views.admin import custom_cells
from views.admin.pages.fields_words import KINDS, NOUN_LABELS

DEFINITIONS = frozenset({"custom_field", "choice_list", "relation_kind"})
"""Nouns that people set up, with texts by language."""
LABELS: Mapping[str, str] = {
    "noun": N_("Belongs to"),
    "kind": N_("Field type"),
    "labels": N_("Label"),
    "reverse_labels": N_("Label the other way"),
    "helps": N_("Help"),
    "options": N_("What the type has"),
    "choice_list_id": N_("Choice list"),
    "choices": N_("Choices"),
    "visible": N_("Visible"),
    "editable": N_("Editable"),
    "required": N_("Required"),
    "indexed": N_("Quick filters and sorting"),
    "position": N_("Place"),
    "order": N_("Order"),
    "retired_at": N_("Retired"),
}
OPTIONS: Mapping[str, str] = {
    "unit": N_("Unit"),
    "minimum": N_("Least"),
    "maximum": N_("Most"),
    "decimals": N_("Digits after the point"),
    "mask": N_("Mask"),
    "currency": N_("Currency for $"),
    "default": N_("Default phone"),
}


def may_see(noun_key: str, key: str, actor: Actor) -> bool:
    """Whether this person may read of a field, if it is a custom one."""
    if not is_custom(key) and key != "custom":
        return True
    needed = NEEDS.get(FieldNoun(noun_key)) if noun_key in set(FieldNoun) else None
    return needed is None or allowed(actor, needed)


def label(noun_key: str, key: str) -> str | None:
    """The label of a custom field, or of a part of a definition; None for anything else."""
    if noun_key in DEFINITIONS and key in LABELS:
        return _(LABELS[key])
    if not is_custom(key):
        return None
    field = _field(noun_key, key)
    return label_of(field, current.language()) if field else key_of(key)


def value(noun_key: str, key: str, stored: Any) -> str | None:
    """A value of a custom field or a definition as people read it; None for anything else."""
    if is_custom(key):
        field = _field(noun_key, key)
        return custom_cells.told(field, stored) if field else _plain(stored)
    if noun_key in DEFINITIONS and key in _TELLERS:
        return _TELLERS[key](stored)
    return None


def _field(noun_key: str, key: str) -> CustomField | None:
    if noun_key not in set(FieldNoun):
        return None
    return field_of(FieldNoun(noun_key), key_of(key), retired=True)


def _plain(stored: Any) -> str:
    if isinstance(stored, bool):
        return formatting.yes_no(stored)
    return ", ".join(map(str, stored)) if isinstance(stored, list) else str(stored)


def _texts(stored: Any) -> str:
    texts = stored if isinstance(stored, dict) else {}
    return "; ".join(f"{LANGUAGES.get(code, code)}: {text}" for code, text in texts.items())


def _options(stored: Any) -> str:
    options = stored if isinstance(stored, dict) else {}
    return ", ".join(
        f"{_(OPTIONS[name]) if name in OPTIONS else name}: {_plain(told)}"
        for name, told in options.items()
    )


def _list_name(stored: Any) -> str:
    found = db.session.get(ChoiceList, stored) if isinstance(stored, int) else None
    return found.name if found else f"#{stored}"


def _kind(stored: Any) -> str:
    return _(KINDS[FieldKind(stored)].label) if stored in set(FieldKind) else str(stored)


def _noun(stored: Any) -> str:
    return _(NOUN_LABELS[FieldNoun(stored)]) if stored in set(FieldNoun) else str(stored)


_TELLERS: Mapping[str, Callable[[Any], str]] = {
    "labels": _texts,
    "reverse_labels": _texts,
    "helps": _texts,
    "options": _options,
    "choice_list_id": _list_name,
    "kind": _kind,
    "noun": _noun,
}
