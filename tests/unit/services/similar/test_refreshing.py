"""Pairs are found with each write, by keys alone, and what people decided stays."""

import pytest

from tests.factories.people import delete, make_contact, make_user, plain_contact, system
from tests.helpers.statements import statements

IVAN = {"first_name": "Олександр", "last_name": "Щербаков"}


def drain(noun=None):
    from admin_app.services import similar
    from models.base import db

    steps = 0
    for one in [noun] if noun else similar.NOUNS.values():
        work = similar.Drain(one)
        while number := work.step():
            db.session.commit()
            steps += number
    return steps


def pairs():
    from sqlalchemy import select

    from models import ContactDuplicate
    from models.base import db

    db.session.expire_all()
    found = db.session.scalars(select(ContactDuplicate).order_by(ContactDuplicate.id))
    return [(pair.a_id, pair.b_id, pair.state.value) for pair in found]


@pytest.fixture
def two(db_session):
    """The same person twice, in two alphabets."""
    a = make_contact(**IVAN, emails=["osh@x.example"], phones=["067 123 45 67"])
    b = make_contact(
        first_name="Oleksandr", last_name="Shcherbakov", emails=["a@y.example"],
        phones=["+380 67 123-45-67"],
    )  # fmt: skip
    return a, b


def test_a_new_contact_finds_its_double_at_once(two):
    a, b = two
    assert pairs() == [(a.id, b.id, "open")]


def test_the_pair_goes_when_it_holds_no_more(two):
    from admin_app.services import contact
    from models.base import db

    _a, b = two
    contact.update_contact(
        b, {"first_name": "Maria", "last_name": "Nowak", "phones": ["+48 22 123 45 67"]}, system()
    )
    db.session.commit()
    assert pairs() == []


@pytest.mark.parametrize("changed", [0, 1])
def test_not_similar_holds_both_ways_and_survives_edits(two, changed):
    from admin_app.services import contact, similar
    from models import ContactDuplicate
    from models.base import db

    pair = db.session.query(ContactDuplicate).one()
    similar.decide(similar.CONTACTS, pair.id, similar.Decision.NOT_SIMILAR, system())
    db.session.commit()
    for phones in (["+380501112233"], ["+380671234567"]):
        contact.update_contact(two[changed], {"phones": phones}, system())
        db.session.commit()
    assert pairs() == [(two[0].id, two[1].id, "not_similar")]
    for row in two:
        assert similar.marked(similar.CONTACTS, [row.id], system()) == set()


