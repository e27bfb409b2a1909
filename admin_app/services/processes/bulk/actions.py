"""What can be done with many rows: the right it needs, what is chosen for it, the fields it sets.

Each action is a service for a single row, in batch; a test holds them against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from admin_app.errors import Invalid
from admin_app.permissions import Actor, Permission
from admin_app.services import contact as contacts
from admin_app.services.contact_status import REASON_LENGTH
from admin_app.services.equipment_tree import below
from admin_app.services.processes.bulk.custom import reader_of
from admin_app.services.shared.values import ValueProblem, parse_language, parse_text
from models import Company, Contact, Equipment
from models.enums import CompanyStatus, ContactStatus, EquipmentStatus, FieldNoun

Parameters = dict[str, Any]
"""What was chosen, as JSON holds it; kept with the change set."""
AS_FORM = ("kind", "first_name", "last_name", "email", "phone", "mobile_phone", "telegram")
"""What a contact must have to be changed by its form; see contact.what_is_missing."""


@dataclass(frozen=True)
class BulkAction:
    """One action on the rows of `model`.

    `read` makes parameters of what was typed and raises Invalid. With `as_form` the rules of the
    form hold: an incomplete contact is left.
    """

    key: str
    noun: str
    model: type[Contact] | type[Company] | type[Equipment]
    needs: Permission
    read: Callable[[Mapping[str, Any], Actor], Parameters]
    as_form: bool = False
    deletes: bool = False
    widen: Callable[[Select[Any]], Select[Any]] | None = None
    """What the rows take along, as ids of the same model; all are carried out in one go."""

    def values(self, parameters: Parameters) -> Mapping[str, Any]:
        """The fields that every row gets; none where the rows go to the trash."""
        return {} if self.deletes else {k: v for k, v in parameters.items() if k != "reason"}

    def can_be_undone(self, parameters: Parameters) -> bool:
        """Dismissing is final (H4); all else can be taken back."""
        return self.model is not Contact or parameters.get("status") != ContactStatus.DISMISSED


def action_of(noun: str, key: str) -> BulkAction:
    """The action by the list and its key; raises KeyError."""
    return ACTIONS[noun, key]


def _contact_status(typed: Mapping[str, Any], _actor: Actor) -> Parameters:
    reason = str(typed.get("reason") or "").strip()[:REASON_LENGTH]
    return {"status": ContactStatus(typed["status"]).value, "reason": reason}


def _company_status(typed: Mapping[str, Any], _actor: Actor) -> Parameters:
    return {"status": CompanyStatus(typed["status"]).value}


def _group(typed: Mapping[str, Any], _actor: Actor) -> Parameters:
    return {"group_id": contacts.group_of(typed["group_id"]).id}


def _company(typed: Mapping[str, Any], actor: Actor) -> Parameters:
    """A company by its id, or by a new name that makes it (H10); neither means none."""
    company = contacts.company_of(typed, actor)
    if company is not None and company.status == CompanyStatus.ARCHIVED:
        raise Invalid.one("company", "company_archived", name=company.name)
    return {"company_id": company.id if company else None}


def _notifications(typed: Mapping[str, Any], _actor: Actor) -> Parameters:
    return {"notifications": bool(typed["notifications"])}


def _language(typed: Mapping[str, Any], _actor: Actor) -> Parameters:
    return {"language": _read("language", parse_language, typed)}


def _department(typed: Mapping[str, Any], _actor: Actor) -> Parameters:
    return {"department": _read("department", lambda text: parse_text(text, 150), typed)}


def _read(key: str, reader: Callable[[str], Any], typed: Mapping[str, Any]) -> Any:
    try:
        return reader(str(typed.get(key) or ""))
    except ValueProblem as problem:
        raise Invalid.one(key, problem.code, **problem.params) from None


def _deletion(typed: Mapping[str, Any], _actor: Actor) -> Parameters:
    return {"along": ["contacts"] if typed.get("with_contacts") else []}


def _equipment_status(typed: Mapping[str, Any], _actor: Actor) -> Parameters:
    return {"status": EquipmentStatus(typed["status"]).value}


def _equipment_company(typed: Mapping[str, Any], actor: Actor) -> Parameters:
    """A company by its id, or none; the contacts stay behind."""
    return _company({"company_id": typed.get("company_id")}, actor)


def _equipment_deletion(typed: Mapping[str, Any], _actor: Actor) -> Parameters:
    return {"along": ["equipment"] if typed.get("with_parts") else []}


def _with_parts(rows: Select[Any]) -> Select[Any]:
    chosen = rows.with_only_columns(Equipment.id).order_by(None)
    return select(Equipment).where(
        Equipment.id.in_(chosen) | Equipment.id.in_(below(chosen)),
        Equipment.deleted_at.is_(None),
    )


_CONTACTS = ("contacts", Contact, Permission.CONTACTS_EDIT)
_COMPANIES = ("companies", Company, Permission.COMPANIES_EDIT)
_EQUIPMENT = ("equipment", Equipment, Permission.EQUIPMENT_EDIT)
ACTIONS = {
    (action.noun, action.key): action
    for action in (
        BulkAction("status", *_CONTACTS, _contact_status),
        BulkAction("group", *_CONTACTS, _group, as_form=True),
        BulkAction("company", *_CONTACTS, _company, as_form=True),
        BulkAction("notifications", *_CONTACTS, _notifications),
        BulkAction("language", *_CONTACTS, _language, as_form=True),
        BulkAction("department", *_CONTACTS, _department, as_form=True),
        BulkAction("custom", *_CONTACTS, reader_of(FieldNoun.CONTACT), as_form=True),
        BulkAction(
            "delete", "contacts", Contact, Permission.CONTACTS_DELETE, _deletion, deletes=True
        ),
        BulkAction("status", *_COMPANIES, _company_status),
        BulkAction("custom", *_COMPANIES, reader_of(FieldNoun.COMPANY)),
        BulkAction(
            "delete", "companies", Company, Permission.COMPANIES_DELETE, _deletion, deletes=True
        ),
        BulkAction("status", *_EQUIPMENT, _equipment_status),
        BulkAction("custom", *_EQUIPMENT, reader_of(FieldNoun.EQUIPMENT)),
        BulkAction("company", *_EQUIPMENT, _equipment_company, widen=_with_parts),
        BulkAction(
            "delete", "equipment", Equipment, Permission.EQUIPMENT_DELETE, _equipment_deletion,
            deletes=True,
        ),
    )
}  # fmt: skip
