"""Which custom fields there are, and what a form writes into them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from admin_app import clock
from admin_app.errors import Invalid
from admin_app.permissions import Actor, Permission
from admin_app.services import company, contact
from admin_app.services.shared.custom_fields import (
    default_phone,
    field_of,
    fields_of,
    help_of,
    label_of,
)
from models import AuditEntry
from models.base import db
from models.enums import AccessType, FieldNoun
from tests.factories.custom_fields import make_field
from tests.factories.people import make_contact, system
from tests.helpers.statements import statements

CONTACT = FieldNoun.CONTACT


def problems(caught):
    return [(p.field, p.code) for p in caught.value.problems]


def last_entry():
    return db.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))


def test_fields_come_in_their_order_by_one_query(db_session):
    make_field("choice", "b", position=2, choices=["x", "y"])
    make_field(key="a", position=3)
    make_field(key="gone", position=1, retired_at=clock.now())
    make_field(key="firm", noun="company")
    with statements() as seen:
        assert [field.key for field in fields_of(CONTACT)] == ["b", "a"]
        assert [field.key for field in fields_of(CONTACT, retired=True)] == ["gone", "b", "a"]
        assert [choice.key for choice in fields_of(CONTACT)[0].choice_list.choices] == ["x", "y"]
        assert field_of(CONTACT, "A").key == "a"
        assert field_of(CONTACT, "gone") is None
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 1


def test_a_new_field_is_there_at_once_in_the_same_session(db_session):
    assert fields_of(CONTACT) == []
    make_field(key="a")
    assert [field.key for field in fields_of(CONTACT)] == ["a"]
    fields_of(CONTACT)[0].retired_at = clock.now()
    db_session.flush()
    assert fields_of(CONTACT) == []
    db_session.rollback()
    assert [field.key for field in fields_of(CONTACT)] == ["a"]


def test_a_label_falls_back_to_english_then_to_any_then_to_the_key(db_session):
    made = make_field(key="size", labels={"en": "Size", "pl": "Rozmiar"}, helps={"pl": "W cm"})
    assert [label_of(made, code) for code in ("pl", "ru", "en")] == ["Rozmiar", "Size", "Size"]
    assert help_of(made, "en") == "W cm"
    made.labels = {}
    assert label_of(made, "en") == "size"


def test_the_default_phone(db_session):
    make_field("phone", "desk")
    make_field("phone", "own", options={"default": True})
    assert default_phone(CONTACT).key == "own"
    assert default_phone(FieldNoun.COMPANY) is None


def test_values_are_written_and_audited_by_field(db_session):
    make_field("number", "age")
    make_field("text", "hobby")
    made = make_contact(custom={"age": "41", "hobby": " chess ", "unknown": "x"})
    assert made.custom == {"age": 41, "hobby": "chess"}
    assert last_entry().changes["custom:age"] == [None, 41]
    contact.update_contact(made, {"custom": {"hobby": ""}}, system())
    assert made.custom == {"age": 41}
    assert last_entry().changes == {"custom:hobby": ["chess", None]}
    entries = db.session.query(AuditEntry).count()
    contact.update_contact(made, {"custom": {"age": "41"}}, system())
    assert db.session.query(AuditEntry).count() == entries


def test_what_is_wrong_comes_at_the_field(db_session):
    make_field("mask", "post-code", options={"mask": "##-###"})
    make_field("text", "must", required=True)
    with pytest.raises(Invalid) as caught:
        make_contact(custom={"post-code": "x", "must": " "})
    assert problems(caught) == [("custom-post-code", "mask_wrong"), ("custom-must", "required")]
    with pytest.raises(Invalid) as caught:
        company.create({"name": "", "custom": {}}, system())
    assert make_contact().custom == {}  # required where it is asked for, not by other ways


def test_what_cannot_be_edited_is_passed_over(db_session):
    make_field("text", "hidden", visible=False)
    make_field("text", "fixed", editable=False)
    make_field("text", "gone", retired_at=clock.now())
    given = dict.fromkeys(("hidden", "fixed", "gone"), "x")
    made = make_contact(custom=given)
    assert made.custom == {}
    made.custom = given
    db_session.commit()
    contact.update_contact(made, {"custom": {"hidden": "", "gone": ""}}, system())
    assert made.custom == given


def test_without_the_right_fields_of_contacts_are_out_of_reach(db_session):
    make_field("text", "hobby", required=True)
    rights = frozenset({Permission.CONTACTS_EDIT, Permission.CONTACTS_VIEW})
    agent = Actor(None, "Agent", AccessType.STAFF, rights)
    made = make_contact(custom={"hobby": "chess"})
    contact.update_contact(made, {"custom": {"hobby": ""}}, agent)
    assert made.custom == {"hobby": "chess"}


def test_a_value_left_as_it_stands_is_not_judged_by_newer_rules(db_session):
    made_field = make_field("mask", "code", options={"mask": "##"})
    make_field("text", "hobby")
    made = make_contact(custom={"code": "12"})
    made_field.options = {"mask": "###"}
    db_session.commit()
    contact.update_contact(made, {"custom": {"code": "12", "hobby": "go"}}, system())
    assert made.custom == {"code": "12", "hobby": "go"}
    with pytest.raises(Invalid):
        contact.update_contact(made, {"custom": {"code": "13"}}, system())


def test_a_retired_choice_stays_and_is_given_to_no_other(db_session):
    made_field = make_field("choice", "tier", choices=["gold", "silver"])
    made = make_contact(custom={"tier": "Gold"})
    made_field.choice_list.choices[0].retired_at = clock.now()
    db_session.commit()
    contact.update_contact(made, {"custom": {"tier": "gold"}}, system())
    assert made.custom == {"tier": "gold"}
    with pytest.raises(Invalid) as caught:
        make_contact(custom={"tier": "gold"})
    assert problems(caught) == [("custom-tier", "choice_wrong")]


def test_companies_have_their_own(db_session):
    make_field("flag", "vip", noun="company")
    made = company.create({"name": "Acme", "custom": {"vip": "yes"}}, system())
    assert made.custom == {"vip": True}
    company.update_company(made, {"custom": {"vip": ""}}, system())
    assert made.custom == {}
