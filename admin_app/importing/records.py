"""Contacts and companies as the planner sees them: plain states, and the keys to find them by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from admin_app.services.processes.batch.states import MESSENGERS, WAYS
from models.company import bare_domain
from models.enums import CompanyStatus, ContactKind, ContactStatus, EquipmentStatus
from models.normalize import company_key, fold

State = dict[str, Any]
Changes = dict[str, list[Any]]
"""Field to [before, after]."""

CONTACT_TEXTS = (
    "position", "department", "address", "region", "birth_date", "language", "time_zone", "notes",
)  # fmt: skip
CONTACT_FLAGS = ("notifications", "forms_as_company", "all_tickets")
CONTACT_MANY = (*WAYS, *map(str, MESSENGERS))
CONTACT_NAMES = ("first_name", "middle_name", "last_name")
COMPANY_TEXTS = (
    "name", "legal_name", "site", "email", "address", "tax_id", "registration_number", "region",
    "notes",
)  # fmt: skip
COMPANY_MANY = ("phone", "domains")
EQUIPMENT_TEXTS = ("name", "article", "serial_number", "description", "warranty_until")
EQUIPMENT_PLAIN = (
    "identifier", *EQUIPMENT_TEXTS, "status", "company_id", "contact_id", "parent_id", "custom",
)  # fmt: skip

NEW_CONTACT: State = {
    "kind": ContactKind.PERSON.value,
    "status": ContactStatus.ACTIVE.value,
    "company_id": None,
    "company_name": "",
    "notifications": True,
    "forms_as_company": True,
    "all_tickets": False,
    "other": [],
    "full_name": "",
    "custom": {},
    **dict.fromkeys((*CONTACT_TEXTS, *CONTACT_NAMES), ""),
}
NEW_COMPANY: State = {
    "status": CompanyStatus.ACTIVE.value,
    "custom": {},
    **dict.fromkeys(COMPANY_TEXTS, ""),
}
NEW_EQUIPMENT: State = {
    "status": EquipmentStatus.IN_USE.value,
    "company_id": None,
    "contact_id": None,
    "parent_id": None,
    "custom": {},
    **dict.fromkeys(EQUIPMENT_TEXTS, ""),
}


@dataclass(slots=True)
class Record:
    """A contact, company or piece of equipment that exists (`id` of the table) or is being made.

    `changed` are the fields that rows of this chunk changed; `status_before` is set with a change
    of a contact's status.
    """

    id: int
    state: State
    new: bool = False
    changed: set[str] = field(default_factory=set)
    keys: frozenset[str] = frozenset()


def new_contact(record_id: int, identifier: str, group_id: int) -> Record:
    """A contact that does not exist yet."""
    state = {**NEW_CONTACT, "identifier": identifier, "group_id": group_id}
    state.update({key: [] for key in CONTACT_MANY})
    return Record(record_id, state, new=True)


def new_company(record_id: int, identifier: str) -> Record:
    """A company that does not exist yet."""
    state = {**NEW_COMPANY, "identifier": identifier}
    state.update({key: [] for key in COMPANY_MANY})
    return Record(record_id, state, new=True)


def new_equipment(record_id: int, identifier: str) -> Record:
    """A piece of equipment that does not exist yet."""
    return Record(record_id, {**NEW_EQUIPMENT, "identifier": identifier}, new=True)


def contact_index(state: Mapping[str, Any]) -> frozenset[str]:
    """The keys by which a contact is found."""
    keys = [f"i:{state['identifier']}"] if state["identifier"] else []
    keys += [f"e:{email}" for email in state["email"]]
    keys += [f"t:{account}" for account in state["telegram"]]
    name = fold(state["full_name"])
    for phone in (*state["phone"], *state["mobile_phone"]):
        keys += (f"p:{phone}", phone_name_key(phone, name))
    return frozenset(keys)


def company_index(state: Mapping[str, Any]) -> frozenset[str]:
    """The keys by which a company is found."""
    keys = [f"n:{company_key(state['name'])}"]
    if state["identifier"]:
        keys.append(f"i:{state['identifier']}")
    if state["email"]:
        keys.append(f"e:{state['email']}")
    if state["tax_id"]:
        keys.append(f"x:{state['tax_id']}")
    keys += [f"d:{bare_domain(rule)}" for rule in state["domains"]]
    return frozenset(keys)


def equipment_index(state: Mapping[str, Any]) -> frozenset[str]:
    """The keys by which a piece of equipment is found."""
    keys = [f"n:{fold(state['name'])}"]
    for key, letter in (("serial_number", "s"), ("article", "a")):
        if state[key]:
            keys.append(f"{letter}:{fold(state[key])}")
    if state["identifier"]:
        keys.append(f"i:{state['identifier']}")
    return frozenset(keys)


def phone_name_key(phone: str, folded_name: str) -> str:
    """The key of a phone together with a name: finds one of many who share an office phone."""
    return f"pn:{phone}|{folded_name}"
