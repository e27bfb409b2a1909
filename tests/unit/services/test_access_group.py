"""Access groups: what comes with Kontora, and who may change whose rights."""

import pytest
from sqlalchemy import func, select

from admin_app.errors import Conflict, Invalid, NotAllowed, NotFound
from admin_app.permissions import Actor, Permission
from admin_app.permissions.groups import DEFAULT_GROUPS
from admin_app.services import access_group
from models import AccessGroup
from models.base import db
from models.enums import AccessType
from tests.factories.people import make_group, make_user, plain_contact

SYSTEM = Actor.system("test")


@pytest.fixture(autouse=True)
def _database(db_session):
    """Every test here needs the database."""


@pytest.fixture
def keeper():
    """May change groups, but is no administrator."""
    group = make_group("Keepers", permissions=[Permission.GROUPS_EDIT, Permission.CONTACTS_VIEW])
    return Actor.of(make_user(group_id=group.id))


def code_of(call, *args, **kwargs):
    with pytest.raises(Conflict) as caught:
        call(*args, **kwargs)
    return caught.value.code


class TestDefaults:
    def test_are_made_once(self):
        access_group.ensure_defaults()
        access_group.ensure_defaults()
        assert db.session.scalar(select(func.count(AccessGroup.id))) == len(DEFAULT_GROUPS)

    def test_changed_ones_are_left_as_they_are(self):
        group = access_group.group_by_key("agents")
        access_group.update(group, {"name": "Desk", "permissions": []}, actor=SYSTEM)
        assert access_group.ensure_defaults()["agents"].permissions == []

    def test_a_missing_one_comes_back_beside_a_stranger_of_its_name(self):
        db.session.delete(access_group.group_by_key("partners"))
        db.session.flush()
        make_group("Partners")
        assert access_group.ensure_defaults()["partners"].key == "partners"

    def test_an_unknown_key_is_not_found(self):
        with pytest.raises(NotFound):
            access_group.group_by_key("nobody")

    def test_clients_and_partners_have_no_rights(self):
        groups = access_group.ensure_defaults()
        assert groups["clients"].permissions == groups["partners"].permissions == []


class TestCreate:
    def test_keeps_known_rights_only(self):
        made = access_group.create(
            {"name": "A", "access_type": "staff", "permissions": ["contacts.view", "root", "x.y"]},
            actor=SYSTEM,
        )
        assert made.permissions == ["contacts.view"]

    @pytest.mark.parametrize("kind", ["client", "partner"])
    def test_clients_and_partners_get_no_staff_rights(self, kind):
        made = access_group.create(
            {"name": "A", "access_type": kind, "permissions": ["contacts.view"]}, actor=SYSTEM
        )
        assert made.permissions == []

    @pytest.mark.parametrize("name", ["Agents", " aGENTS "])
    def test_a_name_is_taken_in_any_case(self, name):
        with pytest.raises(Invalid) as caught:
            access_group.create({"name": name, "access_type": "staff"}, actor=SYSTEM)
        assert caught.value.problems[0].code == "name_taken"

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"name": " ", "access_type": "staff"}, "name"),
            ({"name": "x" * 101, "access_type": "staff"}, "name"),
            ({"name": "A", "access_type": "king"}, "access_type"),
        ],
    )
    def test_wrong_values_are_refused(self, values, field):
        with pytest.raises(Invalid) as caught:
            access_group.create(values, actor=SYSTEM)
        assert caught.value.problems[0].field == field

    def test_needs_the_right(self):
        with pytest.raises(NotAllowed):
            access_group.create({}, actor=Actor.of(make_user("managers")))

    @pytest.mark.parametrize(
        "values",
        [
            {"access_type": "administrator"},
            {"access_type": "staff", "permissions": ["users.edit"]},
        ],
    )
    def test_nobody_gives_what_he_lacks(self, keeper, values):
        values = {"name": "A", **values}
        assert code_of(access_group.create, values, actor=keeper) == "group_above_own"

    def test_what_one_has_can_be_given(self, keeper):
        values = {"name": "A", "access_type": "staff", "permissions": ["contacts.view"]}
        assert access_group.create(values, actor=keeper).permissions == ["contacts.view"]


