"""Taking an import back over HTTP: numbers first, then the work, then the account."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from admin_app.permissions import Permission
from models import Company, Contact, Job
from tests.factories.people import sign_in
from tests.web.importing.wizard import START, address, count, the_run, work


@pytest.fixture
def imported(client, checked, db_session):
    """A run that added two contacts and one company."""
    client.post(address(checked, "confirm"))
    work(db_session)
    return the_run(db_session)


def edit(db_session, **values):
    """Somebody changes a contact of the import."""
    contact = db_session.scalars(select(Contact).where(Contact.email == "anna@example.com")).one()
    for key, value in values.items():
        setattr(contact, key, value)
    db_session.commit()
    return contact.id


def test_the_page_says_in_numbers_what_will_happen(client, imported, db_session):
    assert "Undo this import" in client.get(address(imported)).text
    page = client.get(address(imported, "undo")).text
    assert "2 contacts that it added will be deleted." in page
    assert "1 company that it added on the way will be deleted." in page
    assert "changed since" not in page
    assert count(db_session, Contact) == 2
    assert the_run(db_session).undo_policy == ""


def test_all_goes_and_the_account_adds_up(client, imported, db_session):
    assert client.post(address(imported, "undo")).headers["Location"] == address(imported)
    assert "Taking the import back" in client.get(address(imported)).text
    work(db_session)
    assert (count(db_session, Contact), count(db_session, Company)) == (0, 0)
    page = client.get(address(imported)).text
    assert "The import was taken back" in page
    assert "2 rows: 2 deleted." in page
    assert "1 company deleted as well." in page
    assert "Undo this import" not in page
    assert "/admin/contacts/details/" not in page
    assert "Taken back" in client.get(START).text


def test_touched_records_are_named_and_kept(client, imported, db_session):
    contact_id = edit(db_session, position="Director")
    page = client.get(address(imported, "undo")).text
    assert "2 records were changed since" in page  # the company has somebody then
    assert f'/admin/contacts/details/?id={contact_id}">Anna Nowak</a>' in page
    client.post(address(imported, "undo"), data={"touched": "keep"})
    work(db_session)
    page = client.get(address(imported)).text
    assert "2 rows: 1 deleted, 1 left as they are." in page
    left = client.get(address(imported), query_string={"left": "1"}).text
    assert "changed again since" in left
    assert "Jan Kowalski" not in left
    assert re.search(r"Rows 2–2 of the file, 1 in all", left)


def test_touched_records_go_too_when_asked(client, imported, db_session):
    edit(db_session, position="Director")
    client.post(address(imported, "undo"), data={"touched": "back"})
    work(db_session)
    anna = db_session.scalars(select(Contact)).one()
    assert anna.deleted_at is not None


def test_nothing_is_taken_back_twice(client, imported, db_session):
    for _ in range(2):
        client.post(address(imported, "undo"))
    work(db_session)
    answer = client.post(address(imported, "undo"), follow_redirects=True)
    assert "has been taken back already" in answer.text
    jobs = db_session.scalars(select(Job).where(Job.kind == "import.undo")).all()
    assert len(jobs) == 1


def test_a_stopped_undo_can_go_on(client, imported, db_session):
    client.post(address(imported, "undo"))
    client.post(address(imported, "cancel"))
    page = client.get(address(imported)).text
    assert "Taking the import back stopped" in page
    assert "Go on taking it back" in page
    client.post(address(imported, "undo"))
    work(db_session)
    assert count(db_session, Contact) == 0


def test_without_the_right_to_delete_it_is_not_offered(client, manager, imported, db_session):
    group = manager.group
    group.permissions = [p for p in group.permissions if p != Permission.CONTACTS_DELETE]
    db_session.commit()
    assert "Undo this import" not in client.get(address(imported)).text
    assert client.get(address(imported, "undo")).status_code == 403
    assert client.post(address(imported, "undo")).status_code == 403
    assert the_run(db_session).undo_policy == ""


def test_somebody_elses_run_is_not_there(client, imported, db_session):
    from tests.factories.people import make_user

    client.post("/logout")
    sign_in(client, make_user("managers"))
    assert client.get(address(imported, "undo")).status_code == 404
    assert client.post(address(imported, "undo")).status_code == 404


def test_a_preview_has_nothing_to_take_back(client, checked):
    answer = client.get(address(checked, "undo"), follow_redirects=True)
    assert "has written nothing that could be taken back" in answer.text
