"""The list of companies."""

from __future__ import annotations

from sqlalchemy.orm import defer, selectinload

from admin_app.i18n import N_
from admin_app.permissions import Permission
from admin_app.services import similar
from admin_app.services.lists.changes import change_filter
from admin_app.services.lists.conditions import in_days, is_filled, is_text, one_of
from admin_app.services.lists.imports import import_filter
from admin_app.services.lists.similar import similar_filter
from admin_app.services.shared.listing import Field, Filter, FilterKind, ListSpec, Option
from models import Company
from models.enums import CompanyStatus, FieldNoun, ImportNoun

STATUS_LABELS = {
    CompanyStatus.ACTIVE: N_("Active"),
    CompanyStatus.BLOCKED: N_("Blocked"),
    CompanyStatus.ARCHIVED: N_("Archived"),
}
FILLED = (Option("1", N_("filled in")), Option("0", N_("empty")))

COMPANIES = ListSpec(
    noun="companies",
    model=Company,
    view=Permission.COMPANIES_VIEW,
    custom=FieldNoun.COMPANY,
    load=(defer(Company.search_text), defer(Company.notes)),
    fields=(
        Field("name", N_("Name"), sort=Company.sort_name, shown=True),
        Field("status", N_("Status"), kind="status", sort=Company.status, shown=True),
        Field("email", N_("E-mail"), kind="email", sort=Company.email, shown=True),
        Field("phone", N_("Phone"), kind="phone", sort=Company.phone, shown=True),
        Field("site", N_("Site"), kind="site", sort=Company.site, shown=True),
        Field("tax_id", N_("Tax number"), sort=Company.tax_id, shown=True),
        Field("contacts", N_("Contacts"), kind="number", shown=True),
        Field("legal_name", N_("Legal name"), sort=Company.legal_name),
        Field("registration_number", N_("Registration number"), sort=Company.registration_number),
        Field("domains", N_("E-mail domains"), load=selectinload(Company.domains)),
        Field("address", N_("Address"), sort=Company.address),
        Field("region", N_("Region"), sort=Company.region),
        Field("identifier", N_("Identifier"), sort=Company.identifier),
        Field("created_at", N_("Added"), kind="moment", sort=Company.created_at, shown=True),
        Field("updated_at", N_("Changed"), kind="moment", sort=Company.updated_at),
    ),
    filters=(
        Filter(
            "status",
            N_("Status"),
            FilterKind.MULTI,
            one_of(Company.status, CompanyStatus),
            options=lambda: [Option(k, v) for k, v in STATUS_LABELS.items()],
        ),
        Filter("region", N_("Region"), FilterKind.TEXT, is_text(Company.region)),
        Filter(
            "has_tax_id",
            N_("Tax number"),
            FilterKind.CHOICE,
            is_filled(Company.tax_id),
            options=lambda: FILLED,
        ),
        Filter(
            "has_email",
            N_("E-mail"),
            FilterKind.CHOICE,
            is_filled(Company.email),
            options=lambda: FILLED,
        ),
        similar_filter(similar.COMPANIES),
        Filter("created", N_("Added"), FilterKind.DATE_RANGE, in_days(Company.created_at)),
        change_filter("companies", Company.id),
        import_filter(ImportNoun.COMPANIES, Company.id),
    ),
)
