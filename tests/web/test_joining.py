"""E-mail domains of companies over HTTP: who joins, who would move, and moving them (H11)."""

import re

import pytest
from sqlalchemy import select

from admin_app.permissions import Permission
from admin_app.services import company as companies
from models import ChangeSet, Company, Contact
from models.base import db
from tests.factories.people import make_contact, make_user, sign_in, system

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def manager(client):
    user = make_user("managers")
    sign_in(client, user)
    return user


@pytest.fixture
def meadow(manager):
    """A company whose rule came after its people."""
    make_contact(first_name="Ann", last_name="", emails=["ann@meadow.example"])
    make_contact(first_name="Cid", last_name="", emails=["cid@meadow.example"], company="Hill")
    company = companies.create({"name": "Meadow", "domains": ["meadow.example"]}, system())
    db.session.commit()
    return company


def address(company):
    return f"/admin/companies/joining/?id={company.id}"


def people(company):
    db.session.expire_all()
    query = select(Contact.first_name).where(Contact.company_id == company.id)
    return sorted(db.session.scalars(query))


def test_a_new_rule_says_how_many_it_is_about_and_moves_nobody(client, meadow):
    data = {"name": "Meadow", "status": "active", "version": str(meadow.version)}
    same = client.post(
        f"/admin/companies/edit/?id={meadow.id}",
        data=data | {"domains-0-value": "meadow.example"},
        follow_redirects=True,
    ).text
    assert "are not in the company" not in same
    make_contact(emails=["bob@north.meadow.example"])
    db.session.refresh(meadow)
    wider = client.post(
        f"/admin/companies/edit/?id={meadow.id}",
        data=data | {"domains-0-value": "*.meadow.example", "version": str(meadow.version)},
        follow_redirects=True,
    ).text
    assert "3 contacts have addresses in these domains and are not in the company." in wider
    assert people(meadow) == []


def test_the_page_names_them_and_changes_nothing(client, meadow):
    page = re.sub(r"\s+", " ", client.get(address(meadow)).text)
    assert "1 contact without a company" in page
    assert "Also 1 contact of another company" in page
    assert "Hill: 1" in page
    assert people(meadow) == []
    assert db.session.scalar(select(ChangeSet.id)) is None


def test_moving_them_can_be_undone(client, meadow):
    page = client.post(address(meadow), data={"whom": "free"}, follow_redirects=True).text
    assert people(meadow) == ["Ann"]
    undo = re.search(r'action="(/admin/changes/\d+/undo)"', page)[1]
    client.post(undo)
    assert people(meadow) == []
    client.post(address(meadow), data={"whom": "all"})
    assert people(meadow) == ["Ann", "Cid"]
    assert "Everybody is in the right place" in client.get(address(meadow)).text


def test_many_are_moved_by_a_job(client, meadow, monkeypatch):
    monkeypatch.setattr("views.admin.bulk.AT_ONCE", 1)
    answer = client.post(address(meadow), data={"whom": "all"})
    change_set = db.session.scalars(select(ChangeSet)).one()
    assert answer.headers["Location"] == f"/admin/changes/{change_set.id}"
    assert change_set.job_id is not None


def test_it_needs_the_right_to_change_contacts_and_to_see_the_company(client, manager, meadow):
    group = manager.group
    group.permissions = [p for p in group.permissions if p != Permission.CONTACTS_EDIT]
    db.session.commit()
    assert client.get(address(meadow)).status_code == 403
    assert client.post(address(meadow), data={"whom": "all"}).status_code == 403
    assert people(meadow) == []
    assert client.get("/admin/companies/joining/?id=999999").status_code in {403, 404}


def test_a_new_contact_is_told_where_it_went(client, meadow):
    data = {"kind": "person", "last_name": "Fox", "emails-0-value": "fox@meadow.example"}
    page = client.post(
        "/admin/contacts/new/", data=data | {"emails-default": "0"}, follow_redirects=True
    ).text
    assert "By the e-mail domain the contact joined Meadow." in page
    assert db.session.scalar(select(Company.name).join(Contact).where(Contact.last_name == "Fox"))
