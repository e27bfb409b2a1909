"""Equipment: its fields, and where a piece may stand."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from admin_app.errors import Invalid, NotAllowed, NotFound, StaleWrite
from admin_app.permissions import Actor
from admin_app.services import equipment
from admin_app.services import equipment_tree as tree
from admin_app.services.processes.bulk import taking_back
from models import AuditEntry, ChangeRow, ChangeSet, Equipment
from models.base import db
from models.enums import EquipmentStatus
from tests.factories import people
from tests.factories.equipment import make_company, make_equipment, make_tree
from tests.factories.people import make_contact, system
from tests.helpers.at_once import at_once

pytestmark = pytest.mark.usefixtures("db_session")


def refusal(row: Equipment, **typed: object) -> tuple[str, str]:
    with pytest.raises(Invalid) as caught:
        equipment.update_equipment(row, typed, system())
    db.session.rollback()
    [problem] = caught.value.problems
    return problem.field, problem.code


def move(row: Equipment, **typed: object) -> equipment.Changed:
    changed = equipment.update_equipment(row, typed, system())
    db.session.commit()
    return changed


class TestCreate:
    def test_reads_what_was_typed(self):
        row = make_equipment(
            " Server  room ", article="A-1", serial_number="SN 5", description="Two\r\nlines",
            status="in_repair", warranty_until="31.12.2027",
        )  # fmt: skip
        assert (row.name, row.article, row.serial_number) == ("Server room", "A-1", "SN 5")
        assert (row.description, row.warranty_until) == ("Two\nlines", "2027-12-31")
        assert row.status == EquipmentStatus.IN_REPAIR
        assert row.identifier[0] == "D"

    @pytest.mark.parametrize(
        ("typed", "field", "code"),
        [
            ({"name": ""}, "name", "required"),
            ({"name": "A", "warranty_until": "tomorrow"}, "warranty_until", "day_wrong"),
            ({"name": "A", "status": "lost"}, "status", "choice_wrong"),
            ({"name": "A", "company_id": "77"}, "company", "company_gone"),
            ({"name": "A", "company_id": "x"}, "company", "company_gone"),
            ({"name": "A", "contact_id": "77"}, "contact", "contact_unknown"),
            ({"name": "A", "parent_id": "99999999999"}, "parent", "equipment_unknown"),
        ],
    )
    def test_says_what_is_wrong(self, typed, field, code):
        with pytest.raises(Invalid) as caught:
            equipment.create(typed, system())
        assert [(p.field, p.code) for p in caught.value.problems] == [(field, code)]

    def test_takes_the_company_of_the_parent_or_the_contact(self):
        contact = make_contact(company="Zefir")
        row = make_equipment(contact=contact)
        assert row.company is contact.company
        assert make_equipment(parent=row).company is contact.company

    def test_keeps_company_contact_and_parent_together(self):
        one, two = make_company("One"), make_company("Two")
        contact, parent = make_contact(company_id=one.id), make_equipment(company=one)
        for key, code in (("contact", "contact_elsewhere"), ("parent", "parent_elsewhere")):
            row = {"contact": contact, "parent": parent}[key]
            with pytest.raises(Invalid) as caught:
                equipment.create(
                    {"name": "A", "company_id": str(two.id), f"{key}_id": str(row.id)}, system()
                )
            assert [(p.field, p.code) for p in caught.value.problems] == [(key, code)]

    def test_needs_the_right(self):
        group = people.make_group(permissions=["equipment.view"])
        actor = Actor.of(people.make_user("agents", group_id=group.id))
        with pytest.raises(NotAllowed):
            equipment.create({"name": "A"}, actor)

    def test_is_found_by_its_codes(self):
        row = make_equipment("Сервер", article="X-100", serial_number="12-34-56")
        for typed in ("сервер", "server", "x-100", "12-34", row.identifier.lower()):
            assert [r.id for r in equipment.pick(typed, system())] == [row.id], typed


class TestGet:
    def test_hides_what_is_in_the_trash_and_from_strangers(self):
        row = make_equipment()
        people.delete(row)
        with pytest.raises(NotFound):
            equipment.get(row.id, system())
        group = people.make_group(permissions=["contacts.view"])
        with pytest.raises(NotAllowed):
            equipment.get(row.id, Actor.of(people.make_user("agents", group_id=group.id)))


class TestSerialNumbers:
    def test_may_be_there_twice_and_are_told(self):
        company = make_company()
        one = make_equipment("One", company=company, serial_number="S1")
        two = make_equipment("Two", company=company, serial_number="S1")
        make_equipment("Elsewhere", serial_number="S1")
        assert equipment.same_serial(two, system()) == [one]


class TestTheTree:
    def test_has_no_cycles(self):
        company = make_company()
        top, middle, low = make_tree(company, "Top", "Middle", "Low")
        for parent in (top, middle, low):
            assert refusal(top, parent_id=str(parent.id)) == ("parent", "own_part")
        assert move(low, parent_id=str(top.id)).row.parent is top
        assert move(middle, parent_id=str(low.id)).row.parent is low

    def test_is_read_by_level_and_page(self):
        company = make_company()
        top = make_equipment("Top", company=company)
        for number in range(5):
            make_equipment(f"Part {number}", parent=top)
        seen = tree.level(company.id, None, system())
        assert ([r.name for r in seen.rows], seen.parts, seen.more) == (["Top"], {top.id: 5}, None)
        page = tree.level(company.id, top.id, system(), size=3)
        rest = tree.level(company.id, top.id, system(), size=3, after=page.more)
        assert [r.name for r in (*page.rows, *rest.rows)] == [f"Part {n}" for n in range(5)]
        assert rest.more is None

    def test_moves_whole_to_another_company_in_one_go(self):
        one, two = make_company("One"), make_company("Two")
        contact = make_contact(company_id=one.id)
        rack = make_equipment("Rack", company=one)
        server = make_equipment("Server", parent=rack, contact=contact)
        disk = make_equipment("Disk", parent=server)
        gone = make_equipment("Gone", parent=server)
        people.delete(gone)
        db.session.commit()
        changed = move(server, company_id=str(two.id))
        assert changed.moved is not None
        assert changed.moved.parts == 1
        assert {r.company_id for r in (server, disk, gone)} == {two.id}
        assert (server.parent_id, server.contact_id) == (None, None)
        assert (disk.parent_id, rack.company_id) == (server.id, one.id)
        entries = select(AuditEntry.changes).where(
            AuditEntry.noun == "equipment", AuditEntry.row_id == disk.id,
            AuditEntry.action == "update",
        )  # fmt: skip
        assert db.session.scalars(entries).all() == [{"company_id": [one.id, two.id]}]

    def test_and_comes_back_whole(self):
        one, two = make_company("One"), make_company("Two")
        contact = make_contact(company_id=one.id)
        rack = make_equipment("Rack", company=one)
        server = make_equipment("Server", parent=rack)
        disk = make_equipment("Disk", parent=server, contact=contact)
        moved = move(server, company_id=str(two.id)).moved
        assert moved is not None
        assert disk.contact_id is None
        new = make_equipment("New", parent=server)
        change_set = taking_back.begin(moved.change_set_id, system())
        taking_back.undo(change_set, system())
        db.session.commit()
        assert (server.company_id, server.parent_id) == (one.id, rack.id)
        assert (disk.company_id, disk.parent_id, disk.contact_id) == (one.id, server.id, contact.id)
        assert (new.company_id, new.parent_id) == (two.id, None)
        assert (change_set.restored, change_set.left) == (2, 0)

    def test_undoing_leaves_what_would_make_a_cycle(self):
        one, two = make_company("One"), make_company("Two")
        rack = make_equipment("Rack", company=one)
        server = make_equipment("Server", parent=rack)
        moved = move(server, company_id=str(two.id)).moved
        move(rack, company_id=str(two.id), parent_id=str(server.id))
        change_set = taking_back.begin(moved.change_set_id, system())
        taking_back.undo(change_set, system())
        db.session.commit()
        assert (change_set.restored, change_set.left) == (0, 1)
        assert db.session.scalars(select(ChangeRow.reason).where(ChangeRow.undo.is_not(None))).all()
        assert rack.parent is server

    def test_a_new_parent_of_the_other_company_is_kept(self):
        one, two = make_company("One"), make_company("Two")
        server, target = make_equipment("Server", company=one), make_equipment("T", company=two)
        changed = move(server, company_id=str(two.id), parent_id=str(target.id))
        assert (server.company_id, server.parent) == (two.id, target)
        assert changed.moved.parts == 0

    def test_a_parent_alone_takes_no_piece_out_of_its_company(self):
        one, two = make_company("One"), make_company("Two")
        server, target = make_equipment("Server", company=one), make_equipment("T", company=two)
        assert refusal(server, parent_id=str(target.id)) == ("parent", "parent_elsewhere")

    def test_a_stale_version_is_noticed(self):
        row = make_equipment()
        seen = row.version
        move(row, name="Other")
        with pytest.raises(StaleWrite):
            equipment.update_equipment(row, {"name": "Third"}, system(), version=seen)


class TestAtOnce:
    def test_two_moves_never_make_a_cycle(self, app):
        company = make_company()
        for _round in range(3):
            one, two = make_equipment("A", company=company), make_equipment("B", company=company)
            pairs = [(one.id, two.id), (two.id, one.id)]

            def act(pairs=pairs) -> str:
                row_id, parent_id = pairs.pop()
                row = equipment.get(row_id, system())
                try:
                    equipment.update_equipment(row, {"parent_id": str(parent_id)}, system())
                except (Invalid, StaleWrite) as error:
                    db.session.rollback()
                    return type(error).__name__
                return "moved"

            assert sorted(at_once(app, act, 2)) == ["Invalid", "moved"]
            db.session.expire_all()
            assert {one.parent_id, two.parent_id} in ({None, one.id}, {None, two.id})

    def test_a_ring_of_three_stays_open(self, app):
        company = make_company()
        ids = [make_equipment(name, company=company).id for name in "ABC"]
        jobs = [(ids[n], ids[(n + 1) % 3]) for n in range(3)]

        def act() -> str:
            row_id, parent_id = jobs.pop()
            row = equipment.get(row_id, system())
            try:
                equipment.update_equipment(row, {"parent_id": str(parent_id)}, system())
            except (Invalid, StaleWrite) as error:
                db.session.rollback()
                return type(error).__name__
            return "moved"

        assert sorted(at_once(app, act, 3)) == ["Invalid", "moved", "moved"]
        parents = dict(db.session.execute(select(Equipment.id, Equipment.parent_id)).all())
        assert tree.loops(parents) == set()


class TestLoops:
    @pytest.mark.parametrize(
        ("parents", "found"),
        [
            ({1: None, 2: 1}, set()),
            ({1: 1}, {1}),
            ({1: 2, 2: 3, 3: 1, 4: 1}, {1, 2, 3}),
            ({5: 9, 1: 5}, set()),
        ],
    )
    def test_are_found(self, parents, found):
        assert tree.loops(parents) == found


def test_depth_has_no_limit():
    company = make_company()
    rows = make_tree(company, *(f"Level {n}" for n in range(60)))
    assert tree.count_below(rows[0].id) == 59
    assert [r.id for r in tree.way_to(rows[-1])] == [r.id for r in rows[:-1]]
    assert refusal(rows[0], parent_id=str(rows[-1].id)) == ("parent", "own_part")
    count = select(func.count()).select_from(ChangeSet)
    assert db.session.scalar(count) == 0
