"""Bulk changes over HTTP: all rows that match, the account, the history, Undo, and who may."""

import re
from urllib.parse import quote

import pytest
from sqlalchemy import select

from admin_app.jobs import runner
from admin_app.jobs.handlers import load
from admin_app.jobs.handlers.bulk import CLEAN_UP
from admin_app.services import contact as contacts
from admin_app.services.contact_status import set_status
from models import ChangeRow, ChangeSet, Company, Contact, Job
from models.base import db
from models.enums import ContactStatus, JobState
from tests.factories.people import make_contact, make_user, sign_in, system
from views.admin import bulk
from views.admin.pages import changes

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def manager(client):
    user = make_user("managers")
    sign_in(client, user)
    return user


@pytest.fixture
def two_at_once(monkeypatch):
    """More rows than two are the work of a job."""
    load()
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    monkeypatch.setattr(changes, "AT_ONCE", 2)


def block(client, **selection):
    data = {"status": "blocked", "reason": "spam", **selection}
    return client.post("/admin/contacts/bulk/status", data=data)


def the_set():
    db.session.rollback()
    return db.session.scalars(select(ChangeSet).order_by(ChangeSet.id.desc()).limit(1)).one()


def work():
    """Do what is queued, as a worker would."""
    db.session.rollback()
    for job in db.session.scalars(select(Job).filter_by(state=JobState.QUEUED)):
        runner.run_inline(job)


def statuses():
    db.session.rollback()
    db.session.expire_all()
    return [row.status.value for row in db.session.scalars(select(Contact).order_by(Contact.id))]


def test_all_that_match_are_offered_with_their_true_number(client, manager):
    for number in range(3):
        make_contact(department="Sales" if number else "Repairs")
    offer = client.get(f"/admin/contacts/matching?match={quote('department=sales&page=x')}")
    assert "Select all 2 that match" in offer.text
    assert "Select all 3 that match" in client.get("/admin/contacts/matching?match=").text
    page = client.get("/admin/contacts/").text
    assert 'data-matching-url="/admin/contacts/matching"' in page
    assert 'data-total="3"' in page


def test_all_that_match_are_changed_and_nothing_else(client, manager):
    for number in range(3):
        make_contact(department="Sales" if number else "Repairs")
    match = "department=sales&status=active"
    dialog = client.get(f"/admin/contacts/bulk/status?match={quote(match)}")
    assert "Change the status of 2 contacts" in dialog.text
    hidden = re.search(r'name="match" value="([^"]*)"', dialog.text)[1].replace("&amp;", "&")
    assert hidden == match
    block(client, match=hidden)
    assert statuses() == ["active", "blocked", "blocked"]


def test_export_takes_all_that_match(client, manager):
    make_contact(department="Sales")
    make_contact(department="Repairs")
    dialog = client.get("/admin/contacts/export/dialog?match=department%3Dsales")
    assert "Export 1 contact" in dialog.text
    assert 'name="department" value="sales"' in dialog.text


def test_the_account_leads_to_the_rows(client, manager):
    people = [make_contact(last_name=name) for name in ("Changed", "Already", "Gone")]
    set_status(people[1], ContactStatus.BLOCKED, system())
    set_status(people[2], ContactStatus.DISMISSED, system())
    db.session.commit()
    block(client, match="")
    page = client.get("/admin/contacts/").text
    assert "1 contact changed. 1 was so already. 1 left: dismissed, which is final." in page
    account_url = f"/admin/changes/{the_set().id}"
    assert account_url in page
    account = client.get(account_url).text
    assert "Status: Blocked" in account
    assert "spam" in account
    for text, name in (
        ("was changed", "Changed"),
        ("was so already", "Already"),
        ("left: dismissed, which is final", "Gone"),
    ):
        url = re.search(rf'href="([^"]+)">{text}</a>', account)[1]
        rows = client.get(url.replace("&amp;", "&")).text
        names = set(re.findall(r"Olena (Changed|Already|Gone)</a>", rows))
        assert names == {name}
        assert "Bulk change: " in rows


