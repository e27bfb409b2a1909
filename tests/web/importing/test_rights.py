"""Import over HTTP: who may import what, and whose runs are whose."""

from __future__ import annotations

import re

import pytest

from admin_app.permissions import Permission
from models import ImportRow, ImportRun
from models.enums import ImportState, Verdict
from tests.factories.people import make_group, make_user, sign_in
from tests.web.importing.wizard import (
    COLUMNS,
    READING,
    RULES,
    START,
    address,
    count,
    the_run,
    upload,
)

PAGES = ("", "progress", "errors")
POSTS = ("mapping", "check", "confirm", "cancel", "again")


class TestWhoMay:
    def test_strangers_sign_in_first(self, client, db_session):
        assert "/login" in client.get(START).headers["Location"]
        assert upload(client).status_code in {302, 401, 403}
        assert count(db_session, ImportRun) == 0

    @pytest.mark.parametrize("group", ["agents", "clients", "partners"])
    def test_without_the_right_there_is_no_import(self, client, db_session, group):
        sign_in(client, make_user(group))
        assert client.get(START).status_code == 403
        assert client.get("/admin/import/sample/contacts.csv").status_code == 403
        assert upload(client).status_code == 403
        assert count(db_session, ImportRun) == 0

    def test_who_may_not_change_companies_imports_contacts_alone(self, client, db_session):
        group = make_group(
            permissions={
                Permission.IMPORT, Permission.CONTACTS_VIEW, Permission.CONTACTS_CREATE,
                Permission.CONTACTS_EDIT,
            }
        )  # fmt: skip
        sign_in(client, make_user(group_id=group.id))
        page = client.get(START).text
        assert re.findall(r'name="noun" value="(\w+)"', page) == ["contacts"]
        assert upload(client, noun="companies").status_code == 404
        assert count(db_session, ImportRun) == 0

    def test_the_right_to_import_alone_is_not_enough(self, client, db_session):
        group = make_group(permissions={Permission.IMPORT})
        sign_in(client, make_user(group_id=group.id))
        assert client.get(START).status_code == 403
        assert upload(client).status_code == 403

    def test_runs_of_others_are_not_there(self, app, client, checked, db_session):
        before = (checked.state, checked.mapping, checked.job_id)
        other = app.test_client()
        sign_in(other, make_user("managers"))
        for tail in PAGES:
            answer = other.get(address(checked, tail))
            assert answer.status_code == 404
            assert "clients.csv" not in answer.text
        for tail in POSTS:
            data = {"column": COLUMNS, **RULES, **READING}
            assert other.post(address(checked, tail), data=data).status_code == 404
        for page in (START, "/admin/"):
            assert "clients.csv" not in other.get(page).text
            assert "clients.csv" in client.get(page).text
        run = the_run(db_session)
        assert (run.state, run.mapping, run.job_id) == before

    def test_administrators_see_the_runs_of_all(self, app, checked):
        boss = app.test_client()
        sign_in(boss, make_user("administrators"))
        for tail in ("", "errors"):
            assert boss.get(address(checked, tail)).status_code == 200
        assert "clients.csv" in boss.get(START).text

    def test_a_right_taken_away_stops_the_import(self, client, checked, manager, db_session):
        group = db_session.merge(manager.group)
        group.permissions = [p for p in group.permissions if p != Permission.CONTACTS_EDIT]
        db_session.commit()
        assert client.post(address(checked, "confirm")).status_code == 403
        assert the_run(db_session).state == ImportState.PREVIEW
        group.permissions = []
        db_session.commit()
        assert client.get(address(checked)).status_code == 403

    @pytest.mark.parametrize("tail", POSTS)
    def test_nothing_changes_without_a_token_or_by_get(self, client, checked, db_session, tail):
        data = {"column": COLUMNS, **RULES, **READING}
        assert client.post(address(checked, tail), data=data, csrf=False).status_code == 400
        assert client.get(address(checked, tail)).status_code == 405
        run = the_run(db_session)
        assert (run.state, run.job_id) == (ImportState.PREVIEW, checked.job_id)

    @pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999", "-1", "x"])
    def test_runs_that_are_not_there(self, client, manager, number):
        assert client.get(f"/admin/import/{number}/").status_code == 404

    def test_rows_of_a_run_stay_its_own(self, client, checked, db_session):
        """The address of a run never shows rows of another."""
        stranger = ImportRun(
            noun="contacts", file_key="k", file_name="other.csv", file_size=1,
            created_at=checked.created_at,
        )  # fmt: skip
        db_session.add(stranger)
        db_session.flush()
        row = ImportRow(
            run_id=stranger.id, number=1, verdict=Verdict.CREATE, values={"full_name": "Secret"}
        )
        db_session.add(row)
        db_session.commit()
        assert "Secret" not in client.get(address(checked)).text
