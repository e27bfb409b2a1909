"""Signing in with a second step, over HTTP."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from admin_app import clock
from admin_app.permissions import Actor
from admin_app.services import authenticator, recovery_code, user
from admin_app.services.processes import password_reset, second_factor
from models import AuditEntry, OutboxMail, UserSession
from models.base import db
from tests.factories.people import PASSWORD, make_user, plain_contact, sign_in
from tests.factories.second_factor import code_of, enter_password, sign_in_by_code, turn_on
from tests.helpers.at_once import at_once

WRONG = "This code is not right or was used already."
SYSTEM = Actor.system("test")


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
    return make_user(email="agent@example.com")


@pytest.fixture
def key(agent):
    return turn_on(agent)[0]


@pytest.fixture
def codes(agent, key):
    made = recovery_code.issue(agent)
    db.session.commit()
    return made


def is_signed_in(client):
    return client.get("/profile").status_code == 200


def sessions():
    return db.session.scalar(select(func.count(UserSession.id)))


def type_code(client, code, **query):
    return client.post("/login/code", data={"code": code}, query_string=query)


def last_entry():
    return db.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))


class TestBetweenTheSteps:
    def test_nobody_is_signed_in(self, client, agent, key):
        enter_password(client, agent)
        assert sessions() == 0
        for page in ("/profile", "/admin/", "/profile/security", "/profile/second-factor"):
            assert client.get(page).headers["Location"].startswith("/login?"), page
        assert client.post("/profile/second-factor/begin").headers["Location"] == "/login"

    def test_the_page_asks_for_the_code(self, client, agent, key):
        enter_password(client, agent)
        page = client.get("/login/code").text
        assert 'autocomplete="one-time-code"' in page
        assert agent.email not in page
        assert "Recovery code" in client.get("/login/code?recovery=1").text

    def test_a_wrong_password_says_nothing_of_it(self, client, agent, key):
        make_user(email="other@example.com")
        answers = [
            client.post("/login", data={"email": email, "password": "wrong password"})
            for email in ("agent@example.com", "other@example.com", "nobody@example.com")
        ]
        pages = {
            re.sub(r"[\w.]+@example\.com|\"[\w.-]{20,}\"|[\w.-]{80,}", "", a.text) for a in answers
        }
        assert [a.status_code for a in answers] == [422] * 3
        assert len(pages) == 1

    def test_without_a_right_password_the_page_leads_to_sign_in(self, client, agent, key):
        for answer in (client.get("/login/code"), type_code(client, code_of(key))):
            assert (answer.status_code, answer.headers["Location"]) == (302, "/login")
        assert sessions() == 0

    def test_looking_uses_nothing_up(self, client, agent, key):
        enter_password(client, agent)
        for _ in range(3):
            client.get(f"/login/code?code={code_of(key)}")
        assert sessions() == 0
        assert type_code(client, code_of(key)).status_code == 302

    def test_ends_after_ten_minutes(self, client, agent, key, monkeypatch):
        enter_password(client, agent, next="/admin/contacts/")
        later = clock.now() + timedelta(minutes=11)
        monkeypatch.setattr(clock, "now", lambda: later)
        answer = type_code(client, code_of(key))
        assert answer.headers["Location"] == "/login?next=/admin/contacts/"
        assert "took too long" in client.get(answer.headers["Location"]).text

    @pytest.mark.parametrize("change", ["deactivate", "password", "reset"])
    def test_ends_when_the_login_changes(self, client, agent, key, change):
        enter_password(client, agent)
        if change == "deactivate":
            user.deactivate(agent, actor=SYSTEM)
        elif change == "password":
            user.set_password(agent, "a quite different one", actor=SYSTEM)
        else:
            second_factor.reset(agent, actor=SYSTEM)
        db.session.commit()
        assert type_code(client, code_of(key)).headers["Location"] == "/login"
        assert not is_signed_in(client)

    def test_a_form_without_a_token_is_refused(self, client, agent, key):
        enter_password(client, agent)
        answer = client.post("/login/code", data={"code": code_of(key)}, csrf=False)
        assert answer.status_code == 400
        assert not is_signed_in(client)
        assert type_code(client, code_of(key)).status_code == 302  # nothing was used up


class TestCode:
    def test_signs_in_under_a_new_id(self, client, agent, key):
        enter_password(client, agent)
        with client.session_transaction() as browser:
            browser["planted"] = "by somebody else"
            waiting = browser["second_step"]["token"]
        answer = type_code(client, code_of(key))
        assert answer.headers["Location"] == "/admin/"
        assert is_signed_in(client)
        with client.session_transaction() as browser:
            assert "planted" not in browser
            assert "second_step" not in browser
            assert browser["_user_id"] != waiting

    def test_stands_in_the_audit(self, client, agent, key):
        sign_in_by_code(client, agent, code_of(key))
        entry = last_entry()
        assert (entry.action, entry.row_id, entry.ip) == ("sign_in", agent.id, "127.0.0.1")
        assert entry.changes == {"second_step": "code"}

    def test_leads_to_where_the_person_wanted(self, client, agent, key):
        answer = sign_in_by_code(client, agent, code_of(key), next="/admin/contacts/?search=x")
        assert answer.headers["Location"] == "/admin/contacts/?search=x"

    def test_and_never_to_another_site(self, client, agent, key):
        answer = sign_in_by_code(client, agent, code_of(key), next="//evil.example.org")
        assert answer.headers["Location"] == "/admin/"

    def test_staying_signed_in_is_kept_and_skips_no_step(self, client, agent, key):
        answer = sign_in_by_code(client, agent, code_of(key), remember="y")
        assert "Expires" in answer.headers["Set-Cookie"]
        client.post("/logout")
        enter_password(client, agent)
        assert not is_signed_in(client)

    def test_works_once(self, app, client, agent, key):
        code = code_of(key)
        sign_in_by_code(client, agent, code)
        elsewhere = app.test_client()
        answer = sign_in_by_code(elsewhere, agent, code)
        assert answer.status_code == 422
        assert WRONG in answer.text
        assert not is_signed_in(elsewhere)

    def test_a_wrong_one_is_told_and_stands_in_the_audit(self, client, agent, key):
        enter_password(client, agent)
        answer = type_code(client, "000000")
        assert answer.status_code == 422
        assert WRONG in answer.text
        entry = last_entry()
        assert (entry.action, entry.actor_id, entry.ip) == ("wrong_code", agent.id, "127.0.0.1")
        assert type_code(client, code_of(key)).status_code == 302

    def test_of_another_user_is_nothing(self, client, agent, key):
        other = make_user()
        other_key, _codes = turn_on(other)
        enter_password(client, agent)
        assert type_code(client, code_of(other_key)).status_code == 422

    @pytest.mark.parametrize("code", ["", " ", "\x00", "ж" * 6, "1" * 5000])
    def test_an_odd_one_is_no_error(self, client, agent, key, code):
        enter_password(client, agent)
        assert type_code(client, code).status_code in (200, 422)

    def test_one_who_is_signed_in_goes_on(self, client, agent):
        sign_in(client, agent)
        assert client.get("/login/code").headers["Location"] == "/admin/"

    def test_clients_pass_it_too(self, client):
        person = make_user("clients", contact=plain_contact())
        key, _codes = turn_on(person)
        assert sign_in_by_code(client, person, code_of(key)).headers["Location"] == "/cabinet/"


class TestThrottle:
    def test_closes_after_five_guesses_and_then_refuses_even_the_right_code(
        self, client, agent, key
    ):
        enter_password(client, agent)
        answers = [type_code(client, "000000").status_code for _ in range(6)]
        assert answers == [422] * 5 + [429]
        assert type_code(client, code_of(key)).status_code == 429
        assert not is_signed_in(client)

    def test_holds_over_new_sign_ins_and_recovery_codes(self, app, client, agent, codes):
        for _ in range(5):
            sign_in_by_code(client, agent, "aaaaa-aaaaa")
        elsewhere = app.test_client()
        assert sign_in_by_code(elsewhere, agent, codes[0]).status_code == 429
        assert recovery_code.left(agent) == 10

    def test_forged_headers_buy_no_guesses(self, client, agent, key):
        enter_password(client, agent)
        answers = [
            client.post(
                "/login/code", data={"code": "000000"}, headers={"X-Forwarded-For": f"10.9.8.{n}"}
            ).status_code
            for n in range(6)
        ]
        assert answers[-1] == 429

    def test_opens_again_later(self, client, agent, key, monkeypatch):
        enter_password(client, agent)
        for _ in range(6):
            type_code(client, "000000")
        later = clock.now() + timedelta(minutes=16)
        monkeypatch.setattr(clock, "now", lambda: later)
        assert sign_in_by_code(client, agent, code_of(key)).status_code == 302

    def test_nobody_without_the_password_closes_it(self, app, client, agent, key):
        for _ in range(12):
            app.test_client().post("/login/code", data={"code": "000000"})
            client.post("/login/code", data={"code": "000000"})
        assert sign_in_by_code(client, agent, code_of(key)).status_code == 302


class TestRecoveryCode:
    def test_signs_in_once_and_is_told_of(self, app, client, agent, codes):
        answer = sign_in_by_code(client, agent, codes[0])
        assert answer.status_code == 302
        assert last_entry().changes == {"second_step": "recovery_code"}
        mail = db.session.scalar(select(OutboxMail).order_by(OutboxMail.id.desc()).limit(1))
        assert (mail.letter, mail.recipient) == ("second_factor", agent.email)
        assert sign_in_by_code(app.test_client(), agent, codes[0]).status_code == 422
        assert "9 recovery codes are left" in client.get("/profile/security").text

    def test_used_by_many_at_once_signs_in_one(self, app, client, agent, codes):
        """One cookie in six browsers: the same password, token and code in the same moment."""
        enter_password(client, agent)
        token = client.csrf_token()
        cookie = client.get_cookie("kontora_session").value

        def use():
            browser = app.test_client()
            browser.set_cookie("kontora_session", cookie)
            data = {"code": codes[0], "csrf_token": token}
            return browser.post("/login/code", data=data, csrf=False).status_code

        assert set(at_once(app, use, 4)) <= {302, 422}
        db.session.expire_all()
        assert sessions() == 1
        assert recovery_code.left(agent) == 9


class TestOtherWays:
    def test_a_link_for_a_new_password_does_not_pass_it_by(self, client, agent, key):
        from admin_app.services import link_token

        token = link_token.issue(agent, link_token.Purpose.PASSWORD_RESET)
        db.session.commit()
        assert client.post(f"/forgot/{token}", data={"password": PASSWORD}).status_code == 302
        assert not is_signed_in(client)
        enter_password(client, agent)
        assert not is_signed_in(client)

    def test_a_token_of_one_purpose_is_nothing_to_another(self, client, agent, key):
        waiting = second_factor.ask(agent)
        db.session.commit()
        assert client.get(f"/forgot/{waiting}").status_code == 404
        password_reset.complete(
            waiting, password_reset.Purpose.PASSWORD_RESET, PASSWORD, ip="10.0.0.1"
        )
        assert second_factor.waiting(waiting) is not None

    def test_after_a_change_of_the_secret_key_a_recovery_code_helps(
        self, app, client, agent, codes, monkeypatch
    ):
        changed = app.extensions["settings"].model_copy(update={"secret_key": "another " * 4})
        monkeypatch.setitem(app.extensions, "settings", changed)
        assert authenticator.key_of(agent) is None
        enter_password(client, agent)
        assert "the secret key of this server was changed" in client.get("/login/code").text
        assert type_code(client, codes[0], recovery=1).status_code == 302
        assert "the secret key of this server was changed" in client.get("/profile/security").text
