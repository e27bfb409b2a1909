"""The page Security: the own sessions, ended one by one or all but this one."""

import pytest

from admin_app.services import session
from models.base import db
from tests.factories.people import make_user, plain_contact, sign_in

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"


@pytest.fixture
def agent(client):
    made = make_user()
    sign_in(client, made)
    return made


def start(person, **values):
    token = session.start(person, **{"ip": "10.2.3.4", "user_agent": PHONE, **values})
    db.session.commit()
    return token


def test_shows_device_address_and_which_one_is_this(client, agent):
    start(agent)
    start(make_user(), ip="10.9.9.9")
    page = client.get("/profile/security").text
    assert page.count('class="k-session"') == 2
    for text in ("Safari, iPhone", "10.2.3.4", "127.0.0.1"):
        assert text in page
    assert page.count("This one") == 1
    assert "10.9.9.9" not in page


def test_ended_and_forgotten_ones_are_not_shown(client, agent):
    session.end(start(agent))
    db.session.commit()
    assert "10.2.3.4" not in client.get("/profile/security").text


def test_one_is_ended(client, agent):
    here_too, there = start(agent, ip="10.1.1.1"), start(agent)
    address = f"/profile/sessions/{session.load(there).id}/end"
    assert address in client.get("/profile/security").text
    assert client.get(address).status_code == 405
    assert session.load(there) is not None
    assert client.post(address).headers["Location"] == "/profile/security"
    db.session.expire_all()
    assert session.load(there) is None
    assert session.load(here_too) is not None
    assert client.get("/profile/security").status_code == 200


def test_the_others_are_ended(client, agent):
    tokens = [start(agent), start(agent)]
    assert "Sign out 2 other browsers" in client.get("/profile/security").text
    client.post("/profile/sessions/end")
    assert [session.load(token) for token in tokens] == [None, None]
    page = client.get("/profile/security").text
    assert "/profile/sessions/end" not in page


def test_ending_this_one_is_signing_out(client, agent):
    row = session.living(agent)[0]
    answer = client.post(f"/profile/sessions/{row.id}/end")
    assert answer.headers["Location"] == "/login"
    assert client.get("/profile/security").headers["Location"].startswith("/login?")


def test_those_of_others_are_not_there(client, agent):
    token = start(make_user())
    answer = client.post(f"/profile/sessions/{session.load(token).id}/end")
    assert answer.status_code == 404
    assert session.load(token) is not None


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "-1", "x"])
def test_what_is_no_session_is_not_there(client, agent, number):
    assert client.post(f"/profile/sessions/{number}/end").status_code == 404


def test_without_a_token_nothing_ends(client, agent):
    token = start(agent)
    for address in (f"/profile/sessions/{session.load(token).id}/end", "/profile/sessions/end"):
        assert client.post(address, csrf=False).status_code == 400
    assert session.load(token) is not None


def test_a_browser_that_lies_is_no_markup(client, agent):
    start(agent, user_agent="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get("/profile/security").text


@pytest.mark.parametrize("group", ["clients", "partners"])
def test_is_there_for_everybody(client, group):
    sign_in(client, make_user(group, contact=plain_contact()))
    page = client.get("/profile/security")
    assert page.status_code == 200
    assert "/admin/" not in page.text


def test_strangers_are_sent_to_sign_in(client):
    assert client.get("/profile/security").headers["Location"] == "/login?next=/profile/security"
