"""The list of contacts, with every filter of H14."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from admin_app.i18n import LANGUAGES, N_
from admin_app.permissions import Permission
from admin_app.services import similar
from admin_app.services.lists.changes import change_filter
from admin_app.services.lists.companies import FILLED
from admin_app.services.lists.conditions import (
    LARGEST_ID,
    id_in,
    in_days,
    is_filled,
    is_set,
    is_text,
    one_of,
)
from admin_app.services.lists.imports import import_filter
from admin_app.services.lists.similar import similar_filter
from admin_app.services.shared.listing import Field, Filter, FilterKind, ListSpec, Option
from models import AccessGroup, Company, Contact
from models.base import db
from models.enums import AccessType, ContactKind, ContactStatus, FieldNoun, ImportNoun

STATUS_LABELS = {
    ContactStatus.ACTIVE: N_("Active"),
    ContactStatus.BLOCKED: N_("Blocked"),
    ContactStatus.DISMISSED: N_("Dismissed"),
}
KIND_LABELS = {
    ContactKind.PERSON: N_("Person"),
    ContactKind.ORGANISATION: N_("Organisation"),
    ContactKind.OTHER: N_("Other"),
}
ROLES = (Option("1", N_("Company managers")), Option("0", N_("Employees")))
ON_OFF = (Option("1", N_("On")), Option("0", N_("Off")))


def client_groups() -> Sequence[AccessGroup]:
    """The groups that a contact may be in: those of clients and partners."""
    kinds = (AccessType.CLIENT, AccessType.PARTNER)
    return db.session.scalars(
        select(AccessGroup).where(AccessGroup.access_type.in_(kinds)).order_by(AccessGroup.id)
    ).all()


def _group_options() -> list[Option]:
    return [Option(str(g.id), g.name, translated=bool(g.key)) for g in client_groups()]


def _company_name(value: str) -> str | None:
    if value == "none":
        return N_("Without a company")
    if not (value.isascii() and value.isdigit()) or int(value) > LARGEST_ID:
        return None
    return db.session.scalar(select(Company.name).where(Company.id == int(value)))


CONTACTS = ListSpec(
    noun="contacts",
    model=Contact,
    view=Permission.CONTACTS_VIEW,
    custom=FieldNoun.CONTACT,
    load=(defer(Contact.search_text), defer(Contact.notes)),
    fields=(
        Field("full_name", N_("Full name"), sort=Contact.sort_name, shown=True),
        Field("status", N_("Status"), kind="status", sort=Contact.status, shown=True),
        Field(
            "company",
            N_("Company"),
            kind="relation",
            sort=Contact.company_sort,
            shown=True,
            load=joinedload(Contact.company).load_only(Company.name, Company.deleted_at),
        ),
        Field("email", N_("E-mail"), kind="email", sort=Contact.email, shown=True),
        Field("phone", N_("Phone"), kind="phone", sort=Contact.phone, shown=True),
        Field("position", N_("Position"), sort=Contact.position),
        Field(
            "notifications",
            N_("Notifications"),
            kind="flag",
            sort=Contact.notifications,
            shown=True,
        ),
        Field("created_at", N_("Added"), kind="moment", sort=Contact.created_at, shown=True),
        Field("mobile_phone", N_("Mobile phone"), kind="phone", sort=Contact.mobile_phone),
        Field("telegram", N_("Telegram"), sort=Contact.telegram),
        Field("department", N_("Department"), sort=Contact.department),
        Field("is_manager", N_("Company manager"), kind="flag", sort=Contact.is_manager),
        Field(
            "group",
            N_("Group"),
            kind="group",
            sort=Contact.group_id,
            load=joinedload(Contact.group).load_only(AccessGroup.name, AccessGroup.key),
        ),
        Field("kind", N_("Type"), kind="kind", sort=Contact.kind),
        Field("language", N_("Language"), kind="language", sort=Contact.language),
        Field("time_zone", N_("Time zone"), sort=Contact.time_zone),
        Field("region", N_("Region"), sort=Contact.region, needs=Permission.CONTACTS_FIELDS),
        Field("address", N_("Address"), sort=Contact.address, needs=Permission.CONTACTS_FIELDS),
        Field(
            "birth_date",
            N_("Date of birth"),
            kind="birthday",
            sort=Contact.birth_date,
            needs=Permission.CONTACTS_FIELDS,
        ),
        Field("all_tickets", N_("Sees all tickets"), kind="flag", sort=Contact.all_tickets),
        Field("identifier", N_("Identifier"), sort=Contact.identifier),
        Field("updated_at", N_("Changed"), kind="moment", sort=Contact.updated_at),
    ),
    filters=(
        Filter(
            "status",
            N_("Status"),
            FilterKind.MULTI,
            one_of(Contact.status, ContactStatus),
            options=lambda: [Option(k, v) for k, v in STATUS_LABELS.items()],
        ),
        Filter(
            "company",
            N_("Company"),
            FilterKind.AJAX,
            id_in(Contact.company_id),
            label_of=_company_name,
            noun="companies",
        ),
        Filter(
            "group", N_("Group"), FilterKind.MULTI, id_in(Contact.group_id), options=_group_options
        ),
        Filter("department", N_("Department"), FilterKind.TEXT, is_text(Contact.department)),
        Filter(
            "is_manager",
            N_("Role in the company"),
            FilterKind.CHOICE,
            is_set(Contact.is_manager),
            options=lambda: ROLES,
        ),
        Filter(
            "notifications",
            N_("Notifications"),
            FilterKind.CHOICE,
            is_set(Contact.notifications),
            options=lambda: ON_OFF,
        ),
        similar_filter(similar.CONTACTS),
        Filter(
            "kind",
            N_("Type"),
            FilterKind.MULTI,
            one_of(Contact.kind, ContactKind),
            options=lambda: [Option(k, v) for k, v in KIND_LABELS.items()],
        ),
        Filter(
            "language",
            N_("Language"),
            FilterKind.MULTI,
            is_text(Contact.language),
            options=lambda: [Option(k, v, translated=False) for k, v in LANGUAGES.items()],
        ),
        Filter(
            "region",
            N_("Region"),
            FilterKind.TEXT,
            is_text(Contact.region),
            needs=Permission.CONTACTS_FIELDS,
        ),
        Filter(
            "has_email",
            N_("E-mail"),
            FilterKind.CHOICE,
            is_filled(Contact.email),
            options=lambda: FILLED,
        ),
        Filter("created", N_("Added"), FilterKind.DATE_RANGE, in_days(Contact.created_at)),
        change_filter("contacts", Contact.id),
        import_filter(ImportNoun.CONTACTS, Contact.id),
    ),
)
