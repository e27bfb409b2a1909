"""A few companies and contacts with everything that an export can hold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from models import AccessGroup, Company, CompanyDomain, CompanyPhone, Contact, ContactPoint
from models.derived import company_keys, contact_keys
from models.enums import CompanyStatus, ContactKind, ContactStatus, PointKind

MOMENT = datetime(2024, 5, 17, 22, 30, tzinfo=UTC)


def company(**values) -> Company:
    """A company with the keys that its service would give it."""
    values = {"name": "Meadow Ltd", **values}
    number = values.pop("identifier", "CMEADOW")
    keys = company_keys(values, identifier=number)
    return Company(identifier=number, created_at=MOMENT, **values, **keys)


def contact(group: AccessGroup, of: Company | None = None, **values) -> Contact:
    """A contact with the keys that its service would give it."""
    number = values.pop("identifier")
    points = values.pop("points", [])
    keys = contact_keys(values, identifier=number, company_name=of.name if of else "")
    return Contact(
        identifier=number, group=group, company=of, points=points, created_at=MOMENT,
        **values, **keys,
    )  # fmt: skip


def point(kind: PointKind, value: str, position: int = 0) -> ContactPoint:
    """A further way to reach a contact."""
    return ContactPoint(kind=kind, value=value, position=position)


@pytest.fixture
def groups(db_session) -> dict[str, AccessGroup]:
    """The default groups by their keys."""
    return {group.key: group for group in db_session.query(AccessGroup)}


@pytest.fixture
def people(db_session, groups):
    """Three contacts of two companies, committed."""
    meadow = company(
        legal_name="Meadow Limited",
        email="office@meadow.example",
        phone="+442079460018",
        tax_id="GB453832639",
        status=CompanyStatus.BLOCKED,
        notes="one\ntwo",
        domains=[CompanyDomain(domain="meadow.example"), CompanyDomain(domain="m.example")],
        more_phones=[CompanyPhone(number="+442079460019")],
    )
    romashka = company(name="ООО «Ромашка»", identifier="CROMASHKA")
    db_session.add_all([meadow, romashka])
    anna = contact(
        groups["clients"], meadow, identifier="KANNA", first_name="Anna", last_name="Brown",
        email="anna@meadow.example", phone="+442079460018 x12", mobile_phone="+447700900123",
        telegram="@anna", region="Kent", address="=1+1", birth_date="1985-04-23", language="en",
        time_zone="Europe/London", notes="-call", is_manager=True, position="Accountant",
        points=[
            point(PointKind.EMAIL, "a@postbox.example", 1),
            point(PointKind.EMAIL, "b@postbox.example", 0),
            point(PointKind.MOBILE_PHONE, "+447700900124"),
            point(PointKind.VIBER, "+447700900125"),
        ],
    )  # fmt: skip
    olga = contact(
        groups["partners"], romashka, identifier="KOLGA", first_name="Ольга", last_name="Щукина",
        email="olga@romashka.example", birth_date="--02-29", status=ContactStatus.DISMISSED,
        notifications=False, language="ru",
    )  # fmt: skip
    desk = contact(
        groups["clients"], None, identifier="KDESK", first_name="Desk", kind=ContactKind.OTHER,
        forms_as_company=False, all_tickets=True,
    )  # fmt: skip
    for row in (anna, olga, desk):
        db_session.add(row)
        db_session.flush()
    db_session.commit()
    return {"anna": anna, "olga": olga, "desk": desk, "meadow": meadow, "romashka": romashka}
