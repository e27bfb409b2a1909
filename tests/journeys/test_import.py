"""A person drops his own table of clients on the import page and gets them into the panel."""

from __future__ import annotations

import csv
import re

import pytest
from playwright.sync_api import expect

from models import Company, Contact
from models.base import db
from tests.factories.people import PASSWORD, make_user
from tests.helpers.browser import LOOKS, axe

HEADERS = {
    "en": ["Full name", "Company", "E-mail", "Role"],
    "ru": ["ФИО", "Компания", "Почта", "Роль"],
}
EVIL = "<img src=x onerror=alert(1)>"
ROWS = (
    ("Иванов Пётр", "Ромашка", "petr@example.com", "admin"),
    ("Anna Nowak", EVIL, "anna@example.com", "admin"),
    ("Ольга Петренко", "Ромашка", "no address", "admin"),
)


@pytest.fixture
def table(tmp_path, look):
    """A file of clients with headers in the language of the page."""
    path = tmp_path / "clients.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows([HEADERS[look.language], *ROWS])
    return path


@pytest.fixture
def manager(live, page, look):
    """A signed-in manager with the language of the look."""
    with live.app.app_context():
        email = make_user("managers", language=look.language).email
    page.goto("/login")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("form button[type=submit]")
    page.wait_for_url("**/admin/")


def looks_right(page):
    """No barrier for anybody, and nothing that makes the page itself scroll sideways."""
    axe(page)
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(width) <= 0


@pytest.mark.parametrize("look", LOOKS, indirect=True, ids=str)
def test_from_a_file_to_contacts(live, page, look, manager, table):
    page.goto("/admin/import/")
    looks_right(page)
    page.set_input_files("input[type=file]", table)

    columns = page.locator("[data-map-column]")
    expect(columns).to_have_count(4)
    values = [column.input_value() for column in columns.locator("select").all()]
    assert values == ["full_name", "company", "email", ""]
    looks_right(page)
    for fold in page.locator(".k-fold > summary").all():
        fold.click()
    looks_right(page)
    page.click("[data-check]")

    expect(page.locator(".k-verdicts")).to_be_visible()
    with live.app.app_context():
        assert db.session.query(Contact).count() == 0
    looks_right(page)
    page.click("a.k-verdict[href*='verdict=refuse']")
    expect(page.locator(".k-rows-table tbody tr")).to_have_count(1)
    expect(page.locator(".k-rows-table tbody")).to_contain_text("no address")
    assert "verdict=refuse" in page.url
    page.click("form.k-savebar button[type=submit]")

    expect(page.locator(".k-outcome-icon.k-soft-green")).to_be_visible()
    numbers = page.locator(".k-verdict-number").all_inner_texts()
    assert numbers == ["3", "2", "0", "0", "0", "1"]
    looks_right(page)
    with live.app.app_context():
        names = sorted(name for (name,) in db.session.query(Contact.full_name))
        assert names == ["Anna Nowak", "Иванов Пётр"]
        assert db.session.query(Company).count() == 2
    with page.expect_download() as download:
        page.click("a[href$='/errors']")
    assert "no address" in download.value.path().read_text(encoding="utf-8-sig")

    page.goto("/admin/import/")
    expect(page.locator(".k-history tbody tr")).to_have_count(1)
    looks_right(page)


def test_dropping_a_file_by_mouse(page, manager):
    """The zone takes what is dropped, on itself or beside; two files at once are not taken."""
    page.goto("/admin/import/?noun=companies")
    drop = """async (count) => {
      const data = new DataTransfer();
      for (let n = 0; n < count; n += 1) {
        data.items.add(new File(["Name;Site\\nAcme;acme.example"], `file${n}.csv`));
      }
      const zone = document.querySelector("[data-drop]");
      for (const type of ["dragenter", "dragover", "drop"]) {
        const how = {dataTransfer: data, bubbles: true, cancelable: true};
        zone.dispatchEvent(new DragEvent(type, how));
      }
    }"""
    page.evaluate(drop, 2)
    expect(page.locator(".k-toast-error")).to_contain_text("one file at a time")
    assert page.url.endswith("?noun=companies")
    page.evaluate(drop, 1)
    expect(page.locator("[data-map-column]")).to_have_count(2)
    expect(page.locator("h1")).to_have_text("file0.csv")


def test_a_refused_upload_leaves_the_page_ready(page, manager, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.touch()
    page.goto("/admin/import/")
    page.set_input_files("input[type=file]", empty)
    expect(page.locator(".k-toast-error")).to_contain_text("The file is empty.")
    good = tmp_path / "good.csv"
    good.write_text("Full name,E-mail\nAnna,anna@example.com")
    page.set_input_files("input[type=file]", good)
    expect(page.locator("[data-map-column]")).to_have_count(2)


def test_keys_are_moved_by_keyboard_and_columns_marked(page, manager, table):
    page.goto("/admin/import/")
    page.set_input_files("input[type=file]", table)
    page.click(".k-fold-rules > summary")
    keys = page.locator("[data-order] input")
    order = [key.get_attribute("value") for key in keys.all()]
    assert order == ["identifier", "email", "phone", "telegram"]
    down = page.locator("[data-order-item]").first.locator("[data-order-move='1']")
    down.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    order = [key.get_attribute("value") for key in keys.all()]
    assert order == ["email", "phone", "identifier", "telegram"]
    expect(page.locator("[data-order-live]")).to_contain_text("Identifier is now in place 3 of 4")

    column = page.locator("[data-map-column]").nth(3)
    column.locator("select").select_option("position")
    expect(column).not_to_have_class(re.compile("k-map-left"))
    expect(column).to_contain_text("Chosen by you")
    column.locator("select").select_option("")
    expect(column).to_have_class(re.compile("k-map-left"))

    page.click("[data-check]")
    expect(page.locator(".k-verdicts")).to_be_visible()
    page.click(".k-savebar a.btn")
    expect(page.locator("[data-map]")).to_be_visible()
    page.click(".k-fold-rules > summary")
    order = [key.get_attribute("value") for key in keys.all()]
    assert order == ["email", "phone", "identifier", "telegram"]
