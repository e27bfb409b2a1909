"""Import over HTTP: choosing a file, and saying what its columns mean."""

from __future__ import annotations

import re

import pytest

from models import ImportMapping, ImportRun, Job
from models.base import db
from models.enums import ImportState
from tests.web.importing.wizard import (
    COLUMNS,
    EVIL,
    READING,
    START,
    UPLOAD,
    address,
    check,
    count,
    the_run,
    upload,
    work,
)


class TestChoosingAFile:
    def test_the_page_offers_what_the_person_may_import(self, client, manager):
        page = client.get(START).text
        offered = re.findall(r'name="noun" value="(\w+)"', page)
        assert offered == ["contacts", "companies", "both", "equipment"]
        assert "No file was imported yet" in page

    @pytest.mark.parametrize("noun", ["companies", "both"])
    def test_the_address_says_what_the_file_holds(self, client, manager, noun):
        page = client.get(START, query_string={"noun": noun}).text
        assert f'name="noun" value="{noun}" checked' in page

    def test_a_file_is_kept_and_read_by_a_job(self, client, manager, db_session):
        answer = upload(client)
        run = the_run(db_session)
        assert answer.headers["Location"] == address(run)
        assert (run.state, run.actor_id) == (ImportState.UPLOADED, manager.id)
        job = db_session.get(Job, run.job_id)
        assert (job.kind, job.owner_id) == ("import.sniff", manager.id)
        assert job.arguments == {"run_id": run.id, "language": "en", "format": {}}
        assert "Reading the file" in client.get(address(run)).text

    def test_a_script_is_told_where_to_go(self, client, manager, db_session):
        answer = upload(client, headers={"Accept": "application/json"})
        assert answer.json == {"url": address(the_run(db_session))}

    def test_no_file_is_said_at_the_form(self, client, manager, db_session):
        answer = client.post(UPLOAD, data={"noun": "contacts"})
        assert answer.status_code == 422
        assert "Choose a file first." in answer.text
        told = client.post(
            UPLOAD, data={"noun": "contacts"}, headers={"Accept": "application/json"}
        )
        assert told.json == {"error": "Choose a file first."}
        assert count(db_session, ImportRun) == 0

    def test_a_file_beyond_the_limit_leaves_nothing(self, client, manager, db_session, monkeypatch):
        monkeypatch.setattr("admin_app.importing.runs.MAX_FILE_BYTES", 10)
        answer = upload(client)
        assert answer.status_code == 422
        assert "The file is larger than" in answer.text
        assert count(db_session, ImportRun) == 0

    @pytest.mark.parametrize("noun", ["", "users", "contacts\x00"])
    def test_an_unknown_noun_is_not_there(self, client, manager, db_session, noun):
        assert upload(client, noun=noun).status_code == 404
        assert count(db_session, ImportRun) == 0

    def test_a_refused_file_says_why_and_what_was_kept(self, client, manager, db_session):
        upload(client, b"\x00\x01\x02\x03" * 50, name="photo.csv")
        work(db_session)
        run = the_run(db_session)
        assert run.state == ImportState.REFUSED
        page = client.get(address(run)).text
        assert "The file is refused" in page
        assert "contacts and companies are as they were" in page
        assert "Back to the columns" not in page

    @pytest.mark.parametrize("noun", ["contacts", "companies", "both"])
    @pytest.mark.parametrize("kind", ["csv", "xls", "xlsx"])
    def test_a_sample_is_recognised_by_the_import_itself(
        self, client, manager, db_session, noun, kind
    ):
        answer = client.get(f"/admin/import/sample/{noun}.{kind}")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        upload(client, answer.data, noun=noun, name=f"sample.{kind}")
        work(db_session)
        run = the_run(db_session)
        assert run.state == ImportState.MAPPING
        assert None not in run.mapping

    @pytest.mark.parametrize("name", ["users.csv", "contacts.exe", "contacts", "..%2Fcontacts.csv"])
    def test_other_samples_are_not_there(self, client, manager, name):
        assert client.get(f"/admin/import/sample/{name}").status_code == 404


