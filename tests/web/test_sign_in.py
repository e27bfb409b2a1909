"""Signing in and out, over HTTP."""

import re
import statistics
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from admin_app import clock
from admin_app.permissions import Actor
from admin_app.services import throttle, user
from models import AuditEntry, LoginAttempt, UserSession
from models.base import db
from models.enums import ContactStatus
from tests.factories.people import PASSWORD, make_user, plain_contact, sign_in
from tests.unit.views.test_safe_url import FOREIGN, OURS

WRONG = "The e-mail or the password is not right."
MANY = "Too many attempts."
ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""For what does not hang on the database."""


@pytest.fixture(autouse=True)
def _database(db_session):
    """Every test here needs the database."""


def attempt(client, email, password="wrong password", **kwargs):
    return client.post("/login", data={"email": email, "password": password}, **kwargs)


def without_tokens(page):
    """The page less what is new on each answer, and less the address that was typed."""
    page = re.sub(r"[\w.-]+@example\.com", "", page)
    return re.sub(r"(nonce|content|value)=\"[\w.-]{20,}\"", "", page)


def is_signed_in(client):
    return client.get("/profile").status_code == 200


class TestSigningIn:
    def test_leads_to_the_panel_and_signs_in(self, client):
        boss = make_user("administrators")
        answer = sign_in(client, boss.email.upper())
        assert answer.headers["Location"] == "/admin/"
        assert is_signed_in(client)

    @pytest.mark.parametrize(
        ("group", "place"), [("clients", "/cabinet/"), ("partners", "/profile")]
    )
    def test_leads_others_to_what_is_theirs(self, client, group, place):
        answer = sign_in(client, make_user(group, contact=plain_contact()))
        assert answer.headers["Location"] == place
        assert client.get(place).status_code == 200

    def test_notes_when_and_from_where(self, client):
        agent = make_user()
        sign_in(client, agent)
        db.session.refresh(agent)
        assert agent.last_login_ip == "127.0.0.1"
        assert clock.now() - agent.last_login_at < timedelta(minutes=1)

    def test_stands_in_the_audit(self, client):
        agent = make_user()
        sign_in(client, agent)
        entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "sign_in"))
        assert (entry.actor_id, entry.row_id, entry.ip) == (agent.id, agent.id, "127.0.0.1")

    def test_the_form_shows_what_is_missing(self, client):
        answer = client.post("/login", data={"email": "", "password": ""})
        assert answer.text.count("Fill in this field.") >= 2

    def test_one_who_is_signed_in_goes_on(self, client):
        sign_in(client, make_user())
        assert client.get("/login").headers["Location"] == "/admin/"
        assert client.get("/login?next=/profile").headers["Location"] == "/profile"
        assert client.get("/login?next=//evil.example.org").headers["Location"] == "/admin/"


class TestRefusal:
    def test_is_the_same_for_everybody(self, client):
        make_user(email="known@example.com")
        blocked = make_user(
            "clients",
            email="blocked@example.com",
            contact=plain_contact(status=ContactStatus.BLOCKED),
        )
        off = make_user(email="off@example.com")
        user.deactivate(off, actor=Actor.system("test"))
        db.session.commit()
        answers = [
            attempt(client, "known@example.com"),
            attempt(client, "unknown@example.com"),
            attempt(client, blocked.email, PASSWORD),
            attempt(client, off.email, PASSWORD),
            attempt(client, make_user(password="").email, ""),
        ]
        assert [a.status_code for a in answers[:4]] == [422] * 4
        assert all(WRONG in a.text for a in answers[:4])
        assert len({without_tokens(a.text) for a in answers[:4]}) == 1
        assert not is_signed_in(client)

    @ON_SQLITE
    def test_takes_as_long_for_unknown_as_for_known(self, client):
        make_user(email="known@example.com")
        times = {"known@example.com": [], "unknown@example.com": []}
        for _ in range(8):
            for email, seen in times.items():
                begun = time.perf_counter()
                attempt(client, email)
                seen.append(time.perf_counter() - begun)
        known, unknown = (statistics.median(seen) for seen in times.values())
        assert 0.6 < known / unknown < 1.7

    def test_no_transaction_is_open_while_a_password_is_checked(self, client, monkeypatch):
        from admin_app.services import password

        seen = []

        def look(*_arguments):
            seen.append(db.session().in_transaction())
            return False

        monkeypatch.setattr(password, "verify", look)
        attempt(client, "a@example.com")
        assert seen == [False]

    def test_an_odd_address_is_no_error(self, client):
        for email in ("\x00@x.io", "a" * 250, "ж@ж", "' or 1=1 --"):
            assert attempt(client, email).status_code in (200, 422)


class TestThrottle:
    def test_closes_for_known_and_unknown_alike(self, client):
        make_user(email="known@example.com")
        codes = {}
        for email in ("known@example.com", "unknown@example.com"):
            codes[email] = [attempt(client, email).status_code for _ in range(12)]
        assert codes["known@example.com"] == [422] * 10 + [429] * 2
        assert codes["unknown@example.com"] == codes["known@example.com"]

    def test_even_the_right_password_waits(self, client):
        make_user(email="known@example.com")
        for _ in range(10):
            attempt(client, "known@example.com")
        answer = attempt(client, "known@example.com", PASSWORD)
        assert answer.status_code == 429
        assert MANY in answer.text
        assert not is_signed_in(client)

    def test_opens_again_later(self, client, monkeypatch):
        make_user(email="known@example.com")
        for _ in range(11):
            attempt(client, "known@example.com")
        later = clock.now() + timedelta(minutes=16)
        monkeypatch.setattr(clock, "now", lambda: later)
        assert attempt(client, "known@example.com", PASSWORD).status_code == 302

    @pytest.mark.parametrize(
        "header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "CF-Connecting-IP"]
    )
    def test_forged_headers_buy_no_guesses(self, client, header, monkeypatch):
        few = throttle.Limit(5, timedelta(minutes=15))
        kind = throttle.Throttle("login", throttle.SIGN_IN.per_account, few)
        monkeypatch.setattr(throttle, "SIGN_IN", kind)
        codes = [
            attempt(client, f"{n}@example.com", headers={header: f"10.9.8.{n}"}).status_code
            for n in range(7)
        ]
        assert codes == [422] * 5 + [429] * 2

    def test_a_right_password_clears_the_count(self, client):
        make_user(email="known@example.com")
        for _ in range(9):
            attempt(client, "known@example.com")
        assert attempt(client, "known@example.com", PASSWORD).status_code == 302
        client.post("/logout")
        assert attempt(client, "known@example.com").status_code == 422

    def test_a_refused_try_writes_nothing(self, client):
        for _ in range(15):
            attempt(client, "known@example.com")
        assert db.session.scalar(select(func.count(LoginAttempt.id))) == 20


class TestWhereTo:
    @pytest.mark.parametrize("target", OURS)
    def test_back_to_a_page_of_ours(self, client, target):
        email = make_user().email
        answer = client.post("/login", data={"email": email, "password": PASSWORD, "next": target})
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/")

    @pytest.mark.parametrize("target", [t for t in FOREIGN if t])
    @ON_SQLITE
    def test_never_to_another_site(self, client, target):
        form = client.get("/login", query_string={"next": target})
        assert "evil" not in form.text.split("k-languages")[0]
        email = make_user().email
        answer = client.post("/login", data={"email": email, "password": PASSWORD, "next": target})
        assert answer.headers["Location"] == "/admin/"

    def test_the_form_carries_it(self, client):
        wanted = client.get("/admin/users/?search=x")
        assert wanted.headers["Location"] == "/login?next=/admin/users/?search%3Dx"
        assert 'value="/admin/users/?search=x"' in client.get(wanted.headers["Location"]).text

    def test_a_fragment_sends_the_whole_page_to_sign_in(self, client):
        answer = client.get(
            "/admin/users/",
            headers={
                "HX-Request": "true",
                "HX-Current-URL": "http://localhost/admin/users/?page=x",
            },
        )
        assert (answer.status_code, answer.text) == (401, "")
        assert answer.headers["HX-Redirect"] == "/login?next=/admin/users/?page%3Dx"


class TestSession:
    def test_gets_a_new_id(self, client):
        """Fixation: what stood in the browser before is worth nothing afterwards."""
        client.get("/login")
        with client.session_transaction() as before:
            before["planted"] = "by somebody else"
            old = dict(before)
        sign_in(client, make_user())
        with client.session_transaction() as after:
            assert "planted" not in after
            assert after.get("csrf_token") != old.get("csrf_token")
            assert len(after["_user_id"]) >= 43

    def test_keeps_the_token_as_a_hash(self, client):
        sign_in(client, make_user())
        with client.session_transaction() as browser:
            token = browser["_user_id"]
        assert token not in db.session.scalars(select(UserSession.token_hash)).all()

    def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(self, client):
        cookie = sign_in(client, make_user()).headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie

    def test_ends_with_the_browser_unless_asked_to_stay(self, client):
        agent = make_user()
        assert "Expires" not in sign_in(client, agent).headers["Set-Cookie"]
        client.post("/logout")
        data = {"email": agent.email, "password": PASSWORD, "remember": "y"}
        assert "Expires" in client.post("/login", data=data).headers["Set-Cookie"]

    def test_ends_at_once_with_deactivation(self, client):
        agent = make_user()
        sign_in(client, agent)
        assert is_signed_in(client)
        user.deactivate(agent, actor=Actor.system("test"))
        db.session.commit()
        assert client.get("/profile").headers["Location"] == "/login?next=/profile"

    def test_ends_at_once_when_the_contact_is_dismissed(self, client):
        contact = plain_contact()
        sign_in(client, make_user("clients", contact=contact))
        contact.status = ContactStatus.DISMISSED
        db.session.commit()
        assert not is_signed_in(client)

    def test_rights_are_those_of_now(self, client):
        from admin_app.services import access_group

        agent = make_user("administrators")
        make_user("administrators")
        sign_in(client, agent)
        assert client.get("/admin/users/").status_code == 200
        agent.group = access_group.group_by_key("agents")
        db.session.commit()
        assert client.get("/admin/users/").status_code == 403

    def test_is_noted_every_few_minutes_though_pages_only_read(self, client, monkeypatch):
        sign_in(client, make_user())
        later = clock.now() + timedelta(minutes=7)
        monkeypatch.setattr(clock, "now", lambda: later)
        assert is_signed_in(client)
        assert db.session.scalar(select(UserSession.last_seen_at)) == later

    def test_a_forged_cookie_is_nobody(self, client):
        with client.session_transaction() as browser:
            browser["_user_id"] = "1"
        assert not is_signed_in(client)


class TestSigningOut:
    def test_ends_the_session_on_the_server(self, client, app):
        sign_in(client, make_user())
        stolen = client.get_cookie("kontora_session").value
        answer = client.post("/logout")
        assert answer.headers["Location"] == "/login"
        assert not is_signed_in(client)
        client.set_cookie("kontora_session", stolen)
        assert not is_signed_in(client)

    def test_a_link_does_not_do_it(self, client):
        sign_in(client, make_user())
        assert client.get("/logout").status_code == 405
        assert is_signed_in(client)

    def test_nobody_may_sign_out_too(self, client):
        assert client.post("/logout").status_code == 302


class TestToken:
    @pytest.mark.parametrize(
        "path", ["/login", "/logout", "/forgot", "/language", "/profile", "/profile/password"]
    )
    def test_a_form_without_one_is_refused_and_changes_nothing(self, client, path):
        agent = make_user()
        sign_in(client, agent)
        before = db.session.scalar(select(func.count(UserSession.id)))
        answer = client.post(path, data={"language": "pl", "full_name": "X"}, csrf=False)
        assert answer.status_code == 400
        db.session.expire_all()
        assert (agent.language, agent.full_name != "X") == ("", True)
        assert db.session.scalar(select(func.count(UserSession.id))) == before
        assert is_signed_in(client)


class TestLanguage:
    def test_a_stranger_reads_the_browsers(self, client):
        for wish, language in (("uk-UA,uk;q=0.9", "uk"), ("pl", "pl"), ("de", "en"), ("", "en")):
            page = client.get("/login", headers={"Accept-Language": wish})
            assert f'<html lang="{language}"' in page.text

    def test_a_stranger_may_choose(self, client):
        answer = client.post("/language", data={"language": "pl", "next": "/forgot"})
        assert answer.headers["Location"] == "/forgot"
        page = client.get("/login", headers={"Accept-Language": "ru"})
        assert '<html lang="pl"' in page.text

    def test_the_choice_is_the_persons_own_afterwards(self, client):
        agent = make_user()
        sign_in(client, agent)
        client.post("/language", data={"language": "uk"})
        db.session.refresh(agent)
        assert agent.language == "uk"
        assert '<html lang="uk"' in client.get("/profile").text

    @pytest.mark.parametrize("language", ["de", "", "../../etc", "en\n"])
    def test_what_is_no_language_is_left_alone(self, client, language):
        agent = make_user()
        sign_in(client, agent)
        assert client.post("/language", data={"language": language}).status_code == 302
        db.session.refresh(agent)
        assert agent.language == ""

    def test_leads_nowhere_else(self, client):
        data = {"language": "pl", "next": "//evil.example.org"}
        assert client.post("/language", data=data).headers["Location"] == "/"
