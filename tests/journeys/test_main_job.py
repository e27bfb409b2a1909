"""The main job: from an empty desk and a table of clients to a changed contact and an export."""

from __future__ import annotations

import csv
import re

import pytest
from playwright.sync_api import expect

from models import Contact
from models.base import db
from tests.helpers.browser import LOOKS
from tests.journeys.steps import find, looks_right, sign_in

HEADERS = ["Full name", "Company", "E-mail", "Phone", "Position", "Role"]
ROWS = [
    ["Ковальчук Богдан", "ТОВ «Світанок»", "bogdan@svitanok.example", "+380671234567", "Інженер"],
    ["Шевченко Олена", "ТОВ «Світанок»", "olena@svitanok.example", "+380671234568", "=1+1"],
    ["Nowak Jan", "Zefir Sp. z o.o.", "jan@zefir.example", "+48221234567", "Dyrektor"],
]


@pytest.fixture
def table(tmp_path):
    """The person's own table, as a spreadsheet saves it in the old encoding of the region."""
    path = tmp_path / "клієнти.csv"
    with path.open("w", newline="", encoding="cp1251") as file:
        csv.writer(file, delimiter=";").writerows([HEADERS[:5], *ROWS])
    return path


@pytest.mark.parametrize("look", LOOKS, indirect=True, ids=str)
def test_from_an_empty_desk_to_a_filtered_export(live, page, look, table):
    sign_in(live, page, look, "managers")
    expect(page.locator(".k-welcome")).to_be_visible()
    looks_right(page)

    page.click(".k-welcome .btn-primary")
    page.set_input_files("input[type=file]", table)
    page.click("[data-check]")
    expect(page.locator(".k-verdicts")).to_be_visible()
    page.click("form.k-savebar button[type=submit]")
    expect(page.locator(".k-outcome-icon.k-soft-green")).to_be_visible()

    page.goto("/admin/contacts/")
    expect(page.locator("tr[data-row]")).to_have_count(3)
    looks_right(page)
    find(page, "ковальч")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    find(page, "svitanok")
    expect(page.locator("tr[data-row]")).to_have_count(2)

    page.locator("[data-row-link]").first.click()
    expect(page.locator("h1")).to_contain_text("Олена")
    looks_right(page)
    page.click(".k-card-actions .btn-primary")
    looks_right(page)
    page.fill("[name=department]", "IT")
    page.press("[name=department]", "Control+Enter")
    page.wait_for_url("**/admin/contacts/details/**")
    expect(page.locator(".toast.show")).to_be_visible()
    expect(page.locator(".k-card-facts")).to_contain_text("IT")

    page.goto("/admin/contacts/?department=it")
    expect(page.locator(".k-chip")).to_have_count(1)
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.click("[data-dialog-url*='export']")
    expect(page.locator("#dialog form")).to_be_visible()
    looks_right(page)
    page.check("#dialog [name=format][value=csv]")
    with page.expect_download() as download:
        page.click("#dialog button[type=submit]")
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "olena@svitanok.example" in text
    assert "bogdan@svitanok.example" not in text
    assert "'=1+1" in text
    assert not re.search(r"(^|[;,])=", text, re.MULTILINE)


def test_many_at_once_and_back_again(live, page, look, table):
    sign_in(live, page, look, "managers")
    page.goto("/admin/import/")
    page.set_input_files("input[type=file]", table)
    page.click("[data-check]")
    page.click("form.k-savebar button[type=submit]")
    expect(page.locator(".k-outcome-icon.k-soft-green")).to_be_visible()

    page.goto("/admin/contacts/")
    page.check("[data-tick-all]")
    expect(page.locator("[data-selection-count]")).to_have_text("3")
    page.click("[data-selection] [data-dialog-url*='bulk/status']")
    page.check("#dialog [value=blocked]")
    page.fill("#dialog [name=reason]", "spam")
    page.click("#dialog button[type=submit]")
    expect(page.locator("[data-status=blocked]").first).to_be_visible()
    expect(page.locator(".toast.show")).to_contain_text("3 contacts changed.")

    page.locator(".k-status-button").first.click()
    page.click(".k-col-status .dropdown-menu.show .dropdown-item")
    expect(page.locator("[data-status=active]")).to_have_count(1)

    page.check("[data-tick-all]")
    page.click("[data-selection] [data-dialog-url*='bulk/delete']")
    page.click("#dialog .btn-danger")
    expect(page.locator(".k-empty")).to_be_visible()
    page.click(".toast .k-toast-undo")
    expect(page.locator("tr[data-row]")).to_have_count(3)


def test_the_list_by_keyboard_alone(live, page, look, table):
    sign_in(live, page, look, "managers")
    page.goto("/admin/import/")
    page.set_input_files("input[type=file]", table)
    page.click("[data-check]")
    page.click("form.k-savebar button[type=submit]")
    expect(page.locator(".k-outcome-icon.k-soft-green")).to_be_visible()

    page.goto("/admin/contacts/")
    page.keyboard.press("/")
    expect(page.locator("#list-search")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-selection-count]")).to_have_text("1")
    page.keyboard.press("o")
    expect(page.locator("#drawer.show:not(.showing) h2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    page.keyboard.press("n")
    page.wait_for_url("**/admin/contacts/new/")


@pytest.mark.parametrize("live", ["postgres"], indirect=True)
def test_a_new_contact_with_a_new_company(live, page, look):
    sign_in(live, page, look, "managers")
    page.goto("/admin/contacts/new/")
    page.fill("[name=last_name]", "Ковальчук")
    page.fill("[name=first_name]", "Богдан")
    page.fill("[name=emails-0-value]", "bogdan@svitanok.example")
    page.locator("#company-ts-control").fill("ТОВ «Світанок»")
    page.locator(".ts-dropdown .create").click()
    page.click("button[type=submit].btn-primary")
    page.wait_for_url("**/admin/contacts/details/**")
    expect(page.locator("h1")).to_contain_text("Ковальчук Богдан")
    expect(page.locator(".k-card-facts")).to_contain_text("ТОВ «Світанок»")
    with live.app.app_context():
        assert db.session.query(Contact).one().company.name == "ТОВ «Світанок»"
