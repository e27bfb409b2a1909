"""Saved views: rules of owners and groups, the default, the side bar's counters."""

import pytest
from sqlalchemy import select

from admin_app.errors import Invalid, NotAllowed, NotFound
from admin_app.permissions import Actor
from admin_app.services import access_group as groups
from admin_app.services import preferences, view_counters
from admin_app.services import saved_view as views
from admin_app.services.lists import CONTACTS
from admin_app.services.shared.listing import ListQuery
from models import AuditEntry, SavedView
from models.base import db
from tests.factories.people import make_contact, make_group, make_user

pytestmark = pytest.mark.usefixtures("db_session")
BLOCKED = ListQuery(filters={"status": ["blocked"]})


@pytest.fixture
def manager():
    return Actor.of(make_user("managers"))


@pytest.fixture
def agent():
    return Actor.of(make_user("agents"))


def group_id(key: str) -> int:
    return groups.group_by_key(key).id


def save(actor: Actor, name: str = "Blocked", noun: str = "contacts", **values) -> SavedView:
    return views.create(noun, {"name": name, **values}, BLOCKED, actor=actor)


def codes(refused) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in refused.value.problems]


def test_a_view_is_its_owners_alone_until_it_is_shared(manager, agent):
    view = save(manager)
    assert views.visible("contacts", manager) == [view]
    assert views.visible("companies", manager) == []
    assert views.visible("contacts", agent) == []
    with pytest.raises(NotFound):
        views.get(view.id, actor=agent)

    views.update(view, {"group_id": group_id("agents")}, actor=manager)
    assert views.visible("contacts", agent) == [view]
    assert views.get(view.id, actor=agent) is view

    views.update(view, {"group_id": None}, actor=manager)
    assert views.visible("contacts", agent) == []


def test_own_views_come_first_each_by_name(manager, agent):
    for name in ("zeta", "Alpha"):
        save(agent, name)
    save(manager, "Beta", group_id=group_id("agents"))
    assert [view.name for view in views.visible("contacts", agent)] == ["Alpha", "zeta", "Beta"]


def test_a_view_of_a_list_that_one_may_not_see_is_not_there(manager):
    night = make_group(permissions=["contacts.view"])
    view = views.create("users", {"name": "Staff"}, ListQuery(), actor=manager)
    view.group_id = night.id  # as if the group had lost the right since
    with pytest.raises(NotFound):
        views.get(view.id, actor=Actor.of(make_user_of(night)))


def make_user_of(group):
    user = make_user("agents", email="night@kontora.example")
    user.group_id = group.id
    db.session.commit()
    db.session.refresh(user)
    return user


def test_only_the_owner_changes_a_view(manager, agent):
    view = save(manager, group_id=group_id("agents"))
    with pytest.raises(NotAllowed):
        views.update(view, {"name": "Mine"}, actor=agent)
    with pytest.raises(NotAllowed):
        views.set_query(view, ListQuery(), actor=agent)
    with pytest.raises(NotAllowed):
        views.set_columns(view, ["full_name"], actor=agent)
    with pytest.raises(NotAllowed):
        views.delete(view, actor=agent)
    views.delete(view, actor=manager)
    assert db.session.scalars(select(SavedView)).all() == []


def test_sharing_needs_the_right_and_a_group_of_staff_that_sees_the_list(manager, agent):
    with pytest.raises(Invalid) as refused:
        save(agent, group_id=group_id("agents"))
    assert codes(refused) == [("group_id", "view_group_wrong")]
    for key in ("clients", "partners"):
        with pytest.raises(Invalid):
            save(manager, group_id=group_id(key))
    with pytest.raises(Invalid):
        views.create(
            "users", {"name": "All", "group_id": group_id("agents")}, BLOCKED, actor=manager
        )


