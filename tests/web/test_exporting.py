"""Export over HTTP: the dialog, the file at once, the job, who may download."""

from __future__ import annotations

import csv
import io
import json

import pytest
from sqlalchemy import func, select

from admin_app.exporting import runner as exports
from admin_app.jobs.runner import run_inline
from admin_app.permissions import Permission
from models import AuditEntry, Job
from models.enums import ContactStatus, JobState
from tests.factories.people import make_group, make_user, plain_contact, sign_in
from views.admin.pages import exporting

DIALOG = "/admin/contacts/export/dialog"
START = "/admin/contacts/export"


@pytest.fixture
def people(db_session):
    return [
        plain_contact(full_name="Ada", sort_name="ada", search_text="ada", region="Kent"),
        plain_contact(full_name="Bea", sort_name="bea", status=ContactStatus.BLOCKED),
        plain_contact(full_name="Cyd", sort_name="cyd"),
    ]


@pytest.fixture
def manager(client, people):
    user = make_user("managers")
    sign_in(client, user)
    return user


def names(answer) -> list[str]:
    return [row["full_name"] for row in json.loads(answer.data)]


def test_the_dialog_tells_the_true_number(client, manager):
    assert "Export 3 contacts" in client.get(DIALOG).text
    page = client.get(DIALOG, query_string={"status": "active", "search": "ada", "page": "x"}).text
    assert "Export 1 contact<" in page
    assert '<input type="hidden" name="status" value="active" />' in page
    assert '<input type="hidden" name="search" value="ada" />' in page


def test_ticked_rows_win_over_the_rest_of_the_list(client, manager, people):
    ids = [people[0].id, people[2].id]
    assert "Export 2 contacts" in client.get(DIALOG, query_string={"ids": ids}).text
    answer = client.post(START, data={"ids": ids, "format": "json", "columns": "all"})
    assert set(names(answer)) == {"Ada", "Cyd"}


def test_a_small_file_comes_at_once_as_an_attachment(client, manager):
    data = {"format": "csv", "columns": "all", "status": "active", "sort": "full_name"}
    answer = client.post(START, data=data)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=contacts-")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "text/csv"
    table = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert [row["Full name"] for row in table] == ["Ada", "Cyd"]


def test_every_format_can_be_had(client, manager):
    for key in exports.FORMATS:
        answer = client.post(START, data={"format": key, "columns": "shown"})
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].endswith(f".{key}")
        assert len(answer.data) > 20


def test_columns_as_shown_are_those_of_the_list(client, manager):
    columns = ["full_name", "status", "group"]
    client.post("/admin/contacts/columns", data={"columns": columns})
    answer = client.post(START, data={"format": "json", "columns": "shown"})
    assert [list(row) for row in json.loads(answer.data)] == [columns] * 3


def test_an_export_is_in_the_audit_with_its_author(client, manager, db_session):
    client.post(START, data={"format": "csv", "columns": "all", "search": "ada"})
    entry = db_session.scalars(select(AuditEntry).where(AuditEntry.action == "export")).one()
    assert (entry.actor_id, entry.noun, entry.changes["count"]) == (manager.id, "contacts", 1)
    assert entry.changes["search"] == "ada"
    assert entry.ip == "127.0.0.1"


def test_limited_fields_do_not_leave_without_the_right(client, people):
    group = make_group(permissions=[Permission.CONTACTS_VIEW, Permission.EXPORT])
    sign_in(client, make_user("agents", group_id=group.id))
    rows = json.loads(client.post(START, data={"format": "json", "columns": "all"}).data)
    assert len(rows) == 3
    assert not {"region", "address", "birth_date", "notes"} & set(rows[0])
    filtered = client.post(START, data={"format": "json", "region": "Kent"})
    assert len(names(filtered)) == 3


@pytest.mark.parametrize("group", ["agents", "clients", "partners"])
def test_without_the_right_there_is_no_export(client, people, group, db_session):
    sign_in(client, make_user(group))
    for answer in (
        client.get(DIALOG),
        client.post(START, data={"format": "csv"}),
        client.get("/admin/jobs/1/file"),
    ):
        assert answer.status_code == 403
    assert not db_session.scalar(select(func.count()).where(AuditEntry.action == "export"))


def test_export_alone_is_not_enough_for_a_list_that_one_may_not_see(client, people):
    group = make_group(permissions=[Permission.COMPANIES_VIEW, Permission.EXPORT])
    sign_in(client, make_user("agents", group_id=group.id))
    assert client.get(DIALOG).status_code == 403
    assert client.post(START, data={"format": "csv"}).status_code == 403
    assert client.post("/admin/companies/export", data={"format": "csv"}).status_code == 200


def test_strangers_are_sent_to_sign_in(client, people):
    for answer in (client.get(DIALOG), client.post(START), client.get("/admin/jobs/")):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/login")


def test_no_export_without_a_token(client, manager):
    assert client.post(START, data={"format": "csv"}, csrf=False).status_code == 400


def test_odd_arguments_are_no_error(client, manager):
    odd = {"format": "../x", "columns": "x", "ids": ["-1", "x", "9" * 30], "sort": "password_hash"}
    assert client.get(DIALOG, query_string=odd | {"search": "\x00%"}).status_code == 200
    assert client.post(START, data=odd).status_code == 200