def test_undo_is_foreseen_and_names_what_stays(client, manager):
    people = [make_contact(), make_contact(last_name="Nowak")]
    block(client, match="")
    set_status(people[1], ContactStatus.ACTIVE, system())
    db.session.commit()
    url = f"/admin/changes/{the_set().id}"
    dialog = client.get(f"{url}/undo").text
    assert "1 contact gets back what was there before." in dialog
    assert "1 contact will stay: changed again since." in dialog
    assert statuses() == ["blocked", "active"]
    answer = client.post(f"{url}/undo")
    assert answer.location == url
    assert statuses() == ["active", "active"]
    page = client.get(url).text
    assert f'href="/admin/contacts/details/?id={people[1].id}">Olena Nowak</a>' in page
    assert "changed again since" in page
    assert "data-dialog-url" not in page
    client.post(f"{url}/undo")
    assert "cannot be undone, or was undone already" in client.get(url).text


def test_many_rows_are_the_work_of_a_job(client, manager, two_at_once):
    people = [make_contact() for _ in range(5)]
    answer = block(client, match="")
    change_set = the_set()
    assert answer.location == f"/admin/changes/{change_set.id}"
    assert statuses() == ["active"] * 5
    waiting = client.get(answer.location).text
    assert "Waiting to start" in waiting
    assert f"/admin/jobs/{change_set.job_id}/cancel" in waiting
    assert client.get(f"/admin/jobs/{change_set.job_id}").status_code == 200
    work()
    assert statuses() == ["blocked"] * 5
    contacts.update_contact(people[0], {"position": "Chief"}, system())
    set_status(people[1], ContactStatus.ACTIVE, system())
    db.session.commit()
    client.post(f"{answer.location}/undo")
    assert statuses()[0] == "blocked"
    work()
    assert statuses() == ["active"] * 5
    assert (the_set().restored, the_set().left) == (4, 1)
    page = client.get(answer.location).text
    assert "not undone: changed again since" in page


def test_a_change_cancelled_before_it_began(client, manager, two_at_once):
    for _ in range(3):
        make_contact()
    url = block(client, match="").location
    client.post(f"/admin/jobs/{the_set().job_id}/cancel")
    page = client.get(url).text
    assert "Stopped" in page
    assert "not reached" in page
    assert "/undo" not in page
    assert statuses() == ["active"] * 3


def test_a_job_whose_owner_lost_the_right_changes_nothing(client, manager, two_at_once):
    for _ in range(3):
        make_contact()
    block(client, match="")
    manager = db.session.merge(manager)
    manager.group.permissions = [p for p in manager.group.permissions if p != "contacts.edit"]
    db.session.commit()
    work()
    assert statuses() == ["active"] * 3


def test_the_history(client, manager):
    make_contact(company="Zefir")
    block(client, match="")
    client.post("/admin/contacts/bulk/department", data={"match": "", "department": "<b>Sales"})
    client.post("/admin/contacts/bulk/company", data={"match": "", "company": "new:Orbita"})
    client.post("/admin/contacts/bulk/language", data={"match": "", "language": "pl"})
    client.post("/admin/contacts/bulk/notifications", data={"match": "", "on": "0"})
    client.post("/admin/companies/bulk/status", data={"match": "", "status": "blocked"})
    client.post("/admin/companies/bulk/delete", data={"match": "", "with_contacts": "y"})
    page = client.get("/admin/changes/").text
    for text in ("Status: Blocked", "Department: &lt;b&gt;Sales", "Company: Orbita",
                 "Language: Polski", "Notifications: off", "Deletion"):  # fmt: skip
        assert text in page
    assert db.session.query(Contact).filter(Contact.deleted_at.is_(None)).count() == 0
    last = the_set()
    account = client.get(f"/admin/changes/{last.id}").text
    assert "/admin/trash/companies/" in account
    client.post(f"/admin/changes/{last.id}/undo")
    db.session.rollback()
    assert db.session.query(Contact).filter(Contact.deleted_at.is_(None)).count() == 1
    older = client.get(f"/admin/changes/?before={last.id}").text
    assert f'href="/admin/changes/{last.id}"' not in older


