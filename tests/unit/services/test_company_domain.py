"""E-mail domains of companies: who joins whom (H11)."""

import pytest
from sqlalchemy import select

from admin_app.errors import Invalid
from admin_app.services import company as companies
from admin_app.services import company_domain
from admin_app.services.shared.values import ValueProblem
from admin_app.services.shared.values_company import parse_domain
from models import CompanyDomain, Contact
from models.base import db
from models.enums import CompanyStatus, ContactStatus
from tests.factories.people import make_contact, system

pytestmark = pytest.mark.usefixtures("db_session")


def make(name, *domains):
    company = companies.create({"name": name, "domains": list(domains)}, system())
    db.session.commit()
    return company


def outside(company):
    query = select(Contact.email).where(company_domain.outside(company)).order_by(Contact.email)
    return list(db.session.scalars(query))


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("@Meadow.example", "meadow.example"),
        ("*.meadow.example", "*.meadow.example"),
        (".meadow.example", "*.meadow.example"),
        ("@*.meadow.example", "*.meadow.example"),
    ],
)
def test_a_rule_takes_subdomains_only_when_it_says_so(typed, rule):
    assert parse_domain(typed) == rule


@pytest.mark.parametrize("typed", ["gmail.com", "*.ukr.net", "com.ua", "*.co.uk", "msk.ru"])
def test_a_domain_of_strangers_belongs_to_nobody(typed):
    with pytest.raises(ValueProblem) as error:
        parse_domain(typed)
    assert error.value.code == "domain_public"


def test_a_new_contact_joins_the_company_of_its_address():
    meadow = make("Meadow", "meadow.example")
    assert make_contact(emails=["ann@meadow.example"]).company_id == meadow.id
    assert make_contact(emails=["ann@home.test", "a@meadow.example"]).company_id == meadow.id
    assert make_contact(emails=["ann@north.meadow.example"]).company_id is None
    assert make_contact(emails=["ann@notmeadow.example"]).company_id is None


def test_a_chosen_company_is_stronger_than_a_domain():
    make("Meadow", "meadow.example")
    hill = make("Hill")
    contact = make_contact(emails=["ann@meadow.example"], company_id=str(hill.id))
    assert contact.company_id == hill.id


def test_the_longest_domain_wins():
    wide, narrow = make("Wide", "*.meadow.example"), make("Narrow", "north.meadow.example")
    assert make_contact(emails=["a@meadow.example"]).company_id == wide.id
    assert make_contact(emails=["a@south.meadow.example"]).company_id == wide.id
    assert make_contact(emails=["a@north.meadow.example"]).company_id == narrow.id
    assert make_contact(emails=["a@x.north.meadow.example"]).company_id == wide.id


def test_an_archived_company_takes_nobody():
    meadow = make("Meadow", "meadow.example")
    companies.update_company(meadow, {"status": CompanyStatus.ARCHIVED.value}, system())
    assert make_contact(emails=["ann@meadow.example"]).company_id is None


def test_a_rule_names_the_contacts_that_it_would_move():
    people = {
        name: make_contact(first_name=name, emails=emails)
        for name, emails in {
            "a": ["a@meadow.example"],
            "b": ["b@north.meadow.example"],
            "c": ["c@x.test", "c@meadow.example"],
            "d": ["d@meadow.example.test"],
            "f": ["f@meadow.example"],
        }.items()
    }
    people["f"].status = ContactStatus.DISMISSED
    db.session.commit()
    meadow = make("Meadow", "meadow.example")
    assert outside(meadow) == ["a@meadow.example", "c@x.test"]
    companies.update_company(meadow, {"domains": ["*.meadow.example"]}, system())
    assert outside(meadow) == ["a@meadow.example", "b@north.meadow.example", "c@x.test"]
    make("North", "*.north.meadow.example")
    assert outside(meadow) == ["a@meadow.example", "c@x.test"]


def test_one_domain_is_claimed_by_one_company_in_any_form():
    make("Meadow", "*.meadow.example")
    with pytest.raises(Invalid) as error:
        make("Other", "meadow.example")
    assert [(p.field, p.code) for p in error.value.problems] == [("domains", "domain_taken")]


def test_two_claims_at_once_end_in_a_message_and_not_in_an_error(monkeypatch):
    make("Meadow", "meadow.example")
    look, seen = company_domain.owners, []

    def late(*arguments):  # both looked at the same time and saw nobody
        seen.append(arguments)
        return look(*arguments) if len(seen) > 1 else []

    monkeypatch.setattr(company_domain, "owners", late)
    with pytest.raises(Invalid) as error:
        make("Other", "meadow.example")
    assert [(p.field, p.code) for p in error.value.problems] == [("domains", "domain_taken")]


def test_rules_change_in_place():
    meadow = make("Meadow", "meadow.example", "m.example")
    typed = ["*.meadow.example", "meadow.example", "new.example"]
    companies.update_company(meadow, {"domains": typed}, system())
    db.session.commit()
    rules = db.session.execute(select(CompanyDomain.domain, CompanyDomain.claim)).all()
    assert sorted(map(tuple, rules)) == [
        ("*.meadow.example", "meadow.example"),
        ("new.example", "new.example"),
    ]