class TestColumns:
    def test_columns_are_recognised_and_rights_refused(self, client, mapped):
        assert mapped.mapping == ["full_name", "company", "email", "phone", None, None]
        page = client.get(address(mapped)).text
        assert page.count("Recognised") == 4
        assert "The column Role is not imported" in page
        assert "4 of 6 columns are taken" in page
        assert "Anna Nowak" in page

    def test_the_choice_of_columns_is_remembered(self, client, mapped, db_session):
        columns = [*COLUMNS[:5], "notes"]
        check(client, mapped, columns=columns)
        assert count(db_session, ImportMapping) == 1
        upload(client)
        work(db_session)
        again = the_run(db_session)
        assert again.mapping == ["full_name", "company", "email", "phone", None, "notes"]
        assert "As last time" in client.get(address(again)).text

    def test_a_field_twice_is_refused_with_the_choice_kept(self, client, mapped, db_session):
        columns = ["full_name", "full_name", "email", "", "", ""]
        answer = check(client, mapped, columns=columns)
        assert answer.status_code == 422
        assert "Two columns are “Full name”" in answer.text
        assert answer.text.count('<option value="full_name" selected>') == 2
        assert the_run(db_session).mapping == mapped.mapping

    def test_a_file_without_a_way_to_reach_anybody_is_not_checked(self, client, mapped):
        answer = check(client, mapped, columns=["full_name", "", "", "", "", ""])
        assert answer.status_code == 422
        assert "Say which column is the e-mail" in answer.text

    def test_unknown_keys_and_further_columns_count_for_nothing(self, client, mapped, db_session):
        columns = ["full_name", "password", "email", "role", "group_id", "", "phone", "notes"]
        check(client, mapped, columns=columns)
        kept = the_run(db_session).mapping
        assert kept == ["full_name", None, "email", None, None, None]

    def test_changing_the_delimiter_reads_the_file_again(self, client, manager, db_session):
        upload(client, "Name;E-mail|x\nAnna;anna@example.com|y")
        work(db_session)
        run = the_run(db_session)
        assert run.table_format["delimiter"] == ";"
        data = {**READING, "delimiter": "|", "column": ["full_name", "email"]}
        client.post(address(run, "mapping"), data=data)
        assert "Reading the file" in client.get(address(run)).text
        work(db_session)
        run = the_run(db_session)
        assert run.table_format["delimiter"] == "|"
        assert run.head[1][1] == ["Anna;anna@example.com", "y"]

    def test_no_header_and_a_part_of_the_rows(self, client, mapped, db_session):
        data = {**READING, "header_row": "", "first_row": "3", "last_row": "3", "column": COLUMNS}
        client.post(address(mapped, "mapping"), data=data)
        work(db_session)
        run = the_run(db_session)
        shown = {k: run.table_format[k] for k in ("header_row", "first_row", "last_row")}
        assert shown == {"header_row": None, "first_row": 3, "last_row": 3}
        assert "By its place" in client.get(address(run)).text

    def test_choices_survive_another_reading(self, client, mapped, db_session):
        columns = ["full_name", "", "email", "", "", "notes"]
        data = {**READING, "last_row": "3", "column": columns}
        client.post(address(mapped, "mapping"), data=data)
        work(db_session)
        assert the_run(db_session).mapping == ["full_name", None, "email", None, None, "notes"]

    @pytest.mark.parametrize(
        "wrong",
        [{"header_row": "0"}, {"last_row": "x"}, {"delimiter": "ab"}, {"encoding": "rot13"}],
    )
    def test_a_wrong_way_of_reading_is_said(self, client, mapped, db_session, wrong):
        data = {**READING, "column": COLUMNS, **wrong}
        assert client.post(address(mapped, "mapping"), data=data).status_code == 422
        assert the_run(db_session).state == ImportState.MAPPING

    def test_nothing_of_a_file_becomes_markup(self, client, manager, db_session):
        text = f"Full name,E-mail,{EVIL}\n{EVIL},a@example.com,{EVIL}"
        upload(client, text, name=f"{EVIL}.csv")
        work(db_session)
        run = the_run(db_session)
        for page in (client.get(address(run)), client.get(START)):
            assert "&lt;img" in page.text
            assert "<img src=x" not in page.text
        check(client, run, columns=["full_name", "email", ""])
        work(db_session)
        page = client.get(address(run)).text
        assert "&lt;img" in page
        assert "<img src=x" not in page


@pytest.mark.parametrize(("before", "after"), [(None, None), ("x", None), (None, "9" * 25)])
def test_the_history_takes_odd_parameters(client, manager, before, after):
    query = {k: v for k, v in (("before", before), ("after", after)) if v}
    assert client.get(START, query_string=query).status_code == 200


def test_the_history_comes_in_pages(client, manager, db_session):
    for number in range(25):
        run = ImportRun(
            noun="contacts", file_key=f"k{number}", file_name=f"file-{number:02}.csv",
            file_size=1, actor_id=manager.id, created_at=manager.created_at,
        )  # fmt: skip
        db.session.add(run)
    db.session.commit()

    def shown(url):
        page = client.get(url).text
        links = re.findall(
            r'href="(/admin/import/\?[a-z]+=\d+)">(?:<svg.*?</svg>)?(Newer|Older)', page
        )
        return re.findall(r"file-(\d\d)\.csv", page), {label: link for link, label in links}

    first, links = shown(START)
    assert first == [f"{n:02}" for n in range(24, 4, -1)]
    rest, back = shown(links["Older"])
    assert rest == [f"{n:02}" for n in range(4, -1, -1)]
    assert shown(back["Newer"])[0] == first
