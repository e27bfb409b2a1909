"""The settings pages: who may change them, and that imports follow them (A10)."""

from __future__ import annotations

import re

import pytest

from admin_app.importing.policies import COMPANIES, CONTACTS, Existing, Incomplete, Policies
from admin_app.services.shared import settings
from tests.factories.people import make_user, sign_in

START = "/admin/settings/"
ON_CONTACTS = "/admin/settings/import-contacts/"
ON_COMPANIES = "/admin/settings/import-companies/"
TYPED = {
    "existing": "overwrite",
    "empty_cell": "clear",
    "unknown_company": "refuse-row",
    "incomplete": "refuse-file",
    "wrong": "refuse-file",
    "match_order": ["phone", "email"],
    "group_id": "",
    "region": "PL",
}


@pytest.fixture
def administrator(client, db_session):
    user = make_user("administrators")
    sign_in(client, user)
    return user


def test_the_topics_lead_to_their_pages(client, administrator):
    page = client.get(START).text
    for url in (ON_CONTACTS, ON_COMPANIES):
        assert f'href="{url}"' in page
        assert client.get(url).status_code == 200


def test_what_is_saved_is_what_imports_begin_with(client, administrator, db_session):
    answer = client.post(ON_CONTACTS, data=TYPED)
    assert answer.headers["Location"] == START
    db_session.expire_all()
    policies = settings.get(CONTACTS)
    assert policies.existing == Existing.OVERWRITE
    assert policies.incomplete == Incomplete.REFUSE_FILE
    assert policies.match_order == ("phone", "email")
    assert policies.region == "PL"
    assert settings.get(COMPANIES) == COMPANIES.default


def test_the_page_shows_what_was_saved(client, administrator):
    client.post(ON_CONTACTS, data=TYPED)
    page = client.get(ON_CONTACTS).text
    assert re.findall(r'name="existing" value="([a-z-]+)" checked', page) == ["overwrite"]
    order = re.findall(r'name="match_order" value="(\w+)" (checked)?', page)
    assert order[:2] == [("phone", "checked"), ("email", "checked")]
    assert {key for key, ticked in order[2:] if not ticked} == {"identifier", "telegram"}
    assert '<option selected value="PL">' in page


def test_companies_have_rules_of_their_own(client, administrator, db_session):
    data = {"existing": "skip", "empty_cell": "keep", "wrong": "refuse-row",
            "match_order": ["name"], "region": ""}  # fmt: skip
    client.post(ON_COMPANIES, data=data)
    db_session.expire_all()
    assert settings.get(COMPANIES).existing == Existing.SKIP
    assert settings.get(COMPANIES).match_order == ("name",)
    assert settings.get(CONTACTS) == Policies()


@pytest.mark.parametrize("wrong", [{"existing": "destroy"}, {"existing": ""}, {"group_id": "1x"}])
def test_wrong_values_are_refused(client, administrator, db_session, wrong):
    assert client.post(ON_CONTACTS, data={**TYPED, **wrong}).status_code == 422
    db_session.expire_all()
    assert settings.get(CONTACTS) == Policies()


def test_unknown_keys_and_regions_count_for_nothing(client, administrator, db_session):
    data = {**TYPED, "match_order": ["password", "email"], "region": "XX", "keep_identifiers": "1"}
    client.post(ON_CONTACTS, data=data)
    db_session.expire_all()
    policies = settings.get(CONTACTS)
    assert (policies.match_order, policies.region) == (("email",), "")
    assert policies.keep_identifiers is False


@pytest.mark.parametrize("group", ["managers", "agents", "clients", "partners"])
def test_others_may_not(client, db_session, group):
    sign_in(client, make_user(group))
    for url in (ON_CONTACTS, ON_COMPANIES):
        assert client.get(url).status_code == 403
    # managers have fields to set up there (test_fields_settings)
    assert client.get(START).status_code == (200 if group == "managers" else 403)
    assert client.post(ON_CONTACTS, data=TYPED).status_code == 403
    assert settings.get(CONTACTS) == Policies()


def test_strangers_sign_in_first(client, db_session):
    assert "/login" in client.get(ON_CONTACTS).headers["Location"]


def test_nothing_is_saved_without_a_token(client, administrator, db_session):
    assert client.post(ON_CONTACTS, data=TYPED, csrf=False).status_code == 400
    assert settings.get(CONTACTS) == Policies()
