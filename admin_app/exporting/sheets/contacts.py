"""Columns of an export of contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app.exporting.sheets.base import (
    Loader,
    Sheet,
    SheetColumn,
    chosen,
    day_or_text,
    moment,
    plain,
)
from admin_app.exporting.sheets.reading import grouped, ids_of
from admin_app.i18n import N_
from admin_app.permissions import Permission
from admin_app.services.lists.contacts import KIND_LABELS, STATUS_LABELS
from models import Company, Contact, ContactPoint
from models.base import db
from models.enums import PointKind

LIMITED = Permission.CONTACTS_FIELDS


def _points(kind: PointKind, rows: Sequence[Any]) -> Mapping[int, list[str]]:
    return grouped(
        select(ContactPoint.contact_id, ContactPoint.value)
        .where(ContactPoint.contact_id.in_(ids_of(rows)), ContactPoint.kind == kind)
        .order_by(ContactPoint.position, ContactPoint.id)
    )


def _companies(rows: Sequence[Any]) -> Mapping[int, Any]:
    """Name and e-mail of the rows' companies, by the company's id."""
    wanted = {row.company_id for row in rows if row.company_id is not None}
    query = select(Company.id, Company.name, Company.email).where(Company.id.in_(wanted))
    return {company.id: company for company in db.session.execute(query)} if wanted else {}


def _company(key: str, label: str, source: str, width: int) -> SheetColumn:
    def value(record: Any, _wording: Any) -> object:
        company = record.parts["companies"].get(record.row.company_id)
        return getattr(company, source) if company else ""

    return SheetColumn(key, label, value, (Contact.company_id,), width=width, parts=("companies",))


def _several(column: InstrumentedAttribute[str], label: str, width: int = 20) -> SheetColumn:
    """The default value of a way to reach somebody, and the further ones."""
    key = column.key
    return SheetColumn(
        key, label, lambda record, _wording: record.several(key, getattr(record.row, key)),
        (column,), width=width, parts=(key,),
    )  # fmt: skip


LOADERS: dict[str, Loader] = {
    "companies": _companies,
    **{
        kind.value: partial(_points, kind)
        for kind in (
            PointKind.EMAIL,
            PointKind.PHONE,
            PointKind.MOBILE_PHONE,
            PointKind.TELEGRAM,
        )
    },
}

CONTACTS = Sheet(
    "contacts",
    columns=(
        plain(Contact.identifier, N_("Identifier"), width=14),
        chosen(Contact.kind, N_("Type"), KIND_LABELS),
        plain(Contact.full_name, N_("Full name"), width=36),
        plain(Contact.first_name, N_("First name")),
        plain(Contact.middle_name, N_("Middle name")),
        plain(Contact.last_name, N_("Last name")),
        _company("company", N_("Company"), "name", 36),
        _company("company_email", N_("Company e-mail"), "email", 30),
        _several(Contact.email, N_("E-mail"), 30),
        _several(Contact.phone, N_("Phone")),
        _several(Contact.mobile_phone, N_("Mobile phone")),
        _several(Contact.telegram, N_("Telegram")),
        plain(Contact.address, N_("Address"), width=48, needs=LIMITED),
        plain(Contact.position, N_("Position"), width=28),
        plain(Contact.department, N_("Department")),
        plain(Contact.region, N_("Region"), needs=LIMITED),
        SheetColumn(
            "birth_date",
            N_("Birth date"),
            lambda record, _wording: day_or_text(record.row.birth_date),
            (Contact.birth_date,),
            kind="date",
            width=12,
            needs=LIMITED,
        ),
        SheetColumn(
            "language",
            N_("Language"),
            lambda record, wording: wording.language_name(record.row.language),
            (Contact.language,),
            width=14,
        ),
        plain(Contact.time_zone, N_("Time zone")),
        chosen(Contact.status, N_("Status"), STATUS_LABELS),
        SheetColumn(
            "group",
            N_("Group"),
            lambda record, wording: wording.groups[record.row.group_id],
            (Contact.group_id,),
        ),
        plain(Contact.notifications, N_("Notifications"), kind="bool", width=14),
        plain(Contact.forms_as_company, N_("Forms as the company"), kind="bool", width=14),
        plain(Contact.all_tickets, N_("Sees all tickets"), kind="bool", width=14),
        plain(Contact.notes, N_("Notes"), width=40, needs=LIMITED),
        SheetColumn(
            "is_manager",
            N_("Company manager"),
            lambda record, _wording: record.row.is_manager,
            (Contact.is_manager,),
            kind="bool",
            width=14,
            extra=True,
        ),
        moment(Contact.created_at, N_("Added")),
        moment(Contact.updated_at, N_("Changed")),
    ),
    loaders=LOADERS,
)
