"""Columns of an export of equipment; the parent is told so that an import finds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app.exporting.sheets.base import (
    Chunk,
    Sheet,
    SheetColumn,
    Wording,
    chosen,
    day_or_text,
    moment,
    plain,
)
from admin_app.exporting.sheets.reading import among
from admin_app.i18n import N_
from admin_app.permissions import Permission
from admin_app.services.lists.equipment import STATUS_LABELS
from models import Company, Contact, Equipment
from models.base import db

OWNER = aliased(Company)
PERSON = aliased(Contact)
"""The row's company and contact; aliases, since the list's filters look at these tables too."""


def _parents(ids: Sequence[int]) -> Mapping[int, str]:
    """What names the parent of each row: its serial number or article, if it is the only one."""
    whole = aliased(Equipment)
    rows = db.session.execute(
        select(Equipment.id, whole.serial_number, whole.article, whole.identifier, whole.company_id)
        .join(whole, whole.id == Equipment.parent_id)
        .where(among(Equipment.id, ids))
    ).all()
    serials = _shared(Equipment.serial_number, {row.serial_number for row in rows})
    articles = _shared(Equipment.article, {row.article for row in rows})
    found = {}
    for row in rows:
        if row.serial_number and (row.company_id, row.serial_number) not in serials:
            found[row.id] = row.serial_number
        elif row.article and (row.company_id, row.article) not in articles:
            found[row.id] = row.article
        else:
            found[row.id] = row.identifier
    return found


def _parts(ids: Sequence[int]) -> Mapping[int, int]:
    """How many parts outside the trash each row has."""
    rows = db.session.execute(
        select(Equipment.parent_id, func.count())
        .where(among(Equipment.parent_id, ids), Equipment.deleted_at.is_(None))
        .group_by(Equipment.parent_id)
    )
    return {row_id: number for row_id, number in rows if row_id is not None}


def _shared(column: InstrumentedAttribute[str], codes: set[str]) -> set[tuple[int | None, str]]:
    """Those of the codes that several pieces of a company have."""
    codes.discard("")
    if not codes:
        return set()
    rows = db.session.execute(
        select(Equipment.company_id, column)
        .where(column.in_(codes), Equipment.deleted_at.is_(None))
        .group_by(Equipment.company_id, column)
        .having(func.count() > 1)
    )
    return {(company_id, code) for company_id, code in rows}


def _contact(chunk: Chunk, wording: Wording) -> Sequence[str]:
    """The name of the contact; for programs the e-mail address, which no two have."""
    names, emails = chunk.read["contact"], chunk.read["contact_email"]
    if not wording.codes:
        return names
    return [email or name for name, email in zip(names, emails, strict=True)]


def _of(key: str, label: str, column: Any, width: int) -> SheetColumn:
    read = func.coalesce(column, "").label(key)
    return SheetColumn(key, label, lambda chunk, _wording: chunk.read[key], (read,), width=width)


EQUIPMENT = Sheet(
    "equipment",
    columns=(
        plain(Equipment.identifier, N_("Identifier"), width=14),
        plain(Equipment.article, N_("Article")),
        plain(Equipment.serial_number, N_("Serial number")),
        plain(Equipment.name, N_("Name"), width=36),
        plain(Equipment.description, N_("Description"), width=40),
        _of("company", N_("Company"), OWNER.name, 36),
        SheetColumn(
            "contact",
            N_("Contact"),
            _contact,
            (
                func.coalesce(PERSON.full_name, "").label("contact"),
                func.coalesce(PERSON.email, "").label("contact_email"),
            ),
            width=30,
            needs=Permission.CONTACTS_VIEW,
        ),
        SheetColumn(
            "parent",
            N_("Part of"),
            lambda chunk, _wording: [chunk.parts["parents"].get(i, "") for i in chunk.ids],
            (),
            parts=("parents",),
        ),
        chosen(Equipment.status, N_("Status"), STATUS_LABELS),
        SheetColumn(
            "warranty_until",
            N_("Warranty until"),
            lambda chunk, _wording: [day_or_text(text) for text in chunk.read["warranty_until"]],
            (Equipment.warranty_until,),
            kind="date",
            width=14,
        ),
        SheetColumn(
            "parts",
            N_("Parts"),
            lambda chunk, _wording: [chunk.parts["parts"].get(i, 0) for i in chunk.ids],
            (),
            parts=("parts",),
            kind="number",
            width=10,
            extra=True,
        ),
        moment(Equipment.created_at, N_("Added")),
        moment(Equipment.updated_at, N_("Changed")),
    ),
    loaders={"parents": _parents, "parts": _parts},
    joined=((OWNER, OWNER.id == Equipment.company_id), (PERSON, PERSON.id == Equipment.contact_id)),
)
