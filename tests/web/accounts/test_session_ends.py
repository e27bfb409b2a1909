"""Two hosts on one database: a session ended on one ends on the other at its next request."""

import pytest

from admin_app.config import load_settings
from admin_app.permissions import Actor
from admin_app.services import access_group, session, user
from admin_app.services.contact_status import set_status
from admin_app.services.processes import second_factor
from models.base import db
from models.enums import ContactStatus
from tests.factories.people import PASSWORD, make_user, plain_contact, sign_in
from tests.factories.second_factor import code_of, sign_in_by_code, turn_on
from tests.helpers.client import BrowserLikeClient
from tests.helpers.database import KEY

SYSTEM = Actor.system("test")
NEW_PASSWORD = "a quite different one"


@pytest.fixture
def other_host(app, tmp_path):
    """Another instance of the application, with nothing in common but database and key."""
    from admin_app.factory import create_app

    address = app.extensions["settings"].database_url
    given = {"DATABASE_URL": address, "SECRET_KEY": KEY, "FILES_URL": str(tmp_path / "files")}
    made = create_app(load_settings(given, instance=tmp_path))
    made.testing = True
    made.test_client_class = BrowserLikeClient
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def there(other_host):
    """A browser that speaks to the other host."""
    return other_host.test_client()


def share(client, there):
    """The same browser, sent to the other host by the balancer."""
    there.set_cookie("kontora_session", client.get_cookie("kontora_session").value)


def is_signed_in(browser):
    return browser.get("/profile/security").status_code == 200


def deactivate(person):
    user.deactivate(person, actor=SYSTEM)


def change_password(person):
    user.set_password(person, NEW_PASSWORD, actor=SYSTEM)


def end_all(person):
    session.end_all(person)


def block(person):
    set_status(person.contact, ContactStatus.BLOCKED, SYSTEM)


def dismiss(person):
    set_status(person.contact, ContactStatus.DISMISSED, SYSTEM)


def trash(person):
    from admin_app import clock

    person.contact.deleted_at = clock.now()


@pytest.mark.parametrize("end", [deactivate, change_password, end_all, block, dismiss, trash])
def test_a_session_ends_everywhere(client, there, end):
    person = make_user("clients", contact=plain_contact())
    sign_in(client, person)
    share(client, there)
    assert is_signed_in(client)
    assert is_signed_in(there)
    end(person)
    db.session.commit()
    assert not is_signed_in(there)
    assert not is_signed_in(client)


def test_signing_out_here_signs_out_there(client, there):
    sign_in(client, make_user())
    share(client, there)
    client.post("/logout")
    assert not is_signed_in(there)


def test_a_change_of_the_own_password_keeps_this_browser_alone(client, there):
    person = make_user()
    sign_in(there, person)
    sign_in(client, person)
    data = {"current_password": PASSWORD, "password": NEW_PASSWORD}
    assert client.post("/profile/password", data=data).status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(there)


def test_the_reset_of_the_second_step_ends_them(client, there):
    person = make_user()
    key, _codes = turn_on(person)
    sign_in_by_code(client, person, code_of(key))
    share(client, there)
    assert is_signed_in(there)
    second_factor.reset(person, actor=SYSTEM)
    db.session.commit()
    assert not is_signed_in(there)


def test_the_second_step_begins_on_one_host_and_ends_on_the_other(client, there):
    person = make_user()
    key, _codes = turn_on(person)
    client.post("/login", data={"email": person.email, "password": PASSWORD})
    share(client, there)
    answer = there.post("/login/code", data={"code": code_of(key)})
    assert answer.headers["Location"] == "/admin/"
    assert is_signed_in(there)
    again = client.post("/login/code", data={"code": code_of(key)})
    assert again.headers["Location"] == "/login"


def test_rights_and_demands_of_the_group_are_those_of_now(client, there):
    make_user("administrators")
    person = make_user("administrators")
    sign_in(client, person)
    share(client, there)
    assert there.get("/admin/users/").status_code == 200
    user.update(person, {"group_id": access_group.group_by_key("agents").id}, actor=SYSTEM)
    db.session.commit()
    assert there.get("/admin/users/").status_code == 403
    person.group.second_factor_required = True
    db.session.commit()
    assert there.get("/admin/").headers["Location"] == "/profile/second-factor"
