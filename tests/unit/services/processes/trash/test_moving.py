"""The trash: what goes along, what comes back, and what never blocks anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from admin_app import clock
from admin_app.errors import Conflict, NotAllowed
from admin_app.mail.letters import password_changed
from admin_app.permissions import Actor
from admin_app.services import company as companies
from admin_app.services import link_token, outbox, session
from admin_app.services import user as users
from admin_app.services.processes import trash
from admin_app.services.processes.trash import COMPANY, CONTACT
from models import AuditEntry, Company, CompanyDomain, Contact, OutboxMail, User, UserSession
from models.base import db
from tests.factories import people
from tests.factories.people import make_contact, system

pytestmark = pytest.mark.usefixtures("db_session")


def make_company(name: str = "Zefir", **typed: object) -> Company:
    company = companies.create({"name": name, **typed}, system())
    db.session.commit()
    return company


def login_of(contact: Contact, group: str = "clients") -> User:
    return people.make_user(group, contact=contact)


def away(row: Contact | Company, along: tuple[str, ...] = ()) -> None:
    noun = CONTACT if isinstance(row, Contact) else COMPANY
    assert trash.delete(noun, [row.id], system(), along=along) == [row.id]
    db.session.commit()


def back(row: Contact | Company) -> list[str]:
    noun = CONTACT if isinstance(row, Contact) else COMPANY
    found, lost = trash.restore(noun, [row.id], system())
    assert found == [row.id]
    db.session.commit()
    return [problem.code for problem in lost]


def actions(noun: str) -> list[tuple[str, str]]:
    query = select(AuditEntry.action, AuditEntry.row_name).filter_by(noun=noun)
    return [tuple(row) for row in db.session.execute(query.order_by(AuditEntry.id))]


class TestWhatHangs:
    def test_is_counted_through_all_rows_below(self):
        company = make_company(domains=["zefir.example", "zefir.test.example"])
        boss = make_contact(company_id=company.id, emails=["a@x.example", "b@x.example"])
        make_contact(company_id=company.id)
        login_of(boss)
        gone = make_contact(company_id=company.id)
        away(gone)
        found = trash.what_hangs(COMPANY, [company.id])
        assert found == {"contacts": 2, "domains": 2, "logins": 1, "points": 1}

    def test_in_the_trash_is_what_went_along(self):
        company = make_company()
        before = make_contact(company_id=company.id)
        make_contact(company_id=company.id)
        away(before)
        away(company, along=("contacts",))
        assert trash.what_hangs(COMPANY, [company.id], trashed=True)["contacts"] == 1


class TestACompany:
    def test_goes_alone_and_its_people_stay(self):
        contact = make_contact(company="Zefir")
        away(contact.company)
        assert contact.deleted_at is None
        assert contact.company.deleted_at is not None

    def test_takes_its_people_along_and_brings_exactly_these_back(self):
        company = make_company()
        early, late = make_contact(company_id=company.id), make_contact(company_id=company.id)
        away(early)
        away(company, along=("contacts",))
        assert (late.deleted_with, early.deleted_with) == (f"company:{company.id}", "")
        assert late.deleted_at == company.deleted_at
        assert back(company) == []
        assert company.deleted_at is None
        assert (late.deleted_at, late.deleted_with, late.deleted_by_id) == (None, "", None)
        assert early.deleted_at is not None

    def test_leaves_the_people_of_others_alone(self):
        company, other = make_company(), make_contact(company="Vektor")
        away(company, along=("contacts",))
        away(other.company, along=())
        back(company)
        assert other.deleted_at is None

    def test_one_of_its_people_may_come_back_alone(self):
        company = make_company()
        one, two = make_contact(company_id=company.id), make_contact(company_id=company.id)
        away(company, along=("contacts",))
        back(one)
        assert (one.deleted_at, one.company_id) == (None, company.id)
        away(one)
        back(company)
        assert one.deleted_at is not None
        assert two.deleted_at is None

    def test_says_who_and_what_in_the_audit(self):
        company = make_company()
        contact = make_contact(company_id=company.id)
        away(company, along=("contacts",))
        back(company)
        assert actions("company")[-2:] == [("trash", "Zefir"), ("restore", "Zefir")]
        assert actions("contact")[-2:] == [
            ("trash", contact.full_name),
            ("restore", contact.full_name),
        ]

    def test_frees_its_domains_and_claims_them_again(self):
        company = make_company(domains=["zefir.example"])
        away(company)
        assert db.session.scalars(select(CompanyDomain.claim)).one() is None
        assert back(company) == []
        assert db.session.scalars(select(CompanyDomain.claim)).one() == "zefir.example"

    def test_comes_back_without_a_domain_that_another_took(self):
        company = make_company(domains=["zefir.example", "*.kept.example"])
        away(company)
        make_company("Vektor", domains=["*.zefir.example"])
        assert back(company) == ["back_without_domain"]
        assert [(d.domain, d.claim) for d in company.domains] == [
            ("*.kept.example", "kept.example")
        ]
        assert "zefir.example" not in company.search_text

    def test_with_people_needs_the_right_to_delete_people(self):
        company = make_company()
        contact = make_contact(company_id=company.id)
        group = people.make_group(permissions=["companies.view", "companies.delete"])
        actor = Actor.of(people.make_user("agents", group_id=group.id))
        with pytest.raises(NotAllowed):
            trash.delete(COMPANY, [company.id], actor, along=["contacts"])
        db.session.rollback()
        away(company, along=("contacts",))
        with pytest.raises(NotAllowed):
            trash.restore(COMPANY, [company.id], actor)
        assert contact.deleted_at is not None

    def test_what_is_stale_is_noticed(self):
        company = make_company()
        seen = company.version
        away(company)
        back(company)
        assert company.version == seen + 2


class TestALogin:
    def test_ends_at_once_with_its_sessions_and_links(self):
        company = make_company()
        user = login_of(make_contact(company_id=company.id))
        token = session.start(user, ip="127.0.0.1")
        link = link_token.issue(user, link_token.Purpose.WELCOME)
        db.session.commit()
        away(company, along=("contacts",))
        assert session.load(token) is None
        assert db.session.scalars(select(UserSession.ended_at)).one() is not None
        back(company)
        assert link_token.peek(link, link_token.Purpose.WELCOME) is None
        assert session.may_sign_in(user)

    def test_of_the_last_administrator_stays(self):
        user = login_of(make_contact(company="Zefir"), "administrators")
        with pytest.raises(Conflict) as error:
            trash.delete(COMPANY, [user.contact.company_id], system(), along=["contacts"])
        assert error.value.code == "last_administrator"

    def test_does_not_keep_its_address_from_others(self):
        user = login_of(make_contact())
        address, contact = user.email, user.contact
        away(contact)
        other = people.make_user("agents", email=address)
        assert users.by_email(address) is other
        assert back(contact) == ["back_without_login"]
        assert not session.may_sign_in(user)
        assert users.by_email(address) is other

    def test_keeps_its_address_while_nobody_asks_for_it(self):
        user = login_of(make_contact())
        address, contact = user.email, user.contact
        away(contact)
        assert back(contact) == []
        assert (user.email, session.may_sign_in(user)) == (address, True)


class TestForGood:
    def test_all_that_hangs_goes_and_the_audit_stays(self):
        company = make_company(domains=["zefir.example"], phones=["+380441234567", "+380441234568"])
        contact = make_contact(company_id=company.id, emails=["a@x.example", "b@x.example"])
        user = login_of(contact)
        outbox.enqueue(letter(), user=user)
        db.session.commit()
        away(company, along=("contacts",))
        gone = company.id
        assert trash.purge(COMPANY, [gone], system()) == [gone]
        db.session.commit()
        for model in (Company, CompanyDomain, Contact, OutboxMail, User):
            assert db.session.query(model).count() == 0, model
        assert actions("company")[-1] == ("delete", "Zefir")
        assert actions("contact")[-1] == ("delete", "Olena Shevchenko")

    def test_who_stayed_is_without_a_company(self):
        company = make_company("Zefir")
        stayed = make_contact(company_id=company.id)
        nameless = make_contact(
            company_id=company.id, kind="organisation", first_name="", last_name="",
            emails=["Desk@zefir.example"],
        )  # fmt: skip
        assert nameless.full_name == "Zefir"
        away(company)
        trash.purge(COMPANY, [company.id], system())
        db.session.commit()
        assert (stayed.company_id, stayed.company_sort) == (None, "")
        assert "zefir" not in stayed.search_text
        assert stayed.full_name == "Olena Shevchenko"
        assert (nameless.full_name, nameless.sort_name) == ("desk@zefir.example",) * 2
        changes = db.session.scalars(
            select(AuditEntry.changes).filter_by(noun="contact", row_id=stayed.id, action="update")
        ).one()
        assert changes["company_id"][1] is None

    def test_needs_its_own_right(self):
        contact = make_contact()
        away(contact)
        manager = Actor.of(people.make_user("managers"))
        with pytest.raises(NotAllowed):
            trash.purge(CONTACT, [contact.id], manager)

    def test_takes_nothing_that_is_not_in_the_trash(self):
        contact = make_contact()
        assert trash.purge(CONTACT, [contact.id], system()) == []
        assert trash.restore(CONTACT, [contact.id], system()) == ([], [])


def letter():
    return password_changed.build(name="X", link="https://x.example", ip="", language="en")


def test_rows_expire_after_thirty_days():
    old, new = make_contact(), make_contact()
    for row in (old, new):
        away(row)
    old.deleted_at = clock.now() - trash.KEPT - timedelta(minutes=1)
    new.deleted_at = clock.now() - trash.KEPT + timedelta(minutes=1)
    db.session.commit()
    assert trash.expired(CONTACT, 10) == [old.id]


def test_every_key_to_a_row_of_the_trash_is_thought_of():
    """A table to come with a key to these says here what becomes of its rows."""
    known = {
        "user.contact_id",
        "outbox_mail.contact_id",
        "contact.company_id",
        "contact_point.contact_id",
        "contact_status_change.contact_id",
        "company_domain.company_id",
        "company_phone.company_id",
        *(
            f"{table}.{column}"
            for table in ("note", "call", "sms", "stored_file", "equipment")
            for column in ("contact_id", "company_id")
        ),
        *(f"{table}.equipment_id" for table in ("note", "call", "sms", "stored_file")),
        "equipment.parent_id",
        "document.company_id",
        "related_contact.contact_id",
        "related_contact.other_id",
        *(
            f"{noun}_{column}"
            for noun in ("contact", "company")
            for column in ("duplicate.a_id", "duplicate.b_id", f"key.{noun}_id")
        ),
        "contact.merged_into_id",
        "company.merged_into_id",
    }
    targets = {noun.model.__tablename__ for noun in trash.NOUNS.values()}
    found = {
        f"{table.name}.{key.parent.name}"
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in targets
    }
    assert found == known
