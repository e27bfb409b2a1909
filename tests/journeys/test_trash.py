"""Deleting a company with its people, looking into the trash, and bringing them back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from admin_app.permissions import Actor
from admin_app.services import company as companies
from models import Company, Contact
from models.base import db
from tests.factories.people import make_user, plain_contact
from tests.helpers.browser import LOOKS
from tests.journeys.steps import looks_right, sign_in


@pytest.fixture
def company_id(live) -> int:
    with live.app.app_context():
        typed = {"name": "Zefir", "domains": ["zefir.example"]}
        company = companies.create(typed, Actor.system("test"))
        boss = plain_contact(company=company, full_name="Anna Lis", sort_name="anna lis")
        plain_contact(company=company, full_name="Jan Nowak", sort_name="jan nowak")
        make_user("clients", contact=boss)
        db.session.commit()
        return company.id


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], indirect=True, ids=str)
def test_a_company_with_its_people_goes_and_comes_back(live, page, look, company_id):
    sign_in(live, page, look, "administrators")
    page.goto(f"/admin/companies/{company_id}")
    page.click(".k-card-actions .dropdown > button")
    page.click(".dropdown-menu.show .text-danger")
    expect(page.locator("#dialog [name=along]")).to_have_count(2)
    page.check("#dialog [name=along][value=contacts]")
    looks_right(page)
    page.click("#dialog .btn-danger")
    expect(page.locator(".toast.show .k-toast-undo")).to_be_visible()
    page.goto("/admin/contacts/")
    expect(page.locator("tr[data-row]")).to_have_count(0)

    page.goto("/admin/trash/")
    row = page.locator("tr[data-row]")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Zefir")
    looks_right(page)
    page.click(".k-trash-tabs a[href*=contacts]")
    expect(page.locator("tr[data-row]")).to_have_count(2)
    looks_right(page)

    page.goto(f"/admin/companies/{company_id}")
    page.wait_for_url("**/admin/trash/companies/**")
    looks_right(page)
    page.click(".k-card-actions .btn-primary")
    page.wait_for_url(f"**/admin/companies/details/?id={company_id}")
    page.click(".k-tab[href*='tab=contacts']")
    expect(page.locator(".k-related li")).to_have_count(2)
    with live.app.app_context():
        assert db.session.query(Contact).filter(Contact.deleted_at.is_(None)).count() == 2


def test_ticked_rows_go_for_good_once_agreed(live, page, look, company_id):
    sign_in(live, page, look, "administrators")
    page.goto("/admin/companies/")
    page.check("[data-tick-all]")
    page.click("[data-selection] [data-dialog-url*='bulk/delete']")
    page.click("#dialog .btn-danger")
    expect(page.locator("tr[data-row]")).to_have_count(0)
    page.goto("/admin/trash/companies/")
    page.check("[data-tick-all]")
    page.click("[data-selection] [data-dialog-url*='purge']")
    page.click("#dialog .btn-danger")
    expect(page.locator("#dialog")).to_be_visible()
    page.check("#dialog [name=sure]")
    looks_right(page)
    page.click("#dialog .btn-danger")
    expect(page.locator(".k-empty")).to_be_visible()
    with live.app.app_context():
        assert db.session.query(Company).count() == 0
        assert {row.company_id for row in db.session.query(Contact)} == {None}
