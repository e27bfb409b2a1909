"""Contacts: adding, changing, deleting them, and their ways to be reached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from admin_app.errors import Conflict, Invalid, NotFound, StaleWrite
from admin_app.permissions import Actor, Permission, allowed, demand, scope
from admin_app.services import company as companies
from admin_app.services import company_domain
from admin_app.services.contact_ways import WAYS, apply_ways, read_ways
from admin_app.services.lists.contacts import client_groups
from admin_app.services.shared.custom_writing import read_custom
from admin_app.services.shared.reading import Reader, Reading
from admin_app.services.shared.unit_of_work import act_as
from admin_app.services.shared.values import (
    parse_birth_date,
    parse_flag,
    parse_language,
    parse_lines,
    parse_text,
    parse_time_zone,
)
from admin_app.services.similar import refresh_row
from models import AccessGroup, Company, Contact, User, UserSession
from models.base import db
from models.contact import NAME_LENGTH
from models.derived import contact_identifier, contact_keys
from models.enums import ContactKind, ContactStatus, FieldNoun, PointKind

NOTES_LENGTH = 20_000
LIMITED = frozenset({"address", "region", "birth_date", "notes"})
"""Fields that need the right to work with contact fields (H3)."""
DEFAULT_GROUP = "clients"


def _flag(value: Any) -> bool:
    return value if isinstance(value, bool) else parse_flag(str(value))


def _line(limit: int) -> Reader:
    return partial(parse_text, limit=limit)


READERS: dict[str, Reader] = {
    "first_name": _line(NAME_LENGTH),
    "middle_name": _line(NAME_LENGTH),
    "last_name": _line(NAME_LENGTH),
    "position": _line(150),
    "department": _line(150),
    "address": _line(500),
    "region": _line(100),
    "birth_date": parse_birth_date,
    "language": parse_language,
    "time_zone": parse_time_zone,
    "notes": lambda text: parse_lines(text, NOTES_LENGTH),
    "is_manager": _flag,
    "notifications": _flag,
    "forms_as_company": _flag,
    "all_tickets": _flag,
}


def get(contact_id: int, actor: Actor) -> Contact:
    """The contact with company, group and login, if `actor` may see it; raises NotFound."""
    demand(actor, Permission.CONTACTS_VIEW)
    query = scope(select(Contact).where(Contact.id == contact_id), Contact, actor)
    beside = (joinedload(Contact.company), joinedload(Contact.group), joinedload(Contact.user))
    contact = db.session.scalar(query.options(*beside))
    if contact is None:
        raise NotFound
    return contact


def create(typed: Mapping[str, Any], actor: Actor) -> Contact:
    """Add a contact (H2, A6, S1-S3).

    `typed` holds text and flags by field; `emails`, `phones`, `mobile_phones` are lists with the
    default first, `channels` a list of (kind, value), `custom` texts by key, `company_id` or
    `company` (a name, made when it is unknown, H10). Without a company the contact joins the one in
    whose e-mail domains an address of his is (H11). A name and an e-mail are required; an
    organisation or other contact needs any one way to reach it. Raises Invalid, NotAllowed.
    """
    demand(actor, Permission.CONTACTS_CREATE)
    kind = ContactKind(typed.get("kind") or ContactKind.PERSON)
    contact = Contact(identifier=contact_identifier(), kind=kind, group=_default_group(), points=[])
    values = _read(typed, actor, {})
    act_as(db.session, actor)
    with db.session.no_autoflush:
        _apply(contact, values, typed, actor, new=True)
        _check_whole(contact, new=True)
    db.session.add(contact)
    db.session.flush()
    refresh_row(contact)
    return contact


def update_contact(
    contact: Contact, typed: Mapping[str, Any], actor: Actor, *, version: int | None = None
) -> Contact:
    """Change the given fields of a contact; kind, identifier and status are not among them.

    Raises Invalid, NotAllowed, and StaleWrite when `version` is no longer the contact's.
    """
    demand(actor, Permission.CONTACTS_EDIT, contact)
    if version is not None and version != contact.version:
        raise StaleWrite
    if contact.status == ContactStatus.DISMISSED:
        raise Conflict("dismissed_final", name=contact.full_name)
    if typed.get("kind", contact.kind) != contact.kind:
        raise Invalid.one("kind", "kind_fixed")
    values = _read(typed, actor, contact.custom)
    act_as(db.session, actor)
    with db.session.no_autoflush:
        _apply(contact, values, typed, actor)
        _check_whole(contact)
    db.session.flush()
    refresh_row(contact)
    return contact


def end_sessions(contact_ids: list[int], moment: datetime) -> None:
    """End every session of these contacts' logins; their next request is anonymous (promise 16)."""
    sessions = db.session.scalars(
        select(UserSession)
        .join(User)
        .where(User.contact_id.in_(contact_ids), UserSession.ended_at.is_(None))
    )
    for session in sessions:
        session.ended_at = moment


