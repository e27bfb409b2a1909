"""What an audit entry tells in words: names of rows and fields, values before and after."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import format_datetime
from flask_babel import gettext as _

from admin_app.i18n import LANGUAGES, N_
from admin_app.permissions import Actor, Permission, allowed
from admin_app.permissions.groups import DEFAULT_GROUPS
from admin_app.permissions.names import LABELS as PERMISSION_LABELS
from admin_app.services.lists import LISTS
from admin_app.services.lists.audit import ACTION_LABELS, NOUN_LABELS
from admin_app.services.lists.companies import STATUS_LABELS as COMPANY_STATUS_LABELS
from admin_app.services.lists.contacts import KIND_LABELS, STATUS_LABELS
from admin_app.services.lists.equipment import STATUS_LABELS as EQUIPMENT_STATUS_LABELS
from admin_app.services.lists.users import USERS
from admin_app.services.processes.batch.states import MESSENGERS
from models import (
    AccessGroup,
    AuditEntry,
    Company,
    Contact,
    Document,
    Equipment,
    RelationKind,
    User,
)
from models.base import db
from views import formatting
from views.admin.audit import custom_words
from views.admin.forms.contact import CHANNEL_LABELS
from views.admin.labels import ACCESS_TYPE_LABELS, group_name, relation

LIST_OF_NOUN = {
    "contact": LISTS["contacts"],
    "company": LISTS["companies"],
    "equipment": LISTS["equipment"],
    "user": USERS,
}
FIELD_LABELS = {
    "name": N_("Name"),
    "first_name": N_("First name"),
    "middle_name": N_("Middle name"),
    "last_name": N_("Last name"),
    "company_id": N_("Company"),
    "group_id": N_("Group"),
    "contact_id": N_("Contact"),
    "parent_id": N_("Part of"),
    "description": N_("Description"),
    "forms_as_company": N_("Uses the forms of the company"),
    "notes": N_("Notes"),
    "points": N_("Further e-mails, phones and messengers"),
    "similar": N_("Similar"),
    "more_phones": N_("Further phones"),
    **{kind.value: CHANNEL_LABELS[kind] for kind in MESSENGERS},
    "is_active": N_("May sign in"),
    "password_hash": N_("Password"),
    "password_changed_at": N_("Password changed"),
    "second_factor_at": N_("Two-step sign-in since"),
    "second_factor_required": N_("Members need two-step sign-in"),
    "second_step": N_("Second step"),
    "access_type": N_("Access type"),
    "permissions": N_("Rights"),
    "custom": N_("Custom fields"),
    "merged_into_id": N_("Merged into"),
    "merged": N_("Merged"),
    "deleted_at": N_("Deleted"),
    "key": N_("Key"),
    "value": N_("Value"),
    "related": N_("Related contact"),
    "sessions": N_("Sessions"),
    "relation_kind_id": N_("Relation"),
    "comment": N_("Comment"),
    "number": N_("Number"),
    "title": N_("Title"),
    "signed_on": N_("Signed on"),
    "starts_on": N_("Valid from"),
    "ends_on": N_("Valid until"),
    "reverse_labels": N_("Name from the other side"),
    "noun": N_("List"),
    "owner_id": N_("Owner"),
    "query": N_("Search, filters and columns"),
    "in_menu": N_("In the side bar"),
    "companies": N_("Companies"),
    "contacts": N_("Contacts"),
    "equipment_id": N_("Equipment"),
    "document_id": N_("Document"),
    "note_id": N_("Note"),
    "size": N_("Size in bytes"),
    "direction": N_("Direction"),
}
ROWS: dict[str, type[Any]] = {
    "group_id": AccessGroup,
    "company_id": Company,
    "contact_id": Contact,
    "parent_id": Equipment,
    "equipment_id": Equipment,
    "document_id": Document,
    "owner_id": User,
    "relation_kind_id": RelationKind,
}
WORDS: dict[tuple[str, str], dict[str, str]] = {
    ("contact", "status"): {k.value: v for k, v in STATUS_LABELS.items()},
    ("contact", "kind"): {k.value: v for k, v in KIND_LABELS.items()},
    ("company", "status"): {k.value: v for k, v in COMPANY_STATUS_LABELS.items()},
    ("equipment", "status"): {k.value: v for k, v in EQUIPMENT_STATUS_LABELS.items()},
    ("user", "second_step"): {"code": N_("Code"), "recovery_code": N_("Recovery code")},
    ("access_group", "access_type"): {k.value: v for k, v in ACCESS_TYPE_LABELS.items()},
}
_DIRECTIONS = {"outgoing": N_("Outgoing"), "incoming": N_("Incoming"), "missed": N_("Missed")}
WORDS |= {(noun, "direction"): _DIRECTIONS for noun in ("call", "sms")}
GROUP_NAMES = frozenset(group.name for group in DEFAULT_GROUPS)
RIGHTS = {permission.value: label for permission, label in PERMISSION_LABELS.items()}


@dataclass(frozen=True)
class Change:
    """One field of an entry as it is shown."""

    label: str
    before: str
    after: str


def noun(entry: AuditEntry) -> str:
    """What kind of row was changed."""
    return _(NOUN_LABELS[entry.noun]) if entry.noun in NOUN_LABELS else entry.noun


def row_name(entry: AuditEntry) -> str:
    """The name of the row that was changed; those of built-in groups are translated."""
    is_built_in = entry.noun == "access_group" and entry.row_name in GROUP_NAMES
    return _(entry.row_name) if is_built_in else entry.row_name


def action(entry: AuditEntry) -> str:
    """What was done."""
    return _(ACTION_LABELS[entry.action]) if entry.action in ACTION_LABELS else entry.action


def field_label(noun_key: str, key: str) -> str:
    """A field by its name in forms and lists."""
    if (own := custom_words.label(noun_key, key)) is not None:
        return own
    spec = LIST_OF_NOUN.get(noun_key)
    listed = {f.key: f.label for f in spec.fields} if spec else {}
    label = FIELD_LABELS.get(key) or listed.get(key)
    return _(label) if label else key


def labels_of(entry: AuditEntry, actor: Actor) -> str:
    """The fields of an entry that the actor may know of, in one line."""
    return ", ".join(field_label(entry.noun, key) for key in _keys(entry, actor))


def changes(entry: AuditEntry, actor: Actor) -> list[Change]:
    """The fields of an entry with their values; those that the actor may not see are left out."""
    shown = []
    for key in _keys(entry, actor):
        before, after = _pair(entry.changes[key])
        if key == "permissions":
            before, after = _only_changed(before, after)
        label = field_label(entry.noun, key)
        shown.append(Change(label, _value(entry.noun, key, before), _value(entry.noun, key, after)))
    return shown


def _keys(entry: AuditEntry, actor: Actor) -> list[str]:
    spec = LIST_OF_NOUN.get(entry.noun)
    needs = {f.key: f.needs for f in spec.fields if f.needs} if spec else {}
    return [
        key
        for key in entry.changes
        if (key not in needs or allowed(actor, needs[key]))
        and custom_words.may_see(entry.noun, key, actor)
    ]


def _pair(value: Any) -> tuple[Any, Any]:
    """Before and after; facts about more than one row have a value alone."""
    if isinstance(value, list) and len(value) == 2:
        return value[0], value[1]
    return None, value


def _only_changed(before: Any, after: Any) -> tuple[Any, Any]:
    """Of two long lists of rights, what went and what came."""
    old, new = set(before or ()), set(after or ())
    return sorted(old - new), sorted(new - old)


def _value(noun_key: str, key: str, value: Any) -> str:
    if value is None or value in ("", []):
        return ""
    if (own := custom_words.value(noun_key, key, value)) is not None:
        return own
    if isinstance(value, bool):
        return str(formatting.yes_no(value))
    words = WORDS.get((noun_key, key))
    if words and value in words:
        return _(words[value])
    return _by_key(key)(value)


def _by_key(key: str) -> Callable[[Any], str]:
    if key in ROWS:
        return lambda value: _row_name(ROWS[key], value)
    if key == "permissions":
        return lambda value: ", ".join(_(RIGHTS[v]) if v in RIGHTS else str(v) for v in value)
    known = {
        "language": lambda value: LANGUAGES.get(value, str(value)),
        "birth_date": lambda value: formatting.birthday(str(value)),
        "warranty_until": lambda value: formatting.day(str(value)),
    }
    return known.get(key, _moment if key.endswith("_at") else _plain)


def _row_name(model: type[Any], value: Any) -> str:
    row = db.session.get(model, value) if isinstance(value, int) else None
    if isinstance(row, AccessGroup):
        return group_name(row)
    if isinstance(row, RelationKind):
        return relation(row)
    return f"#{value}" if row is None else str(row)


def _moment(value: Any) -> str:
    try:
        return str(format_datetime(datetime.fromisoformat(str(value)), "medium"))
    except ValueError:
        return str(value)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def may_see_row(entry: AuditEntry, actor: Actor) -> bool:
    """Whether the actor may open the row that an entry tells about."""
    needed = {
        "contact": Permission.CONTACTS_VIEW,
        "company": Permission.COMPANIES_VIEW,
        "equipment": Permission.EQUIPMENT_VIEW,
        "user": Permission.USERS_VIEW,
    }
    return entry.noun in needed and allowed(actor, needed[entry.noun])
