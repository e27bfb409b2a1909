"""Two people on one contact, and leaving a form with something typed."""

from __future__ import annotations

from playwright.sync_api import expect

from models import Contact
from models.base import db
from tests.factories.people import plain_contact
from tests.helpers.browser import new_context
from tests.journeys.steps import looks_right, sign_in


def a_contact(live) -> int:
    with live.app.app_context():
        return plain_contact(last_name="Lis", position="Clerk", department="Desk").id


def test_two_people_save_one_contact(live, page, look, browser, troubles):
    troubles.expect("422")
    contact_id = a_contact(live)
    address = f"/admin/contacts/edit/?id={contact_id}"
    sign_in(live, page, look, "managers")
    page.goto(address)
    page.fill("[name=position]", "Chief")
    page.fill("[name=region]", "Kyiv")

    other = new_context(browser, look, live.url).new_page()
    sign_in(live, other, look, "managers")
    other.goto(address)
    other.fill("[name=position]", "Director")
    other.fill("[name=department]", "Sales")
    other.click(".k-savebar .btn-primary")
    other.wait_for_url("**/details/**")

    page.click(".k-savebar .btn-primary")
    clash = page.locator(".k-clash")
    expect(clash).to_have_count(1)
    expect(clash).to_contain_text("Before: Clerk")
    expect(page.locator(".k-conflict")).to_contain_text("Department")
    looks_right(page)
    page.set_viewport_size({"width": 390, "height": 844})
    looks_right(page)
    page.check("[name=keep-position][value=theirs]")
    page.click(".k-savebar .btn-primary")
    page.wait_for_url("**/details/**")
    other.context.close()
    with live.app.app_context():
        row = db.session.get(Contact, contact_id)
        assert (row.position, row.department, row.region) == ("Director", "Sales", "Kyiv")


def test_what_was_typed_is_not_left_by_accident(live, page, look):
    contact_id = a_contact(live)
    sign_in(live, page, look, "managers")
    page.goto(f"/admin/contacts/edit/?id={contact_id}")
    asked = page.locator("#confirm")

    page.fill("[name=position]", "Chief")
    page.click(".k-sidebar a[href*='companies']")
    expect(asked).to_contain_text("Leave without saving?")
    page.click("#confirm [data-bs-dismiss]")
    expect(asked).to_be_hidden()
    expect(page.locator(".modal-backdrop")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(asked).to_be_visible()
    page.click("#confirm [data-bs-dismiss]")
    expect(asked).to_be_hidden()
    expect(page.locator(".modal-backdrop")).to_have_count(0)
    expect(page.locator("[name=position]")).to_have_value("Chief")

    page.fill("[name=position]", "Clerk")
    page.locator("[data-multi-add]").first.click()
    expect(page.locator("[data-dirty-note]")).to_be_hidden()
    page.click(".k-sidebar a[href*='companies']")
    page.wait_for_url("**/admin/companies/**")

    page.goto(f"/admin/contacts/edit/?id={contact_id}")
    page.fill("[name=position]", "Chief")
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.evaluate("location.reload()")
    expect(page.locator("[name=position]")).to_have_value("Chief")
    page.click(".k-savebar .btn-primary")
    page.wait_for_url("**/details/**")


def test_a_dialog_closed_with_something_typed_comes_back(live, page, look):
    a_contact(live)
    sign_in(live, page, look, "managers")
    page.goto("/admin/contacts/")
    page.check("[data-tick-all]")
    page.click("[data-selection] [data-dialog-url*='bulk/status']")
    page.fill("#dialog [name=reason]", "spam")
    page.keyboard.press("Escape")
    expect(page.locator("#confirm")).to_contain_text("Leave without saving?")
    page.click("#confirm [data-bs-dismiss]")
    expect(page.locator("#dialog [name=reason]")).to_have_value("spam")
    page.keyboard.press("Escape")
    page.click("#confirm-action")
    expect(page.locator("#dialog")).to_be_hidden()
