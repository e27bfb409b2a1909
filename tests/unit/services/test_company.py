"""The rules of a company."""

import pytest

from admin_app.errors import Invalid, NotFound, StaleWrite
from admin_app.services import company as companies
from admin_app.services.processes import trash
from models import Company
from models.base import db
from tests.factories.people import delete, make_contact, system

pytestmark = pytest.mark.usefixtures("db_session")


def make(**typed):
    company = companies.create({"name": "ТОВ «Обрій»"} | typed, system())
    db.session.commit()
    return company


def codes(error):
    return {(p.field, p.code) for p in error.value.problems}


def test_a_company_keeps_what_was_typed_in_its_own_form():
    company = make(
        site="obriy.example",
        email="INFO@obriy.example",
        phones=["044 123 45 67", "067 123 45 67"],
        domains=["@Obriy.example", "obriy.test"],
        tax_id="37193071",
    )
    assert company.site == "https://obriy.example"
    assert company.email == "info@obriy.example"
    assert (company.phone, company.more_phones[0].number) == ("+380441234567", "+380671234567")
    assert [d.domain for d in company.domains] == ["obriy.example", "obriy.test"]
    assert company.name_key == "обрій"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"name": "  "}, ("name", "required")),
        ({"name": "x" * 201}, ("name", "too_long")),
        ({"domains": ["gmail.com"]}, ("domains", "domain_public")),
        ({"site": "javascript:alert(1)"}, ("site", "site_wrong")),
        ({"tax_id": "12345678901234"}, ("tax_id", "tax_id_wrong")),
    ],
)
def test_what_is_wrong_is_told_at_its_field(typed, problem):
    with pytest.raises(Invalid) as error:
        make(**typed)
    assert problem in codes(error)
    db.session.rollback()
    assert db.session.query(Company).count() == 0


def test_a_domain_belongs_to_one_company():
    first = make(domains=["obriy.example"])
    with pytest.raises(Invalid) as error:
        make(name="Other", domains=["obriy.example"])
    assert codes(error) == {("domains", "domain_taken")}
    db.session.rollback()
    companies.update_company(first, {"domains": ["obriy.example", "o.example"]}, system())


def test_a_save_over_a_newer_change_is_noticed():
    company = make()
    seen = company.version
    companies.update_company(company, {"region": "Kyiv"}, system(), version=seen)
    db.session.commit()
    with pytest.raises(StaleWrite):
        companies.update_company(company, {"region": "Lviv"}, system(), version=seen)


def test_picking_finds_the_exact_name_first():
    make(name="Ромашка Плюс")
    exact = make(name="ООО «Ромашка»")
    make(name="Вектор")
    assert companies.pick("ромашка", system())[0].name == exact.name
    assert len(companies.pick("ромашка", system())) == 2


def test_a_deleted_company_keeps_its_contacts():
    contact = make_contact(company="Zefir")
    delete(contact.company)
    db.session.commit()
    assert contact.company is not None
    with pytest.raises(NotFound):
        companies.get(contact.company_id, system())
    trash.restore(trash.COMPANY, [contact.company_id], system())
    assert companies.get(contact.company_id, system()).deleted_at is None


def test_contacts_are_counted_without_the_trash():
    first = make_contact(company="Zefir")
    second = make_contact(company="Zefir")

    delete(second)
    assert companies.contact_counts([first.company_id]) == {first.company_id: 1}