@pytest.mark.parametrize("query", ["before=x", "before=-1", "before=99999999999999999999"])
def test_no_argument_of_the_history_is_an_error(client, manager, query):
    assert client.get(f"/admin/changes/?{query}").status_code == 200


def test_changes_of_others_are_for_those_who_see_the_audit(client, app):
    make_contact()
    sign_in(client, make_user("managers"))
    block(client, match="")
    url = f"/admin/changes/{the_set().id}"
    agent = app.test_client()
    sign_in(agent, make_user("agents"))
    for address in (url, f"{url}/undo"):
        assert agent.get(address).status_code == 404
    assert agent.post(f"{url}/undo").status_code == 404
    assert url not in agent.get("/admin/changes/").text
    administrator = app.test_client()
    sign_in(administrator, make_user("administrators"))
    assert administrator.get(url).status_code == 200
    assert statuses() == ["blocked"]


@pytest.mark.parametrize("group", [None, "clients", "partners"])
def test_strangers_and_clients_reach_nothing(client, group):
    make_contact()
    if group:
        sign_in(client, make_user(group))
    refused = (302,) if group is None else (403,)
    for address in ("changes/", "changes/1", "changes/1/undo", "contacts/matching?match="):
        assert client.get(f"/admin/{address}").status_code in refused
    assert client.post("/admin/changes/1/undo").status_code in refused
    assert block(client, match="").status_code in refused
    assert statuses() == ["active"]


def test_writes_need_a_token_and_a_post(client, manager):
    make_contact()
    block(client, match="")
    url = f"/admin/changes/{the_set().id}/undo"
    assert client.post(url, csrf=False).status_code == 400
    client.get(url)
    assert statuses() == ["blocked"]


@pytest.mark.parametrize(
    "match", ["status=%00", "x" * 9000, "search=%25%27&page=-1", "company=9e9"]
)
def test_no_match_is_an_error(client, manager, match):
    make_contact()
    for address in ("contacts/matching", "contacts/bulk/status", "contacts/export/dialog"):
        assert client.get(f"/admin/{address}?match={quote(match)}").status_code == 200


def test_the_filter_of_a_change_takes_any_value(client, manager):
    make_contact()
    for value in ("", "x", "1:x", "99999999999999:left", "1:changed", ":", "1:skipped.'"):
        assert client.get(f"/admin/contacts/?change={quote(value)}").status_code == 200


def test_a_refused_value_changes_nothing(client, manager):
    make_contact(company="Zefir")
    company_id = db.session.scalar(select(Company.id))
    client.post("/admin/companies/bulk/status", data={"match": "", "status": "archived"})
    client.post("/admin/contacts/bulk/company", data={"match": "", "company": str(company_id)})
    assert "is archived" in client.get("/admin/contacts/").text
    client.post("/admin/contacts/bulk/status", data={"match": "", "status": "gone"})
    assert "Nothing was changed" in client.get("/admin/contacts/").text
    assert statuses() == ["active"]


def test_old_changes_are_forgotten_by_the_schedule(client, manager):
    from datetime import timedelta

    load()
    make_contact()
    block(client, match="")
    change_set = the_set()
    change_set.created_at -= timedelta(days=31)
    db.session.add(
        Job(kind=CLEAN_UP, created_at=change_set.created_at, run_after=change_set.created_at)
    )
    db.session.commit()
    work()
    assert db.session.query(ChangeSet).count() == db.session.query(ChangeRow).count() == 0
