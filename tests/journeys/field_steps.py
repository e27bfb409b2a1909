"""Steps of journeys with custom fields: a postcode by a mask, a weight in kg, a tier of a list."""

from __future__ import annotations

from playwright.sync_api import expect

FIELDS = "/admin/settings/fields/"
SAVE = ".k-savebar .btn-primary"


def add_field(page, kind: str, key: str, label: str, **options: str) -> None:
    """Add a field of contacts in the settings; `options` are inputs of its type by name."""
    page.goto(FIELDS)
    page.click(f"[data-new][href*='{FIELDS}new/']")
    page.fill("[name=labels-en]", label)
    page.fill("[name=key]", key)
    page.locator(f"[name=kind][value={kind}]").check()
    for name, value in options.items():
        page.fill(f"[name={name}]", value)
    page.click(SAVE)
    page.wait_for_url(lambda url: url.endswith(f"{FIELDS}?noun=contact"))
    expect(page.locator(".k-fields-item", has_text=label)).to_be_visible()


def build_fields(page) -> None:
    """The three fields, as a manager makes them."""
    add_field(page, "mask", "postcode", "Postcode", mask="##-###")
    add_field(page, "number", "weight", "Weight", unit="kg", decimals="1", maximum="500")
    add_field(page, "choice", "tier", "Tier", choices="Gold\nSilver\nTin")


def choose(page, name: str, text: str) -> None:
    """Choose an entry of a dictionary by typing."""
    box = page.locator(f"[name='{name}'] + .ts-wrapper")
    box.click()
    box.locator("input").fill(text)
    page.locator(".ts-dropdown .option", has_text=text).first.click()


def fill_in(page, postcode: str, weight: str, tier: str) -> None:
    """Type values into the three fields of a form of a contact."""
    field = page.locator("[name=custom-postcode]")
    field.fill("")
    field.press_sequentially(postcode)
    page.fill("[name=custom-weight]", weight)
    choose(page, "custom-tier", tier)
