"""What the comparing engine wants to know of rows, a chunk of them in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Row, select

from admin_app.duplicates import CompanyFacts, ContactFacts
from admin_app.services.shared.custom_fields import fields_of
from admin_app.services.similar.among import among
from models import Company, CompanyDomain, CompanyPhone, Contact, ContactPoint
from models.base import db
from models.company import bare_domain
from models.enums import ContactKind, FieldKind, FieldNoun, PointKind

_PHONES = (PointKind.PHONE, PointKind.MOBILE_PHONE)
_CONTACT = (
    Contact.id, Contact.kind, Contact.first_name, Contact.middle_name, Contact.last_name,
    Contact.full_name, Contact.email, Contact.phone, Contact.mobile_phone, Contact.telegram,
    Contact.birth_date, Contact.company_id, Company.name, Contact.address, Contact.region,
    Contact.custom,
)  # fmt: skip
_COMPANY = (
    Company.id, Company.name, Company.tax_id, Company.registration_number, Company.email,
    Company.phone, Company.site, Company.address, Company.region, Company.custom,
)  # fmt: skip


def contact_facts(ids: Collection[int]) -> dict[int, ContactFacts]:
    """The contacts with these ids that are outside the trash."""
    if not ids:
        return {}
    query = select(*_CONTACT).outerjoin(Company, Company.id == Contact.company_id)
    rows = db.session.execute(query.where(among(Contact.id, ids), Contact.deleted_at.is_(None)))
    points: dict[int, list[tuple[PointKind, str]]] = {}
    for owner, kind, value in db.session.execute(
        select(ContactPoint.contact_id, ContactPoint.kind, ContactPoint.value)
        .where(among(ContactPoint.contact_id, ids))
        .order_by(ContactPoint.contact_id, ContactPoint.position)
    ):
        points.setdefault(owner, []).append((kind, value))
    custom = custom_ways(FieldNoun.CONTACT)
    return {row.id: _contact(row, points.get(row.id, ()), custom) for row in rows}


def _contact(
    row: Row[Any], points: Iterable[tuple[PointKind, str]], custom: Mapping[str, FieldKind]
) -> ContactFacts:
    emails, phones = [row.email], [row.phone, row.mobile_phone]
    messengers = [row.telegram]
    for kind, value in points:
        kinds = emails if kind == PointKind.EMAIL else phones if kind in _PHONES else messengers
        kinds.append(value)
    more_emails, more_phones = of_custom(row.custom, custom)
    return ContactFacts(
        id=row.id,
        organisation=row.kind != ContactKind.PERSON,
        first_name=row.first_name,
        middle_name=row.middle_name,
        last_name=row.last_name,
        full_name=row.full_name,
        emails=filled(emails + more_emails),
        phones=filled(phones + more_phones),
        messengers=filled(messengers),
        birth_date=row.birth_date,
        company_id=row.company_id,
        company_name=row.name or "",
        address=row.address,
        region=row.region,
    )


def company_facts(ids: Collection[int]) -> dict[int, CompanyFacts]:
    """The companies with these ids that are outside the trash."""
    if not ids:
        return {}
    query = select(*_COMPANY).where(among(Company.id, ids), Company.deleted_at.is_(None))
    rows = db.session.execute(query).all()
    phones = _children(CompanyPhone.company_id, CompanyPhone.number, ids)
    domains = _children(CompanyDomain.company_id, CompanyDomain.domain, ids)
    custom = custom_ways(FieldNoun.COMPANY)
    return {
        row.id: _company(row, phones.get(row.id, []), domains.get(row.id, []), custom)
        for row in rows
    }


def _company(
    row: Row[Any], phones: list[str], domains: list[str], custom: Mapping[str, FieldKind]
) -> CompanyFacts:
    emails, numbers = of_custom(row.custom, custom)
    return CompanyFacts(
        id=row.id,
        name=row.name,
        tax_numbers=filled([row.tax_id, row.registration_number]),
        emails=filled([row.email, *emails]),
        phones=filled([row.phone, *phones, *numbers]),
        domains=filled([host_of(row.site), *(bare_domain(rule) for rule in domains)]),
        address=row.address,
        region=row.region,
    )


def _children(owner: Any, value: Any, ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for owner_id, text in db.session.execute(select(owner, value).where(among(owner, ids))):
        found.setdefault(owner_id, []).append(text)
    return found


def custom_ways(noun: FieldNoun) -> dict[str, FieldKind]:
    """The custom fields by key that hold a phone or an e-mail address."""
    kinds = (FieldKind.PHONE, FieldKind.EMAIL)
    return {field.key: field.kind for field in fields_of(noun) if field.kind in kinds}


def of_custom(
    values: Mapping[str, Any] | None, fields: Mapping[str, FieldKind]
) -> tuple[list[str], list[str]]:
    """The e-mail addresses and the phones among custom values."""
    known = {key: str(value) for key, value in (values or {}).items() if key in fields and value}
    return (
        [value for key, value in known.items() if fields[key] == FieldKind.EMAIL],
        [value for key, value in known.items() if fields[key] == FieldKind.PHONE],
    )


def filled(values: Iterable[str | None]) -> tuple[str, ...]:
    """The values that are there, each once."""
    return tuple(dict.fromkeys(value for value in values if value))


def host_of(site: str) -> str:
    """The host of a web address, without `www.`."""
    try:
        host = urlsplit(site if "//" in site else f"//{site}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
