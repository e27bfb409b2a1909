"""The second step: set up by password and code, passed once, taken off by an administrator."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from admin_app import clock
from admin_app.errors import Conflict, Invalid, NotAllowed
from admin_app.permissions import Actor, Permission
from admin_app.services import access_group, authenticator, recovery_code, session, user
from admin_app.services.processes import second_factor
from admin_app.services.processes.second_factor import Proof
from models import AuditEntry, OutboxMail, RecoveryCode
from models.base import db
from tests.factories.people import PASSWORD, make_group, make_user
from tests.factories.second_factor import code_of, turn_on
from tests.helpers.at_once import at_once

SYSTEM = Actor.system("test")
NEW_PASSWORD = "a quite different one"


@pytest.fixture(autouse=True)
def _database(db_session):
    """Every test here needs the database."""


@pytest.fixture(autouse=True)
def _still(monkeypatch):
    """The clock stands, so that no test runs over the edge of a code's half minute."""
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def agent():
    return make_user()


def prove(person, code, current=PASSWORD, keep=None):
    return {"current": current, "code": code, "actor": Actor.of(person), "keep": keep}


def mails():
    return db.session.scalars(select(OutboxMail.subject).order_by(OutboxMail.id)).all()


def actions(person):
    query = select(AuditEntry.action).where(AuditEntry.row_id == person.id)
    return db.session.scalars(query.where(AuditEntry.noun == "user").order_by(AuditEntry.id)).all()


def code_of_refusal(act, *args, **kwargs):
    with pytest.raises((Conflict, Invalid)) as caught:
        act(*args, **kwargs)
    db.session.rollback()
    error = caught.value
    return error.code if isinstance(error, Conflict) else error.problems[0].code


class TestSettingUp:
    def test_counts_once_password_and_code_were_right(self, agent):
        second_factor.begin(agent)
        assert not authenticator.is_on(agent)
        key = authenticator.key_of(agent)
        codes = second_factor.turn_on(agent, **prove(agent, code_of(key)))
        assert authenticator.is_on(agent)
        assert len(codes) == recovery_code.left(agent) == 10
        assert mails() == ["Two-step sign-in is on"]

    def test_stands_in_the_audit_without_the_key(self, agent):
        turn_on(agent)
        entry = db.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
        assert (entry.action, entry.row_id, entry.actor_id) == ("update", agent.id, agent.id)
        assert list(entry.changes) == ["second_factor_at"]

    def test_beginning_alone_changes_nothing_that_counts(self, agent):
        before = actions(agent)
        second_factor.begin(agent)
        assert actions(agent) == before

    def test_beginning_again_ends_the_key_before(self, agent):
        second_factor.begin(agent)
        old = authenticator.key_of(agent)
        second_factor.begin(agent)
        assert code_of_refusal(second_factor.turn_on, agent, **prove(agent, code_of(old))) == (
            "code_wrong"
        )

    def test_needs_the_password(self, agent):
        second_factor.begin(agent)
        db.session.commit()
        right = code_of(authenticator.key_of(agent))
        refusal = code_of_refusal(second_factor.turn_on, agent, **prove(agent, right, "wrong"))
        assert refusal == "password_wrong"
        assert not authenticator.is_on(agent)
        second_factor.turn_on(agent, **prove(agent, right))  # the code was not used up by it

    def test_needs_a_beginning(self, agent):
        refusal = code_of_refusal(second_factor.turn_on, agent, **prove(agent, "000000"))
        assert refusal == "second_factor_not_begun"

    def test_is_not_begun_over_one_that_is_on(self, agent):
        key, _codes = turn_on(agent)
        assert code_of_refusal(second_factor.begin, agent) == "second_factor_on"
        refusal = code_of_refusal(second_factor.turn_on, agent, **prove(agent, code_of(key)))
        assert refusal == "second_factor_on"
        assert authenticator.key_of(agent) == key

    def test_ends_the_other_sessions(self, agent):
        here, there = session.start(agent, ip="10.0.0.1"), session.start(agent, ip="10.0.0.2")
        second_factor.begin(agent)
        keep = session.load(here)
        code = code_of(authenticator.key_of(agent))
        second_factor.turn_on(agent, **prove(agent, code, keep=keep))
        assert session.load(here) is not None
        assert session.load(there) is None


