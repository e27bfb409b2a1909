"""An agent works with contacts, and meets nothing that his group may not do."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories.people import make_contact
from tests.helpers.browser import LOOKS
from tests.journeys.steps import find, looks_right, sign_in

CLOSED = ("import/", "audit/", "users/", "groups/", "mail/", "settings/", "companies/new/")


@pytest.mark.parametrize("look", LOOKS, indirect=True, ids=str)
def test_an_agent_without_rights(live, page, look, troubles):
    with live.app.app_context():
        make_contact(last_name="Shevchenko", company="Zefir")
        make_contact(first_name="Jan", last_name="Nowak")
    sign_in(live, page, look, "agents")
    looks_right(page)
    menu = page.locator("#sidebar")
    for name in ("import", "audit", "users", "groups", "mail", "settings"):
        expect(menu.locator(f"a[href='/admin/{name}/']")).to_have_count(0)

    page.goto("/admin/contacts/")
    expect(page.locator("tr[data-row]")).to_have_count(2)
    expect(page.locator("[data-dialog-url*='export']")).to_have_count(0)
    expect(page.locator("[data-dialog-url*='delete']")).to_have_count(0)
    page.locator(".k-row-actions [data-menu-url]").first.click()
    expect(page.locator(".k-row-actions .dropdown-menu.show .dropdown-item").first).to_be_visible()
    expect(page.locator("[data-dialog-url*='delete']")).to_have_count(0)
    page.keyboard.press("Escape")
    find(page, "nowak")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.locator("[data-row-link]").first.click()
    page.click(".k-card-actions .btn-primary")
    page.fill("[name=position]", "Chief")
    page.click("button[type=submit].btn-primary")
    page.wait_for_url("**/admin/contacts/details/**")
    expect(page.locator(".k-card-facts")).to_contain_text("Chief")

    troubles.expect("status of 403")
    for address in CLOSED:
        answer = page.goto(f"/admin/{address}")
        assert answer.status == 403, address
    looks_right(page)
    expect(page.locator("h1")).to_be_visible()
