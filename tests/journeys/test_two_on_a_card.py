"""Two people on one card: each sees the other, a save is told, nothing typed is lost (S5, S6)."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from models import Contact
from models.base import db
from tests.factories.people import plain_contact
from tests.helpers.browser import new_context
from tests.journeys.steps import looks_right, sign_in

SOON = 12_000
"""In milliseconds: one report and some time for the machine."""


@pytest.fixture
def contact_id(live) -> int:
    with live.app.app_context():
        return plain_contact(full_name="Iryna Lis", last_name="Lis", position="Clerk").id


@pytest.fixture
def other(live, browser, look, troubles):
    """The window of a second person."""
    context = new_context(browser, look, live.url)
    context.on("page", troubles.watch)
    page = context.new_page()
    sign_in(live, page, look, "managers")
    yield page
    context.close()


def test_two_people_on_one_card(live, page, look, other, contact_id, troubles):
    troubles.expect("422")
    card = f"/admin/contacts/details/?id={contact_id}"
    sign_in(live, page, look, "managers")
    page.goto(card)
    other.goto(card)
    expect(page.locator("#presence")).to_contain_text("is looking at this too", timeout=SOON)
    expect(other.locator("#presence")).to_contain_text("is looking at this too", timeout=SOON)
    looks_right(page)

    # the second one edits and saves: the first one is told, and refreshes without leaving
    other.click(".k-card-actions a[href*='edit']")
    other.wait_for_url("**/edit/**")
    expect(page.locator("#presence")).to_contain_text("is editing this", timeout=SOON)
    other.fill("[name=position]", "Director")
    other.click(".k-savebar .btn-primary")
    other.wait_for_url("**/details/**")
    expect(page.locator(".k-changed")).to_contain_text("changed this", timeout=SOON)
    expect(page.locator(".k-card-facts")).to_contain_text("Clerk")
    looks_right(page)
    page.click("[data-presence-refresh]")
    expect(page.locator(".k-card-facts")).to_contain_text("Director")
    expect(page.locator(".k-changed")).to_have_count(0)

    # both edit the same field: the form says that it changed, a choice for the field comes back
    edit = f"/admin/contacts/edit/?id={contact_id}"
    page.goto(edit)
    other.goto(edit)
    page.fill("[name=position]", "Chief")
    other.fill("[name=position]", "Owner")
    other.fill("[name=department]", "Sales")
    other.click(".k-savebar .btn-primary")
    other.wait_for_url("**/details/**")
    expect(page.locator(".k-changed")).to_contain_text("Nothing that you typed", timeout=SOON)
    page.click("[data-presence-refresh]")
    expect(page.locator("#confirm")).to_contain_text("Leave without saving?")
    page.click("#confirm [data-bs-dismiss]")
    expect(page.locator("#confirm")).to_be_hidden()
    page.click(".k-savebar .btn-primary")
    expect(page.locator(".k-clash")).to_have_count(1)
    page.check("[name=keep-position][value=mine]")
    page.click(".k-savebar .btn-primary")
    page.wait_for_url("**/details/**")
    with live.app.app_context():
        row = db.session.get(Contact, contact_id)
        assert (row.position, row.department) == ("Chief", "Sales")

    # a window that is closed is gone soon, one whose machine fell silent within 30 seconds
    other.goto(card)
    expect(page.locator("#presence")).to_contain_text("is looking", timeout=SOON)
    other.goto("/admin/")
    expect(page.locator(".k-other")).to_have_count(0, timeout=SOON)
    other.goto(card)
    expect(page.locator("#presence")).to_contain_text("is looking", timeout=SOON)
    began = time.monotonic()
    other.context.set_offline(offline=True)
    troubles.expect("ERR_INTERNET_DISCONNECTED")
    expect(page.locator(".k-other")).to_have_count(0, timeout=35_000)
    assert time.monotonic() - began < 30


def test_tabs_by_keyboard_and_address(live, page, look, contact_id):
    sign_in(live, page, look, "managers")
    page.goto(f"/admin/contacts/details/?id={contact_id}")
    tabs = page.locator("#card-tabs [data-tab]")
    tabs.first.focus()
    page.keyboard.press("ArrowLeft")
    expect(tabs.last).to_be_focused()
    page.keyboard.press("Enter")
    expect(tabs.last).to_have_attribute("aria-current", "page")
    expect(tabs.last).to_be_focused()
    key = tabs.last.get_attribute("id").removeprefix("tab-")
    assert f"tab={key}" in page.url
    looks_right(page)
    page.reload()
    expect(page.locator(f"#tab-{key}")).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(tabs.first).to_have_attribute("aria-current", "page")


def test_a_tab_that_fails_says_so_and_can_be_tried_again(live, page, look, contact_id, troubles):
    troubles.expect("500")
    sign_in(live, page, look, "managers")
    page.goto(f"/admin/contacts/details/?id={contact_id}")
    page.route("**/tab/**", lambda route: route.fulfill(status=500, body=""))
    page.locator("#card-tabs [data-tab]").last.click()
    expect(page.locator("#tab-body")).to_contain_text("could not be loaded")
    page.unroute("**/tab/**")
    page.click("[data-tab-again]")
    expect(page.locator("#tab-body")).not_to_contain_text("could not be loaded")
