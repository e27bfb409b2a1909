"""Custom fields in forms, on cards and in the audit, through the pages."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from admin_app import clock
from admin_app.permissions import Permission
from models import AuditEntry, Contact
from models.base import db
from tests.factories.custom_fields import make_field
from tests.factories.people import make_contact, make_user, sign_in
from tests.helpers.statements import statements
from tests.web.accounts.helpers import enter_with


@pytest.fixture
def manager(db_session, client):
    made = make_user("managers", time_zone="Europe/Warsaw", language="en")
    sign_in(client, made)
    return made


def form_of(page: str) -> dict[str, object]:
    """The fields of a form as a browser would send them back."""
    data: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        skipped = 'type="checkbox"' in tag or 'type="radio"' in tag
        if name and not (skipped and "checked" not in tag):
            data[name[1]] = (value[1] if value else "").replace("&#34;", '"').replace("&amp;", "&")
    return data


def edit(client, contact, **typed):
    address = f"/admin/contacts/edit/?id={contact.id}"
    data = form_of(client.get(address).text)
    return client.post(address, data={**data, "group_id": contact.group_id, **typed})


def custom_of(contact):
    db.session.expire_all()
    return db.session.get(Contact, contact.id).custom


def test_a_form_asks_for_each_kind_in_its_own_way(client, manager):
    make_field("mask", "code", options={"mask": "##-###"}, helps={"en": "As on the envelope"})
    make_field("number", "weight", options={"unit": "kg"}, required=True)
    make_field("choice", "tier", choices=["gold", "silver"])
    make_field("choices", "tags", choices=["a", "b"])
    make_field("moment", "due")
    make_field("text", "hidden", visible=False)
    make_field("text", "fixed", editable=False)
    page = client.get("/admin/contacts/new/").text
    assert 'data-mask="##-###"' in page
    assert "As on the envelope" in page
    assert ">kg</span>" in page
    assert 'type="datetime-local"' in page
    assert re.search(r'<select[^>]*multiple[^>]*name="custom-tags"', page)
    assert "js/mask.js" in page
    assert "custom-hidden" not in page
    assert "custom-fixed" not in page
    assert "js/mask.js" not in client.get("/admin/companies/new/").text


def test_values_are_saved_and_shown(client, manager):
    make_field("number", "weight", options={"unit": "kg", "decimals": 1})
    make_field("choices", "tags", choices=["red", "blue"])
    make_field("moment", "due")
    make_field("url", "page")
    make_field("flag", "vip")
    contact = make_contact()
    answer = edit(
        client, contact,
        **{"custom-weight": "1200,5", "custom-tags": ["blue", "red"], "custom-vip": "1",
           "custom-due": "2026-07-01T14:30", "custom-page": "example.com"},
    )  # fmt: skip
    assert answer.status_code == 302, answer.text
    assert custom_of(contact) == {
        "weight": 1200.5, "tags": ["red", "blue"], "due": "2026-07-01T12:30Z",
        "page": "https://example.com", "vip": True,
    }  # fmt: skip
    for address in ("details/", "quick/"):
        card = client.get(f"/admin/contacts/{address}?id={contact.id}").text
        assert "1,200.5\N{NO-BREAK SPACE}kg" in card
        assert "Red, Blue" in card
        assert re.search(r"Jul 1, 2026, 2:30\sPM", card)
        assert 'href="https://example.com" target="_blank" rel="noopener' in card
    form = client.get(f"/admin/contacts/edit/?id={contact.id}").text
    assert 'value="2026-07-01T14:30"' in form
    assert 'value="1200.5"' in form


def test_a_wrong_value_is_told_at_its_field_and_kept(client, manager):
    make_field("mask", "code", options={"mask": "##-###"})
    make_field("text", "must", required=True)
    contact = make_contact()
    answer = edit(client, contact, **{"custom-code": "00-9", "custom-must": ""})
    assert answer.status_code == 422
    assert 'id="custom-code-error"' in answer.text
    assert "does not fit ##-###" in answer.text
    assert 'value="00-9"' in answer.text
    assert 'id="custom-must-error"' in answer.text
    assert custom_of(contact) == {}


def test_nothing_that_was_not_in_the_form_is_taken(client, manager):
    make_field("text", "hidden", visible=False)
    make_field("text", "gone", retired_at=clock.now())
    make_field("text", "firm", noun="company")
    contact = make_contact()
    given = {f"custom-{key}": "x" for key in ("hidden", "gone", "firm", "never")}
    assert edit(client, contact, custom='{"hidden": "x"}', **given).status_code == 302
    assert custom_of(contact) == {}


def test_a_value_cannot_become_a_script(client, manager):
    make_field("url", "page", labels={"en": "<b>Page</b>"})
    make_field("text", "word")
    contact = make_contact()
    edit(client, contact, **{"custom-word": "<script>alert(1)</script>"})
    contact.custom = {**contact.custom, "page": "javascript:alert(1)", "word": "<img src=x>"}
    db.session.commit()
    card = client.get(f"/admin/contacts/details/?id={contact.id}").text
    assert 'href="javascript' not in card
    assert "<img src=x>" not in card
    assert "<b>Page</b>" not in card


def test_without_the_right_no_field_of_contacts_is_shown(client, db_session):
    make_field("text", "hobby", labels={"en": "Hobby of theirs"})
    contact = make_contact(custom={"hobby": "chess"})
    enter_with(client, Permission.CONTACTS_VIEW, Permission.CONTACTS_EDIT, Permission.AUDIT_VIEW)
    entry = db.session.scalar(select(AuditEntry.id).where(AuditEntry.noun == "contact"))
    for address in (
        f"/admin/contacts/details/?id={contact.id}",
        f"/admin/contacts/edit/?id={contact.id}",
        f"/admin/audit/details/?id={entry}",
        "/admin/audit/",
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert "chess" not in page.text
        assert "Hobby of theirs" not in page.text


def test_the_audit_tells_each_field_in_words(client, manager):
    make_field("choice", "tier", choices=[("gold", {"en": "Gold"}), ("tin", {"en": "Tin"})])
    make_field("date", "since", labels={"en": "Customer since"})
    contact = make_contact(custom={"tier": "gold"})
    edit(client, contact, **{"custom-tier": "tin", "custom-since": "2026-04-23"})
    entry = db.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
    assert entry.changes == {
        "custom:tier": ["gold", "tin"], "custom:since": [None, "2026-04-23"],
    }  # fmt: skip
    page = client.get(f"/admin/audit/details/?id={entry.id}").text
    assert "The tier" in page
    assert "Gold" in page
    assert "Customer since" in page
    assert "Apr 23, 2026" in page
    assert "custom:" not in page


def test_two_changes_of_different_fields_are_put_together(client, manager):
    make_field("text", "one")
    make_field("text", "two")
    make_field("choices", "tags", choices=["red", "blue"])
    contact = make_contact(custom={"one": "a", "two": "b"})
    address = f"/admin/contacts/edit/?id={contact.id}"
    opened = form_of(client.get(address).text)
    edit(client, contact, **{"custom-one": "A", "custom-tags": ["red"]})
    mine = {**opened, "group_id": contact.group_id, "custom-two": "B"}
    assert client.post(address, data=mine).status_code == 302
    assert custom_of(contact) == {"one": "A", "two": "B", "tags": ["red"]}

    clash = {**opened, "group_id": contact.group_id, "custom-two": "C", "custom-tags": ["blue"]}
    answer = client.post(address, data=clash)
    assert answer.status_code == 422
    assert 'name="clash-custom-two"' in answer.text
    assert 'name="clash-custom-one"' not in answer.text
    assert re.search(r'k-clash-value">Red<', answer.text)
    again = {**form_of(answer.text), "group_id": contact.group_id, "custom-tags": ["blue"]}
    again |= {"keep-custom-two": "mine", "keep-custom-tags": "theirs"}
    assert client.post(address, data=again).status_code == 302
    assert custom_of(contact) == {"one": "A", "two": "C", "tags": ["red"]}


def test_companies_have_them_too(client, manager):
    make_field("email", "billing", noun="company", labels={"en": "Billing"})
    data = {"name": "Acme", "status": "active", "custom-billing": "Pay@Acme.example"}
    answer = client.post("/admin/companies/new/", data=data)
    assert answer.status_code == 302
    card = client.get(answer.headers["Location"]).text
    assert 'href="mailto:pay@acme.example"' in card


def test_pages_ask_as_much_for_ten_fields_as_for_one(client, manager):
    contact = make_contact()

    def asked(page: str) -> int:
        with statements() as seen:
            assert client.get(f"/admin/contacts/{page}/?id={contact.id}").status_code == 200
        return len(seen)

    make_field("choice", "first", choices=["a", "b"])
    pages = ("details", "edit")
    before = [asked(page) for page in pages]
    for number in range(9):
        make_field("choices", f"more{number}", choices=["a", "b"])
    assert [asked(page) for page in pages] == before
