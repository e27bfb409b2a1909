"""The tabs of a card: addresses, fragments, counters, rights."""

import re

import pytest

from models.base import db
from tests.factories.people import make_contact, make_group, make_user, sign_in
from tests.helpers.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def manager(client):
    sign_in(client, make_user("managers"))


def tabs_of(page: str) -> dict[str, str]:
    """The addresses of the tabs by key, as the page links them."""
    found = re.findall(r'id="tab-([a-z]+)" href="([^"]+)"', page)
    return {key: address.replace("&amp;", "&") for key, address in found}


def test_each_tab_has_an_address_and_works_without_scripts(client, manager):
    contact = make_contact(company="Zefir")
    for noun, row_id in (("contacts", contact.id), ("companies", contact.company_id)):
        page = client.get(f"/admin/{noun}/details/?id={row_id}")
        found = tabs_of(page.text)
        assert found
        for key, address in found.items():
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert re.search(rf'class="k-tab active" id="tab-{key}"', answer.text)


def test_a_tab_is_fetched_alone_and_tells_its_address(client, manager):
    contact = make_contact(company="Zefir")
    address = f"/admin/companies/tab/?tab=contacts&id={contact.company_id}"
    answer = client.get(address, headers=FRAGMENT)
    assert "<html" not in answer.text
    assert "Olena Shevchenko</a>" in answer.text
    assert answer.headers["HX-Push-Url"] == address.replace("/tab/", "/details/")


def test_an_unknown_tab_is_the_first_one_and_a_foreign_row_is_not_found(client, manager):
    contact = make_contact()
    page = client.get(f"/admin/contacts/details/?id={contact.id}&tab=%00nonsense")
    assert 'class="k-tab active" id="tab-overview"' in page.text
    assert client.get("/admin/contacts/tab/?tab=overview&id=424242").status_code == 404


def test_a_tab_without_its_right_is_not_there(client):
    contact = make_contact(company="Zefir")
    company_id = contact.company_id
    group = make_group(permissions=["companies.view"])
    sign_in(client, make_user(group_id=group.id))
    page = client.get(f"/admin/companies/details/?id={company_id}&tab=contacts").text
    assert "contacts" not in tabs_of(page)
    assert "Olena" not in page
    fragment = client.get(f"/admin/companies/tab/?tab=contacts&id={company_id}", headers=FRAGMENT)
    assert "Olena" not in fragment.text


def test_a_card_asks_few_questions(client, manager):
    contact = make_contact(company="Zefir")
    for _number in range(30):
        make_contact(company_id=contact.company_id)
    db.session.commit()
    for noun, row_id in (("contacts", contact.id), ("companies", contact.company_id)):
        for headers, most in ((FRAGMENT, 12), ({}, 18)):  # alone, and with the side bar around it
            client.get(f"/admin/{noun}/details/?id={row_id}")
            with statements() as seen:
                page = client.get(f"/admin/{noun}/details/?id={row_id}", headers=headers)
            assert page.status_code == 200
            asked = [s for s in seen if s.split()[0] in {"SELECT", "INSERT", "UPDATE"}]
            assert len(asked) <= most, "\n\n".join(asked)
