"""Columns of an export of companies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from admin_app.exporting.sheets.base import Sheet, SheetColumn, chosen, moment, plain
from admin_app.exporting.sheets.reading import grouped, ids_of
from admin_app.i18n import N_
from admin_app.services.lists.companies import STATUS_LABELS
from models import Company, CompanyDomain, CompanyPhone, Contact
from models.base import db


def _domains(rows: Sequence[Any]) -> Mapping[int, list[str]]:
    return grouped(
        select(CompanyDomain.company_id, CompanyDomain.domain)
        .where(CompanyDomain.company_id.in_(ids_of(rows)))
        .order_by(CompanyDomain.id)
    )


def _phones(rows: Sequence[Any]) -> Mapping[int, list[str]]:
    return grouped(
        select(CompanyPhone.company_id, CompanyPhone.number)
        .where(CompanyPhone.company_id.in_(ids_of(rows)))
        .order_by(CompanyPhone.id)
    )


def _contacts(rows: Sequence[Any]) -> Mapping[int, int]:
    """How many contacts each company has, the trash left out."""
    counts = db.session.execute(
        select(Contact.company_id, func.count())
        .where(Contact.company_id.in_(ids_of(rows)), Contact.deleted_at.is_(None))
        .group_by(Contact.company_id)
    )
    return {company_id: count for company_id, count in counts if company_id is not None}


COMPANIES = Sheet(
    "companies",
    columns=(
        plain(Company.identifier, N_("Identifier"), width=14),
        plain(Company.name, N_("Name"), width=36),
        plain(Company.legal_name, N_("Legal name"), width=48),
        plain(Company.site, N_("Site"), width=30),
        plain(Company.email, N_("E-mail"), width=30),
        SheetColumn(
            "phone",
            N_("Phone"),
            lambda record, _wording: record.several("phones", record.row.phone),
            (Company.phone,),
            parts=("phones",),
        ),
        plain(Company.address, N_("Address"), width=48),
        plain(Company.tax_id, N_("Tax number"), width=16),
        plain(Company.registration_number, N_("Registration number"), width=18),
        SheetColumn(
            "domains",
            N_("E-mail domains"),
            lambda record, _wording: record.several("domains"),
            (),
            parts=("domains",),
            width=30,
        ),
        plain(Company.region, N_("Region")),
        chosen(Company.status, N_("Status"), STATUS_LABELS),
        plain(Company.notes, N_("Notes"), width=40),
        SheetColumn(
            "contacts",
            N_("Contacts"),
            lambda record, _wording: record.parts["contacts"].get(record.row.id, 0),
            (),
            parts=("contacts",),
            kind="number",
            width=10,
            extra=True,
        ),
        moment(Company.created_at, N_("Added")),
        moment(Company.updated_at, N_("Changed")),
    ),
    loaders={"domains": _domains, "phones": _phones, "contacts": _contacts},
)
