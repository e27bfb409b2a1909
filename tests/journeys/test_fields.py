"""A manager builds three fields; forms, cards and the settings use them at once (S7, A12)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories.people import make_contact
from tests.helpers.browser import LOOKS
from tests.journeys.field_steps import FIELDS, SAVE, build_fields, fill_in
from tests.journeys.steps import looks_right, sign_in

FEW = [LOOKS[0], LOOKS[3], LOOKS[-1]]


@pytest.mark.parametrize("look", FEW, indirect=True, ids=str)
def test_three_fields_in_form_and_card(live, page, look, troubles):
    with live.app.app_context():
        contact = make_contact(last_name="Shevchenko").id
    sign_in(live, page, look, "managers")
    page.goto(FIELDS)
    looks_right(page)
    build_fields(page)
    looks_right(page)

    page.goto(f"/admin/contacts/edit/?id={contact}")
    code = page.locator("[name=custom-postcode]")
    code.press_sequentially("0x0")
    expect(code).to_have_value("00-")
    code.press("Backspace")
    expect(code).to_have_value("00")
    troubles.expect("status of 422")
    fill_in(page, "009", "1200", "Silver")
    looks_right(page)
    page.click(SAVE)
    expect(page.locator("#custom-postcode-error")).to_contain_text("##-###")
    expect(page.locator("#custom-weight-error")).to_contain_text("500")
    expect(code).to_have_value("00-9")
    expect(page.locator("[data-form-errors]")).to_be_focused()
    looks_right(page)

    paste(code, "00 950")
    expect(code).to_have_value("00-950")
    page.fill("[name=custom-weight]", "120.5" if look.language == "en" else "120,5")
    page.click(SAVE)
    page.wait_for_url("**/admin/contacts/details/**")
    facts = page.locator(".k-card-facts")
    for text in ("00-950", "kg", "Silver"):
        expect(facts).to_contain_text(text)
    looks_right(page)


def test_fields_are_ordered_by_keyboard_and_by_dragging_and_retired(live, page, look, troubles):
    sign_in(live, page, look, "managers")
    build_fields(page)
    names = page.locator(".k-fields-item [data-order-name]")
    expect(names).to_have_text(["Postcode", "Weight", "Tier"])
    up = page.locator(".k-fields-item", has_text="Tier").locator("[data-move='-1']")
    up.focus()
    with page.expect_response("**/order**"):
        page.keyboard.press("Enter")
    expect(names).to_have_text(["Postcode", "Tier", "Weight"])
    expect(up).to_be_focused()
    grips = page.locator(".k-fields-item [data-grip]")
    with page.expect_response("**/order**"):
        drag(page, grips.nth(0), grips.nth(2))
    expect(names).to_have_text(["Tier", "Weight", "Postcode"])
    page.reload()
    expect(names).to_have_text(["Tier", "Weight", "Postcode"])

    page.locator(".k-fields-item", has_text="Weight").locator("[data-dialog-url]").click()
    expect(page.locator("#dialog-title")).to_contain_text("Weight")
    page.click("#dialog .btn-primary")
    expect(page.locator(".k-fields-retired")).to_contain_text("Weight")
    expect(names).to_have_text(["Tier", "Postcode"])
    page.locator(".k-toast button", has_text="Undo").click()
    expect(names).to_have_text(["Tier", "Postcode", "Weight"])


def test_a_choice_list_is_edited(live, page, look, troubles):
    sign_in(live, page, look, "managers")
    build_fields(page)
    page.goto("/admin/settings/lists/")
    looks_right(page)
    page.click(".k-fields-name a")
    rows = page.locator(".k-choice")
    expect(rows).to_have_count(3)
    rows.nth(2).locator("[data-move='-1']").click()
    rows.nth(0).locator(".form-check-input").check()
    page.click("[data-choice-add]")
    page.keyboard.type("Wood")
    looks_right(page)
    page.click(SAVE)
    page.wait_for_url("**/admin/settings/lists/")
    page.goto("/admin/contacts/new/")
    options = page.locator("[name=custom-tier] option").all_text_contents()
    assert [text for text in options if text in {"Gold", "Silver", "Tin", "Wood"}] == [
        "Tin",
        "Silver",
        "Wood",
    ]


def paste(field, text: str) -> None:
    """Put a text into a field as from the clipboard."""
    field.fill("")
    field.evaluate(
        "(box, text) => { box.focus(); document.execCommand('insertText', false, text); }", text
    )


def drag(page, grip, target) -> None:
    """Drag one grip below another."""
    start, end = grip.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 4, start["y"] + 4)
    page.mouse.down()
    for step in range(1, 11):
        y = start["y"] + (end["y"] + end["height"] + 12 - start["y"]) * step / 10
        page.mouse.move(start["x"] + 4, y)
    page.mouse.up()


HEADERS = "Email;Postcode;Weight;Tier;Full name\n"
ROWS = "ann@x.example;00-950;12.5;Silver;Ann Light\nbob@x.example;;300;Tin;Bob Heavy\n"


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], indirect=True, ids=str)
def test_three_fields_in_import_list_filter_and_export(live, page, look, tmp_path, troubles):
    sign_in(live, page, look, "administrators")
    build_fields(page)
    bring_in(page, tmp_path)

    page.goto("/admin/contacts/")
    page.click("[data-dialog-url*='/columns']")
    for key in ("postcode", "weight", "tier"):
        page.locator(f"#dialog input[name=columns][value='custom:{key}']").check()
    looks_right(page)
    page.click("#dialog .modal-footer .btn-primary")
    rows = page.locator("#list-body tbody tr, .k-table tbody tr")
    expect(rows.filter(has_text="Ann Light")).to_contain_text("00-950")
    expect(rows.filter(has_text="Ann Light")).to_contain_text("Silver")
    looks_right(page)

    page.click("[data-bs-target='#filters']")
    page.fill("#filters [name='custom:weight_from']", "100")
    page.locator("#filters [name='custom:tier'][value=tin]").check()
    looks_right(page)
    page.click("[data-filters] button[type=submit]")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Bob Heavy")
    looks_right(page)

    page.click("[data-dialog-url*='/export/dialog']")
    page.locator("#dialog input[name=format][value=csv]").check(force=True)
    page.locator("#dialog input[name=columns][value=shown]").check(force=True)
    with page.expect_download() as download:
        page.click("#dialog .btn-primary")
    text = download.value.path().read_text("utf-8-sig")
    assert "Bob Heavy" in text
    assert "300" in text
    assert "Ann Light" not in text


def bring_in(page, folder) -> None:
    """Import the two people; the three columns are recognised."""
    table = folder / "people.csv"
    table.write_text(HEADERS + ROWS, encoding="utf-8")
    page.goto("/admin/import/")
    page.set_input_files("input[type=file]", table)
    columns = page.locator("[data-map-column]")
    expect(columns).to_have_count(5)
    boxes = page.locator("select[name=column]")
    chosen = boxes.evaluate_all("found => found.map((box) => box.value)")
    assert chosen[1:4] == ["custom:postcode", "custom:weight", "custom:tier"]
    page.click("[data-check]")
    expect(page.locator(".k-verdicts")).to_be_visible()
    page.click("form.k-savebar button[type=submit]")
    expect(page.locator(".k-outcome-icon.k-soft-green")).to_be_visible()
