"""A manager changes 5,000 contacts at once and takes it back while an agent edits one of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import PHONE_WIDTH, Look, new_context
from tests.journeys.steps import looks_right, sign_in

ROWS = 5_000
NIGHT = Look(PHONE_WIDTH, "dark")


def seed(live) -> str:
    """5,000 contacts in the department Sales and one beside them; the name of one of them."""
    from admin_app.services.access_group import group_by_key
    from admin_app.services.shared.bulk_rows import insert_rows
    from models import Contact
    from models.base import db
    from models.derived import contact_identifier, contact_keys
    from tests.factories.people import make_contact

    with live.app.app_context():
        make_contact(department="Repairs")
        contact = db.session.query(Contact).one()
        common = {
            c.name: getattr(contact, c.name) for c in Contact.__table__.columns if c.name != "id"
        }
        group_id = group_by_key("clients").id
        rows = []
        for number in range(ROWS):
            own = {
                "first_name": "Anna",
                "last_name": f"Kim {number:04d}",
                "email": f"k{number}@x.example",
            }
            identifier = contact_identifier()
            keys = contact_keys(common | own, identifier=identifier, company_name="")
            row = {"identifier": identifier, "department": "Sales", "group_id": group_id}
            rows.append(common | own | keys | row)
        insert_rows(db.session.connection(), Contact, rows)
        db.session.commit()
    return "Anna Kim 0042"


def counts(live) -> tuple[int, int]:
    """How many contacts are active and how many are blocked."""
    from models import Contact
    from models.base import db

    with live.app.app_context():
        query = db.session.query(Contact)
        return query.filter_by(status="active").count(), query.filter_by(status="blocked").count()


def select_all_that_match(page, wanted: str) -> None:
    page.goto("/admin/contacts/?department=sales")
    page.locator("[data-tick-all]").check()
    page.get_by_role("button", name=f"Select all {wanted} that match").click()
    expect(page.locator("[data-selection-count]")).to_have_text(wanted)


@pytest.mark.parametrize("live", ["sqlite", "postgres"], indirect=True)
def test_a_bulk_change_of_5000_and_its_undo(live, page, look, browser, troubles):
    name = seed(live)
    sign_in(live, page, look, "managers")
    select_all_that_match(page, "5,000")
    page.get_by_role("button", name="Only the ticked ones").click()
    expect(page.locator("[data-selection-count]")).to_have_text("50")
    select_all_that_match(page, "5,000")
    looks_right(page)
    page.locator("[data-selection] [data-dialog-url*='bulk/status']").click()
    expect(page.locator("#dialog-title")).to_have_text("Change the status of 5,000 contacts")
    looks_right(page)
    page.click("#dialog button[type=submit]")
    page.wait_for_url("**/admin/changes/*")
    account = page.url
    expect(page.locator(".k-intro")).to_contain_text("Done", timeout=60_000)
    expect(page.locator(".k-change-item").first).to_contain_text("5,000")
    looks_right(page)
    assert counts(live) == (1, ROWS)

    elsewhere = new_context(browser, NIGHT, live.url)
    agent = elsewhere.new_page()
    troubles.watch(agent)
    sign_in(live, agent, NIGHT, "agents")
    agent.goto(f"/admin/contacts/?search={name}")
    agent.locator(".k-table .k-status").first.click()
    agent.get_by_role("button", name="Active").click()
    expect(agent.locator(".k-table .k-status").first).to_have_text("Active")
    elsewhere.close()

    page.locator("[data-dialog-url$='/undo']").click()
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("4,999 contacts get back what was there before.")
    expect(dialog).to_contain_text("1 contact will stay: changed again since.")
    looks_right(page)
    page.click("#dialog button[type=submit]")
    expect(page.locator(".k-intro")).to_contain_text("Undone", timeout=60_000)
    assert page.url == account
    left = page.locator(".k-change-rows li")
    expect(left).to_have_count(1)
    expect(left).to_contain_text(name)
    assert counts(live) == (ROWS + 1, 0)
    looks_right(page)

    page.locator(".k-change-item", has_text="not undone").locator("a").click()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(page.locator(".k-chip")).to_contain_text("Bulk change: changed again since")
    page.goto("/admin/changes/")
    looks_right(page)
    expect(page.locator(".k-change-item")).to_have_count(1)
