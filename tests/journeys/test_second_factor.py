"""A person sets up two-step sign-in, and comes back with a code and with a recovery code."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories.people import PASSWORD, make_user
from tests.factories.second_factor import code_of
from tests.helpers.browser import DESKTOP_WIDTH, PHONE_WIDTH, Look
from tests.journeys.steps import looks_right, sign_in

LOOKS = [Look(DESKTOP_WIDTH, "light"), Look(PHONE_WIDTH, "dark")]


def sign_out(page):
    page.click(".k-account")
    page.click("form[action='/logout'] button")
    page.wait_for_url("**/login")


def enter_password(page, email):
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/login/code")


@pytest.mark.parametrize("look", LOOKS, indirect=True, ids=str)
def test_from_setting_up_to_a_lost_phone(live, page, look, troubles):
    sign_in(live, page, look, "agents")
    page.click(".k-account")
    page.click(".k-account-menu [href='/profile/security']")
    expect(page.locator(".k-session")).to_have_count(1)
    looks_right(page)

    page.click("form[action$='/begin'] button")
    page.wait_for_url("**/profile/second-factor")
    expect(page.locator(".k-qr svg")).to_be_visible()
    looks_right(page)
    key = re.sub(r"\s", "", page.inner_text(".k-key code"))
    troubles.expect("status of 422")
    page.fill("[name=current_password]", PASSWORD)
    page.fill("[name=code]", "000000")
    page.press("[name=code]", "Enter")
    expect(page.locator(".k-error")).to_contain_text("This code is not right")
    page.fill("[name=current_password]", PASSWORD)
    page.fill("[name=code]", code_of(key))
    page.press("[name=code]", "Enter")

    codes = page.locator(".k-codes li")
    expect(codes).to_have_count(10)
    looks_right(page)
    recovery = codes.first.inner_text()
    with page.expect_download() as download:
        page.click("a[download]")
    kept = download.value.path().read_text()
    assert recovery in kept
    assert kept.count("-") == 10
    page.click(".k-plain-card > .btn-primary")
    page.wait_for_url("**/profile/security")
    expect(page.locator("[data-status=on]")).to_be_visible()
    looks_right(page)

    email = page.inner_text(".k-account-who span") or page.text_content(".k-account-who span")
    sign_out(page)
    enter_password(page, email)
    looks_right(page)
    code = code_of(key, 1)  # that of now was taken for the set-up
    page.fill("[name=code]", code)
    page.press("[name=code]", "Enter")
    page.wait_for_url("**/admin/")

    sign_out(page)
    enter_password(page, email)
    page.fill("[name=code]", code)
    page.press("[name=code]", "Enter")
    expect(page.locator(".k-error")).to_contain_text("This code is not right or was used already")
    page.click("[href*='recovery']")
    page.fill("[name=code]", recovery)
    page.press("[name=code]", "Enter")
    page.wait_for_url("**/admin/")
    page.goto("/profile/security")
    expect(page.locator("#second-factor").locator("xpath=ancestor::section")).to_contain_text(
        "9 recovery codes are left"
    )


@pytest.mark.parametrize("look", [Look(PHONE_WIDTH)], indirect=True, ids=str)
def test_a_group_demands_it(live, page, look):
    with live.app.app_context():
        from models.base import db

        agent = make_user()
        agent.group.second_factor_required = True
        db.session.commit()
        email = agent.email
    page.goto("/login?next=/admin/contacts/")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/profile/second-factor")
    expect(page.locator(".k-plain-card")).to_contain_text("Your group demands a second step")
    looks_right(page)
    page.goto("/admin/contacts/")
    page.wait_for_url("**/profile/second-factor")
    page.click("form[action$='/begin'] button")
    key = re.sub(r"\s", "", page.inner_text(".k-key code"))
    page.fill("[name=current_password]", PASSWORD)
    page.fill("[name=code]", code_of(key))
    page.press("[name=code]", "Enter")
    expect(page.locator(".k-codes li")).to_have_count(10)
    page.goto("/admin/contacts/")
    expect(page.locator("h1")).to_contain_text("Contacts")
