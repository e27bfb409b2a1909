"""An agent writes a note with a mention, drops files, filters, edits and deletes (S10)."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import expect

from tests.factories.activity import picture
from tests.factories.people import make_contact, make_user
from tests.helpers.browser import LOOKS
from tests.journeys.steps import looks_right, sign_in

DROP = """([selector, files]) => {
  const data = new DataTransfer();
  for (const [name, type, body] of files) {
    const bytes = Uint8Array.from(atob(body), (sign) => sign.charCodeAt(0));
    data.items.add(new File([bytes], name, { type }));
  }
  const target = document.querySelector(selector);
  for (const kind of ["dragover", "drop"]) {
    const event = { bubbles: true, cancelable: true, dataTransfer: data };
    target.dispatchEvent(new DragEvent(kind, event));
  }
}"""


def drop(page, selector: str, **files: bytes) -> None:
    given = [
        [name.replace("_", "."), "application/octet-stream", base64.b64encode(body).decode()]
        for name, body in files.items()
    ]
    page.evaluate(DROP, [selector, given])


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], indirect=True, ids=str)
def test_the_day_of_a_card(live, page, look):
    with live.app.app_context():
        contact = make_contact(last_name="Kowal", company="Zefir").id
        make_user("managers", full_name="Anna Nowak", email="anna@example.com")
    sign_in(live, page, look, "managers")
    page.goto(f"/admin/contacts/details/?id={contact}&tab=activity")

    # a formatted note that names a colleague
    page.click("[data-compose]")
    editor = page.locator("[data-composer] trix-editor")
    expect(editor).to_be_focused()
    page.keyboard.type("Called, ")
    page.click("[data-composer] [data-trix-attribute=bold]")
    page.keyboard.type("agreed")
    page.click("[data-composer] [data-trix-attribute=bold]")
    page.keyboard.type(" @ann")
    expect(page.locator("[data-people-list] [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(editor.locator("a")).to_have_text("@Anna Nowak")
    looks_right(page)
    page.keyboard.press("Control+Enter")
    note = page.locator(".k-entry-note")
    expect(note.locator("strong")).to_have_text("agreed")
    expect(note.locator("a[href^='#mention-']")).to_have_text("@Anna Nowak")
    expect(page.locator("[data-composer]")).to_be_hidden()
    expect(page.locator("#tab-activity .k-count")).to_have_text("1")

    # two files at once; the small picture comes by itself
    drop(page, "[data-activity]", photo_png=picture(640, 480), plan_txt=b"the plan")
    expect(page.locator(".k-entry-file")).to_have_count(2)
    expect(page.locator(".k-entry-file img")).to_have_count(1, timeout=15_000)
    loaded = "image => image.complete && image.naturalWidth > 0"
    page.wait_for_function(
        f"() => ({loaded})(document.querySelector('.k-entry-file img'))", timeout=10_000
    )
    with page.expect_download() as coming:
        page.locator(".k-entry-file a", has_text="plan.txt").click()
    assert coming.value.suggested_filename == "plan.txt"

    # narrowed to notes, by an address that can be sent
    page.locator("label.k-line-kind", has=page.locator("[value=note]")).click()
    expect(page.locator(".k-entry-file")).to_have_count(0)
    expect(note).to_have_count(1)
    page.wait_for_url("**kind=note**")
    page.reload()
    expect(note).to_have_count(1)
    expect(page.locator(".k-entry-file")).to_have_count(0)

    # edited, with what was there before
    note.locator(".k-entry-menu > button").click()
    page.locator("[data-edit-note]").click()
    edited = note.locator("trix-editor")
    expect(edited).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" tomorrow")
    page.keyboard.press("Control+Enter")
    expect(note.locator(".k-rich").first).to_contain_text("tomorrow")
    note.locator(".k-entry-when .k-link").click()
    expect(page.locator("#dialog .k-version")).to_have_count(2)
    looks_right(page)
    page.locator("#dialog .btn-close").click()
    expect(page.locator("#dialog")).to_be_hidden()

    # deleted for good
    note.locator(".k-entry-menu > button").click()
    note.locator("[data-confirm-danger]").click()
    page.click("#confirm-action")
    expect(note).to_have_count(0)
    expect(page.locator("#tab-activity .k-count")).to_have_text("2")
    page.click("#tab-files")
    expect(page.locator(".k-file-row")).to_have_count(2)
    looks_right(page)


def test_what_was_typed_is_not_lost(live, page, look, troubles):
    troubles.expect("status of 422")
    with live.app.app_context():
        contact = make_contact().id
    sign_in(live, page, look, "managers")
    page.goto(f"/admin/contacts/details/?id={contact}&tab=activity")
    page.click("[data-compose]")
    expect(page.locator("[data-composer] trix-editor")).to_be_focused()
    page.keyboard.type("half a thought")
    page.click("#tab-files")
    expect(page.locator("#confirm")).to_be_visible()
    page.locator("#confirm [data-bs-dismiss]").click()
    expect(page.locator("#confirm")).to_be_hidden()
    expect(page.locator("[data-composer] trix-editor")).to_have_text("half a thought")

    page.locator("[data-dialog-url*='call/new']").click()
    page.fill("#dialog [name=minutes]", "long")
    page.click("#dialog button[type=submit]")
    expect(page.locator("#dialog .k-error").first).to_be_visible()
    expect(page.locator("#dialog [name=minutes]")).to_have_value("long")
    page.fill("#dialog [name=minutes]", "5")
    page.click("#dialog button[type=submit]")
    expect(page.locator(".k-entry-call")).to_contain_text("5 minutes")
    expect(page.locator("[data-composer] trix-editor")).to_have_text("half a thought")