class TestTurningOff:
    def test_forgets_key_and_codes(self, agent):
        key, _codes = turn_on(agent)
        second_factor.turn_off(agent, **prove(agent, code_of(key)))
        assert not authenticator.is_on(agent)
        assert agent.second_factor_secret == ""
        assert db.session.scalar(select(func.count(RecoveryCode.id))) == 0
        assert mails()[-1] == "Two-step sign-in is off"
        assert actions(agent)[-1] == "update"

    def test_takes_a_recovery_code_too(self, agent):
        _key, codes = turn_on(agent)
        second_factor.turn_off(agent, **prove(agent, codes[0]))
        assert not authenticator.is_on(agent)

    @pytest.mark.parametrize(
        ("current", "code", "refusal"),
        [("wrong", None, "password_wrong"), (PASSWORD, "000000", "code_wrong")],
    )
    def test_needs_both(self, agent, current, code, refusal):
        key, _codes = turn_on(agent)
        given = prove(agent, code or code_of(key), current)
        assert code_of_refusal(second_factor.turn_off, agent, **given) == refusal
        assert authenticator.is_on(agent)

    def test_is_refused_where_the_group_demands_it(self, agent):
        key, _codes = turn_on(agent)
        agent.group.second_factor_required = True
        db.session.commit()
        refusal = code_of_refusal(second_factor.turn_off, agent, **prove(agent, code_of(key)))
        assert refusal == "second_factor_demanded"


class TestNewCodes:
    def test_end_the_old_and_are_told_of(self, agent):
        key, old = turn_on(agent)
        new = second_factor.renew_codes(agent, **prove(agent, code_of(key)))
        assert not set(new) & set(old)
        assert not recovery_code.redeem(agent, old[0])
        assert mails()[-1] == "You have new recovery codes"
        assert actions(agent)[-1] == "recovery_codes"

    def test_need_password_and_code(self, agent):
        key, _codes = turn_on(agent)
        given = prove(agent, code_of(key), "wrong")
        assert code_of_refusal(second_factor.renew_codes, agent, **given) == "password_wrong"
        given = prove(agent, "000000")
        assert code_of_refusal(second_factor.renew_codes, agent, **given) == "code_wrong"

    def test_are_nothing_without_the_second_step(self, agent):
        refusal = code_of_refusal(second_factor.renew_codes, agent, **prove(agent, "000000"))
        assert refusal == "code_wrong"


class TestReset:
    def test_ends_everything_and_tells(self, agent):
        turn_on(agent)
        browser = session.start(agent, ip="10.0.0.1")
        waiting = second_factor.ask(agent)
        boss = make_user("administrators")
        second_factor.reset(agent, actor=Actor.of(boss))
        assert not authenticator.is_on(agent)
        assert recovery_code.left(agent) == 0
        assert session.load(browser) is None
        assert second_factor.waiting(waiting) is None
        assert mails()[-1] == "Two-step sign-in was reset"
        entry = db.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
        assert (entry.actor_id, entry.row_id) == (boss.id, agent.id)
        assert entry.changes["second_factor_at"][1] is None

    def test_is_for_those_who_may_change_users(self, agent):
        turn_on(agent)
        with pytest.raises(NotAllowed):
            second_factor.reset(agent, actor=Actor.of(make_user("managers")))

    def test_of_a_greater_person_is_refused(self):
        boss = make_user("administrators")
        turn_on(boss)
        helper = make_user(
            group_id=make_group(permissions=[Permission.USERS_EDIT, Permission.USERS_VIEW]).id
        )
        refusal = code_of_refusal(second_factor.reset, boss, actor=Actor.of(helper))
        assert refusal == "group_above_own"
        assert authenticator.is_on(boss)

    def test_of_oneself_would_need_no_proof(self):
        boss = make_user("administrators")
        turn_on(boss)
        refusal = code_of_refusal(second_factor.reset, boss, actor=Actor.of(boss))
        assert refusal == "second_factor_own"
        assert authenticator.is_on(boss)


