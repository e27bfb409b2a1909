"""Users: who may make and change them, and who keeps the keys."""

import threading

import pytest
from sqlalchemy import select

from admin_app.errors import Conflict, Invalid, NotAllowed
from admin_app.permissions import Actor, Permission
from admin_app.services import access_group, link_token, password, session, user
from models import AuditEntry, User
from models.base import db
from models.enums import ContactStatus
from tests.factories.people import PASSWORD, make_group, make_user, plain_contact

SYSTEM = Actor.system("test")


@pytest.fixture(autouse=True)
def _database(db_session):
    """Every test here needs the database."""


@pytest.fixture
def boss():
    return make_user("administrators")


@pytest.fixture
def deputy():
    """May change users, but is no administrator."""
    rights = [Permission.USERS_VIEW, Permission.USERS_EDIT, Permission.CONTACTS_VIEW]
    group = make_group("Deputies", permissions=rights)
    return make_user(group_id=group.id)


def group_id(key):
    return access_group.group_by_key(key).id


def values(**given):
    return {
        "email": "new@example.com",
        "full_name": "New One",
        "group_id": group_id("agents"),
    } | given


class TestCreate:
    def test_reads_what_was_typed(self):
        made = user.create(values(email=" New@Example.COM "), actor=SYSTEM)
        assert (made.email, made.password_hash, made.is_active) == ("new@example.com", "", True)

    def test_needs_the_right(self):
        agent = Actor.of(make_user("agents"))
        with pytest.raises(NotAllowed):
            user.create(values(), actor=agent)

    def test_an_address_signs_in_one_user_whatever_its_case(self):
        make_user(email="one@example.com")
        with pytest.raises(Invalid) as caught:
            user.create(values(email="ONE@example.com"), actor=SYSTEM)
        assert caught.value.problems[0].code == "email_taken"

    def test_tells_all_that_is_wrong_at_once(self):
        with pytest.raises(Invalid) as caught:
            user.create(values(email="nobody", full_name=" ", time_zone="Mars"), actor=SYSTEM)
        assert {p.field: p.code for p in caught.value.problems} == {
            "email": "email_wrong",
            "full_name": "required",
            "time_zone": "time_zone_wrong",
        }

    def test_a_weak_password_is_refused(self):
        with pytest.raises(Invalid):
            user.create(values(password="qwertyuiop"), actor=SYSTEM)

    def test_fields_that_nobody_asked_for_are_left_alone(self):
        made = user.create(
            values(last_login_ip="6.6.6.6", password_hash="x", id=77, is_active=False), actor=SYSTEM
        )
        assert (made.last_login_ip, made.password_hash, made.is_active) == ("", "", True)
        assert made.id != 77

    @pytest.mark.parametrize("group", ["administrators", "managers"])
    def test_nobody_gives_rights_that_he_lacks(self, deputy, group):
        with pytest.raises(Conflict) as caught:
            user.create(values(group_id=group_id(group)), actor=Actor.of(deputy))
        assert caught.value.code == "group_above_own"

    def test_rights_that_one_has_can_be_given(self, deputy):
        group = make_group("Readers", permissions=[Permission.CONTACTS_VIEW])
        made = user.create(values(group_id=group.id), actor=Actor.of(deputy))
        assert made.group is group

    @pytest.mark.parametrize("group", [None, "1", 10**6])
    def test_a_group_must_be_one(self, group):
        with pytest.raises(Invalid) as caught:
            user.create(values(group_id=group), actor=SYSTEM)
        assert caught.value.problems[0].field == "group_id"

    def test_leaves_no_password_in_the_audit(self):
        made = user.create(values(password=PASSWORD), actor=SYSTEM)
        entry = db.session.scalar(
            select(AuditEntry).where(AuditEntry.noun == "user", AuditEntry.row_id == made.id)
        )
        assert "argon2" not in str(entry.changes)
        assert entry.changes["email"] == [None, "new@example.com"]