def test_without_the_right_to_share_a_shared_view_can_be_taken_back_but_not_altered(manager):
    view = save(manager, group_id=group_id("agents"))
    lost = Actor.of(make_user("agents"))
    view.owner_id = lost.user_id
    with pytest.raises(NotAllowed):
        views.set_query(view, ListQuery(), actor=lost)
    views.update(view, {"name": "Renamed", "group_id": None}, actor=lost)
    views.set_query(view, ListQuery(), actor=lost)
    assert (view.group_id, view.query["filters"]) == (None, {})


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "required"), ("  ", "required"), ("x" * 101, "too_long"), ("bLOCKED", "name_taken")],
)
def test_a_name_is_there_short_and_new_to_the_owners_list(manager, agent, name, code):
    save(manager)
    save(manager, noun="companies")
    save(agent)
    with pytest.raises(Invalid) as refused:
        save(manager, name)
    assert codes(refused) == [("name", code)]
    other = save(manager, "Other")
    with pytest.raises(Invalid):
        views.update(other, {"name": name}, actor=manager)
    views.update(other, {"name": "OTHER"}, actor=manager)


def test_a_shared_view_of_one_who_left_can_be_taken_over(manager, agent):
    boss = Actor.of(make_user("administrators"))
    private, view = save(manager, "Private"), save(manager, group_id=group_id("agents"))
    assert views.visible("contacts", boss) == []
    with pytest.raises(NotAllowed):
        views.take_over(view, actor=boss)

    view.owner.is_active = False
    db.session.commit()
    assert views.visible("contacts", boss) == [view]
    assert private not in views.visible("contacts", boss)
    with pytest.raises(NotAllowed):
        views.take_over(view, actor=agent)
    with pytest.raises(NotAllowed):
        views.delete(view, actor=boss)
    views.take_over(view, actor=boss)
    assert view.owner.id == boss.user_id
    views.update(view, {"name": "Kept"}, actor=boss)
    assert views.visible("contacts", agent) == [view]


def test_every_change_is_in_the_audit(manager):
    view = save(manager)
    db.session.commit()
    views.update(view, {"group_id": group_id("agents")}, actor=manager)
    views.set_query(view, ListQuery(search="kyiv"), actor=manager)
    views.delete(view, actor=manager)
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.noun == "saved_view").order_by(AuditEntry.id)
    ).all()
    assert [entry.action for entry in entries] == ["create", "update", "update", "delete"]
    assert {entry.actor_id for entry in entries} == {manager.user_id}
    assert {entry.row_name for entry in entries} == {"Blocked"}
    assert entries[1].changes == {"group_id": [None, group_id("agents")]}
    before, after = entries[2].changes["query"]
    assert (before["filters"], after["search"]) == ({"status": ["blocked"]}, "kyiv")


def test_ten_views_of_ones_own_fit_into_the_side_bar(manager, agent):
    for number in range(10):
        save(manager, f"View {number}", in_menu=True, group_id=group_id("agents"))
    with pytest.raises(Invalid) as refused:
        save(manager, "One more", in_menu=True)
    assert codes(refused) == [("in_menu", "menu_full")]
    save(agent, "Own", in_menu=True)
    assert [view.name for view in views.in_menu(agent)][:2] == ["Own", "View 0"]
    assert len(views.in_menu(agent)) == 10


def test_counters_count_what_their_reader_would_see(manager, agent, monkeypatch):
    make_contact(last_name="Shevchenko", region="Lviv")
    make_contact(last_name="Nowak")
    query = ListQuery(search="shevchenko")
    views.create("contacts", {"name": "One", "in_menu": True}, query, actor=manager)
    save(manager, "None", in_menu=True)
    save(manager, "Not in the menu")
    found = [(c.view.name, c.count.number, c.count.exact) for c in view_counters.counted(manager)]
    assert found == [("None", 0, True), ("One", 1, True)]
    assert view_counters.counted(agent) == []

    monkeypatch.setattr(view_counters, "EXACT_UP_TO", 0)
    assert view_counters.counted(manager)[1].count == view_counters.Count(0, exact=False)
    monkeypatch.setattr(view_counters, "LONGEST_SECONDS", 0)
    assert [c.count for c in view_counters.counted(manager)] == [None, None]


def test_the_view_that_a_list_opens_with_outlives_a_reset_of_its_columns(manager):
    user = views.create("contacts", {"name": "A"}, BLOCKED, actor=manager).owner
    preferences.set_default_view(user, CONTACTS, 7)
    preferences.save_columns(user, CONTACTS, manager, columns=["email"], density="compact")
    preferences.reset(user, CONTACTS)
    assert preferences.default_view(user, CONTACTS) == 7
    assert "email" in preferences.list_preferences(user, CONTACTS, manager).columns
    preferences.set_default_view(user, CONTACTS, None)
    assert preferences.default_view(user, CONTACTS) is None
