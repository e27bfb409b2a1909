"""A manager saves a view, shares it and sends the link; an agent opens the same rows."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from admin_app.services.contact_status import set_status
from models import SavedView
from models.base import db
from models.enums import ContactStatus
from tests.factories.people import make_contact, system
from tests.helpers.browser import LOOKS, new_context
from tests.journeys.steps import find, looks_right, sign_in

ROWS = "tr[data-row] [data-row-link]"
ACTIVE_TAB = ".k-views .k-tab.active"


def make_people() -> None:
    make_contact(last_name="Shevchenko", company="Zefir")
    for name in ("Bondar", "Nowak", "Wilk"):
        set_status(make_contact(last_name=name), ContactStatus.BLOCKED, system())
    db.session.commit()


def retire_a_field() -> None:
    """As if the list had lost a column and a filter since the view was saved."""
    view = db.session.scalars(select(SavedView)).one()
    filters = {**view.query["filters"], "hat_size": ["7"]}
    view.query = {**view.query, "filters": filters, "columns": ["full_name", "shoe_size", "email"]}
    db.session.commit()


def save_view(page, name: str) -> None:
    page.locator(".k-views-save").click()
    dialog = page.locator("#dialog")
    expect(dialog.locator("[name=name]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.locator("[role=alert]")).to_be_visible()
    dialog.locator("[name=name]").fill(name)
    dialog.locator("[name=group_id]").select_option(index=3)  # only me, then groups in their order
    dialog.locator("[name=in_menu]").check()
    looks_right(page)
    dialog.locator("button[type=submit]").click()
    expect(page.locator(ACTIVE_TAB)).to_contain_text(name)


def open_view_menu(page):
    page.locator(".k-views-actions [data-bs-toggle=dropdown]").click()
    return page.locator(".k-views-actions .dropdown-menu")


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], indirect=True, ids=str)
def test_a_view_is_shared_and_its_link_sent(live, browser, page, look, troubles):
    troubles.expect("status of 422")  # a view without a name
    with live.app.app_context():
        make_people()
    sign_in(live, page, look, "managers")
    page.goto("/admin/contacts/?status=blocked")
    find(page, "olena")
    expect(page.locator(ROWS)).to_have_count(3)
    save_view(page, "Blocked people")
    expect(page.locator(".k-view-bar")).to_have_count(0)
    shown = page.locator(ROWS).all_inner_texts()
    assert len(shown) == 3

    # something else is looked for: it is said, and the way back is one click
    find(page, "nowak")
    expect(page.locator(".k-view-changed")).to_be_visible()
    expect(page.locator(ROWS)).to_have_count(1)
    looks_right(page)
    page.fill("#list-search", "")
    expect(page.locator(ROWS)).to_have_count(3)
    page.locator(".k-view-changed a").click()
    expect(page.locator(".k-view-changed")).to_have_count(0)

    menu = open_view_menu(page)
    link = menu.locator("[data-copy-link]").get_attribute("data-copy-link")
    assert link.startswith(live.url)
    page.keyboard.press("Escape")
    with live.app.app_context():
        retire_a_field()

    context = new_context(browser, look, live.url)
    context.on("page", troubles.watch)
    agent = context.new_page()
    sign_in(live, agent, look, "agents")
    agent.goto(link)
    expect(agent.locator(ACTIVE_TAB)).to_contain_text("Blocked people")
    assert agent.locator(ROWS).all_inner_texts() == shown
    expect(agent.locator(".k-view-note")).to_have_count(2)
    expect(agent.locator(".k-view-changed")).to_have_count(0)
    looks_right(agent)
    if not look.is_phone:
        counted = agent.locator("[data-views-menu] a.active")
        expect(counted).to_contain_text("Blocked people")
        expect(counted.locator(".k-nav-count")).to_have_text("3")
    menu = open_view_menu(agent)
    expect(menu.locator("[data-dialog-url]")).to_have_count(0)
    menu.locator("[data-post-url*=default]").click()
    agent.wait_for_load_state()
    agent.goto("/admin/contacts/")
    assert agent.locator(ROWS).all_inner_texts() == shown
    agent.locator(".k-views .k-tab").first.click()
    expect(agent.locator(ROWS)).to_have_count(4)
    context.close()

    page.reload()
    open_view_menu(page).locator("[data-dialog-url*=delete]").click()
    expect(page.locator("#dialog li")).to_be_visible()
    page.locator("#dialog .btn-danger").click()
    expect(page.locator(".k-views .k-tab")).to_have_count(1)