def group_of(value: Any) -> AccessGroup:
    """The group of clients or partners with this id; raises Invalid for any other."""
    group = next((g for g in client_groups() if str(g.id) == str(value)), None)
    if group is None:
        raise Invalid.one("group_id", "group_of_staff")
    return group


def refresh_keys(contact: Contact) -> None:
    """Make the derived columns anew: display name, sorting keys, search line (S3)."""
    row = {key: getattr(contact, key) or "" for key in _KEY_SOURCES}
    keys = contact_keys(
        row,
        identifier=contact.identifier,
        company_name=contact.company.name if contact.company else "",
        points=[point.value for point in contact.points],
    )
    for key, value in keys.items():
        setattr(contact, key, value)


_KEY_SOURCES = (
    "first_name", "middle_name", "last_name", "email", "phone", "mobile_phone", "telegram",
)  # fmt: skip


def _default_group() -> AccessGroup:
    group = db.session.scalar(select(AccessGroup).where(AccessGroup.key == DEFAULT_GROUP))
    if group is None:
        raise NotFound(DEFAULT_GROUP)
    return group


def _read(typed: Mapping[str, Any], actor: Actor, custom: Mapping[str, Any]) -> dict[str, Any]:
    reading, region = Reading(), companies.region_of(actor)
    may_all = allowed(actor, Permission.CONTACTS_FIELDS)
    own = {key: reader for key, reader in READERS.items() if may_all or key not in LIMITED}
    reading.read_known(own, typed)
    read_ways(reading, typed, region)
    read_custom(reading, FieldNoun.CONTACT, typed, actor, stored=custom, region=region)
    return reading.done()


def _apply(
    contact: Contact,
    values: dict[str, Any],
    typed: Mapping[str, Any],
    actor: Actor,
    *,
    new: bool = False,
) -> None:
    ways = {key: values.pop(key) for key in WAYS if key in values}
    for key, value in values.items():
        setattr(contact, key, value)
    apply_ways(contact, ways)
    if typed.get("group_id"):
        contact.group = group_of(typed["group_id"])
    if ("company" in typed or "company_id" in typed) and not _keeps_company(contact, typed):
        contact.company = company_of(typed, actor)
    if new and contact.company is None:
        emails = [contact.email, *(p.value for p in contact.points if p.kind == PointKind.EMAIL)]
        contact.company = company_domain.company_of([email for email in emails if email])
    refresh_keys(contact)


def company_of(typed: Mapping[str, Any], actor: Actor) -> Company | None:
    """The company chosen by id, or made on the fly by its new name (H10)."""
    if typed.get("company_id"):
        try:
            return companies.get(int(typed["company_id"]), actor)
        except (NotFound, ValueError):
            raise Invalid.one("company", "company_unknown", value="?") from None
    name = (typed.get("company") or "").strip()
    if not name:
        return None
    known = companies.by_name(name, actor)
    return known or companies.create({"name": name}, actor)


def _keeps_company(contact: Contact, typed: Mapping[str, Any]) -> bool:
    """Whether the company chosen is the contact's own, which may be in the trash (S13)."""
    return bool(contact.company_id) and str(typed.get("company_id")) == str(contact.company_id)


def _check_whole(contact: Contact, *, new: bool = False) -> None:
    """What a contact must have before it is kept (H2).

    One that came by a messenger needs only what it came with; one that was taken from a file
    with a phone alone may stay so.
    """
    channel = bool(contact.telegram or contact.points)
    reachable = bool(contact.email or contact.phone or contact.mobile_phone or channel)
    row = {key: getattr(contact, key) for key in ("kind", "first_name", "last_name", "full_name")}
    problem = what_is_missing({**row, "reachable": reachable})
    nameless = problem is not None and problem[0] == "last_name"
    if new and contact.kind == ContactKind.PERSON and not (nameless or contact.email or channel):
        problem = "emails", "email_required"
    if problem is not None:
        raise Invalid.one(*problem)


def what_is_missing(values: Mapping[str, Any]) -> tuple[str, str] | None:
    """Field and code of what a contact lacks to be changed by its form; None for a whole one."""
    named = values["first_name"] or values["last_name"]
    if values["kind"] == ContactKind.PERSON and not named:
        return "last_name", "person_name_required"
    if not values["reachable"]:
        return "emails", "email_or_channel_required"
    return None if values["full_name"] else ("last_name", "name_required")
