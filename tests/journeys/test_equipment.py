"""Building a tree of equipment on a company's card, and moving parts of it by drag and by form."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from models import Equipment
from models.base import db
from tests.factories.equipment import make_company, make_equipment
from tests.helpers.browser import LOOKS
from tests.journeys.steps import looks_right, sign_in

MOVE = """async ([id, parent]) => {
  const form = new FormData();
  form.set("parent", parent);
  form.set("drag", "1");
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const headers = { "X-CSRFToken": token };
  const url = `/admin/equipment/move?id=${id}`;
  return (await fetch(url, { method: "POST", body: form, headers })).status;
}"""
"""What a page that is older than the tree asks for: no list offers such a parent."""


@pytest.fixture
def company_id(live) -> int:
    with live.app.app_context():
        make_company("Vektor")
        return make_company("Zefir").id


def card(page: Page, company_id: int) -> None:
    page.goto(f"/admin/companies/details/?id={company_id}&tab=equipment")


def piece(page: Page, name: str):
    return page.locator(f'.k-tree-item[aria-label="{name}"] > .k-tree-row')


def parents(live) -> dict[str, tuple[str, str]]:
    """The company and the parent of every piece by name."""
    with live.app.app_context():
        return {
            row.name: (row.company.name, row.parent.name if row.parent else "")
            for row in db.session.query(Equipment)
        }


def add(page: Page, name: str) -> None:
    page.fill("[name=name]", name)
    page.click(".k-savebar .btn-primary")
    page.wait_for_url("**/admin/equipment/details/**")


def drag(page: Page, name: str, onto: str) -> None:
    """Hold a piece by its grip and let it go on another one."""
    piece(page, name).locator("[data-grip]").hover()
    page.mouse.down()
    box = piece(page, onto).bounding_box()
    for step in (40, 10, 0):
        page.mouse.move(box["x"] + 120 + step, box["y"] + box["height"] / 2, steps=8)
    expect(page.locator(".k-tree-target")).to_contain_text(onto)
    page.mouse.up()


def choose(page: Page, field: str, text: str) -> None:
    """Choose a record in a select of Tom Select."""
    page.locator(f"#dialog select[name={field}] + .ts-wrapper .ts-control").click()
    page.locator(f"#dialog select[name={field}] + .ts-wrapper input").fill(text)
    page.locator(f"#dialog .ts-dropdown .option:has-text('{text}')").first.click()


def menu(page: Page, name: str, action: str) -> None:
    piece(page, name).locator("[data-menu-url]").click()
    page.locator(f".dropdown-menu.show [data-dialog-url*='{action}']").click()


@pytest.mark.parametrize("look", [LOOKS[0]], indirect=True, ids=str)
def test_a_tree_is_built_and_moved(live, page, look, company_id):
    sign_in(live, page, look, "administrators")
    card(page, company_id)
    page.click(".k-empty .btn-primary")
    add(page, "Rack")
    page.click(".k-empty .btn-primary")
    add(page, "Server")
    page.click(".k-empty .btn-primary")
    add(page, "Disk")
    assert parents(live)["Disk"] == ("Zefir", "Server")
    looks_right(page)

    with live.app.app_context():
        make_equipment("Shelf", company=db.session.get(Equipment, 1).company)
    card(page, company_id)
    page.locator(".k-tree-item").first.focus()
    page.keyboard.press("ArrowRight")
    expect(piece(page, "Server")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(piece(page, "Disk")).to_be_visible()
    looks_right(page)

    drag(page, "Server", "Shelf")
    expect(page.locator(".toast.show")).to_contain_text("Server")
    assert parents(live)["Server"] == ("Zefir", "Shelf")
    page.click(".toast.show .k-toast-undo")
    page.wait_for_load_state()
    assert parents(live)["Server"] == ("Zefir", "Rack")

    card(page, company_id)
    menu(page, "Rack", "move")
    choose(page, "parent", "Shelf")
    looks_right(page)
    page.click("#dialog .btn-primary")
    expect(page.locator(".toast.show")).to_contain_text("Shelf")
    assert parents(live)["Rack"] == ("Zefir", "Shelf")


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], indirect=True, ids=str)
def test_a_circle_is_refused_and_a_tree_goes_to_another_company_whole(
    live, page, look, company_id, troubles
):
    with live.app.app_context():
        rack = make_equipment("Rack", company_id=str(company_id))
        server = make_equipment("Server", parent=rack)
        make_equipment("Disk", parent=server)
        rack_id, server_id = rack.id, server.id
    sign_in(live, page, look, "administrators")
    page.goto(f"/admin/equipment/details/?id={rack_id}")
    troubles.expect("409")
    circle = page.evaluate(MOVE, [rack_id, server_id])
    assert circle == 409
    assert parents(live)["Rack"] == ("Zefir", "")

    page.click(".k-card-actions .dropdown > button")
    page.click(".dropdown-menu.show [data-dialog-url*='move']")
    choose(page, "company", "Vektor")
    looks_right(page)
    page.click("#dialog .btn-primary")
    expect(page.locator(".toast.show .k-toast-undo")).to_be_visible()
    assert parents(live) == {
        "Rack": ("Vektor", ""), "Server": ("Vektor", "Rack"), "Disk": ("Vektor", "Server"),
    }  # fmt: skip
    with live.app.app_context():
        vektor = db.session.get(Equipment, rack_id).company_id
    card(page, vektor)
    expect(piece(page, "Rack")).to_be_visible()
    page.click(".k-tree-toggle >> nth=0")
    expect(piece(page, "Server")).to_be_visible()
    looks_right(page)
