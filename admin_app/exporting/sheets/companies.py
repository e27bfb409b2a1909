"""Columns of an export of companies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from admin_app.exporting.sheets.base import Sheet, SheetColumn, chosen, moment, plain
from admin_app.exporting.sheets.reading import among, grouped
from admin_app.i18n import N_
from admin_app.services.lists.companies import STATUS_LABELS
from models import Company, CompanyDomain, CompanyPhone, Contact
from models.base import db


def _domains(ids: Sequence[int]) -> Mapping[int, list[str]]:
    return grouped(
        select(CompanyDomain.company_id, CompanyDomain.domain)
        .where(among(CompanyDomain.company_id, ids))
        .order_by(CompanyDomain.id)
    )


def _phones(ids: Sequence[int]) -> Mapping[int, list[str]]:
    return grouped(
        select(CompanyPhone.company_id, CompanyPhone.number)
        .where(among(CompanyPhone.company_id, ids))
        .order_by(CompanyPhone.id)
    )


def _contacts(ids: Sequence[int]) -> Mapping[int, int]:
    """How many contacts each company has, the trash left out."""
    counts = db.session.execute(
        select(Contact.company_id, func.count())
        .where(among(Contact.company_id, ids), Contact.deleted_at.is_(None))
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
            lambda chunk, _wording: chunk.several(chunk.read["phone"], chunk.parts["phones"]),
            (Company.phone,),
            parts=("phones",),
        ),
        plain(Company.address, N_("Address"), width=48),
        plain(Company.tax_id, N_("Tax number"), width=16),
        plain(Company.registration_number, N_("Registration number"), width=18),
        SheetColumn(
            "domains",
            N_("E-mail domains"),
            lambda chunk, _wording: chunk.several(chunk.nothing(), chunk.parts["domains"]),
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
            lambda chunk, _wording: [
                chunk.parts["contacts"].get(row_id, 0) for row_id in chunk.ids
            ],
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
