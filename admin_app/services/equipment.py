"""Equipment: adding, changing and placing what companies have and the desk serves (H12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select

from admin_app.errors import Invalid, NotFound, StaleWrite
from admin_app.permissions import Actor, Permission, demand, scope
from admin_app.services import company as companies
from admin_app.services import contact as contacts
from admin_app.services import equipment_tree as tree
from admin_app.services.equipment_moving import Moved, place_of, take_parts_along
from admin_app.services.shared.custom_writing import read_custom
from admin_app.services.shared.listing.query import matches
from admin_app.services.shared.reading import Reader, Reading
from admin_app.services.shared.unit_of_work import act_as
from admin_app.services.shared.values import (
    ValueProblem,
    parse_choice,
    parse_lines,
    parse_text,
)
from models import Company, Contact, Equipment
from models.base import db
from models.derived import equipment_identifier, equipment_keys
from models.enums import EquipmentStatus, FieldNoun
from models.equipment import NAME_LENGTH
from models.normalize import clean_line, fold

CODE_LENGTH = 100
DESCRIPTION_LENGTH = 20_000
PICK_LIMIT = 20
LARGEST_ID = 2**31 - 1
LAST_YEAR = 2200


def parse_day(text: str | None) -> str:
    """A day as `2027-04-23`; reads also `23.04.2027` and `23/04/2027`. Raises date_wrong."""
    typed = clean_line(text)
    try:
        found = date.fromisoformat(typed[:10]) if typed else None
    except ValueError:
        found = _day_first(typed)
    if found is None and not typed:
        return ""
    if found is None or not 1900 <= found.year <= LAST_YEAR:
        raise ValueProblem("day_wrong", value=typed[:80])
    return found.isoformat()


def _day_first(typed: str) -> date | None:
    parts = typed.partition(" ")[0].replace("/", ".").split(".")
    try:
        day, month, year = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        return None


READERS: dict[str, Reader] = {
    "name": partial(parse_text, limit=NAME_LENGTH),
    "article": partial(parse_text, limit=CODE_LENGTH),
    "serial_number": partial(parse_text, limit=CODE_LENGTH),
    "description": lambda text: parse_lines(text, DESCRIPTION_LENGTH),
    "status": partial(parse_choice, kind=EquipmentStatus),
    "warranty_until": parse_day,
}
NEW: Mapping[str, Any] = {
    "status": EquipmentStatus.IN_USE,
    **dict.fromkeys(("article", "serial_number", "description", "warranty_until"), ""),
}
"""What a piece is before anything is typed."""


@dataclass(frozen=True)
class Changed:
    """A saved piece, and what went along with it if it moved to another company."""

    row: Equipment
    moved: Moved | None = None


@dataclass(frozen=True)
class _Place:
    company: Company | None
    contact: Contact | None
    parent: Equipment | None


def get(equipment_id: int, actor: Actor) -> Equipment:
    """The piece of equipment, if `actor` may see it; raises NotFound."""
    demand(actor, Permission.EQUIPMENT_VIEW)
    query = select(Equipment).where(Equipment.id == equipment_id)
    row = db.session.scalar(scope(query, Equipment, actor))
    if row is None:
        raise NotFound
    return row


def create(typed: Mapping[str, Any], actor: Actor) -> Equipment:
    """Add a piece of equipment. `typed` holds text by field; company, contact and parent by id.

    Without a company it is that of the parent or the contact. Raises Invalid, NotAllowed.
    """
    demand(actor, Permission.EQUIPMENT_CREATE)
    values = _read(typed, actor, {})
    if not values.get("name"):
        raise Invalid.one("name", "required")
    row = Equipment(identifier=equipment_identifier(), **NEW, custom={})
    act_as(db.session, actor)
    with db.session.no_autoflush:
        place = _placed(row, typed, actor)
        _apply(row, values)
        row.company, row.contact, row.parent = place.company, place.contact, place.parent
    db.session.add(row)
    db.session.flush()
    return row


def update_equipment(
    row: Equipment, typed: Mapping[str, Any], actor: Actor, *, version: int | None = None
) -> Changed:
    """Change the given fields of a piece; with another company all its parts move too.

    What it was a part of and its contact are left behind where they are of the old company.
    Raises Invalid, NotAllowed, and StaleWrite when `version` is no longer the row's.
    """
    demand(actor, Permission.EQUIPMENT_EDIT, row)
    if version is not None and version != row.version:
        raise StaleWrite
    values = _read(typed, actor, row.custom)
    if values.get("name", row.name) == "":
        raise Invalid.one("name", "required")
    act_as(db.session, actor)
    before, place = place_of(row), None
    if not typed.keys().isdisjoint(("company_id", "contact_id", "parent_id")):
        place = _placed(row, typed, actor)
        before = place_of(row)
        if version is not None and version != row.version:
            raise StaleWrite
    with db.session.no_autoflush:
        _apply(row, values)
        if place is not None:
            row.company, row.contact, row.parent = place.company, place.contact, place.parent
    db.session.flush()
    if row.company_id == before["company_id"]:
        return Changed(row)
    return Changed(row, take_parts_along(row, before, actor))


def set_status(row: Equipment, status: EquipmentStatus, actor: Actor) -> None:
    """Say where a piece is in its life."""
    demand(actor, Permission.EQUIPMENT_EDIT, row)
    act_as(db.session, actor)
    row.status = status
    db.session.flush()


def refresh_keys(row: Equipment) -> None:
    """Make the derived columns anew: sorting key and search line."""
    values = {key: getattr(row, key) for key in READERS}
    for key, value in equipment_keys(values, identifier=row.identifier).items():
        setattr(row, key, value)


def same_serial(row: Equipment, actor: Actor) -> Sequence[Equipment]:
    """Other pieces of the same company with the same serial number: a warning, no error."""
    if not row.serial_number:
        return []
    query = scope(select(Equipment), Equipment, actor).where(
        Equipment.serial_number == row.serial_number,
        Equipment.company_id == row.company_id,
        Equipment.id != row.id,
    )
    return db.session.scalars(query.order_by(Equipment.id).limit(PICK_LIMIT)).all()


def pick(
    search: str, actor: Actor, *, company_id: int | None = None, outside: int | None = None
) -> Sequence[Equipment]:
    """Pieces to choose from while a name is typed, of one company if it is given.

    `outside` is a piece that is left out with all its parts, as it cannot be a part of those.
    """
    demand(actor, Permission.EQUIPMENT_VIEW)
    query = scope(select(Equipment), Equipment, actor)
    if search.strip():
        query = query.where(matches(Equipment, search))
    if company_id is not None:
        query = query.where(Equipment.company_id == company_id)
    if outside is not None:
        query = query.where(Equipment.id != outside, Equipment.id.not_in(tree.below([outside])))
    start = Equipment.sort_name.startswith(fold(search), autoescape=True)
    query = query.order_by(start.desc(), Equipment.sort_name, Equipment.id)
    return db.session.scalars(query.limit(PICK_LIMIT)).all()


def pick_contact(search: str, actor: Actor, *, company_id: int | None = None) -> Sequence[Contact]:
    """Contacts to choose from while a name is typed, of one company if it is given."""
    demand(actor, Permission.CONTACTS_VIEW)
    query = scope(select(Contact), Contact, actor)
    if search.strip():
        query = query.where(matches(Contact, search))
    if company_id is not None:
        query = query.where(Contact.company_id == company_id)
    return db.session.scalars(query.order_by(Contact.sort_name, Contact.id).limit(PICK_LIMIT)).all()


def _read(typed: Mapping[str, Any], actor: Actor, stored: Mapping[str, Any]) -> dict[str, Any]:
    reading = Reading()
    reading.read_known(READERS, typed)
    region = companies.region_of(actor)
    read_custom(reading, FieldNoun.EQUIPMENT, typed, actor, stored=stored, region=region)
    return reading.done()


def _apply(row: Equipment, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        setattr(row, key, value)
    refresh_keys(row)


def _placed(row: Equipment, typed: Mapping[str, Any], actor: Actor) -> _Place:
    """Where the piece shall be, checked while nobody else moves anything there."""
    wanted = {
        key: _id(typed[key], key) if key in typed else getattr(row, key)
        for key in ("company_id", "contact_id", "parent_id")
    }
    known = {row.company_id, wanted["company_id"], _company_of(wanted["parent_id"])}
    tree.lock_trees(known)
    if row in db.session:
        was = row.company_id
        db.session.refresh(row)
        if row.company_id != was:
            raise StaleWrite
    if wanted["company_id"] != row.company_id and wanted["company_id"] is not None:
        _leave_behind(row, wanted, _company_of(wanted["parent_id"]))
    parent = _parent(row, wanted["parent_id"], actor)
    if parent is not None and parent.company_id not in known:
        raise StaleWrite  # it moved while this waited
    contact = _contact(row, wanted["contact_id"], actor)
    company = _company(row, wanted["company_id"], actor)
    return _whole(row, company, contact, parent)


def _leave_behind(row: Equipment, wanted: dict[str, int | None], of_parent: int | None) -> None:
    """To another company go neither the old contact nor what the piece was a part of."""
    if wanted["parent_id"] == row.parent_id and of_parent != wanted["company_id"]:
        wanted["parent_id"] = None
    contact = row.contact if wanted["contact_id"] == row.contact_id else None
    if contact is not None and contact.company_id != wanted["company_id"]:
        wanted["contact_id"] = None


def _whole(
    row: Equipment, company: Company | None, contact: Contact | None, parent: Equipment | None
) -> _Place:
    """The place, if its parts go together; a missing company is the parent's or the contact's."""
    if company is None and parent is not None:
        company = parent.company
    if company is None and contact is not None and parent is None:
        company = contact.company
    company_id = company.id if company else None
    if parent is not None and parent.company_id != company_id:
        raise Invalid.one("parent", "parent_elsewhere", name=parent.name)
    keeps = contact is not None and contact.id == row.contact_id and company_id == row.company_id
    if contact is not None and contact.company_id != company_id and not keeps:
        raise Invalid.one("contact", "contact_elsewhere", name=contact.full_name)
    return _Place(company, contact, parent)


def _parent(row: Equipment, parent_id: int | None, actor: Actor) -> Equipment | None:
    if parent_id is None:
        return None
    query = select(Equipment).where(Equipment.id == parent_id)
    if parent_id != row.parent_id:
        query = scope(query, Equipment, actor)
    parent = db.session.scalar(query.execution_options(populate_existing=True))
    if parent is None:
        raise Invalid.one("parent", "equipment_unknown")
    if row in db.session and tree.is_below(parent.id, row.id):
        raise Invalid.one("parent", "own_part", name=row.name)
    return parent


def _contact(row: Equipment, contact_id: int | None, actor: Actor) -> Contact | None:
    if contact_id is None or contact_id == row.contact_id:
        return row.contact if contact_id else None
    try:
        return contacts.get(contact_id, actor)
    except NotFound:
        raise Invalid.one("contact", "contact_unknown") from None


def _company(row: Equipment, company_id: int | None, actor: Actor) -> Company | None:
    if company_id is None or company_id == row.company_id:
        return row.company if company_id else None
    try:
        return companies.get(company_id, actor)
    except NotFound:
        raise Invalid.one("company", "company_gone") from None


def _company_of(equipment_id: int | None) -> int | None:
    if equipment_id is None:
        return None
    return db.session.scalar(select(Equipment.company_id).where(Equipment.id == equipment_id))


def _id(value: Any, key: str) -> int | None:
    text = str(value or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text) > LARGEST_ID:
        codes = {"company_id": "company_gone", "contact_id": "contact_unknown"}
        raise Invalid.one(key.removesuffix("_id"), codes.get(key, "equipment_unknown"))
    return int(text)
