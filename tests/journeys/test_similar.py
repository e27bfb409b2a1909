"""Similar contacts: the form warns, the list marks, the queue is worked off by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import PHONE_WIDTH, Look
from tests.journeys.steps import looks_right, sign_in

PHONE = "+380671234567"
LOOKS = [Look(), Look(PHONE_WIDTH, "dark")]


def seed(live) -> None:
    """Two pairs of doubles, and somebody who is like nobody."""
    from tests.factories.people import make_contact

    with live.app.app_context():
        for first, last in (("Oleksandr", "Shcherbakov"), ("Олександр", "Щербаков")):
            make_contact(first_name=first, last_name=last, phones=[PHONE])
        for email in ("maria@x.example", "m.nowak@y.example"):
            make_contact(
                first_name="Maria", last_name="Nowak", emails=[email],
                phones=["+48221234567"], birth_date="1985-04-23",
            )  # fmt: skip
        make_contact(first_name="Zenon", last_name="Bondar")


def choose(page, key: str) -> None:
    """A letter, then the page that comes of it."""
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.mark.parametrize("look", LOOKS, indirect=True, ids=str)
def test_similar_contacts_from_typing_to_deciding(live, page, look, troubles):
    seed(live)
    sign_in(live, page, look, "managers")

    # while one types: a warning, that stops nobody
    page.goto("/admin/contacts/new/")
    page.fill("[name=last_name]", "Щербаков")
    page.fill("[name=first_name]", "Саша")
    expect(page.locator(".k-similar-warning")).to_have_count(0)
    page.fill("[name=phones-0-value]", PHONE)
    warning = page.locator(".k-similar-warning")
    expect(warning.locator("li")).to_have_count(2)
    expect(warning).to_contain_text("same phone")
    looks_right(page)
    page.fill("[name=emails-0-value]", "sasha@z.example")
    expect(warning.locator("li")).to_have_count(2)
    page.wait_for_timeout(700)  # the answer to the last letters
    page.locator(".k-savebar button[type=submit]").click()
    page.wait_for_url("**/contacts/details/**")
    expect(page.locator(".k-card-sub .k-mark[title='Similar ones found']")).to_be_visible()

    # the tab of the card
    page.goto(page.url + "&tab=similar")
    expect(page.locator("[data-pair]")).to_have_count(2)
    looks_right(page)

    # the list: mark and filter
    page.goto("/admin/contacts/")
    expect(page.locator("tbody .k-mark[title='Similar ones found']")).to_have_count(5)
    page.goto("/admin/contacts/?similar=1")
    expect(page.locator("tbody tr")).to_have_count(5)
    expect(page.locator("tbody")).not_to_contain_text("Zenon")

    # the queue by keyboard: not similar, and back
    page.goto("/admin/similar/")
    pairs = page.locator("[data-pair]")
    expect(pairs).to_have_count(4)
    looks_right(page)
    page.keyboard.press("j")
    first = pairs.nth(0).get_attribute("aria-label")
    expect(pairs.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(pairs.nth(1)).to_be_focused()
    page.keyboard.press("k")
    choose(page, "n")
    expect(pairs).to_have_count(3)
    expect(page.locator(f"[data-pair][aria-label='{first}']")).to_have_count(0)
    expect(pairs.nth(0)).to_be_focused()
    with page.expect_navigation():
        page.locator(".k-toast-undo").click()
    expect(pairs).to_have_count(4)

    # later, by its menu
    page.keyboard.press("j")
    page.keyboard.press("l")
    page.get_by_role("button", name="In a month").locator("visible=true").click()
    expect(pairs).to_have_count(3)
    expect(page.locator("#toasts")).to_contain_text("Put off for a month")


def test_without_javascript_saving_stops_once(live, browser, troubles):
    from tests.factories.people import PASSWORD, make_user

    seed(live)
    with live.app.app_context():
        email = make_user("managers").email
    context = browser.new_context(base_url=live.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/login")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.goto("/admin/contacts/new/")
    page.fill("[name=last_name]", "Щербаков")
    page.fill("[name=first_name]", "Олександр")
    page.fill("[name=phones-0-value]", PHONE)
    page.fill("[name=emails-0-value]", "osh@z.example")
    page.click(".k-savebar button[type=submit]")
    expect(page.locator(".k-similar-warning li")).to_have_count(2)
    expect(page.locator("[name=emails-0-value]")).to_have_value("osh@z.example")
    page.get_by_role("button", name="Add anyway").click()
    page.wait_for_url("**/contacts/details/**")
    context.close()
