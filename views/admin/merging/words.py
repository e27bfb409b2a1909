"""A merge in words: fields and their values, numbers by kind, what is set aside or lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy import select

from admin_app.i18n import N_
from admin_app.services.processes.merging import MergeNoun
from admin_app.services.processes.merging.fields import FieldRule
from admin_app.services.shared.custom_fields import fields_of, label_of, text_of
from admin_app.services.shared.custom_names import name_of
from models import AccessGroup, Company, Contact
from models.base import db
from models.enums import CompanyStatus, ContactStatus, PointKind
from views import current, formatting
from views.admin import cells
from views.admin.forms.contact import CHANNEL_LABELS
from views.admin.labels import group_name

KINDS: dict[str, Callable[[int], str]] = {
    "contacts": lambda n: ngettext("%(num)s contact", "%(num)s contacts", n),
    "logins": lambda n: ngettext("%(num)s login", "%(num)s logins", n),
    "notes": lambda n: ngettext("%(num)s note", "%(num)s notes", n),
    "files": lambda n: ngettext("%(num)s file", "%(num)s files", n),
    "calls": lambda n: ngettext("%(num)s call", "%(num)s calls", n),
    "sms": lambda n: ngettext("%(num)s SMS", "%(num)s SMS", n),
    "mails": lambda n: ngettext("%(num)s outgoing mail", "%(num)s outgoing mails", n),
    "equipment": lambda n: ngettext("%(num)s piece of equipment", "%(num)s pieces of equipment", n),
    "documents": lambda n: ngettext("%(num)s document", "%(num)s documents", n),
    "domains": lambda n: ngettext("%(num)s e-mail domain", "%(num)s e-mail domains", n),
    "relations": lambda n: ngettext("%(num)s related contact", "%(num)s related contacts", n),
}
LABELS = {
    "contacts": N_("Contacts"),
    "logins": N_("Logins"),
    "notes": N_("Notes"),
    "files": N_("Files"),
    "calls": N_("Calls"),
    "sms": N_("SMS"),
    "mails": N_("Outgoing mail"),
    "equipment": N_("Equipment"),
    "documents": N_("Documents"),
    "domains": N_("E-mail domains"),
    "relations": N_("Related contacts"),
}
LOST = {
    "dismissed": N_("dismissed since, which is final"),
    "company": N_("its company was deleted for good"),
    "group": N_("its group was deleted"),
}


def count(key: str, number: int) -> str:
    """So many rows of a kind."""
    return KINDS[key](number)


def counts(numbers: Mapping[str, int]) -> list[str]:
    """Numbers by kind as texts, in the order of the kinds, those of nothing left out."""
    return [KINDS[key](numbers[key]) for key in KINDS if numbers.get(key)]


def clashes(found: Sequence[tuple[str, str]]) -> list[str]:
    """What cannot stand beside what the main row has."""
    texts = {
        "relation_twice": N_("Both are related to %(name)s in the same way; one relation is kept."),
        "relation_inside": N_("They are related to each other; nobody is related to himself."),
    }
    return [_(texts[code], name=name) for code, name in found]


def sides(noun: MergeNoun, number: int) -> str:
    """So many contacts or companies."""
    if noun.model is Contact:
        return ngettext("%(num)s contact", "%(num)s contacts", number)
    return ngettext("%(num)s company", "%(num)s companies", number)


class Values:
    """Values of fields as people read them; names of companies and groups are read once."""

    def __init__(self, noun: MergeNoun, all_values: Sequence[Mapping[str, Any]]) -> None:
        self.noun = noun
        self.companies = {v["company_id"] for v in all_values if v.get("company_id")}

    @cached_property
    def custom(self) -> dict[str, Any]:
        """The custom fields by their keys in a merge."""
        return {name_of(f.key): f for f in fields_of(self.noun.custom, retired=True)}

    @cached_property
    def names(self) -> dict[int, str]:
        """The names of the companies that are told of."""
        query = select(Company.id, Company.name).where(Company.id.in_(self.companies))
        return {row.id: row.name for row in db.session.execute(query)}

    @cached_property
    def groups(self) -> dict[int, str]:
        """The names of all groups."""
        return {group.id: group_name(group) for group in db.session.scalars(select(AccessGroup))}

    def label(self, rule: FieldRule) -> str:
        """A field by its name."""
        if rule.key in self.custom:
            return label_of(self.custom[rule.key], current.language())
        return _(rule.label)

    def text(self, rule: FieldRule, value: Any) -> Any:
        """A value; empty for none."""
        if value is None or value == "":
            return ""
        if rule.key in self.custom:
            field = self.custom[rule.key]
            return text_of(field, value, current.language())
        if isinstance(value, bool):
            return formatting.yes_no(value)
        if isinstance(value, list):
            return _lines([_item(item) for item in value], rule)
        return self._named(rule.key, value)

    def _named(self, key: str, value: Any) -> Any:
        if key == "company_id":
            return self.names.get(value, "")
        if key == "group_id":
            return self.groups.get(value, "")
        if key == "status":
            of_contact = self.noun.model is Contact
            return cells.badge(ContactStatus(value) if of_contact else CompanyStatus(value))
        if key == "birth_date":
            return formatting.birthday(value)
        return cells.language(value) if key == "language" else value


def _item(item: Any) -> str:
    if isinstance(item, list):
        kind = PointKind(item[0])
        return f"{_(CHANNEL_LABELS[kind])}: {item[1]}" if kind in CHANNEL_LABELS else item[1]
    return formatting.phone(item) if item.startswith("+") else item


def _lines(items: Sequence[str], rule: FieldRule) -> Any:
    if rule.key == "name":
        return " ".join(item for item in items if item)
    return Markup("<br>").join(items)
