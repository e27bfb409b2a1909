"""The list of time zones: not in the forms, fetched once a browser."""

import re

import pytest

from tests.factories.people import make_contact, make_user, sign_in

pytestmark = pytest.mark.usefixtures("db_session")


def test_a_form_carries_the_chosen_one_alone(client):
    contact = make_contact(time_zone="Europe/Kyiv")
    sign_in(client, make_user("managers"))
    page = client.get(f"/admin/contacts/edit/?id={contact.id}").text
    field = re.search(r'<select[^>]*data-options-url="/time-zones".*?</select>', page, re.DOTALL)[0]
    assert re.findall(r'value="([^"]*)"', field) == ["", "Europe/Kyiv"]
    assert "selected" in field


def test_all_of_them_are_kept_by_the_browser(client):
    sign_in(client, make_user("clients"))
    answer = client.get("/time-zones")
    assert ["Europe/Kyiv", "Europe/Kyiv"] in answer.json
    assert ["America/New_York", "America/New York"] in answer.json
    assert "max-age" in answer.headers["Cache-Control"]


def test_strangers_are_asked_to_sign_in(client):
    assert client.get("/time-zones").status_code == 302
