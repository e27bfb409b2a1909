"""Demo data as it stands in the database afterwards."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest
from sqlalchemy import func, select

from admin_app import clock
from admin_app.permissions import Actor
from admin_app.services import password
from admin_app.services.lists import CONTACTS
from admin_app.services.processes.demo import AlreadyLoaded, demo_logins, load_demo
from admin_app.services.shared.listing import ListQuery, select_rows
from admin_app.services.shared.values import parse_birth_date, parse_email, parse_phone
from models import AuditEntry, Company, Contact, ContactStatusChange, User
from models.derived import company_keys, contact_keys
from models.enums import ContactKind, ContactStatus

SYSTEM = Actor.system("command")
COUNT = 600


@pytest.fixture
def loaded(db_session):
    load_demo(COUNT, actor=SYSTEM)
    db_session.expire_all()
    return db_session


def everyone(session) -> list[Contact]:
    return list(session.scalars(select(Contact).order_by(Contact.id)))


def test_the_shares_are_as_told(loaded):
    contacts = everyone(loaded)
    assert len(contacts) == COUNT
    statuses = Counter(contact.status for contact in contacts)
    assert 10 <= statuses[ContactStatus.BLOCKED] <= 60
    assert 10 <= statuses[ContactStatus.DISMISSED] <= 60
    assert set(Counter(contact.kind for contact in contacts)) == set(ContactKind)
    assert {contact.group.key for contact in contacts} == {"clients", "partners"}
    assert {contact.language for contact in contacts} == {"", "ru", "uk", "pl", "en"}
    assert any(contact.birth_date.startswith("--") for contact in contacts)
    assert any(contact.company_id is None for contact in contacts)


def test_values_are_those_that_a_form_would_store(loaded):
    for contact in everyone(loaded):
        assert parse_email(contact.email) == contact.email
        assert parse_phone(contact.phone, "GB") == contact.phone
        assert parse_birth_date(contact.birth_date) == contact.birth_date
        assert contact.full_name
        assert contact.email or contact.phone or contact.mobile_phone or contact.telegram


def test_derived_keys_are_those_of_any_other_row(loaded):
    for contact in everyone(loaded):
        values = {column.key: getattr(contact, column.key) for column in Contact.__table__.columns}
        keys = contact_keys(
            values,
            identifier=contact.identifier,
            company_name=contact.company.name if contact.company else "",
            points=[point.value for point in contact.points],
        )
        assert {key: values[key] for key in keys} == keys
    for company in loaded.scalars(select(Company)):
        values = {column.key: getattr(company, column.key) for column in Company.__table__.columns}
        keys = company_keys(
            values,
            identifier=company.identifier,
            domains=[domain.domain for domain in company.domains],
            phones=[more.number for more in company.more_phones],
        )
        assert {key: values[key] for key in keys} == keys


def test_they_are_found_by_the_search_of_the_list(loaded):
    known = everyone(loaded)[5]
    query = ListQuery(search=known.full_name)
    assert known in loaded.scalars(select_rows(CONTACTS, query, SYSTEM)).all()


def test_rows_came_one_after_another_and_none_from_the_future(loaded):
    moments = [contact.created_at for contact in everyone(loaded)]
    assert moments == sorted(moments)
    assert moments[-1] < clock.now()
    assert (moments[-1] - moments[0]).days > 3 * 365
    late = [c for c in everyone(loaded) if c.company and c.company.created_at > c.created_at]
    assert not late


def test_whoever_is_not_active_has_a_history_that_leads_there(loaded):
    steps: dict[int, list[ContactStatusChange]] = {}
    for step in loaded.scalars(select(ContactStatusChange).order_by(ContactStatusChange.id)):
        steps.setdefault(step.contact_id, []).append(step)
    for contact in everyone(loaded):
        path = steps.pop(contact.id, [])
        assert bool(path) == (contact.status != ContactStatus.ACTIVE)
        assert [step.before for step in path[1:]] == [step.after for step in path[:-1]]
        if path:
            assert path[0].before == ContactStatus.ACTIVE
            assert path[-1].after == contact.status
            assert contact.created_at <= path[0].at <= path[-1].at <= clock.now()
    assert not steps


def test_some_people_are_there_twice(loaded):
    phones = Counter(contact.mobile_phone for contact in everyone(loaded) if contact.mobile_phone)
    assert sum(1 for count in phones.values() if count > 1) >= 5


def test_the_same_seed_gives_the_same_people(db_session, monkeypatch):
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    columns = [
        c for c in Contact.__table__.columns if c.key not in {"id", "company_id", "group_id"}
    ]

    def made(seed: int) -> list[tuple]:
        load_demo(60, actor=SYSTEM, seed=seed)
        rows = [tuple(row) for row in db_session.execute(select(*columns).order_by(Contact.id))]
        db_session.rollback()
        return rows

    first = made(7)
    assert made(7) == first
    assert made(8) != first


def test_a_second_time_adds_nothing(loaded):
    before = loaded.scalar(select(func.count()).select_from(Contact))
    with pytest.raises(AlreadyLoaded):
        load_demo(COUNT, actor=SYSTEM)
    assert loaded.scalar(select(func.count()).select_from(Contact)) == before


def test_one_audit_entry_tells_of_it(loaded):
    entries = loaded.scalars(select(AuditEntry).where(AuditEntry.noun == "demo")).all()
    assert [entry.changes for entry in entries] == [{"companies": 50, "contacts": COUNT}]
    assert not loaded.scalars(select(AuditEntry).where(AuditEntry.noun == "contact")).all()


def test_every_default_group_has_a_login_that_works(loaded):
    logins = demo_logins()
    assert [group for group, _email, _secret in logins] == [
        "Administrators",
        "Managers",
        "Agents",
        "Clients",
        "Partners",
    ]
    for _group, email, secret in logins:
        user = loaded.scalar(select(User).where(User.email == email))
        assert password.verify(user.password_hash, secret)
        password.check(secret)
    guests = loaded.scalars(select(User).where(User.contact_id.is_not(None))).all()
    assert {guest.contact.group_id == guest.group_id for guest in guests} == {True}
    assert len(guests) == 2


def test_a_login_whose_password_was_changed_is_told_no_more(loaded):
    user = loaded.scalar(select(User).where(User.email == "agent@demo.example"))
    user.password_hash = password.hash_password("another password")
    loaded.flush()
    assert "agent@demo.example" not in {email for _group, email, _secret in demo_logins()}


def test_the_password_is_in_no_audit_entry(loaded):
    secret = demo_logins()[0][2]
    assert not [e for e in loaded.scalars(select(AuditEntry)) if secret in str(e.changes)]


def test_new_rows_get_ids_of_their_own_afterwards(loaded):
    last = everyone(loaded)[-1]
    own = Contact(
        identifier="KNEW",
        full_name="New",
        sort_name="new",
        group_id=last.group_id,
    )
    loaded.add(own)
    loaded.flush()
    assert own.id > last.id
    assert isinstance(own.created_at, datetime)
