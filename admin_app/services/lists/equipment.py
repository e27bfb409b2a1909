"""The list of equipment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import aliased, defer, joinedload, selectinload

from admin_app import clock
from admin_app.i18n import N_
from admin_app.permissions import Permission
from admin_app.services.lists.changes import change_filter
from admin_app.services.lists.conditions import id_in, in_days, is_filled, one_of
from admin_app.services.lists.imports import import_filter
from admin_app.services.shared.listing import Field, Filter, FilterKind, ListSpec, Option
from models import Company, Contact, Equipment
from models.base import db
from models.enums import EquipmentStatus, FieldNoun, ImportNoun

STATUS_LABELS = {
    EquipmentStatus.IN_USE: N_("In use"),
    EquipmentStatus.IN_STOCK: N_("In stock"),
    EquipmentStatus.IN_REPAIR: N_("In repair"),
    EquipmentStatus.RETIRED: N_("Written off"),
}
FILLED = (Option("1", N_("filled in")), Option("0", N_("empty")))
SOON = timedelta(days=30)
WARRANTY = (
    Option("valid", N_("valid")),
    Option("soon", N_("ends in 30 days")),
    Option("expired", N_("expired")),
    Option("none", N_("no warranty")),
)
PARTS = (Option("1", N_("a part of another")), Option("0", N_("at the top")))


def _warranty(values: Sequence[str]) -> ColumnElement[bool] | None:
    today = clock.today().isoformat()
    soon = (clock.today() + SOON).isoformat()
    until = Equipment.warranty_until
    conditions = {
        "valid": until >= today,
        "soon": until.between(today, soon),
        "expired": and_(until != "", until < today),
        "none": until == "",
    }
    return conditions.get(values[0])


def _has_parent(values: Sequence[str]) -> ColumnElement[bool] | None:
    if values[0] not in {"0", "1"}:
        return None
    parent = Equipment.parent_id
    return parent.is_not(None) if values[0] == "1" else parent.is_(None)


def _has_parts(values: Sequence[str]) -> ColumnElement[bool] | None:
    if values[0] not in {"0", "1"}:
        return None
    part = aliased(Equipment)
    found = Equipment.id.in_(
        db.select(part.parent_id).where(part.deleted_at.is_(None), part.parent_id.is_not(None))
    )
    return found if values[0] == "1" else ~found


def _name_of(model: Any) -> Callable[[str], str | None]:
    def label(value: str) -> str | None:
        if value == "none":
            return N_("none")
        fits = value.isascii() and value.isdigit() and len(value) < 10
        row: Any = db.session.get(model, int(value)) if fits else None
        return None if row is None or row.deleted_at is not None else str(row)

    return label


EQUIPMENT = ListSpec(
    noun="equipment",
    model=Equipment,
    view=Permission.EQUIPMENT_VIEW,
    custom=FieldNoun.EQUIPMENT,
    load=(defer(Equipment.search_text), defer(Equipment.description)),
    fields=(
        Field("name", N_("Name"), sort=Equipment.sort_name, shown=True),
        Field("status", N_("Status"), kind="status", sort=Equipment.status, shown=True),
        Field(
            "company",
            N_("Company"),
            kind="relation",
            shown=True,
            load=joinedload(Equipment.company).load_only(Company.name, Company.deleted_at),
        ),
        Field("article", N_("Article"), sort=Equipment.article, shown=True),
        Field("serial_number", N_("Serial number"), sort=Equipment.serial_number, shown=True),
        Field(
            "parent",
            N_("Part of"),
            kind="relation",
            shown=True,
            load=selectinload(Equipment.parent).load_only(Equipment.name, Equipment.deleted_at),
        ),
        Field("parts", N_("Parts"), kind="number", shown=True),
        Field(
            "contact",
            N_("Contact"),
            kind="relation",
            needs=Permission.CONTACTS_VIEW,
            load=joinedload(Equipment.contact).load_only(Contact.full_name, Contact.deleted_at),
        ),
        Field(
            "warranty_until",
            N_("Warranty until"),
            kind="day",
            sort=Equipment.warranty_until,
            shown=True,
        ),
        Field("identifier", N_("Identifier"), sort=Equipment.identifier),
        Field("created_at", N_("Added"), kind="moment", sort=Equipment.created_at),
        Field("updated_at", N_("Changed"), kind="moment", sort=Equipment.updated_at),
    ),
    filters=(
        Filter(
            "status",
            N_("Status"),
            FilterKind.MULTI,
            one_of(Equipment.status, EquipmentStatus),
            options=lambda: [Option(k, v) for k, v in STATUS_LABELS.items()],
        ),
        Filter(
            "company",
            N_("Company"),
            FilterKind.AJAX,
            id_in(Equipment.company_id),
            label_of=_name_of(Company),
            noun="companies",
        ),
        Filter(
            "contact",
            N_("Contact"),
            FilterKind.LINK,
            id_in(Equipment.contact_id),
            label_of=_name_of(Contact),
            noun="contacts",
        ),
        Filter(
            "parent",
            N_("Part of"),
            FilterKind.AJAX,
            id_in(Equipment.parent_id),
            label_of=_name_of(Equipment),
            noun="equipment",
        ),
        Filter(
            "has_parent",
            N_("Place in the tree"),
            FilterKind.CHOICE,
            _has_parent,
            options=lambda: PARTS,
        ),
        Filter("has_parts", N_("Has parts"), FilterKind.BOOL, _has_parts),
        Filter("warranty", N_("Warranty"), FilterKind.CHOICE, _warranty, options=lambda: WARRANTY),
        Filter(
            "has_serial",
            N_("Serial number"),
            FilterKind.CHOICE,
            is_filled(Equipment.serial_number),
            options=lambda: FILLED,
        ),
        Filter("created", N_("Added"), FilterKind.DATE_RANGE, in_days(Equipment.created_at)),
        change_filter("equipment", Equipment.id),
        import_filter(ImportNoun.EQUIPMENT, Equipment.id),
    ),
)
