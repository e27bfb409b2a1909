"""Settings › Fields through the pages: who may, forms, order, retiring, choice lists."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from admin_app.services.shared.custom_fields import fields_of
from models import ChoiceList, CustomField
from models.base import db
from models.enums import FieldNoun
from tests.factories.custom_fields import make_field
from tests.factories.people import make_contact, make_user, sign_in

PAGES = ("fields/", "fields/new/", "lists/", "lists/new/")
WRITES = (
    "fields/new/", "fields/edit/?id={field}", "fields/order?noun=contact",
    "fields/retire?id={field}", "fields/back?id={field}", "lists/new/", "lists/edit/?id={one}",
    "lists/delete?id={one}",
)  # fmt: skip
SETTINGS = "/admin/settings/"


@pytest.fixture
def manager(db_session, client):
    sign_in(client, make_user("managers", language="en"))


def fields():
    db.session.rollback()
    return [(field.key, field.labels) for field in fields_of(FieldNoun.CONTACT)]


def new_field(client, **typed):
    data = {"key": "size", "kind": "text", "labels-en": "Size", "visible": "y", "editable": "y"}
    return client.post(f"{SETTINGS}fields/new/?noun=contact", data={**data, **typed})


@pytest.mark.parametrize("group", [None, "clients", "partners", "agents"])
def test_others_reach_nothing(client, db_session, group):
    field = make_field("choice", "tier", choices=["gold"])
    ids = {"field": field.id, "one": field.choice_list_id}
    if group:
        sign_in(client, make_user(group))
    for path in PAGES:
        answer = client.get(SETTINGS + path)
        assert answer.status_code in (302, 403)
    for path in WRITES:
        answer = client.post(SETTINGS + path.format(**ids), data={"labels-en": "x", "name": "x"})
        assert answer.status_code in (302, 403)
        assert answer.status_code == 403 or answer.headers["Location"].startswith("/login")
    assert fields() == [("tier", {"en": "The tier"})]


def test_writes_need_a_token_and_are_no_get(client, manager):
    field = make_field("choice", "tier", choices=["gold"])
    ids = {"field": field.id, "one": field.choice_list_id}
    for path in WRITES:
        assert client.post(SETTINGS + path.format(**ids), csrf=False).status_code == 400, path
        assert client.get(SETTINGS + path.format(**ids)).status_code in (200, 405), path
    assert fields() == [("tier", {"en": "The tier"})]


def test_a_manager_finds_fields_in_the_settings_and_nothing_else_there(client, manager):
    page = client.get(SETTINGS).text
    assert f'href="{SETTINGS}fields/"' in page
    assert "import-contacts" not in page
    assert client.get(f"{SETTINGS}import-contacts/").status_code == 403
    assert f'href="{SETTINGS}"' in client.get("/admin/contacts/").text


def test_a_field_is_added_changed_and_there_at_once(client, manager):
    assert new_field(client, **{"labels-ru": "Размер", "helps-en": "Of shoes"}).status_code == 302
    assert fields() == [("size", {"en": "Size", "ru": "Размер"})]
    assert "custom-size" in client.get("/admin/contacts/new/").text
    field = db.session.scalar(select(CustomField))
    page = client.get(f"{SETTINGS}fields/edit/?id={field.id}").text
    assert 'name="key"' not in page
    assert 'name="kind"' not in page
    data = {
        "labels-ru": "",
        "version": field.version,
        "labels-en": "Length",
        "visible": "y",
        "key": "more",
    }
    answer = client.post(f"{SETTINGS}fields/edit/?id={field.id}", data=data)
    assert answer.status_code == 302
    assert fields() == [("size", {"en": "Length"})]
    stale = client.post(f"{SETTINGS}fields/edit/?id={field.id}", data=data)
    assert stale.status_code == 422
    assert "Somebody else changed this" in stale.text


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ({"key": "bad key"}, "key-error"),
        ({"key": "Telefon"}, "key-error"),
        ({"labels-en": ""}, "labels-en-error"),
        ({"kind": "mask", "mask": "x"}, "mask-error"),
        ({"kind": "number", "minimum": "2", "maximum": "1"}, "maximum-error"),
        ({"kind": "choice", "choices": " "}, "choices-error"),
        ({"kind": "none"}, "kind-error"),
        ({"editable": "", "required": "y"}, "required-error"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(client, manager, typed, where):
    given = {name: value for name, value in typed.items() if value != "" or name == "labels-en"}
    if "editable" in typed:
        answer = client.post(
            f"{SETTINGS}fields/new/",
            data={"key": "size", "kind": "text", "labels-en": "Size", "visible": "y", **given},
        )
    else:
        answer = new_field(client, **given)
    assert answer.status_code == 422
    assert f'id="{where}"' in answer.text
    assert fields() == []


def test_fields_are_put_in_order(client, manager):
    ids = {key: make_field(key=key, position=place).id for place, key in enumerate("abc")}
    data = {"ids": [ids["c"], ids["a"], ids["b"], "x", "99999999999999"]}
    assert client.post(f"{SETTINGS}fields/order?noun=contact", data=data).status_code == 204
    assert [key for key, _labels in fields()] == ["c", "a", "b"]
    assert client.post(f"{SETTINGS}fields/order?noun=ticket", data=data).status_code == 404


def test_retiring_says_what_goes_out_of_sight_and_is_taken_back(client, manager):
    field = make_field(key="size", labels={"en": "Size"})
    make_contact(custom={"size": "1"})
    question = client.get(f"{SETTINGS}fields/retire?id={field.id}").text
    assert "Retire Size?" in question
    assert "1 contact has a value in it." in question
    assert client.post(f"{SETTINGS}fields/retire?id={field.id}").status_code == 302
    assert fields() == []
    page = client.get(f"{SETTINGS}fields/").text
    assert "Retired fields" in page
    assert f"{SETTINGS}fields/back?id={field.id}" in page
    assert client.post(f"{SETTINGS}fields/back?id={field.id}").status_code == 302
    assert fields() == [("size", {"en": "Size"})]


@pytest.mark.parametrize("row", ["", "0", "-1", "99999999999999999999", "x", "1%00", "１"])
@pytest.mark.parametrize("page", ["fields/edit/", "fields/retire", "lists/edit/"])
def test_a_row_that_is_none_is_not_found(client, manager, page, row):
    assert client.get(f"{SETTINGS}{page}?id={row}").status_code == 404


def test_a_list_is_edited_as_a_whole(client, manager):
    field = make_field("choice", "tier", choices=["gold", "silver"])
    gold, silver = field.choice_list.choices
    data = {
        "name": "Tiers", "row": [silver.id, "new12", gold.id, "new13", "<x>"],
        f"label-{silver.id}-en": "Silver", f"label-{gold.id}-en": "Golden",
        f"label-{gold.id}-pl": "Złoty", f"retired-{gold.id}": "1", "label-new12-en": "Tin",
    }  # fmt: skip
    answer = client.post(f"{SETTINGS}lists/edit/?id={field.choice_list_id}", data=data)
    assert answer.status_code == 302, answer.text
    db.session.expire_all()
    told = [(c.key, c.labels["en"], bool(c.retired_at)) for c in field.choice_list.choices]
    expected = [("silver", "Silver", False), ("tin", "Tin", False), ("gold", "Golden", True)]
    assert told == expected
    page = client.get(f"{SETTINGS}lists/").text
    assert "Tiers" in page
    assert "2 choices" in page
    assert "Contacts: The tier" in page


def test_a_wrong_list_comes_again_with_what_was_typed(client, manager):
    data = {"name": "", "row": ["new1", "new2"], "label-new1-en": "A", "label-new2-en": "a"}
    answer = client.post(f"{SETTINGS}lists/new/", data=data)
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert "stands in the list twice" in answer.text
    assert 'value="A"' in answer.text
    assert db.session.query(ChoiceList).count() == 0


def test_only_a_list_without_fields_is_deleted(client, manager):
    field = make_field("choice", "tier", choices=["gold"])
    address = f"{SETTINGS}lists/delete?id={field.choice_list_id}"
    assert client.post(address).status_code == 302
    assert db.session.query(ChoiceList).count() == 1
    db.session.delete(field)
    db.session.commit()
    assert client.post(address).status_code == 302
    assert db.session.query(ChoiceList).count() == 0
