"""The trash and equipment: parts go along or move up, and the whole graph comes back."""

from __future__ import annotations

import pytest

from admin_app.errors import NotAllowed
from admin_app.permissions import Actor
from admin_app.services import equipment
from admin_app.services.processes import trash
from admin_app.services.processes.trash import COMPANY, CONTACT, EQUIPMENT
from models import Company, Equipment
from models.base import db
from tests.factories import people
from tests.factories.equipment import make_company, make_equipment, make_tree
from tests.factories.people import make_contact, system

pytestmark = pytest.mark.usefixtures("db_session")


def away(noun, row, *along):
    assert trash.delete(noun, [row.id], system(), along=along) == [row.id]
    db.session.commit()


def back(noun, row):
    found, lost = trash.restore(noun, [row.id], system())
    assert found == [row.id]
    db.session.commit()
    return [problem.code for problem in lost]


def gone(*rows):
    return [row.deleted_at is not None for row in rows]


@pytest.fixture
def chain():
    return make_tree(make_company(), "Room", "Rack", "Server", "Disk")


def test_parts_are_counted_through_all_levels(chain):
    assert trash.what_hangs(EQUIPMENT, [chain[1].id])["equipment"] == 2
    assert trash.what_hangs(COMPANY, [chain[0].company_id])["equipment"] == 4


def test_parts_go_along_and_come_back_with_it(chain):
    room, rack, server, disk = chain
    away(EQUIPMENT, disk)
    away(EQUIPMENT, rack, "equipment")
    assert gone(*chain) == [False, True, True, True]
    assert (server.deleted_with, disk.deleted_with) == (f"equipment:{rack.id}", "")
    assert trash.taken_along(EQUIPMENT, [rack.id]) == {rack.id: {"equipment": 1}}
    assert trash.what_hangs(EQUIPMENT, [rack.id], trashed=True)["equipment"] == 1
    assert back(EQUIPMENT, rack) == []
    assert gone(*chain) == [False, False, False, True]
    assert (rack.parent_id, server.parent_id) == (room.id, rack.id)


def test_parts_move_up_and_back_under_it(chain):
    room, rack, server, disk = chain
    other = make_equipment("Switch", parent=rack)
    away(EQUIPMENT, rack)
    assert (server.parent_id, other.parent_id, disk.parent_id) == (room.id, room.id, server.id)
    equipment.update_equipment(other, {"parent_id": ""}, system())
    db.session.commit()
    assert back(EQUIPMENT, rack) == []
    assert (server.parent_id, other.parent_id) == (rack.id, None)


def test_parts_move_past_all_that_went(chain):
    room, rack, server, disk = chain
    assert trash.delete(EQUIPMENT, [rack.id, server.id], system()) == [rack.id, server.id]
    db.session.commit()
    assert disk.parent_id == room.id


def test_a_part_comes_back_to_the_top_while_its_whole_is_away(chain):
    _room, rack, server, _disk = chain
    away(EQUIPMENT, rack, "equipment")
    assert back(EQUIPMENT, server) == ["back_without_parent"]
    assert (server.parent_id, server.deleted_at) == (None, None)


def test_goes_with_its_company_in_any_case_and_comes_back(chain):
    company = db.session.get(Company, chain[0].company_id)
    group = people.make_group(permissions=["companies.view", "companies.delete"])
    actor = Actor.of(people.make_user("agents", group_id=group.id))
    trash.delete(COMPANY, [company.id], actor)
    db.session.commit()
    assert gone(*chain) == [True] * 4
    assert [row.parent_id for row in chain[1:]] == [row.id for row in chain[:-1]]
    trash.restore(COMPANY, [company.id], actor)
    db.session.commit()
    assert gone(*chain) == [False] * 4


def test_goes_for_good_with_its_parts_and_lets_others_go(chain):
    room, rack, server, _disk = chain
    away(EQUIPMENT, server, "equipment")
    away(EQUIPMENT, rack)
    trash.purge(EQUIPMENT, [rack.id], system())
    db.session.commit()
    assert server.parent_id == room.id
    trash.purge(EQUIPMENT, [server.id], system())
    db.session.commit()
    assert db.session.query(Equipment).all() == [room]


def test_is_left_without_a_company_only_when_it_went_before(chain):
    company_id = chain[0].company_id
    away(EQUIPMENT, chain[3])
    company = db.session.get(Company, company_id)
    away(COMPANY, company)
    trash.purge(COMPANY, [company_id], system())
    db.session.commit()
    [disk] = db.session.query(Equipment).all()
    assert (disk.name, disk.company_id, disk.parent_id) == ("Disk", None, None)


def test_stays_with_its_contact_until_that_is_gone_for_good():
    contact = make_contact(company="Zefir")
    piece = make_equipment(contact=contact)
    assert trash.what_hangs(CONTACT, [contact.id])["answers_for"] == 1
    away(CONTACT, contact)
    assert piece.contact_id == contact.id
    trash.purge(CONTACT, [contact.id], system())
    db.session.commit()
    assert (piece.contact_id, piece.deleted_at) == (None, None)


def test_needs_the_right(chain):
    group = people.make_group(permissions=["equipment.view", "equipment.edit"])
    actor = Actor.of(people.make_user("agents", group_id=group.id))
    with pytest.raises(NotAllowed):
        trash.delete(EQUIPMENT, [chain[0].id], actor)
