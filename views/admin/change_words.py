"""Bulk changes in words: what was done, to how many rows, and why some were left."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from admin_app.i18n import LANGUAGES
from admin_app.services import change_set as change_sets
from admin_app.services.lists import LISTS
from admin_app.services.lists.companies import STATUS_LABELS as COMPANY_STATUS
from admin_app.services.lists.contacts import STATUS_LABELS as CONTACT_STATUS
from admin_app.services.lists.equipment import STATUS_LABELS as EQUIPMENT_STATUS
from admin_app.services.processes.batch.reasons import REASONS
from admin_app.services.shared.custom_fields import field_of, label_of
from admin_app.services.shared.custom_names import is_custom, key_of
from models import AccessGroup, ChangeSet, Company
from models.base import db
from views import current, formatting
from views.admin import custom_cells

ICONS = {
    "status": "user-check",
    "group": "users",
    "company": "building",
    "notifications": "bell",
    "language": "language",
    "department": "briefcase",
    "custom": "forms",
    "delete": "trash",
}


def title(change_set: ChangeSet) -> str:
    """What was done, in a few words: `Status: Blocked`."""
    chosen = change_set.parameters
    told = {
        "status": lambda: _("Status: %(value)s", value=_status(change_set)),
        "group": lambda: _("Group: %(value)s", value=_group(chosen.get("group_id"))),
        "company": lambda: _("Company: %(value)s", value=_company(chosen.get("company_id"))),
        "notifications": lambda: _notifications(on=bool(chosen.get("notifications"))),
        "language": lambda: _("Language: %(value)s", value=_language(chosen.get("language"))),
        "department": lambda: _("Department: %(value)s", value=chosen.get("department") or "—"),
        "delete": lambda: _("Deletion"),
        "custom": lambda: _custom(change_set),
    }
    tell = told.get(change_set.action)
    return tell() if tell else change_set.action


def rows(change_set: ChangeSet, number: int) -> str:
    """So many rows of the set's noun."""
    shown = formatting.number(number)
    if change_set.noun == "companies":
        return ngettext("%(count)s company", "%(count)s companies", number, count=shown)
    if change_set.noun == "equipment":
        return ngettext(
            "%(count)s piece of equipment", "%(count)s pieces of equipment", number, count=shown
        )
    return ngettext("%(count)s contact", "%(count)s contacts", number, count=shown)


def changed(change_set: ChangeSet) -> str:
    """So many rows were changed, as a sentence."""
    number, shown = change_set.changed, formatting.number(change_set.changed)
    if change_set.action == "delete":
        what = rows(change_set, number)
        return ngettext("%(what)s deleted.", "%(what)s deleted.", number, what=what)
    if change_set.noun == "companies":
        return ngettext(
            "%(count)s company changed.", "%(count)s companies changed.", number, count=shown
        )
    if change_set.noun == "equipment":
        return ngettext(
            "%(count)s piece of equipment changed.",
            "%(count)s pieces of equipment changed.",
            number,
            count=shown,
        )
    return ngettext(
        "%(count)s contact changed.", "%(count)s contacts changed.", number, count=shown
    )


def left(change_set: ChangeSet) -> list[str]:
    """How many rows were left or not undone, by reason, as sentences."""
    return [
        _("%(count)s left: %(reason)s.", count=formatting.number(number), reason=reason(key))
        for key, number in change_sets.reasons(change_set).items()
    ]


def reason(key: str) -> str:
    """Why a row was left; `key` is a code, or one with what became of the row before it."""
    code = key.rpartition(".")[2]
    return _(REASONS[code]) if code in REASONS else code


def _status(change_set: ChangeSet) -> str:
    by_noun: dict[str, Any] = {"companies": COMPANY_STATUS, "equipment": EQUIPMENT_STATUS}
    labels: dict[Any, str] = by_noun.get(change_set.noun, CONTACT_STATUS)
    value = change_set.parameters.get("status")
    return _(labels[value]) if value in labels else str(value)


def _custom(change_set: ChangeSet) -> str:
    """The field that was set, and its value."""
    owner = LISTS[change_set.noun].custom
    names = [name for name in change_set.parameters if is_custom(name)]
    field = field_of(owner, key_of(names[0]), retired=True) if owner and names else None
    if field is None:
        return ", ".join(map(key_of, names)) or "—"
    value = custom_cells.told(field, change_set.parameters[names[0]]) or "—"
    return f"{label_of(field, current.language())}: {value}"


def _notifications(*, on: bool) -> str:
    return _("Notifications: on") if on else _("Notifications: off")


def _group(group_id: Any) -> str:
    group = db.session.get(AccessGroup, group_id) if group_id else None
    if group is None:
        return "—"
    return _(group.name) if group.key else group.name


def _company(company_id: Any) -> str:
    if company_id is None:
        return _("none")
    company = db.session.get(Company, company_id)
    return company.name if company else "—"


def _language(code: Any) -> str:
    return LANGUAGES.get(str(code), "—")