class TestSecondStep:
    def test_is_passed_by_a_code_of_the_application(self, agent):
        key, _codes = turn_on(agent)
        passed = second_factor.pass_step(second_factor.ask(agent), code_of(key), ip="10.0.0.1")
        assert (passed.user, passed.proof) == (agent, Proof.CODE)

    def test_is_passed_by_a_recovery_code_and_told_of(self, agent):
        _key, codes = turn_on(agent)
        passed = second_factor.pass_step(second_factor.ask(agent), codes[3], ip="10.0.0.9")
        assert passed.proof == Proof.RECOVERY_CODE
        mail = db.session.scalar(select(OutboxMail).order_by(OutboxMail.id.desc()).limit(1))
        assert mail.subject == "A recovery code was used"
        assert "9 codes are left" in mail.text
        assert "10.0.0.9" in mail.text

    @pytest.mark.parametrize("typed", ["000000", "aaaaa-aaaaa", "", "\x00"])
    def test_a_wrong_code_stands_in_the_audit_and_leaves_the_step_open(self, agent, typed):
        key, _codes = turn_on(agent)
        token = second_factor.ask(agent)
        assert second_factor.pass_step(token, typed, ip="10.0.0.1") is None
        assert actions(agent)[-1] == "wrong_code"
        assert second_factor.pass_step(token, code_of(key), ip="10.0.0.1") is not None

    def test_a_token_works_once(self, agent):
        key, codes = turn_on(agent)
        token = second_factor.ask(agent)
        assert second_factor.pass_step(token, code_of(key), ip="10.0.0.1") is not None
        assert second_factor.pass_step(token, codes[0], ip="10.0.0.1") is None
        assert recovery_code.left(agent) == 10

    @pytest.mark.parametrize("token", ["", "0", "None", "a" * 43, "\x00"])
    def test_what_is_no_token_is_nobody(self, agent, token):
        _key, codes = turn_on(agent)
        second_factor.ask(agent)
        assert second_factor.pass_step(token, codes[0], ip="10.0.0.1") is None

    def test_a_new_sign_in_ends_the_one_before(self, agent):
        turn_on(agent)
        first, second = second_factor.ask(agent), second_factor.ask(agent)
        assert second_factor.waiting(first) is None
        assert second_factor.waiting(second) is agent

    def test_is_too_late_after_ten_minutes(self, agent, monkeypatch):
        turn_on(agent)
        token = second_factor.ask(agent)
        later = clock.now() + timedelta(minutes=11)
        monkeypatch.setattr(clock, "now", lambda: later)
        assert second_factor.waiting(token) is None

    @pytest.mark.parametrize("change", ["deactivate", "password"])
    def test_ends_with_the_login_or_its_password(self, agent, change):
        turn_on(agent)
        token = second_factor.ask(agent)
        if change == "deactivate":
            user.deactivate(agent, actor=SYSTEM)
        else:
            user.set_password(agent, NEW_PASSWORD, actor=SYSTEM)
        assert second_factor.waiting(token) is None

    def test_of_parallel_uses_of_one_recovery_code_one_passes(self, app, agent):
        _key, codes = turn_on(agent)
        token = second_factor.ask(agent)
        db.session.commit()
        found = at_once(
            app, lambda: second_factor.pass_step(token, codes[0], ip="10.0.0.1") is not None, 6
        )
        assert sorted(found) == [False] * 5 + [True]


class TestDemand:
    def test_is_missing_for_members_who_have_none(self, agent):
        assert not second_factor.is_missing(agent)
        access_group.update(agent.group, {"second_factor_required": True}, actor=SYSTEM)
        assert second_factor.is_missing(agent)
        turn_on(agent)
        assert not second_factor.is_missing(agent)

    def test_is_for_administrators_to_change(self):
        helper = make_user(group_id=make_group(permissions=[Permission.GROUPS_EDIT]).id)
        group = make_group("Other")
        values = {"second_factor_required": True}
        given = {"actor": Actor.of(helper)}
        refusal = code_of_refusal(access_group.update, group, values, **given)
        assert refusal == "administrators_only"
        typed = {"name": "New", "access_type": "staff", **values}
        assert code_of_refusal(access_group.create, typed, **given) == "administrators_only"
        access_group.update(group, {"name": "Renamed"}, **given)
        assert group.second_factor_required is False

    def test_stands_in_the_audit(self, agent):
        access_group.update(agent.group, {"second_factor_required": True}, actor=SYSTEM)
        entry = db.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
        assert entry.noun == "access_group"
        assert entry.changes == {"second_factor_required": [False, True]}
