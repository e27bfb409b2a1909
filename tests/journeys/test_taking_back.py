"""An import taken back after two rows were edited; a rule for a domain moves people, and back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from models import Company, Contact
from models.base import db
from tests.factories.people import make_contact
from tests.helpers.browser import LOOKS, Look
from tests.journeys.steps import looks_right, sign_in

TABLE = "Full name;E-mail;Company\n" + "".join(
    f"Person{number} Lis;p{number}@meadow.example;Meadow\n" for number in range(12)
)
TWO_LOOKS = (LOOKS[0], Look(width=390, scheme="dark", language="ru"))


def imported(page, tmp_path) -> None:
    """Drop the file, confirm the columns and the preview."""
    path = tmp_path / "clients.csv"
    path.write_text(TABLE, encoding="utf-8")
    page.goto("/admin/import/")
    page.set_input_files("input[type=file]", path)
    page.click("[data-check]")
    page.click("form.k-savebar button[type=submit]")
    expect(page.locator(".k-outcome-icon.k-soft-green")).to_be_visible()


def edit(page, name: str) -> None:
    """Change one contact by its form."""
    page.goto(f"/admin/contacts/?search={name}")
    page.click(f"a:text-is('{name} Lis')")
    page.click("a[href*='/edit/']")
    page.fill("[name=position]", "Director")
    page.click(".k-savebar .btn-primary")
    page.wait_for_url("**/details/**")


@pytest.mark.parametrize("look", TWO_LOOKS, indirect=True, ids=str)
def test_an_import_is_taken_back_after_two_rows_were_edited(live, page, look, tmp_path):
    sign_in(live, page, look, "managers")
    imported(page, tmp_path)
    run = page.url
    for name in ("Person3", "Person7"):
        edit(page, name)

    page.goto(run)
    page.click("a[href$='/undo']")
    names = page.locator(".k-undo-names")
    expect(names).to_contain_text("Person3 Lis")
    expect(names).to_contain_text("Person7 Lis")
    expect(names).not_to_contain_text("Person5 Lis")
    looks_right(page)
    page.click(".k-savebar .btn-danger")

    expect(page.locator(".k-outcome-icon.k-soft-blue")).to_be_visible()
    looks_right(page)
    with live.app.app_context():
        left = db.session.scalars(select(Contact.first_name).order_by(Contact.first_name)).all()
        assert left == ["Person3", "Person7"]
        assert db.session.scalar(select(Company.name)) == "Meadow"
    page.click("a.k-verdict[href*='left=1']")
    expect(page.locator(".k-rows-table tbody tr")).to_have_count(2)
    page.goto("/admin/contacts/?search=person5")
    expect(page.locator("tbody tr")).to_have_count(0)


@pytest.mark.parametrize("look", TWO_LOOKS, indirect=True, ids=str)
def test_a_rule_for_a_domain_says_who_would_move(live, page, look, troubles):
    troubles.expect("422")
    with live.app.app_context():
        for name in ("Ann", "Bob"):
            make_contact(first_name=name, emails=[f"{name.lower()}@meadow.example"])
    sign_in(live, page, look, "managers")
    page.goto("/admin/companies/new/")
    page.fill("[name=name]", "Meadow")
    page.locator("[name^='domains-'][name$='-value']").first.fill("gmail.com")
    page.click(".k-savebar .btn-primary")
    expect(page.locator("main")).to_contain_text("gmail.com")
    assert "/new/" in page.url
    page.locator("[name^='domains-'][name$='-value']").first.fill("*.meadow.example")
    page.click(".k-savebar .btn-primary")
    page.wait_for_url("**/details/**")

    page.click(".k-toast a[href*='/joining/']")
    expect(page.locator("main")).to_contain_text("Ann")
    looks_right(page)
    page.click(".k-savebar .btn-primary")
    page.wait_for_url("**/details/**")
    with live.app.app_context():
        assert (
            len(db.session.scalars(select(Contact).where(Contact.company_id.is_not(None))).all())
            == 2
        )
    page.click(".k-toast-undo")
    expect(page.locator(".k-toast")).to_be_visible()
    with live.app.app_context():
        assert db.session.scalar(select(Contact.id).where(Contact.company_id.is_not(None))) is None
