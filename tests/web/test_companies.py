"""The companies' pages: list, card, form, bulk changes, rights."""

import re

import pytest

from admin_app.services import company as companies
from models import Company
from models.base import db
from models.enums import CompanyStatus
from tests.factories.people import make_contact, make_user, sign_in, system

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def manager(client):
    user = make_user("managers")
    sign_in(client, user)
    return user


def make(name: str, **typed: object) -> Company:
    company = companies.create({"name": name} | typed, system())
    db.session.commit()
    return company


def test_the_list_counts_the_contacts_of_each(client, manager):
    contact = make_contact(company="Zefir")
    make_contact(company="Zefir")
    make("Orbita")
    page = client.get("/admin/companies/?sort=name").text
    assert page.index("Orbita") < page.index("Zefir")
    assert f'href="/admin/contacts/?company={contact.company_id}">2</a>' in page


def test_a_company_is_added_changed_and_shown(client, manager):
    answer = client.post(
        "/admin/companies/new/",
        data={
            "name": "ТОВ «Обрій»",
            "status": "active",
            "site": "obriy.example",
            "phones-0-value": "+380441234567",
            "phones-1-value": "+380671234567",
            "phones-default": "1",
            "domains-0-value": "obriy.example",
        },
    )
    company = db.session.query(Company).one()
    assert answer.location == f"/admin/companies/details/?id={company.id}"
    assert (company.phone, company.more_phones[0].number) == ("+380671234567", "+380441234567")
    card = client.get(answer.location).text
    for text in ("https://obriy.example", "+380 67 123 4567", "obriy.example"):
        assert text in card


def test_a_wrong_company_keeps_what_was_typed(client, manager):
    make("Other", domains=["taken.example"])
    answer = client.post(
        "/admin/companies/new/",
        data={
            "name": "Keep me",
            "status": "active",
            "domains-0-value": "taken.example",
            "tax_id": "1",
        },
    )
    assert answer.status_code == 422
    assert 'value="Keep me"' in answer.text
    assert "taken.example already belongs to Other." in answer.text
    assert "is not a valid tax number" in answer.text
    assert db.session.query(Company).count() == 1


def test_many_companies_are_archived_deleted_and_brought_back(client, manager):
    ids = [str(make(name).id) for name in ("Zefir", "Orbita")]
    dialog = client.get(f"/admin/companies/bulk/status?ids={'&ids='.join(ids)}")
    assert "Change the status of 2 companies" in dialog.text
    client.post("/admin/companies/bulk/status", data={"ids": ids, "status": "archived"})
    assert "2 companies changed." in client.get("/admin/companies/").text
    db.session.expire_all()
    assert {c.status for c in db.session.query(Company)} == {CompanyStatus.ARCHIVED}
    client.post("/admin/companies/bulk/delete", data={"ids": ids})
    page = client.get("/admin/companies/").text
    assert "There are no companies yet" in page
    client.post(re.search(r'action="(/admin/changes/\d+/undo)"', page)[1])
    assert "Zefir" in client.get("/admin/companies/").text


@pytest.mark.parametrize("group", [None, "clients", "partners", "agents"])
def test_who_may_not_change_companies_changes_none(client, group):
    company = make("Hidden")
    if group:
        sign_in(client, make_user(group))
    refused = (302,) if group is None else (403, 404)
    for address in ("new/", f"edit/?id={company.id}", f"delete/?id={company.id}",
                    f"restore/?id={company.id}", f"bulk/delete?ids={company.id}",
                    f"bulk/status?ids={company.id}"):  # fmt: skip
        data = {"name": "X", "status": "archived"}
        assert client.post(f"/admin/companies/{address}", data=data).status_code in refused
    db.session.expire_all()
    assert (company.name, company.status, company.deleted_at) == ("Hidden", "active", None)