@pytest.fixture
def small(monkeypatch):
    """Everything above two rows is large."""
    monkeypatch.setattr(exporting, "AT_ONCE", 2)


def ordered(client, db_session) -> Job:
    answer = client.post(START, data={"format": "json", "columns": "all", "sort": "full_name"})
    assert answer.status_code == 302
    job = db_session.scalars(select(Job).where(Job.kind == "export.write")).one()
    assert answer.headers["Location"] == f"/admin/jobs/{job.id}"
    return job


def test_a_large_file_is_left_to_a_job_and_offered_afterwards(client, manager, db_session, small):
    assert "under the bell" in client.get(DIALOG).text
    job = ordered(client, db_session)
    page = client.get(f"/admin/jobs/{job.id}").text
    assert "Waiting to start" in page
    assert f"/admin/jobs/{job.id}/cancel" in page
    assert client.get(f"/admin/jobs/{job.id}/file").status_code == 404
    run_inline(job)
    for address in (f"/admin/jobs/{job.id}", "/admin/jobs/", "/admin/jobs/bell"):
        assert f"/admin/jobs/{job.id}/file" in client.get(address).text
    answer = client.get(f"/admin/jobs/{job.id}/file")
    assert names(answer) == ["Ada", "Bea", "Cyd"]
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_job_and_its_file_are_its_owners_alone(client, app, manager, db_session, small):
    job = ordered(client, db_session)
    run_inline(job)
    other = app.test_client()
    sign_in(other, make_user("administrators"))
    assert f"/admin/jobs/{job.id}/file" not in other.get("/admin/jobs/").text
    for path in ("", "/progress", "/file"):
        assert other.get(f"/admin/jobs/{job.id}{path}").status_code == 404
    assert other.post(f"/admin/jobs/{job.id}/cancel").status_code == 404


def test_the_file_is_out_of_reach_when_the_right_is_gone(client, manager, db_session, small):
    job = ordered(client, db_session)
    run_inline(job)
    rights = set(manager.group.permissions)
    manager.group.permissions = sorted(rights - {Permission.CONTACTS_VIEW})
    db_session.commit()
    assert client.get(f"/admin/jobs/{job.id}/file").status_code == 403


def test_a_waiting_job_is_cancelled(client, manager, db_session, small):
    job = ordered(client, db_session)
    answer = client.post(f"/admin/jobs/{job.id}/cancel", data={"next": "/admin/contacts/"})
    assert answer.headers["Location"] == "/admin/contacts/"
    db_session.refresh(job)
    assert job.state == JobState.CANCELLED
    assert "Cancelled" in client.get(f"/admin/jobs/{job.id}/progress").text


def test_a_foreign_address_is_not_followed(client, manager, db_session, small):
    job = ordered(client, db_session)
    answer = client.post(f"/admin/jobs/{job.id}/cancel", data={"next": "//evil.example/"})
    assert answer.headers["Location"] == f"/admin/jobs/{job.id}"


def test_the_bell_counts_until_one_looks(client, manager, db_session, small):
    job = ordered(client, db_session)
    run_inline(job)
    assert "Notifications: 1 new" in client.get("/admin/contacts/").text
    assert "/admin/jobs/seen" in client.get("/admin/jobs/bell").text
    assert client.post("/admin/jobs/seen").status_code == 204
    assert "Notifications: 0 new" in client.get("/admin/contacts/").text
    assert "/admin/jobs/seen" not in client.get("/admin/jobs/bell").text


def test_a_file_that_was_deleted_is_said_so(client, manager, db_session, small):
    from admin_app.jobs.handlers.exporting import storage

    job = ordered(client, db_session)
    storage().delete(run_inline(job)["file"])
    assert "deleted after seven days" in client.get(f"/admin/jobs/{job.id}").text
    assert client.get(f"/admin/jobs/{job.id}/file").status_code == 404


def test_an_order_that_failed_says_why(client, manager, db_session, small):
    job = ordered(client, db_session)
    manager.group.permissions = []
    db_session.commit()
    run_inline(job)
    assert "This is not allowed." in client.get(f"/admin/jobs/{job.id}").text


def test_too_many_rows_for_a_format_are_told_before_anything_starts(
    client, manager, db_session, monkeypatch
):
    tiny = exports.FORMATS["xls"].__class__("xls", "x", 2, exports.FORMATS["xls"].write)
    monkeypatch.setitem(exports.FORMATS, "xls", tiny)
    assert "At most 2 rows" in client.get(DIALOG).text
    answer = client.post(START, data={"format": "xls", "columns": "all", "status": "active"})
    assert answer.status_code == 200
    answer = client.post(START, data={"format": "xls", "columns": "all"}, follow_redirects=True)
    assert "A file in XLS holds at most 2 rows" in answer.text
    assert not db_session.scalars(select(Job).where(Job.kind == "export.write")).all()


def test_the_buttons_are_there_for_those_who_may(client, manager):
    assert DIALOG in client.get("/admin/contacts/").text
    assert "/admin/companies/export/dialog" in client.get("/admin/companies/").text


@pytest.mark.parametrize("path", ["999999", "99999999999999999999", "0"])
def test_jobs_that_are_not_there(client, manager, path):
    assert client.get(f"/admin/jobs/{path}").status_code == 404
    assert client.get(f"/admin/jobs/{path}/file").status_code == 404
