"""Lists narrowed to what an import brought: the link, the chip, and whose runs."""

from __future__ import annotations

import pytest

from admin_app.permissions import Actor, Permission
from admin_app.services import company
from models import Contact
from tests.factories.people import make_group, make_user, plain_contact, sign_in
from tests.web.importing.wizard import address, check, the_run, upload, work

CONTACTS = "/admin/contacts/"
COMPANIES = "/admin/companies/"


@pytest.fixture
def imported(client, checked, db_session):
    """A finished run of two new contacts and their company, beside somebody who was there."""
    plain_contact(full_name="Zed Zephyr", sort_name="zed zephyr", email="zed@example.com")
    client.post(address(checked, "confirm"))
    work(db_session)
    return the_run(db_session)


def test_the_result_leads_to_the_contacts_of_the_file(client, imported):
    link = f"{CONTACTS}?import_run={imported.id}"
    assert f'href="{link}"' in client.get(address(imported)).text
    page = client.get(link).text
    assert "Anna Nowak" in page
    assert "Jan Kowalski" in page
    assert "Zed Zephyr" not in page
    assert "From import: clients.csv, " in page
    assert str(imported.created_at.year) in page
    assert f'href="{CONTACTS}"' in page  # the way out of it
    assert "Zed Zephyr" in client.get(CONTACTS).text


def test_the_filter_is_no_choice_of_the_panel(client, imported):
    page = client.get(f"{CONTACTS}filters", query_string={"import_run": imported.id}).text
    assert "Department" in page
    assert "import_run" not in page
    assert "From import" not in page


def test_companies_that_a_file_of_contacts_made(client, imported, db_session):
    company.create({"name": "Zenith"}, Actor.system("test"))
    db_session.commit()
    page = client.get(COMPANIES, query_string={"import_run": imported.id}).text
    assert "Acme" in page
    assert "Zenith" not in page
    assert "From import: clients.csv" in page


def test_contacts_that_a_file_left_as_they_were_are_none_of_it(client, imported, db_session):
    upload(client, name="again.csv")
    work(db_session)
    again = the_run(db_session)
    check(client, again)
    work(db_session)
    client.post(address(again, "confirm"))
    work(db_session)
    again = the_run(db_session)
    assert again.counts["unchanged"] == 2
    result = client.get(address(again)).text
    assert "import_run=" not in result
    assert f'href="{CONTACTS}"' in result
    assert "Anna Nowak" not in client.get(CONTACTS, query_string={"import_run": again.id}).text


def test_runs_of_others_show_nothing_and_tell_no_name(app, imported):
    client = app.test_client()
    sign_in(client, make_user("managers"))
    page = client.get(CONTACTS, query_string={"import_run": imported.id}).text
    assert "clients.csv" not in page
    assert "Anna Nowak" not in page


def test_administrators_see_what_others_imported(app, imported):
    client = app.test_client()
    sign_in(client, make_user("administrators"))
    page = client.get(CONTACTS, query_string={"import_run": imported.id}).text
    assert "clients.csv" in page
    assert "Anna Nowak" in page
    assert "Zed Zephyr" not in page


def test_without_the_right_to_import_there_is_no_such_filter(app, imported):
    client = app.test_client()
    group = make_group(permissions={Permission.CONTACTS_VIEW})
    sign_in(client, make_user(group_id=group.id))
    page = client.get(CONTACTS, query_string={"import_run": imported.id}).text
    assert "clients.csv" not in page
    assert "Zed Zephyr" in page


@pytest.mark.parametrize("value", ["", "x", "-1", "99999999999999", "1 or 1", "٣"])
def test_odd_values_are_passed_over(client, imported, value):
    answer = client.get(CONTACTS, query_string={"import_run": value})
    assert answer.status_code == 200
    assert "Zed Zephyr" in answer.text


def test_an_export_holds_the_rows_of_the_import(client, imported, db_session):
    data = {"format": "csv", "columns": "all", "import_run": imported.id}
    text = client.post(f"{CONTACTS}export", data=data).get_data(as_text=True)
    assert "Jan Kowalski" in text
    assert "Zed Zephyr" not in text
    assert db_session.query(Contact).count() == 3
