"""Setting up custom fields: who may, what is refused, what is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from admin_app.errors import Conflict, Invalid, NotAllowed, StaleWrite
from admin_app.importing.headers import recognise
from admin_app.importing.specs import SPECS
from admin_app.permissions import Actor, Permission
from admin_app.services import choice_list, custom_field
from admin_app.services.shared.custom_fields import fields_of
from models import AuditEntry, ChoiceList, CustomField
from models.base import db
from models.enums import AccessType, FieldKind, FieldNoun, ImportNoun
from tests.factories.custom_fields import make_field
from tests.factories.people import delete, make_contact, system

CONTACT, COMPANY = FieldNoun.CONTACT, FieldNoun.COMPANY


def made(noun=CONTACT, **typed) -> CustomField:
    given = {"key": "size", "kind": "text", "labels": {"en": "Size"}, "visible": True, **typed}
    return custom_field.create(noun, given, system())


def problems(action, *args, **typed):
    with pytest.raises(Invalid) as caught:
        action(*args, **typed)
    return [(problem.field, problem.code) for problem in caught.value.problems]


def keys(noun=CONTACT):
    return [field.key for field in fields_of(noun)]


def test_managers_set_up_fields_and_agents_do_not(db_session):
    agent = Actor(1, "Agent", AccessType.STAFF, frozenset({Permission.CONTACTS_FIELDS}))
    manager = Actor(None, "Manager", AccessType.STAFF, frozenset({Permission.FIELDS_EDIT}))
    typed = {"key": "size", "kind": "text", "labels": {"en": "Size"}}
    field = custom_field.create(CONTACT, typed, manager)
    for forbidden in (
        lambda: custom_field.create(CONTACT, typed, agent),
        lambda: custom_field.get(field.id, agent),
        lambda: custom_field.update_field(field, typed, agent),
        lambda: custom_field.put_in_order(CONTACT, [], agent),
        lambda: custom_field.move(field, 1, agent),
        lambda: custom_field.retire(field, agent),
        lambda: custom_field.bring_back(field, agent),
        lambda: choice_list.all_lists(agent),
        lambda: choice_list.create({"name": "x"}, agent),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"key": "with blank"}, ("key", "key_wrong")),
        ({"key": "płeć"}, ("key", "key_wrong")),
        ({"key": "x" * 65}, ("key", "too_long")),
        ({"key": "", "labels": {"en": "…"}}, ("key", "required")),
        ({"key": "E-mail"}, None),
        ({"key": "email"}, ("key", "key_built_in")),
        ({"key": "Full_Name"}, ("key", "key_built_in")),
        ({"key": "company_email"}, ("key", "key_built_in")),
        ({"kind": "html"}, ("kind", "field_kind_needed")),
        ({"labels": {}}, ("labels", "label_needed")),
        ({"labels": {"pl": "x" * 101}}, ("labels-pl", "too_long")),
        ({"visible": False, "editable": True}, ("editable", "editable_hidden")),
        ({"visible": True, "required": True}, ("required", "required_fixed")),
        ({"visible": True, "editable": True, "required": True}, None),
        ({"kind": "number", "minimum": "9", "maximum": "1"}, ("maximum", "limits_crossed")),
        ({"kind": "number", "minimum": "x"}, ("minimum", "number_wrong")),
        ({"kind": "number", "decimals": "7"}, ("decimals", "decimals_wrong")),
        ({"kind": "number", "decimals": "2", "minimum": "-0,5", "unit": "kg"}, None),
        ({"kind": "mask"}, ("mask", "required")),
        ({"kind": "mask", "mask": "K-x"}, ("mask", "mask_empty")),
        ({"kind": "choice"}, ("choices", "choices_none")),
        ({"kind": "choice", "choice_list_id": "999"}, ("choice_list_id", "choice_list_unknown")),
    ],
)
def test_a_definition_is_checked(db_session, typed, expected):
    if expected is None:
        assert made(**typed).id
    else:
        assert expected in problems(made, **typed)
        assert not keys()


def test_every_column_of_an_import_is_a_built_in_key(db_session):
    nouns = {CONTACT: ImportNoun.CONTACTS, COMPANY: ImportNoun.COMPANIES}
    for noun, imported in nouns.items():
        for column in SPECS[imported].columns:
            assert custom_field.is_built_in(noun, column.key), column.key


def test_a_key_that_files_read_as_a_column_is_refused(db_session):
    def is_taken(key: str) -> bool:
        return recognise(key, ImportNoun.CONTACTS) is not None

    typed = {"key": "Stanowisko", "kind": "text", "labels": {"pl": "Stanowisko"}}
    with pytest.raises(Invalid):
        custom_field.create(CONTACT, typed, system(), is_taken=is_taken)


def test_a_key_is_unique_in_its_noun_also_after_the_field_went(db_session):
    field = made()
    assert ("key", "key_taken") in problems(made, key="SIZE")
    assert made(COMPANY).key == "size"
    custom_field.retire(field, system())
    assert ("key", "key_of_retired") in problems(made, key="Size")


def test_of_two_who_take_a_key_at_once_one_is_told(db_session, monkeypatch):
    made()
    monkeypatch.setattr(custom_field, "fields_of", lambda _noun, **_options: [])
    assert problems(made) == [("key", "key_taken")]


def test_a_key_is_made_from_the_label(db_session):
    assert made(key="", labels={"ru": "Размер обуви"}).key == "razmer_obuvi"


def test_key_and_kind_never_change(db_session):
    field = made()
    typed = {"labels": {"en": "Size of shoes"}, "visible": True}
    update = custom_field.update_field
    assert problems(update, field, {**typed, "key": "other"}, system()) == [("key", "key_fixed")]
    wrong = problems(update, field, {**typed, "kind": "number"}, system())
    assert wrong == [("kind", "field_kind_fixed")]
    with pytest.raises(StaleWrite):
        update(field, typed, system(), version=field.version + 1)
    update(field, typed, system(), version=field.version)
    assert field.labels == {"en": "Size of shoes"}


def test_options_belong_to_the_kind(db_session):
    field = made(kind="number", unit="kg", minimum="0", maximum="1 000", decimals="1", mask="##")
    assert field.options == {"unit": "kg", "minimum": 0, "maximum": 1000, "decimals": 1}
    other = made(key="code", kind="mask", mask=" ##-### ", unit="kg")
    assert other.options == {"mask": "##-###"}


def test_one_default_phone_a_noun(db_session):
    first = made(key="one", kind="phone", default=True)
    second = made(key="two", kind="phone", default=True)
    assert (first.options, second.options) == ({}, {"default": True})
    firm = made(COMPANY, key="one", kind="phone", default=True)
    custom_field.retire(second, system())
    custom_field.update_field(
        first, {"labels": {"en": "x"}, "visible": True, "default": True}, system()
    )
    custom_field.bring_back(second, system())
    assert (first.options, second.options) == ({"default": True}, {})
    assert firm.options == {"default": True}


def test_order_by_list_and_by_steps(db_session):
    fields = {key: made(key=key) for key in "abcd"}
    custom_field.put_in_order(CONTACT, [fields["c"].id, fields["a"].id, 999], system())
    assert keys() == ["c", "a", "b", "d"]
    custom_field.move(fields["d"], -1, system())
    custom_field.move(fields["c"], -1, system())
    assert keys() == ["c", "a", "d", "b"]
    entry = db_session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
    assert entry.changes == {"order": [["c", "a", "b", "d"], ["c", "a", "d", "b"]]}


def test_retiring_tells_what_has_values_and_keeps_them(db_session):
    field = made(editable=True, kind="choices", choices="S\nM")
    rows = [make_contact(custom={"size": value}) for value in (["s"], ["s", "m"], [])]
    delete(rows[1])
    db_session.commit()
    assert custom_field.rows_with_value(field) == 1
    custom_field.retire(field, system())
    assert keys() == []
    assert rows[0].custom == {"size": ["s"]}
    other = made(key="more")
    custom_field.bring_back(field, system())
    assert keys() == [other.key, "size"]


def test_the_number_of_fields_is_limited(db_session, monkeypatch):
    monkeypatch.setattr(custom_field, "MOST_FIELDS", 1)
    first = made()
    with pytest.raises(Conflict):
        made(key="more")
    custom_field.retire(first, system())
    made(key="more")
    with pytest.raises(Conflict):
        custom_field.bring_back(first, system())


def test_changes_are_audited(db_session):
    field = made()
    custom_field.update_field(field, {"labels": {"en": "Big"}, "visible": True}, system())
    custom_field.retire(field, system())
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.noun == "custom_field"))
    told = [(entry.action, entry.row_name, sorted(entry.changes)) for entry in entries]
    assert told[1:] == [("update", "size", ["labels"]), ("update", "size", ["retired_at"])]
    assert told[0][:2] == ("create", "size")


def test_a_list_of_choices_is_made_along_and_shared(db_session):
    first = made(key="tier", kind="choice", choices=" Gold\nSilver\n\nGold")
    assert first.choice_list.name == "Size"
    labels = [(c.key, c.labels) for c in first.choice_list.choices]
    assert labels == [("gold", {"uk": "Gold"}), ("silver", {"uk": "Silver"})]
    second = made(COMPANY, key="tier", kind="choices", choice_list_id=first.choice_list_id)
    assert second.choice_list is first.choice_list
    third = made(key="more", kind="choice", choices="A")
    assert third.choice_list.name == "Size 2"
    assert db_session.query(ChoiceList).count() == 2
    assert first.kind == FieldKind.CHOICE


class TestChoiceLists:
    def make(self, *labels, name="Tiers"):
        choices = choice_list.named_by("\n".join(labels), "en")
        return choice_list.create({"name": name, "choices": choices}, system())

    def rows(self, made, **changes):
        told = [
            {"id": c.id, "labels": dict(c.labels), "retired": c.retired_at is not None}
            for c in made.choices
        ]
        return [{**row, **changes.get(row["labels"]["en"], {})} for row in told]

    def test_choices_are_renamed_ordered_and_retired_under_their_keys(self, db_session):
        made = self.make("Gold", "Silver", "Tin")
        gold, silver, tin = self.rows(made)
        gold["labels"] = {"en": "Golden", "pl": "Złoty"}
        gold["retired"] = True
        new = {"id": None, "labels": {"en": "Gold"}, "retired": False}
        choice_list.update(made, {"choices": [silver, gold, new]}, system())
        db_session.commit()
        told = [(c.key, c.labels["en"], c.retired_at is not None) for c in made.choices]
        assert told == [
            ("silver", "Silver", False), ("gold", "Golden", True),
            ("gold_2", "Gold", False), ("tin", "Tin", False),
        ]  # fmt: skip
        assert tin["id"] == made.choices[3].id

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"Gold": {"labels": {"en": ""}}}, ("choices", "choice_nameless")),
            ({"Gold": {"labels": {"en": "silver"}}}, ("choices", "choice_twice")),
            ({"Gold": {"labels": {"en": "x" * 201}}}, ("choices", "too_long")),
            ({"Gold": {"retired": True}, "Silver": {"retired": True}}, ("choices", "choices_none")),
        ],
    )
    def test_wrong_choices_are_refused(self, db_session, changes, expected):
        made = self.make("Gold", "Silver")
        rows = self.rows(made, **changes)
        assert expected in problems(choice_list.update, made, {"choices": rows}, system())

    def test_names_are_unique(self, db_session):
        self.make("A")
        assert problems(self.make, "A", name="tiers") == [("name", "name_taken")]
        assert problems(self.make, "A", name=" ") == [("name", "required")]

    def test_a_list_in_use_is_not_deleted(self, db_session):
        made = self.make("A")
        field = make_field("choice", "tier", choice_list=made)
        assert choice_list.users_of([made.id]) == {made.id: [field]}
        with pytest.raises(Conflict):
            choice_list.delete(made, system())
        db_session.delete(field)
        choice_list.delete(made, system())
        assert db_session.query(ChoiceList).count() == 0

    def test_the_audit_tells_the_choices(self, db_session):
        made = self.make("Gold", "Silver")
        rows = self.rows(made, Silver={"retired": True})
        choice_list.update(made, {"choices": rows}, system())
        entry = db_session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
        assert entry.changes == {"choices": [["Gold", "Silver"], ["Gold"]]}