class TestUpdate:
    def test_changes_rights_of_others(self):
        boss = Actor.of(make_user("administrators"))
        group = access_group.group_by_key("agents")
        access_group.update(group, {"permissions": ["import.run"]}, actor=boss)
        assert group.permissions == ["import.run"]

    def test_what_is_not_given_stays(self):
        group = access_group.group_by_key("agents")
        before = list(group.permissions)
        access_group.update(group, {"name": "Desk"}, actor=SYSTEM)
        assert group.permissions == before
        assert group.access_type == AccessType.STAFF

    def test_nobody_changes_the_rights_of_his_own_group(self, keeper):
        own = db.session.scalar(select(AccessGroup).where(AccessGroup.name == "Keepers"))
        for change in ({"permissions": ["groups.edit"]}, {"access_type": "client"}):
            assert code_of(access_group.update, own, change, actor=keeper) == "own_rights"

    def test_its_name_he_may(self, keeper):
        own = db.session.scalar(select(AccessGroup).where(AccessGroup.name == "Keepers"))
        access_group.update(own, {"name": "Wardens"}, actor=keeper)
        assert own.name == "Wardens"

    @pytest.mark.parametrize("key", ["administrators", "managers"])
    def test_greater_groups_are_out_of_reach(self, keeper, key):
        group = access_group.group_by_key(key)
        code = code_of(access_group.update, group, {"name": "Weak"}, actor=keeper)
        assert code == "group_above_own"

    def test_nobody_gives_what_he_lacks(self, keeper):
        group = make_group(permissions=["contacts.view"])
        change = {"permissions": ["contacts.view", "users.edit"]}
        assert code_of(access_group.update, group, change, actor=keeper) == "group_above_own"

    def test_the_type_of_a_built_in_group_is_fixed(self):
        group = access_group.group_by_key("clients")
        code = code_of(access_group.update, group, {"access_type": "staff"}, actor=SYSTEM)
        assert code == "group_type_fixed"

    def test_contacts_are_never_made_staff_by_their_group(self):
        group = make_group("Big clients", "client")
        plain_contact(group=group)
        code = code_of(access_group.update, group, {"access_type": "staff"}, actor=SYSTEM)
        assert code == "group_of_staff"

    def test_the_last_administrators_stay(self):
        group = make_group("Owners", "administrator")
        make_user(group_id=group.id)
        code = code_of(access_group.update, group, {"access_type": "staff"}, actor=SYSTEM)
        assert code == "last_administrator"

    def test_with_others_left_a_group_may_lose_the_keys(self):
        make_user("administrators")
        group = make_group("Owners", "administrator")
        make_user(group_id=group.id)
        access_group.update(group, {"access_type": "staff", "permissions": []}, actor=SYSTEM)
        assert (group.access_type, group.permissions) == (AccessType.STAFF, [])


class TestDelete:
    def test_an_unused_one_goes(self):
        group = make_group()
        access_group.delete(group, actor=SYSTEM)
        assert db.session.get(AccessGroup, group.id) is None

    def test_a_built_in_one_stays(self):
        group = access_group.group_by_key("partners")
        assert code_of(access_group.delete, group, actor=SYSTEM) == "group_built_in"

    def test_one_with_users_or_contacts_stays(self):
        staff, clients = make_group("S"), make_group("C", "client")
        make_user(group_id=staff.id)
        plain_contact(group=clients)
        assert code_of(access_group.delete, staff, actor=SYSTEM) == "group_in_use"
        assert code_of(access_group.delete, clients, actor=SYSTEM) == "group_in_use"

    def test_a_greater_one_is_out_of_reach(self, keeper):
        group = make_group(permissions=["users.edit"])
        assert code_of(access_group.delete, group, actor=keeper) == "group_above_own"
