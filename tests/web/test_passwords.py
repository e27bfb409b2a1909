"""Forgotten, chosen and changed passwords, and the own profile, over HTTP."""

import re
import statistics
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from admin_app import clock
from admin_app.jobs.runner import run_inline
from admin_app.permissions import Actor
from admin_app.services import link_token, password, user
from admin_app.services.link_token import Purpose
from models import Job, LinkToken, OutboxMail
from models.base import db
from models.enums import JobState
from tests.factories.people import PASSWORD, make_user, plain_contact, sign_in

NEW = "a quite different one"
ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""For what does not hang on the database."""


@pytest.fixture(autouse=True)
def _database(db_session):
    """Every test here needs the database."""


def work():
    """Do what waits, as the worker would."""
    jobs = db.session.scalars(
        select(Job).where(Job.state == JobState.QUEUED, Job.kind.startswith("accounts."))
    )
    for job in jobs.all():
        run_inline(job)


def link_for(client, email):
    """Ask for a link as a person does, and find it in the mail."""
    assert client.post("/forgot", data={"email": email}).status_code == 302
    work()
    text = db.session.scalar(select(OutboxMail.text).order_by(OutboxMail.id.desc()).limit(1))
    return re.search(r"(/forgot/[\w-]{43})", text).group(1)


def fits(person, text):
    db.session.expire_all()
    return password.verify(person.password_hash, text)


class TestForgotten:
    def test_leads_from_the_mail_to_a_new_password(self, client):
        agent = make_user()
        link = link_for(client, agent.email)
        assert client.get(link).status_code == 200
        answer = client.post(link, data={"password": NEW})
        assert answer.headers["Location"] == "/login"
        assert fits(agent, NEW)
        sign_in(client, agent, NEW)

    def test_answers_the_same_to_known_and_unknown(self, client):
        agent = make_user()
        answers = [client.post("/forgot", data={"email": e}) for e in (agent.email, "no@where.io")]
        assert {(a.status_code, a.headers["Location"]) for a in answers} == {(302, "/login")}
        assert db.session.scalar(select(func.count(Job.id))) == 2

    @ON_SQLITE
    def test_takes_as_long_for_unknown_as_for_known(self, client, monkeypatch):
        from admin_app.services import throttle

        monkeypatch.setattr(throttle, "is_closed", lambda *_a: False)
        monkeypatch.setattr(throttle, "is_exceeded", lambda *_a: False)
        times = {make_user().email: [], "nobody@example.com": []}
        for _ in range(12):
            for email, seen in times.items():
                begun = time.perf_counter()
                client.post("/forgot", data={"email": email})
                seen.append(time.perf_counter() - begun)
        known, unknown = (statistics.median(seen) for seen in times.values())
        assert 0.5 < known / unknown < 2

    def test_the_link_is_not_of_the_host_header(self, app, client):
        agent = make_user()
        evil = {"base_url": "http://evil.example.org"}
        page = client.get("/forgot", **evil).text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)
        data = {"email": agent.email, "csrf_token": token}
        assert client.post("/forgot", data=data, csrf=False, **evil).status_code == 302
        work()
        mail = db.session.scalar(select(OutboxMail))
        assert "evil" not in mail.text + mail.html
        assert app.extensions["settings"].base_url in mail.text

    def test_is_throttled_for_known_and_unknown_alike(self, client):
        for email in (make_user().email, "nobody@example.com"):
            codes = [client.post("/forgot", data={"email": email}).status_code for _ in range(5)]
            assert codes == [302, 302, 302, 429, 429]

    def test_nothing_is_kept_of_the_token_but_its_hash(self, client):
        link = link_for(client, make_user().email)
        hashes = db.session.scalars(select(LinkToken.token_hash)).all()
        jobs = [str(j.arguments) + str(j.result) for j in db.session.scalars(select(Job))]
        assert link.rpartition("/")[2] not in [*hashes, *jobs]

    def test_one_whose_contact_is_switched_off_gets_no_mail(self, client):
        contact = plain_contact(notifications=False)
        client.post("/forgot", data={"email": make_user("clients", contact=contact).email})
        work()
        assert db.session.scalar(select(func.count(OutboxMail.id))) == 0


class TestLink:
    @pytest.fixture
    def agent(self):
        return make_user()

    @pytest.fixture
    def link(self, agent):
        token = link_token.issue(agent, Purpose.PASSWORD_RESET)
        db.session.commit()
        return f"/forgot/{token}"

    def test_looking_at_it_uses_nothing_up(self, client, agent, link):
        """Mail scanners open every link."""
        for method in ("get", "head", "get"):
            assert getattr(client, method)(link).status_code == 200
        assert fits(agent, PASSWORD)
        assert client.post(link, data={"password": NEW}).status_code == 302

    def test_works_once(self, client, agent, link):
        client.post(link, data={"password": NEW})
        assert client.get(link).status_code == 404
        answer = client.post(link, data={"password": "yet another one"})
        assert answer.status_code == 404
        assert "does not work any more" in answer.text
        assert fits(agent, NEW)

    def test_a_refused_password_leaves_it_good(self, client, agent, link):
        answer = client.post(link, data={"password": "qwertyuiop"})
        assert answer.status_code == 422
        assert "list of common ones" in answer.text
        assert fits(agent, PASSWORD)
        assert client.post(link, data={"password": NEW}).status_code == 302

    def test_a_form_without_a_token_changes_nothing(self, client, agent, link):
        assert client.post(link, data={"password": NEW}, csrf=False).status_code == 400
        assert fits(agent, PASSWORD)

    @ON_SQLITE
    @pytest.mark.parametrize(
        "end", ["", "x", "0", "NULL", "%00", "%20" * 43, "a" * 43, "..%2f..%2fetc", "ж" * 43]
    )
    def test_what_is_no_token_is_not_found(self, client, link, end):
        if end:
            assert client.get(f"/forgot/{end}").status_code == 404
            assert client.post(f"/forgot/{end}", data={"password": NEW}).status_code == 404
        assert client.get(link[:-1]).status_code == 404
        assert client.get(link + "A").status_code == 404

    def test_is_dead_for_another_purpose(self, client, link):
        assert client.get(link.replace("/forgot/", "/welcome/")).status_code == 404

    def test_is_dead_after_an_hour(self, client, link, monkeypatch):
        later = clock.now() + timedelta(minutes=61)
        monkeypatch.setattr(clock, "now", lambda: later)
        assert client.get(link).status_code == 404
        assert client.post(link, data={"password": NEW}).status_code == 404

    def test_revoked_while_the_form_is_open(self, client, agent, link):
        client.get(link)
        user.deactivate(agent, actor=Actor.system("test"))
        db.session.commit()
        assert client.post(link, data={"password": NEW}).status_code == 404
        assert fits(agent, PASSWORD)

    def test_opened_while_somebody_else_is_signed_in(self, client, agent, link):
        other = make_user()
        sign_in(client, other)
        client.post(link, data={"password": NEW})
        assert fits(agent, NEW)
        assert fits(other, PASSWORD)
        assert client.get("/profile").status_code == 302

    def test_ends_all_sessions(self, app, client, agent, link):
        elsewhere = app.test_client()
        sign_in(elsewhere, agent)
        client.post(link, data={"password": NEW})
        assert elsewhere.get("/profile").status_code == 302

    def test_opens_the_throttle_for_its_owner(self, client, agent, link):
        for _ in range(11):
            client.post("/login", data={"email": agent.email, "password": "wrong"})
        client.post(link, data={"password": NEW})
        sign_in(client, agent, NEW)

    def test_its_address_reaches_no_other_log(self, client, link):
        answer = client.get(link)
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert answer.headers["Cache-Control"] == "no-store"
        assert link.rpartition("/")[2] not in answer.text.replace(f'value="{link}"', "")


class TestChange:
    def test_keeps_this_browser_and_ends_the_others(self, app, client):
        agent = make_user()
        elsewhere = app.test_client()
        sign_in(client, agent)
        sign_in(elsewhere, agent)
        answer = client.post(
            "/profile/password", data={"current_password": PASSWORD, "password": NEW}
        )
        assert answer.headers["Location"] == "/profile"
        assert fits(agent, NEW)
        assert client.get("/profile").status_code == 200
        assert elsewhere.get("/profile").status_code == 302

    def test_tells_the_owner_by_mail(self, client):
        sign_in(client, make_user())
        client.post("/profile/password", data={"current_password": PASSWORD, "password": NEW})
        assert db.session.scalars(select(OutboxMail.letter)).all() == ["password_changed"]

    @pytest.mark.parametrize(
        ("current", "new", "text"),
        [
            ("wrong", NEW, "The current password is not right."),
            (PASSWORD, "short", "Use at least 10 characters."),
            (PASSWORD, "1234567890", "list of common ones"),
            (PASSWORD, "", "Fill in this field."),
        ],
    )
    def test_refusals_change_nothing(self, client, current, new, text):
        agent = make_user()
        sign_in(client, agent)
        answer = client.post(
            "/profile/password", data={"current_password": current, "password": new}
        )
        assert text in answer.text
        assert fits(agent, PASSWORD)
        assert db.session.scalar(select(func.count(OutboxMail.id))) == 0

    def test_the_current_one_cannot_be_guessed_for_ever(self, client):
        agent = make_user()
        sign_in(client, agent)
        codes = [
            client.post(
                "/profile/password", data={"current_password": "wrong", "password": NEW}
            ).status_code
            for _ in range(12)
        ]
        assert codes == [422] * 10 + [429] * 2

    def test_strangers_are_sent_to_sign_in(self, client):
        for path in ("/profile", "/profile/password"):
            assert client.get(path).headers["Location"] == f"/login?next={path}"
            assert client.post(path).headers["Location"].startswith("/login")


class TestProfile:
    def post(self, client, **values):
        given = {"full_name": "Anna", "language": "", "time_zone": "", "theme": "auto"}
        return client.post("/profile", data=given | values)

    def test_keeps_name_language_zone_and_theme(self, client):
        agent = make_user()
        sign_in(client, agent)
        answer = self.post(client, language="pl", time_zone="Europe/Warsaw", theme="dark")
        assert answer.status_code == 302
        db.session.refresh(agent)
        assert (agent.full_name, agent.language, agent.time_zone) == ("Anna", "pl", "Europe/Warsaw")
        assert agent.preferences["theme"] == "dark"
        assert "theme=dark" in answer.headers["Set-Cookie"]
        assert '<html lang="pl"' in client.get("/profile").text

    def test_the_theme_comes_along_to_the_next_browser(self, app, client):
        agent = make_user()
        sign_in(client, agent)
        self.post(client, theme="dark")
        cookies = sign_in(app.test_client(), agent).headers.getlist("Set-Cookie")
        assert any(c.startswith("theme=dark") for c in cookies)

    @pytest.mark.parametrize(
        "values",
        [
            {"full_name": ""},
            {"full_name": "x" * 201},
            {"language": "de"},
            {"time_zone": "Mars/Base"},
            {"theme": "pink"},
        ],
    )
    def test_wrong_values_change_nothing(self, client, values):
        agent = make_user()
        name = agent.full_name
        sign_in(client, agent)
        assert self.post(client, **values).status_code == 422
        db.session.refresh(agent)
        assert (agent.full_name, agent.language, agent.time_zone) == (name, "", "")

    def test_fields_that_are_not_on_the_form_are_left_alone(self, client):
        agent = make_user()
        email, group_id = agent.email, agent.group_id
        sign_in(client, agent)
        self.post(
            client,
            email="evil@example.org",
            group_id="1",
            is_active="",
            password_hash="x",
            id="99",
            last_login_ip="6.6.6.6",
        )
        db.session.refresh(agent)
        assert (agent.email, agent.group_id, agent.is_active) == (email, group_id, True)
        assert agent.last_login_ip == "127.0.0.1"

    def test_shows_the_sign_in_before(self, app, client):
        agent = make_user()
        sign_in(app.test_client(), agent)
        sign_in(client, agent)
        page = client.get("/profile").text
        assert "Last sign-in" in page
        assert "127.0.0.1" in page

    def test_other_browsers_can_be_signed_out(self, app, client):
        agent = make_user()
        elsewhere = app.test_client()
        sign_in(elsewhere, agent)
        sign_in(client, agent)
        assert "Sign out 1 other browser" in client.get("/profile/security").text
        assert client.get("/profile/sessions/end").status_code == 405
        client.post("/profile/sessions/end")
        assert client.get("/profile").status_code == 200
        assert elsewhere.get("/profile").status_code == 302

    def test_a_name_is_no_markup(self, client):
        sign_in(client, make_user())
        self.post(client, full_name="<script>alert(1)</script>")
        assert "<script>alert(1)" not in client.get("/profile").text
