"""E-mail domains in imports: rules are read as in the form, new contacts join by their address."""

import pytest
from sqlalchemy import select

from admin_app.services import company as companies
from admin_app.services.processes import trash
from models import CompanyDomain
from models.base import db
from tests.factories.people import system
from tests.helpers.importing import codes, company_named, contact_named


def rules():
    query = select(CompanyDomain.domain, CompanyDomain.claim).order_by(CompanyDomain.domain)
    return [tuple(row) for row in db.session.execute(query)]


@pytest.fixture
def meadow(db_session):
    typed = {"name": "Meadow", "domains": ["meadow.example", "*.hill.example"]}
    company = companies.create(typed, system())
    db.session.commit()
    return company


def test_rules_are_claimed_and_the_widest_of_a_domain_is_kept(importer):
    importer.companies("Name;Domains\nMeadow;meadow.example\n")
    importer.companies('Name;Domains\nHill;"hill.example; *.hill.example"\n')
    assert rules() == [("*.hill.example", "hill.example"), ("meadow.example", "meadow.example")]


def test_a_claimed_domain_is_refused_in_any_form(importer, meadow):
    run = importer.companies("Name;Domains\nOther;hill.example\nMore;*.meadow.example\n")
    assert codes(run) == ["domain_taken", "domain_taken"]


def test_the_domain_of_a_company_in_the_trash_is_free(importer, meadow):
    trash.delete(trash.COMPANY, [meadow.id], system())
    db.session.commit()
    importer.companies("Name;Domains\nOther;meadow.example\n")
    assert ("meadow.example", "meadow.example") in rules()


@pytest.mark.parametrize(
    ("email", "joins"),
    [
        ("a@meadow.example", True),
        ("a@home.test,b@meadow.example", True),
        ("a@north.hill.example", True),
        ("a@north.meadow.example", False),
        ("a@meadow.example.test", False),
    ],
)
def test_a_new_contact_joins_by_its_address(importer, meadow, email, joins):
    importer.contacts(f"Full name;E-mail\nAnn Fox;{email}\n")
    contact = contact_named("Ann Fox")
    assert (contact.company == company_named("Meadow")) is joins
    assert ("meadow" in contact.company_sort) is joins


def test_a_named_company_is_stronger_than_the_domain(importer, meadow):
    importer.contacts("Full name;E-mail;Company\nAnn Fox;a@meadow.example;Brook\n")
    assert contact_named("Ann Fox").company.name == "Brook"


def test_a_known_contact_stays_where_it_is(importer, meadow):
    importer.contacts("Full name;E-mail;Company\nAnn Fox;a@meadow.example;Brook\n")
    importer.contacts(
        "Full name;E-mail;Role\nAnn Fox;a@meadow.example;Chief\n", existing="overwrite"
    )
    assert contact_named("Ann Fox").company.name == "Brook"


def test_a_company_of_the_same_file_takes_those_after_it(importer):
    importer.load(
        "both",
        "Full name;E-mail;Company;Company e-mail domains\n"
        "Ann Fox;a@meadow.example;Meadow;meadow.example\n"
        "Bob Elk;b@meadow.example;;\n",
    )
    assert contact_named("Bob Elk").company == company_named("Meadow")
