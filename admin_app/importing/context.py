"""What a planner must know, gathered from the database, the run and the rights of its actor."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from admin_app.errors import NotFound
from admin_app.i18n import LANGUAGES
from admin_app.importing.base import translated
from admin_app.importing.plans import Context, Ids
from admin_app.importing.policies import Policies
from admin_app.importing.specs.custom import custom_keys
from admin_app.permissions import Actor, Permission, allowed, demand
from admin_app.permissions.groups import DEFAULT_GROUPS
from admin_app.services.contact import DEFAULT_GROUP, LIMITED
from models import AccessGroup, Company, Contact, Equipment
from models.base import db
from models.enums import AccessType, FieldNoun, ImportNoun
from models.normalize import REGION_BY_LANGUAGE, fold

_COMPANIES = (Permission.COMPANIES_CREATE, Permission.COMPANIES_EDIT)
_CONTACTS = (Permission.CONTACTS_CREATE, Permission.CONTACTS_EDIT)
_NEEDED: dict[ImportNoun, tuple[Permission, ...]] = {
    ImportNoun.COMPANIES: _COMPANIES,
    ImportNoun.CONTACTS: _CONTACTS,
    ImportNoun.BOTH: (*_COMPANIES, *_CONTACTS),
    ImportNoun.EQUIPMENT: (Permission.EQUIPMENT_CREATE, Permission.EQUIPMENT_EDIT),
}
_CLIENT_TYPES = (AccessType.CLIENT, AccessType.PARTNER)


def demand_import(actor: Actor, noun: ImportNoun) -> None:
    """Raise NotAllowed unless the actor may import, and may add and change what he imports."""
    demand(actor, Permission.IMPORT)
    for permission in _NEEDED[noun]:
        demand(actor, permission)


def columns_left_out(actor: Actor, noun: ImportNoun) -> frozenset[str]:
    """Columns that this actor's imports pass over: fields that he may not work with (H3)."""
    if noun == ImportNoun.EQUIPMENT:
        return frozenset() if allowed(actor, Permission.CONTACTS_VIEW) else frozenset({"contact"})
    if noun == ImportNoun.COMPANIES or allowed(actor, Permission.CONTACTS_FIELDS):
        return frozenset()
    return LIMITED | custom_keys(noun, FieldNoun.CONTACT)


def region_of(actor: Actor, policies: Policies) -> str:
    """The country of phones without a country code."""
    return policies.region or REGION_BY_LANGUAGE.get(actor.language, "GB")


def gather(
    noun: ImportNoun, policies: Policies, mapped: frozenset[str], actor: Actor, ids: Ids
) -> Context:
    """The context of one run. Raises NotFound where the default group is missing."""
    rows = db.session.scalars(select(AccessGroup)).all()
    groups = client_groups()
    default = policies.group_id
    if default not in groups.values():
        default = next((group.id for group in rows if group.key == DEFAULT_GROUP), None)
    if default is None:
        raise NotFound(DEFAULT_GROUP)
    staff = [group for group in rows if group.access_type not in _CLIENT_TYPES]
    return Context(
        noun=noun,
        policies=policies,
        mapped=mapped,
        groups=groups,
        staff_groups=frozenset(name for group in staff for name in _names(group)),
        default_group_id=default,
        may_create_companies=allowed(actor, Permission.COMPANIES_CREATE),
        ids=ids,
    )


def client_groups() -> dict[str, int]:
    """The groups of clients and partners: every folded name and key of theirs, and their id."""
    query = select(AccessGroup).where(AccessGroup.access_type.in_(_CLIENT_TYPES))
    return {name: group.id for group in db.session.scalars(query) for name in _names(group)}


def _names(group: AccessGroup) -> set[str]:
    """What a group may be called in a file: its name, key, and the default's translations."""
    names = {fold(group.name), group.key or fold(group.name)}
    for known in DEFAULT_GROUPS:
        if known.key == group.key:
            names |= {fold(translated(known.name, language)) for language in LANGUAGES}
    return names


def is_empty(noun: ImportNoun) -> bool:
    """Whether the panel holds none of what a file of this noun brings."""
    models: tuple[type[Any], ...] = {
        ImportNoun.COMPANIES: (Company,),
        ImportNoun.CONTACTS: (Contact,),
        ImportNoun.BOTH: (Company, Contact),
        ImportNoun.EQUIPMENT: (Equipment,),
    }[noun]
    return not any(
        db.session.scalar(select(model.id).where(model.deleted_at.is_(None)).limit(1))
        for model in models
    )
