"""Setting a custom field of many rows, and taking it back field by field."""

import pytest
from sqlalchemy import select

from admin_app.errors import Invalid
from admin_app.permissions import Actor, Permission
from admin_app.services.processes.bulk import carrying_out, taking_back
from admin_app.services.processes.bulk.actions import action_of
from admin_app.services.processes.bulk.planning import Selection, plan
from models import AuditEntry, Contact
from models.base import db
from models.enums import AccessType
from tests.factories.custom import give, make_field
from tests.factories.people import make_contact, system

pytestmark = pytest.mark.usefixtures("db_session")


def change(value, field="floor", actor=None, noun="contacts"):
    actor = actor or system()
    typed = {"field": field, "value": value}
    change_set = plan(action_of(noun, "custom"), typed, Selection(), actor)
    carrying_out.carry_out(change_set, actor)
    db.session.commit()
    return change_set


@pytest.fixture
def people():
    make_field("floor", "number")
    make_field("metals", "choices")
    one = give(make_contact(), floor=1, metals=["gold"])
    two = give(make_contact(), floor=7)
    return [one, two, make_contact()]


def custom():
    db.session.expire_all()
    return list(db.session.scalars(select(Contact.custom).order_by(Contact.id)))


def test_the_field_alone_is_set(people):
    change_set = change("7")
    assert (change_set.changed, change_set.unchanged) == (2, 1)
    assert custom() == [{"floor": 7, "metals": ["gold"]}, {"floor": 7}, {"floor": 7}]
    query = select(AuditEntry.changes).where(AuditEntry.source == f"change:{change_set.id}")
    told = db.session.scalars(query.order_by(AuditEntry.id)).all()
    assert told == [{"custom:floor": [1, 7]}, {"custom:floor": [None, 7]}]


def test_an_empty_value_clears_it(people):
    assert change("").changed == 2
    assert custom() == [{"metals": ["gold"]}, {}, {}]


def test_undoing_gives_the_old_values_and_leaves_other_fields(people):
    change_set = change("tin;gold", "metals")
    people[1].custom = {**people[1].custom, "floor": 99}
    people[2].custom = {"metals": ["silver"]}
    db.session.commit()
    taking_back.begin(change_set.id, system())
    taking_back.undo(change_set, system())
    db.session.commit()
    assert custom() == [{"floor": 1, "metals": ["gold"]}, {"floor": 99}, {"metals": ["silver"]}]
    assert (change_set.restored, change_set.left) == (2, 1)


@pytest.mark.parametrize(("field", "value"), [("floor", "high"), ("metals", "lead"), ("x", "1")])
def test_what_is_wrong_changes_nothing(people, field, value):
    before = custom()
    with pytest.raises(Invalid):
        change(value, field)
    db.session.rollback()
    assert custom() == before


def test_it_needs_the_right_to_fields(people):
    rights = frozenset(Permission) - {Permission.CONTACTS_FIELDS}
    with pytest.raises(Invalid):
        change("1", actor=Actor(None, "A", AccessType.STAFF, rights))


def test_who_lost_the_right_to_fields_takes_none_back(people):
    change_set = change("7")
    rights = frozenset(Permission) - {Permission.CONTACTS_FIELDS}
    actor = Actor(None, "A", AccessType.STAFF, rights)
    assert taking_back.outlook(change_set, actor) == {"not_allowed": 2}
