"""The client's own page."""

import pytest

from models.base import db
from tests.factories.people import delete, make_contact, make_user, sign_in

pytestmark = pytest.mark.usefixtures("db_session")


def test_a_client_lands_in_his_cabinet_and_sees_himself_alone(client):
    make_contact(last_name="Stranger")
    user = make_user("clients")
    user.contact_id = make_contact(company="Zefir", phones=["067 123 45 67"]).id
    db.session.commit()
    sign_in(client, user)
    page = client.get("/", follow_redirects=True)
    assert page.request.path == "/cabinet/"
    for text in ("Olena Shevchenko", "Zefir", "+380 67 123 4567"):
        assert text in page.text
    assert "Stranger" not in page.text
    assert "/admin/contacts/" not in page.text


def test_a_login_without_a_contact_is_told_what_to_do(client):
    sign_in(client, make_user("clients"))
    assert "does not belong to a contact yet" in client.get("/cabinet/").text


def test_deleting_the_contact_ends_the_session(client):
    user = make_user("clients")
    contact = make_contact()
    user.contact_id = contact.id
    db.session.commit()
    sign_in(client, user)
    delete(contact)
    db.session.commit()
    assert client.get("/cabinet/").status_code == 302


@pytest.mark.parametrize(
    ("group", "code"), [(None, 302), ("agents", 403), ("partners", 403), ("clients", 200)]
)
def test_who_may_open_it(client, group, code):
    if group:
        sign_in(client, make_user(group))
    assert client.get("/cabinet/").status_code == code
