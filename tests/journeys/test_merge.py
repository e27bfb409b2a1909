"""Three contacts become one and come apart again; two companies merge with a choice (H8, A2)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from admin_app.services import company as companies
from models import Company, Contact, Document
from models.base import db
from tests.factories.people import make_contact, system
from tests.helpers.browser import LOOKS
from tests.journeys.steps import looks_right, sign_in
from tests.unit.services.processes.merging import world


@pytest.fixture
def three(live) -> list[int]:
    """Three cards of one person, each with what hangs on it."""
    with live.app.app_context():
        zefir = companies.create({"name": "Zefir"}, system())
        rows = [
            make_contact(first_name="Olena", emails=["olena@zefir.example"], company_id=zefir.id),
            make_contact(first_name="Lena", emails=["lena@mail.example"], position="Director"),
            make_contact(first_name="Олена", last_name="Шевченко", phones=["+380441234567"]),
        ]
        for row in rows:
            world.hang_everything(row)
        db.session.commit()
        return [row.id for row in rows]


def cards() -> dict[str, list]:
    """All tables but those that a person and the worker write by merely being there."""
    found = world.picture()
    return {name: found[name] for name in found.keys() - {"presence", "setting", "user"}}


def living(live) -> list[int]:
    with live.app.app_context():
        query = db.session.query(Contact.id).filter(Contact.deleted_at.is_(None))
        return sorted(row.id for row in query)


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], indirect=True, ids=str)
def test_three_contacts_become_one_and_come_apart(live, page, look, three):
    with live.app.app_context():
        before = cards()
    sign_in(live, page, look, "managers")
    page.goto("/admin/contacts/")
    for row_id in three:
        page.check(f"[data-tick][value='{row_id}']")
    page.click("[data-selection] [data-dialog-url*='merge/start']")
    expect(page.locator("#dialog li")).to_have_count(3)
    looks_right(page)
    page.click("#dialog .btn-primary")

    page.wait_for_url("**/admin/contacts/merge/?**")
    expect(page.locator("[data-main]")).to_have_count(3)
    looks_right(page)
    page.check(f"[data-field=emails] [value='{three[1]}']")
    page.check(f"[data-main][value='{three[2]}']")
    page.wait_for_url(f"**main={three[2]}**")
    expect(page.locator(f"[data-field=emails] [value='{three[1]}']")).to_be_checked()
    page.check(f"[data-main][value='{three[0]}']")
    page.wait_for_url(f"**main={three[0]}**")
    page.click(".k-savebar .btn-primary")
    expect(page.locator(".k-merge-list").first).to_be_visible()
    looks_right(page)
    page.click(".k-savebar .btn-primary")

    page.wait_for_url(f"**/admin/contacts/details/?id={three[0]}")
    expect(page.locator(".toast.show .k-toast-undo")).to_be_visible()
    assert living(live) == three[:1]
    with live.app.app_context():
        winner = db.session.get(Contact, three[0])
        assert (winner.email, winner.position) == ("lena@mail.example", "")
        assert winner.phone == "+380441234567"

    page.goto(f"/admin/contacts/{three[1]}")  # the old address leads to the one that is left
    page.wait_for_url(f"**/admin/contacts/details/?id={three[0]}")
    page.click(".k-card-actions .dropdown > button")
    page.click(".dropdown-menu.show [href*='/admin/merges/']")
    looks_right(page)
    page.click(".k-merge-record")
    looks_right(page)
    page.click("form .btn-primary")
    page.wait_for_url(f"**/admin/contacts/details/?id={three[0]}")
    assert living(live) == three
    with live.app.app_context():
        assert cards() == before


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], indirect=True, ids=str)
def test_two_companies_merge_with_a_choice(live, page, look):
    with live.app.app_context():
        rows = [companies.create({"name": name}, system()) for name in ("Zefir", "Lotos")]
        papers = [world.document(row).id for row in rows]
        make_contact(company_id=rows[1].id)
        db.session.commit()
        zefir, lotos = (row.id for row in rows)
    sign_in(live, page, look, "managers")
    page.goto(f"/admin/companies/{zefir}")
    page.click(".k-card-actions .dropdown > button")
    page.click(".dropdown-menu.show [data-dialog-url*='merge/start']")
    page.locator("#dialog .ts-control input").fill("lot")
    page.click("#dialog .ts-dropdown .option")
    page.click("#dialog .btn-primary")
    page.check(f"[data-main][value='{zefir}']")
    page.check(f"[name=documents][value='{zefir}']")
    looks_right(page)
    page.click(".k-savebar .btn-primary")
    looks_right(page)
    page.click(".k-savebar .btn-primary")
    page.wait_for_url(f"**/admin/companies/details/?id={zefir}")
    with live.app.app_context():
        owners = [db.session.get(Document, paper).company_id for paper in papers]
        assert owners == [zefir, lotos]
        assert db.session.get(Company, lotos).merged_into_id == zefir
        assert db.session.query(Contact).one().company_id == zefir
    page.click(".toast.show .k-toast-undo")
    page.wait_for_url(f"**/admin/companies/details/?id={zefir}")
    expect(page.locator(".toast.show")).to_be_visible()
    with live.app.app_context():
        assert db.session.query(Contact).one().company_id == lotos
        assert db.session.get(Company, lotos).deleted_at is None