class TestUpdate:
    @pytest.mark.parametrize("change", [{"is_active": False}, {"group_id": "managers"}])
    def test_nobody_changes_his_own_rights(self, boss, change):
        make_user("administrators")
        if "group_id" in change:
            change = {"group_id": group_id(change["group_id"])}
        with pytest.raises(Conflict) as caught:
            user.update(boss, change, actor=Actor.of(boss))
        assert caught.value.code == "own_rights"

    def test_his_own_name_he_may(self, boss):
        user.update(boss, {"full_name": "Anna", "is_active": True}, actor=Actor.of(boss))
        assert boss.full_name == "Anna"

    @pytest.mark.parametrize(
        "change", [{"full_name": "X"}, {"is_active": False}, {"email": "x@y.io"}]
    )
    def test_an_administrator_is_out_of_reach_for_lesser_people(self, boss, deputy, change):
        with pytest.raises(Conflict) as caught:
            user.update(boss, change, actor=Actor.of(deputy))
        assert caught.value.code == "group_above_own"

    @pytest.mark.parametrize("change", [{"is_active": False}, {"group_id": "agents"}])
    def test_the_last_administrator_stays(self, boss, change):
        if "group_id" in change:
            change = {"group_id": group_id(change["group_id"])}
        with pytest.raises(Conflict) as caught:
            user.update(boss, change, actor=SYSTEM)
        assert caught.value.code == "last_administrator"

    def test_one_who_cannot_sign_in_is_no_keeper_of_keys(self, boss):
        contact = plain_contact(status=ContactStatus.BLOCKED)
        make_user("administrators", contact=contact)
        make_user("administrators").is_active = False
        db.session.commit()
        with pytest.raises(Conflict):
            user.deactivate(boss, actor=SYSTEM)

    def test_with_another_keeper_he_may_go(self, boss):
        make_user("administrators")
        user.deactivate(boss, actor=SYSTEM)
        assert not boss.is_active

    def test_deactivation_ends_sessions_and_links(self, boss):
        agent = make_user()
        token = session.start(agent, ip="10.0.0.1")
        link = link_token.issue(agent, link_token.Purpose.PASSWORD_RESET)
        user.deactivate(agent, actor=Actor.of(boss))
        user.activate(agent, actor=Actor.of(boss))
        assert session.load(token) is None
        assert link_token.peek(link, link_token.Purpose.PASSWORD_RESET) is None

    def test_a_new_address_kills_links_sent_to_the_old_one(self, boss):
        agent = make_user()
        link = link_token.issue(agent, link_token.Purpose.WELCOME)
        user.update(agent, {"email": "moved@example.com"}, actor=Actor.of(boss))
        assert link_token.peek(link, link_token.Purpose.WELCOME) is None

    def test_one_keeps_his_own_address(self, boss):
        user.update(boss, {"email": boss.email.upper()}, actor=Actor.of(boss))


def test_two_administrators_cannot_remove_each_other(app, database_kind):
    """Both pass the check before either is written, unless they wait for each other."""
    first, second = make_user("administrators").id, make_user("administrators").id
    barrier, results = threading.Barrier(2, timeout=20), []

    def remove(victim):
        with app.app_context():
            barrier.wait()
            try:
                user.deactivate(db.session.get(User, victim), actor=SYSTEM)
                db.session.commit()
                results.append("done")
            except Conflict as error:
                db.session.rollback()
                results.append(error.code)

    db.session.rollback()
    threads = [threading.Thread(target=remove, args=(victim,)) for victim in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    assert sorted(results) == ["done", "last_administrator"]


class TestPassword:
    def test_a_change_asks_for_the_current_one(self, boss):
        with pytest.raises(Invalid) as caught:
            user.change_password(
                boss, current="wrong", new="another long one", actor=Actor.of(boss), keep=None
            )
        assert caught.value.problems[0].code == "password_wrong"
        assert password.verify(boss.password_hash, PASSWORD)

    def test_a_change_ends_all_other_sessions(self, boss):
        here, there = session.start(boss, ip="10.0.0.1"), session.start(boss, ip="10.0.0.2")
        user.change_password(
            boss,
            current=PASSWORD,
            new="another long one",
            actor=Actor.of(boss),
            keep=session.load(here),
        )
        assert session.load(here) is not None
        assert session.load(there) is None
        assert password.verify(boss.password_hash, "another long one")

    def test_the_own_address_is_no_password(self, boss):
        with pytest.raises(Invalid):
            user.set_password(boss, boss.email, actor=SYSTEM)

    def test_the_audit_says_that_and_not_what(self, boss):
        user.set_password(boss, "another long one", actor=SYSTEM)
        entry = db.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
        assert entry.changes["password_hash"] == ["•", "•"]


class TestWhoMaySignIn:
    @pytest.mark.parametrize(
        ("status", "may"),
        [
            (ContactStatus.ACTIVE, True),
            (ContactStatus.BLOCKED, False),
            (ContactStatus.DISMISSED, False),
        ],
    )
    def test_the_contact_decides_for_a_client(self, status, may):
        client = make_user("clients", contact=plain_contact(status=status))
        assert user.may_sign_in(client) is may
        assert bool(user.password_hash_of(client.email)) is may

    def test_a_deactivated_one_may_not(self):
        agent = make_user()
        user.deactivate(agent, actor=SYSTEM)
        assert not user.may_sign_in(agent)
        assert user.password_hash_of(agent.email) == ""

    def test_nobody_has_no_hash(self):
        assert user.password_hash_of("nobody@example.com") == ""


def test_the_profile_changes_no_rights(boss):
    user.update_profile(
        boss,
        {"language": "uk", "email": "x@y.io", "is_active": False, "group_id": group_id("agents")},
        actor=Actor.of(boss),
    )
    assert (boss.language, boss.is_active, boss.group.key) == ("uk", True, "administrators")
    assert boss.email != "x@y.io"
