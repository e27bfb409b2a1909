"""The page of users."""

import re

import pytest
from sqlalchemy import select

from admin_app.permissions import Permission
from admin_app.services import access_group, session, user
from models import OutboxMail
from models.base import db
from tests.factories.people import PASSWORD, make_user, sign_in
from tests.web.accounts.helpers import enter_with, fresh
from views import devices


def form(**values):
    group = access_group.group_by_key("agents").id
    given = {
        "full_name": "Olga New",
        "email": "olga@example.com",
        "group_id": group,
        "language": "uk",
        "time_zone": "Europe/Kyiv",
    }
    return given | values


def test_a_new_one_gets_a_link_by_mail(client, boss):
    answer = client.post("/admin/users/new/", data=form())
    assert answer.status_code == 302
    made = user.by_email("olga@example.com")
    assert (made.full_name, made.language, made.time_zone) == ("Olga New", "uk", "Europe/Kyiv")
    mail = db.session.scalar(select(OutboxMail))
    assert (mail.letter, mail.recipient, mail.language) == ("welcome", "olga@example.com", "uk")
    link = re.search(r"(/welcome/[\w-]{43})", mail.text).group(1)
    client.post("/logout")
    assert client.post(link, data={"password": PASSWORD}).status_code == 302
    sign_in(client, "olga@example.com")


def test_with_a_password_none_is_needed(client, boss):
    client.post("/admin/users/new/", data=form(password=PASSWORD))
    assert db.session.scalar(select(OutboxMail)) is None
    client.post("/logout")
    sign_in(client, "olga@example.com")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"email": "nobody"}, "is not an e-mail address"),
        ({"email": ""}, "Fill in this field."),
        ({"full_name": ""}, "Fill in this field."),
        ({"password": "1234567890"}, "list of common ones"),
        ({"email": "TAKEN@example.com"}, "Another user signs in with"),
    ],
)
def test_what_is_wrong_stands_at_its_field(client, boss, values, text):
    make_user(email="taken@example.com")
    answer = client.post("/admin/users/new/", data=form(**values))
    assert answer.status_code == 422
    assert text in answer.text
    assert user.by_email("olga@example.com") is None


def test_is_changed(client, boss):
    agent = make_user()
    answer = client.post(f"/admin/users/edit/?id={agent.id}", data=form(is_active="y"))
    assert answer.status_code == 302
    assert fresh(agent).full_name == "Olga New"
    assert agent.is_active


def test_ones_own_group_and_access_are_not_on_the_form(client, boss):
    make_user("administrators")
    page = client.get(f"/admin/users/edit/?id={boss.id}").text
    assert 'name="group_id"' not in page
    assert 'name="is_active"' not in page
    agents = access_group.group_by_key("agents").id
    data = form(email=boss.email, group_id=agents, is_active="")
    assert client.post(f"/admin/users/edit/?id={boss.id}", data=data).status_code == 302
    assert fresh(boss).group.key == "administrators"
    assert boss.is_active


def test_no_greater_group_is_offered_or_taken(client):
    enter_with(client, Permission.USERS_VIEW, Permission.USERS_EDIT)
    page = client.get("/admin/users/new/").text
    assert "Special" in page
    assert "Administrators" not in page
    greater = access_group.group_by_key("administrators").id
    answer = client.post("/admin/users/new/", data=form(group_id=greater))
    assert answer.status_code == 422
    assert user.by_email("olga@example.com") is None


@pytest.mark.parametrize("action", ["edit", "deactivate", "link"])
def test_greater_people_are_out_of_reach(client, action):
    victim = make_user("administrators", email="victim@example.com")
    make_user("administrators")
    enter_with(client, Permission.USERS_VIEW, Permission.USERS_EDIT)
    data = form(group_id=victim.group_id)
    client.post(f"/admin/users/{action}/?id={victim.id}", data=data)
    assert (fresh(victim).email, victim.is_active) == ("victim@example.com", True)
    assert db.session.scalar(select(OutboxMail)) is None


def test_is_let_out_and_in_again(client, boss):
    agent = make_user()
    token = session.start(agent, ip="10.0.0.1")
    db.session.commit()
    client.post(f"/admin/users/deactivate/?id={agent.id}")
    assert not fresh(agent).is_active
    assert session.load(token) is None
    page = client.get("/admin/users/").text
    assert f'action="/admin/users/activate/?id={agent.id}"' in page
    client.post(f"/admin/users/activate/?id={agent.id}")
    assert fresh(agent).is_active


def test_nobody_locks_himself_out(client, boss):
    answer = client.post(f"/admin/users/deactivate/?id={boss.id}")
    assert "You cannot change your own group" in client.get(answer.headers["Location"]).text
    assert fresh(boss).is_active


def test_is_found_by_name_in_any_case_and_by_group(client, boss):
    make_user(full_name="Олена Ковальчук")
    make_user("managers", full_name="Piotr Nowak")
    assert "Олена" in client.get("/admin/users/?search=КОВАЛЬЧУК").text
    managers = access_group.group_by_key("managers").id
    page = client.get(f"/admin/users/?group={managers}").text.split('id="list-body"')[1]
    assert "Piotr Nowak" in page
    assert "Олена" not in page


def test_the_card_shows_where_he_is_signed_in(client, boss):
    page = client.get(f"/admin/users/details/?id={boss.id}").text
    assert "Signed-in browsers" in page
    assert "Werkzeug" in page


def test_no_hash_is_ever_shown(client, boss):
    for page in ("", f"details/?id={boss.id}", f"quick/?id={boss.id}", f"edit/?id={boss.id}"):
        assert "argon2" not in client.get(f"/admin/users/{page}").text


@pytest.mark.parametrize(
    ("user_agent", "text"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0.0.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36 Edg/150.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU OS 18_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Android 15; Mobile) Firefox/140.0", "Firefox, Android"),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_two_words(user_agent, text):
    assert devices.browser(user_agent) == text
