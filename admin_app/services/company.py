"""Companies: adding, changing, deleting, and finding them by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import and_, func, select, update

from admin_app.errors import Invalid, NotFound, StaleWrite
from admin_app.permissions import Actor, Permission, demand, scope
from admin_app.services import company_domain
from admin_app.services.shared import stale
from admin_app.services.shared.custom_writing import read_custom
from admin_app.services.shared.listing.query import matches
from admin_app.services.shared.reading import Reader, Reading
from admin_app.services.shared.unit_of_work import act_as
from admin_app.services.shared.values import (
    parse_choice,
    parse_email,
    parse_lines,
    parse_phone,
    parse_text,
)
from admin_app.services.shared.values_company import parse_domain, parse_site, parse_tax_id
from admin_app.services.similar import refresh_row
from models import Company, CompanyPhone, Contact
from models.base import db
from models.company import NAME_LENGTH
from models.derived import company_identifier, company_keys
from models.enums import CompanyStatus, FieldNoun
from models.normalize import REGION_BY_LANGUAGE, company_key, fold, search_words

NOTES_LENGTH = 20_000
PICK_LIMIT = 20


def region_of(actor: Actor) -> str:
    """The country whose phones and tax numbers this actor writes without saying so."""
    return REGION_BY_LANGUAGE.get(actor.language, "GB")


def readers(region: str) -> dict[str, Reader]:
    """How each single value of a company is read."""
    return {
        "name": lambda text: parse_text(text, NAME_LENGTH),
        "legal_name": lambda text: parse_text(text, 300),
        "site": parse_site,
        "email": parse_email,
        "address": lambda text: parse_text(text, 500),
        "tax_id": partial(parse_tax_id, region=region),
        "registration_number": lambda text: parse_text(text, 32),
        "region": lambda text: parse_text(text, 100),
        "status": partial(parse_choice, kind=CompanyStatus),
        "notes": lambda text: parse_lines(text, NOTES_LENGTH),
    }


def get(company_id: int, actor: Actor) -> Company:
    """The company, if `actor` may see it; raises NotFound."""
    demand(actor, Permission.COMPANIES_VIEW)
    query = scope(select(Company).where(Company.id == company_id), Company, actor)
    company = db.session.scalar(query)
    if company is None:
        raise NotFound
    return company


def create(typed: Mapping[str, Any], actor: Actor) -> Company:
    """Add a company (A1).

    `typed` holds text by field; `phones` and `domains` are lists, `custom` texts by key.
    Raises Invalid with every wrong field, NotAllowed without companies.create.
    """
    demand(actor, Permission.COMPANIES_CREATE)
    values = _read(typed, actor, None)
    if not values.get("name"):
        raise Invalid.one("name", "required")
    company = Company(identifier=company_identifier(), status=CompanyStatus.ACTIVE)
    _apply(company, values)
    act_as(db.session, actor)
    db.session.add(company)
    company_domain.flush(company)
    refresh_row(company)
    return company


def update_company(
    company: Company, typed: Mapping[str, Any], actor: Actor, *, version: int | None = None
) -> Company:
    """Change the given fields of a company.

    Raises Invalid, NotAllowed, and StaleWrite when `version` is no longer the company's.
    """
    demand(actor, Permission.COMPANIES_EDIT, company)
    if version is not None and version != company.version:
        raise StaleWrite
    values = _read(typed, actor, company)
    if values.get("name", company.name) == "":
        raise Invalid.one("name", "required")
    old_name = company.name
    act_as(db.session, actor)
    _apply(company, values)
    company_domain.flush(company)
    if company.name != old_name:
        rename_in_contacts(company.id, old_name, company.name)
    refresh_row(company)
    return company


def pick(search: str, actor: Actor, *, limit: int = PICK_LIMIT) -> Sequence[Company]:
    """Companies to choose from while a name is typed; the exact name first."""
    query = scope(select(Company), Company, actor).where(Company.status != CompanyStatus.ARCHIVED)
    if search.strip():
        query = query.where(matches(Company, search))
    start = Company.sort_name.startswith(fold(search), autoescape=True)
    order = ((Company.name_key == company_key(search)).desc(), start.desc(), Company.sort_name)
    return db.session.scalars(query.order_by(*order, Company.id).limit(min(limit, 50))).all()


def by_name(name: str, actor: Actor) -> Company | None:
    """The company of this name, quotes, case and legal form aside; the oldest of several."""
    query = scope(select(Company), Company, actor).where(Company.name_key == company_key(name))
    return db.session.scalar(query.order_by(Company.id).limit(1))


def contact_counts(companies: Sequence[int]) -> dict[int, int]:
    """How many contacts outside the trash each of these companies has, in one query."""
    rows = db.session.execute(
        select(Contact.company_id, func.count())
        .where(Contact.company_id.in_(companies), Contact.deleted_at.is_(None))
        .group_by(Contact.company_id)
    )
    return {company_id: number for company_id, number in rows if company_id is not None}


def rename_in_contacts(company_id: int, old_name: str, new_name: str) -> None:
    """Put a company's new name into the keys of its contacts, in three statements.

    A contact that has no name of its own is shown by its company's (S3).
    """
    old, new = search_words(old_name), search_words(new_name)
    of_company = update(Contact).where(Contact.company_id == company_id)
    nameless = and_(
        Contact.full_name == old_name, Contact.first_name == "", Contact.last_name == ""
    )
    for statement in (
        of_company.values(
            search_text=func.replace(Contact.search_text, old, new),
            company_sort=fold(new_name)[:200],
        ),
        of_company.where(nameless).values(full_name=new_name, sort_name=fold(new_name)),
    ):
        db.session.execute(statement.execution_options(audited=True, synchronize_session=False))
    stale.mark(Contact, select(Contact.id).where(Contact.company_id == company_id))


def _read(typed: Mapping[str, Any], actor: Actor, company: Company | None) -> dict[str, Any]:
    reading = Reading()
    region = region_of(actor)
    reading.read_known(readers(region), typed)
    if "phones" in typed:
        reading.read_all("phones", partial(parse_phone, region=region), typed["phones"])
    stored = company.custom if company else {}
    read_custom(reading, FieldNoun.COMPANY, typed, actor, stored=stored, region=region)
    if "domains" in typed:
        reading.read_all("domains", parse_domain, typed["domains"])
        reading.values["domains"] = company_domain.widest(reading.values["domains"])
        own = company.id if company else None
        for domain, owner in company_domain.owners(reading.values["domains"], own):
            reading.problem("domains", "domain_taken", value=domain, company=owner)
    return reading.done()


def _apply(company: Company, values: dict[str, Any]) -> None:
    phones = values.pop("phones", None)
    domains = values.pop("domains", None)
    for key, value in values.items():
        setattr(company, key, value)
    if phones is not None:
        company.phone = phones[0] if phones else ""
        if [phone.number for phone in company.more_phones] != phones[1:]:
            company.more_phones = [CompanyPhone(number=number) for number in phones[1:]]
    if domains is not None:
        company_domain.put(company, domains)
    refresh_keys(company)


def refresh_keys(company: Company) -> None:
    """Make the derived columns anew: name key, sorting key, search line."""
    row = {key: getattr(company, key) or "" for key in _KEY_SOURCES}
    keys = company_keys(
        row,
        identifier=company.identifier,
        domains=[d.domain for d in company.domains],
        phones=[p.number for p in company.more_phones],
    )
    for key, value in keys.items():
        setattr(company, key, value)


_KEY_SOURCES = ("name", "legal_name", "email", "site", "phone", "tax_id", "registration_number")
