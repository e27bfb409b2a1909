"""Custom fields of the demo: values that forms would take, and keys that are left alone."""

from __future__ import annotations

from sqlalchemy import select

from admin_app.permissions import Actor
from admin_app.services.processes.demo.load import load_demo
from admin_app.services.shared.custom_fields import MODELS, fields_of, read_value, text_of
from models import Contact, CustomField
from models.enums import FieldNoun
from tests.factories.custom_fields import make_field

ACTOR = Actor.system("demo")


def test_values_are_such_as_forms_take(db_session):
    load_demo(60, actor=ACTOR)
    for noun in (FieldNoun.CONTACT, FieldNoun.COMPANY):
        fields = fields_of(noun)
        rows = db_session.scalars(select(MODELS[noun].custom)).all()
        for field in fields:
            stored = [custom[field.key] for custom in rows if field.key in custom]
            assert stored, field.key
            for value in stored:
                assert read_value(field, text_of(field, value, "en"), "GB") == value
        assert all(set(custom) <= {field.key for field in fields} for custom in rows)


def test_a_key_that_is_taken_is_left_alone(db_session):
    made = make_field("text", "BADGE").id
    load_demo(20, actor=ACTOR)
    keys = [f.key for f in db_session.scalars(select(CustomField))]
    assert keys.count("badge") == 0
    assert db_session.get(CustomField, made).kind == "text"
    assert not any("badge" in custom for custom in db_session.scalars(select(Contact.custom)))
