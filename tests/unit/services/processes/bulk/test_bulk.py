"""Bulk changes: frozen, carried out by the rules of the single services, taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from admin_app import clock
from admin_app.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from admin_app.permissions import Actor
from admin_app.services import change_set as change_sets
from admin_app.services import company as companies
from admin_app.services import contact as contacts
from admin_app.services.contact_status import set_notifications, set_status
from admin_app.services.lists import LISTS
from admin_app.services.processes.bulk import carrying_out, taking_back
from admin_app.services.processes.bulk.actions import action_of
from admin_app.services.processes.bulk.planning import Selection, count, plan
from admin_app.services.session import start
from admin_app.services.shared.listing import ListQuery, select_rows
from models import (
    AccessGroup,
    AuditEntry,
    ChangeRow,
    ChangeSet,
    Company,
    Contact,
    ContactStatusChange,
    UserSession,
)
from models.base import db
from models.enums import ChangeOutcome, ContactStatus
from tests.factories.people import delete, make_contact, make_user, system

pytestmark = pytest.mark.usefixtures("db_session")
EVERYTHING = Selection()


def actor_in(group):
    return Actor.of(make_user(group))


def change(key, typed, selection=EVERYTHING, *, noun="contacts", actor=None):
    actor = actor or system()
    change_set = plan(action_of(noun, key), typed, selection, actor)
    carrying_out.carry_out(change_set, actor)
    db.session.commit()
    return change_set


def undo(change_set, actor=None):
    actor = actor or system()
    taking_back.undo(taking_back.begin(change_set.id, actor), actor)
    db.session.commit()


def numbers(change_set):
    return (change_set.total, change_set.changed, change_set.unchanged, change_set.skipped)


def outcomes(change_set):
    rows = db.session.scalars(select(ChangeRow).filter_by(change_set_id=change_set.id))
    return {row.record_id: (row.outcome.value, row.reason) for row in rows}


def look(model=Contact):
    """All columns that a person sees of all rows."""
    hidden = {"version", "updated_at", "search_text", "deleted_by_id"}
    columns = [c for c in model.__table__.columns if c.name not in hidden]
    found = {}
    for row in db.session.execute(select(*columns).order_by(model.id)).mappings():
        found[row["id"]] = dict(row) | {"deleted_at": row["deleted_at"] is not None}
    words = select(model.id, model.search_text)
    for row_id, text in db.session.execute(words):
        found[row_id]["words"] = sorted(text.split())
    return found


def cast():
    """Contacts of every sort that the rules tell apart."""
    people = [
        make_contact(),
        make_contact(company="Ромашка", department="Sales", language="pl"),
        make_contact(kind="organisation", last_name="", first_name="", company="Nameless"),
        make_contact(),
        make_contact(),
        make_contact(),
    ]
    incomplete = people[3]
    incomplete.first_name = incomplete.last_name = ""
    set_status(people[4], ContactStatus.BLOCKED, system())
    set_status(people[5], ContactStatus.DISMISSED, system())
    set_notifications(people[0], system(), on=False)
    db.session.commit()
    return people


def group_id(key):
    return db.session.scalar(select(AccessGroup.id).filter_by(key=key))


ONE_BY_ONE = {
    "status": (
        lambda: {"status": "blocked", "reason": "spam"},
        lambda row, typed: set_status(row, ContactStatus.BLOCKED, system(), reason="spam"),
    ),
    "group": (
        lambda: {"group_id": group_id("partners")},
        lambda row, typed: contacts.update_contact(row, typed, system()),
    ),
    "company": (
        lambda: {"company": "Zefir"},
        lambda row, typed: contacts.update_contact(row, typed, system()),
    ),
    "notifications": (
        lambda: {"notifications": False},
        lambda row, typed: set_notifications(row, system(), on=False),
    ),
    "language": (
        lambda: {"language": "PL"},
        lambda row, typed: contacts.update_contact(row, typed, system()),
    ),
    "department": (
        lambda: {"department": " Night   shift "},
        lambda row, typed: contacts.update_contact(row, typed, system()),
    ),
    "delete": (dict, lambda row, typed: delete(row)),
}


def one_by_one(people, key):
    """What the single service makes of each, and the codes of those it refuses; taken back."""
    typed, one = ONE_BY_ONE[key]
    codes = {}
    for row in people:
        try:
            with db.session.begin_nested():
                one(row, typed())
        except DomainError as error:
            codes[row.id] = getattr(error, "code", None) or error.problems[0].code
    steps = select(ContactStatusChange.contact_id, ContactStatusChange.after)
    found = look(), sorted(db.session.execute(steps).all()), codes
    db.session.rollback()
    return found


@pytest.mark.parametrize("key", ONE_BY_ONE)
def test_many_at_once_are_changed_as_one_by_one(key):
    people = cast()
    companies.create({"name": "Zefir"}, system())
    db.session.commit()
    before = look()
    expected, history, codes = one_by_one(people, key)
    assert expected != before
    change_set = change(key, ONE_BY_ONE[key][0]())
    assert look() == expected
    steps = select(ContactStatusChange.contact_id, ContactStatusChange.after)
    assert sorted(db.session.execute(steps).all()) == history
    told = outcomes(change_set)
    assert {i: why for i, (outcome, why) in told.items() if outcome == "skipped"} == codes
    changed = {i for i, (outcome, _why) in told.items() if outcome == "changed"}
    assert changed == {i for i in before if expected[i] != before[i]}
    undo(change_set)
    assert look() == before


def test_every_action_on_contacts_is_compared():
    from admin_app.services.processes.bulk.actions import ACTIONS

    of_contacts = {key for noun, key in ACTIONS if noun == "contacts"}
    assert of_contacts - {"custom"} == set(ONE_BY_ONE)  # its own tests: test_custom.py


def test_audit_and_version_of_every_row():
    people = [make_contact(), make_contact()]
    versions = [row.version for row in people]
    manager = actor_in("managers")
    change_set = change("status", {"status": "blocked", "reason": "spam"}, actor=manager)
    db.session.expire_all()
    assert [row.version for row in people] == [version + 1 for version in versions]
    query = select(AuditEntry).filter_by(noun="contact", action="update")
    entries = db.session.scalars(query.order_by(AuditEntry.id)).all()
    assert [entry.row_id for entry in entries] == [row.id for row in people]
    assert {entry.source for entry in entries} == {f"change:{change_set.id}"}
    assert entries[0].actor_id == manager.user_id
    assert entries[0].changes == {"status": ["active", "blocked"]}
    undo(change_set, manager)
    assert db.session.query(AuditEntry).filter_by(action="undo", noun="contact").count() == 2


def test_the_counts_reconcile_and_lead_to_the_rows():
    people = cast()
    change_set = change("status", {"status": "blocked"})
    assert numbers(change_set) == (6, 4, 1, 1)
    assert change_sets.reasons(change_set) == {"skipped.dismissed_final": 1}

    def listed(value):
        query = ListQuery(filters={"change": [f"{change_set.id}:{value}"]})
        rows = select_rows(LISTS["contacts"], query, system())
        return {row.id for row in db.session.scalars(rows)}

    assert listed("unchanged") == {people[4].id}
    assert listed("skipped.dismissed_final") == listed("skipped") == {people[5].id}
    assert listed("changed") == {row.id for row in people[:4]}
    assert listed("skipped.gone") == listed("left") == set()
    assert len(listed("nonsense")) == 6


def test_all_that_match_and_nothing_else():
    ours = [make_contact(department="Sales") for _ in range(3)]
    other = make_contact()
    selection = Selection(query=ListQuery(filters={"department": ["sales"]}))
    assert count("contacts", selection, system()) == 3
    change_set = change("notifications", {"notifications": False}, selection)
    assert set(outcomes(change_set)) == {row.id for row in ours}
    db.session.expire_all()
    assert other.notifications


def test_ticked_rows_out_of_reach_are_not_meant():
    here, gone = make_contact(), make_contact()
    delete(gone)
    db.session.commit()
    change_set = change(
        "notifications", {"notifications": False}, Selection([here.id, gone.id, 99])
    )
    assert set(outcomes(change_set)) == {here.id}


def test_rows_that_went_away_between_asking_and_doing():
    people = [make_contact(), make_contact(), make_contact()]
    actor = system()
    change_set = plan(action_of("contacts", "status"), {"status": "blocked"}, EVERYTHING, actor)
    delete(people[0])
    db.session.delete(people[1])
    db.session.commit()
    carrying_out.carry_out(change_set, actor)
    db.session.commit()
    told = outcomes(change_set)
    assert told[people[0].id] == ("skipped", "in_trash")
    assert sorted(why for _outcome, why in told.values()) == ["", "gone", "in_trash"]


def test_a_company_or_group_that_went_away_between_asking_and_doing():
    contact = make_contact()
    zefir = companies.create({"name": "Zefir"}, system())
    group = AccessGroup(name="Passing", access_type="client", permissions=[])
    db.session.add(group)
    db.session.flush()
    sets = [
        plan(action_of("contacts", "company"), {"company_id": zefir.id}, EVERYTHING, system()),
        plan(action_of("contacts", "group"), {"group_id": group.id}, EVERYTHING, system()),
    ]
    db.session.delete(group)
    companies.update_company(zefir, {"status": "archived"}, system())
    db.session.commit()
    for change_set, why in zip(sets, ("company_gone", "group_gone"), strict=True):
        carrying_out.carry_out(change_set, system())
        assert outcomes(change_set) == {contact.id: ("skipped", why)}
    with pytest.raises(Invalid):
        plan(action_of("contacts", "company"), {"company_id": zefir.id}, EVERYTHING, system())


def test_rights():
    make_contact(company="Zefir")
    agent = actor_in("agents")
    with pytest.raises(NotAllowed):
        plan(action_of("contacts", "delete"), {}, EVERYTHING, agent)
    with pytest.raises(NotAllowed):
        plan(action_of("companies", "status"), {"status": "blocked"}, EVERYTHING, agent)
    with pytest.raises(Invalid):
        plan(action_of("contacts", "group"), {"group_id": group_id("agents")}, EVERYTHING, agent)
    with pytest.raises(NotAllowed):
        plan(action_of("contacts", "company"), {"company": "New one"}, EVERYTHING, agent)
    client = actor_in("clients")
    with pytest.raises(NotAllowed):
        plan(action_of("contacts", "status"), {"status": "blocked"}, EVERYTHING, client)
    db.session.rollback()
    own = change("status", {"status": "blocked"}, actor=agent)
    others = change("delete", {})
    assert change_sets.get(own.id, agent) is own
    with pytest.raises(NotFound):
        change_sets.get(others.id, agent)
    assert list(change_sets.history(agent)) == [own]
    assert list(change_sets.history(actor_in("managers"))) == [others, own]
    assert list(change_sets.history(client)) == []
    with pytest.raises(NotAllowed):
        taking_back.begin(others.id, agent)


def test_blocking_and_deleting_end_sessions():
    for key, typed in (("status", {"status": "blocked"}), ("delete", {})):
        contact = make_contact()
        user = make_user("clients", f"{key}@x.example")
        user.contact = contact
        start(user, ip="127.0.0.1")
        db.session.commit()
        change(key, typed, Selection([contact.id]))
        living = select(UserSession).filter_by(user_id=user.id, ended_at=None)
        assert db.session.scalars(living).all() == []


@pytest.mark.parametrize(("key", "typed"), [("status", {"status": "blocked"}), ("delete", {})])
def test_the_last_administrator_is_left(key, typed):
    people = [make_contact(), make_contact(), make_contact()]
    for number, contact in enumerate(people[:2]):
        make_user("administrators", f"admin{number}@x.example").contact = contact
    db.session.commit()
    change_set = change(key, typed)
    assert outcomes(change_set)[people[1].id] == ("skipped", "last_administrator")
    assert numbers(change_set) == (3, 2, 0, 1)


def test_companies_go_with_their_people_and_come_back_with_them():
    contact = make_contact(company="Zefir")
    before = look(), look(Company)
    change_set = change("delete", {"with_contacts": True}, noun="companies")
    assert select_count(Contact) == select_count(Company) == 0
    undo(change_set)
    assert (look(), look(Company)) == before
    change("delete", {}, noun="companies")
    assert (select_count(Contact), select_count(Company)) == (1, 0)
    assert contact.company_id


def select_count(model):
    return db.session.query(model).filter(model.deleted_at.is_(None)).count()


def test_the_status_of_companies():
    make_contact(company="Zefir")
    make_contact(company="Ромашка")
    change_set = change("status", {"status": "archived"}, noun="companies")
    assert numbers(change_set) == (2, 2, 0, 0)
    assert {row.status.value for row in db.session.scalars(select(Company))} == {"archived"}
    undo(change_set)
    assert {row.status.value for row in db.session.scalars(select(Company))} == {"active"}


def test_undo_names_the_rows_that_were_changed_since():
    ours, theirs = make_contact(), make_contact()
    change_set = change("department", {"department": "Sales"})
    contacts.update_contact(theirs, {"department": "Repairs"}, system())
    contacts.update_contact(ours, {"position": "Chief"}, system())
    db.session.commit()
    assert dict(taking_back.outlook(change_set, system())) == {"": 1, "changed_since": 1}
    undo(change_set)
    db.session.expire_all()
    assert (ours.department, ours.position, theirs.department) == ("", "Chief", "Repairs")
    assert (change_set.restored, change_set.left) == (1, 1)
    assert list(change_sets.left_rows(change_set, limit=9)) == [(theirs.id, "changed_since")]
    assert change_sets.reasons(change_set) == {"left.changed_since": 1}


def test_what_cannot_be_undone():
    make_contact()
    change_set = change("notifications", {"notifications": False})
    undo(change_set)
    dismissed = change("status", {"status": "dismissed"})
    nothing = change("status", {"status": "dismissed"})
    for other in (change_set, dismissed, nothing):
        assert not taking_back.can_be_undone(other)
        with pytest.raises(Conflict):
            taking_back.begin(other.id, system())


def test_a_change_is_forgotten_after_thirty_days(monkeypatch):
    make_contact()
    old = change("notifications", {"notifications": False})
    moment = clock.now() + timedelta(days=30, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert not taking_back.can_be_undone(old)
    with pytest.raises(NotFound):
        change_sets.get(old.id, system())
    fresh = change("notifications", {"notifications": True})
    assert change_sets.purge() == 1
    assert change_sets.purge() == 0
    assert db.session.scalars(select(ChangeSet.id)).all() == [fresh.id]
    assert set(db.session.scalars(select(ChangeRow.change_set_id))) == {fresh.id}


def test_nothing_is_done_twice(monkeypatch):
    monkeypatch.setattr(carrying_out, "CHUNK", 2)
    people = [make_contact() for _ in range(5)]
    actor = system()
    change_set = plan(action_of("contacts", "status"), {"status": "blocked"}, EVERYTHING, actor)
    db.session.commit()
    assert carrying_out.chunk(change_set.id, actor) == 2
    db.session.rollback()
    sizes = []
    while number := carrying_out.chunk(change_set.id, actor):
        db.session.commit()
        sizes.append(number)
    assert sizes == [2, 2, 1]
    assert numbers(change_set) == (5, 5, 0, 0)
    assert carrying_out.chunk(change_set.id, actor) == 0
    assert db.session.query(ContactStatusChange).count() == len(people)
    pending = select(ChangeRow).filter_by(outcome=ChangeOutcome.PENDING)
    assert db.session.scalars(pending).all() == []