def test_later_comes_back_on_its_day(two, monkeypatch):
    from datetime import timedelta

    from admin_app import clock
    from admin_app.services import similar
    from models import ContactDuplicate
    from models.base import db

    pair = db.session.query(ContactDuplicate).one()
    similar.decide(similar.CONTACTS, pair.id, similar.Decision.WEEK, system())
    db.session.commit()
    similar.wake(similar.CONTACTS)
    assert similar.count(similar.CONTACTS, two[0].id, system()) == 0
    later = clock.now() + timedelta(days=7, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    similar.wake(similar.CONTACTS)
    db.session.commit()
    assert similar.count(similar.CONTACTS, two[0].id, system()) == 1


def test_people_who_share_an_office_phone_are_no_pairs(db_session):
    names = [("Ivan", "Petrenko"), ("Olha", "Kovalchuk"), ("Maria", "Nowak"), ("Petro", "Bondar")]
    for first, last in names:
        make_contact(first_name=first, last_name=last, phones=["+380442345678"])
    assert pairs() == []


def test_trashed_rows_are_not_shown_and_come_back_with_their_pair(two):
    from admin_app.services import similar
    from admin_app.services.processes import trash
    from models.base import db

    a, b = two
    delete(b)
    db.session.commit()
    assert similar.count(similar.CONTACTS, a.id, system()) == 0
    assert similar.queue_length(similar.CONTACTS, system()) == 0
    trash.restore(trash.CONTACT, [b.id], system())
    db.session.commit()
    drain()
    assert pairs() == [(a.id, b.id, "open")]
    assert similar.marked(similar.CONTACTS, [a.id, b.id], system()) == {a.id, b.id}


def test_rows_written_past_the_services_are_worked_off_by_their_notes(db_session):
    from admin_app.services.shared import stale
    from models import Contact, Job

    made = [
        plain_contact(**IVAN, full_name="Щербаков Олександр", mobile_phone="+380671234567")
        for _ in range(2)
    ]
    stale.mark(Contact, [row.id for row in made])
    stale.mark(Contact, [row.id for row in made])
    db_session.commit()
    assert db_session.query(Job).filter_by(kind=stale.REFRESH).count() == 1
    assert pairs() == []
    assert drain() == 4
    assert pairs() == [(made[0].id, made[1].id, "open")]
    assert drain() == 0


def test_work_that_was_killed_goes_on(db_session, monkeypatch):
    from admin_app.services import similar
    from admin_app.services.shared import stale
    from admin_app.services.similar import refreshing
    from models import Contact

    monkeypatch.setattr(refreshing, "CHUNK", 2)
    made = [
        plain_contact(**IVAN, full_name="Щербаков Олександр", mobile_phone="+380671234567")
        for _ in range(3)
    ]
    stale.mark(Contact, [row.id for row in made])
    db_session.commit()
    for steps in range(1, 4):
        work = similar.Drain()
        assert work.step() > 0, steps
        db_session.commit()
        similar.Drain().step()
        db_session.rollback()  # the kill: what this step did never was
    drain()
    ids = [row.id for row in made]
    assert [(a, b) for a, b, _state in pairs()] == [
        (ids[0], ids[1]), (ids[0], ids[2]), (ids[1], ids[2])
    ] or len(pairs()) == 3  # fmt: skip


def test_a_save_costs_as_many_statements_whatever_the_number_of_its_likes(db_session):
    from admin_app.services import similar

    first = make_contact(**IVAN, phones=["+380671234567"])
    make_contact(**IVAN, phones=["+380671234567"])
    similar.refresh_row(first)
    with statements() as few:
        similar.refresh_row(first)
    for _ in range(8):
        make_contact(**IVAN, phones=["+380671234567"])
    similar.refresh_row(first)
    with statements() as many:
        similar.refresh_row(first)
    assert len(many) <= len(few), "\n".join(many)


def test_marks_of_a_page_are_one_statement(two):
    from admin_app.services import similar
    from models.base import db

    make_user()
    ids = [row.id for row in two]
    db.session.expire_all()
    with statements() as seen:
        similar.marked(similar.CONTACTS, ids, system())
    assert len(seen) == 1


def test_a_company_is_compared_without_its_form_and_quotes(db_session):
    from admin_app.services import company, similar
    from models.base import db

    a = company.create(
        {"name": "ООО «Ромашка»", "tax_id": "", "phones": ["+74951234567"]}, system()
    )
    b = company.create({"name": "Ромашка, ООО", "phones": ["8 495 123-45-67"]}, system("ru"))
    db.session.commit()
    assert similar.marked(similar.COMPANIES, [a.id, b.id], system()) == {a.id, b.id}


@pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)
def test_a_save_waits_for_nobody_who_writes_keys(db_session):
    from sqlalchemy import text

    from admin_app.services.similar.refreshing import LOCK
    from models.base import db

    a = make_contact(**IVAN, phones=["+380671234567"])
    with db.engine.connect() as other:
        other.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        b = make_contact(**IVAN, phones=["+380671234567"])
        assert pairs() == []
        other.rollback()
    drain()
    assert pairs() == [(a.id, b.id, "open")]


def test_a_company_with_another_name_notes_its_people(db_session):
    from admin_app.services import company
    from admin_app.services.shared import stale
    from models import ContactKey
    from models.base import db

    contact = make_contact(company="Zefir")
    company.update_company(contact.company, {"name": "Marshmallow"}, system())
    db.session.commit()
    noted = db.session.query(ContactKey).filter_by(key=stale.CHANGED).one()
    assert noted.contact_id == contact.id
