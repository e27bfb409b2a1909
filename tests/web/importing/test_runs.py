"""Import over HTTP: the preview, the import itself, stopping it and taking it up."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from admin_app.services.shared import jobs
from models import Company, Contact, Job
from models.enums import ImportState, JobState
from tests.factories.people import plain_contact
from tests.web.importing.wizard import START, address, check, count, the_run, upload, work


class TestPreview:
    def test_the_numbers_are_told_before_anything_is_written(self, client, checked, db_session):
        page = client.get(address(checked)).text
        assert "Nothing has been written yet" in page
        assert "add 2 contacts and 1 company and refuse 1 row" in re.sub(r"\s+", " ", page)
        assert "Import 2 rows" in page
        assert (count(db_session, Contact), count(db_session, Company)) == (0, 0)

    def test_rows_of_both_may_be_companies_alone(self, client, manager, db_session):
        text = (
            "Full name,E-mail,Company,Company site\nAnna,a@example.com,Acme,\n,,Lone,lone.example"
        )
        upload(client, text, noun="both")
        work(db_session)
        run = the_run(db_session)
        check(client, run, columns=[key or "" for key in run.mapping])
        work(db_session)
        page = client.get(address(run)).text
        assert "The import will add 2 rows with 2 companies." in page
        assert "New company: Acme" in page

    def test_a_row_says_what_is_wrong_with_which_column(self, client, checked):
        page = client.get(address(checked), query_string={"verdict": "refuse"}).text
        assert "“not-an-address” is not an e-mail address" in page
        assert "Olga Petrenko" in page
        assert "Anna Nowak" not in page

    def test_a_change_is_shown_as_before_and_after(self, client, mapped, db_session):
        plain_contact(email="anna@example.com", full_name="Anna Nowak", position="Clerk")
        check(client, mapped, columns=["full_name", "", "email", "", "", "position"],
              existing="overwrite")  # fmt: skip
        work(db_session)
        page = client.get(address(mapped), query_string={"verdict": "update"}).text
        assert "<del>Clerk</del>" in page
        assert "<ins>blue</ins>" in page

    def test_a_fragment_is_only_the_rows(self, client, checked):
        answer = client.get(address(checked), headers={"HX-Request": "true"})
        assert "k-verdicts" in answer.text
        assert "<html" not in answer.text

    def test_rows_come_in_pages_both_ways(self, client, manager, db_session):
        lines = [f"P{n},p{n}@example.com" for n in range(120)]
        upload(client, "\n".join(("Full name,E-mail", *lines)))
        work(db_session)
        run = the_run(db_session)
        check(client, run, columns=["full_name", "email"])
        work(db_session)

        def numbers(**query):
            page = client.get(address(run), query_string=query).text
            return [int(n) for n in re.findall(r'data-label="Row">(\d+)<', page)]

        first, second, last = numbers(), numbers(after=51), numbers(after=101)
        assert first + second + last == list(range(2, 122))
        assert numbers(before=102) == second

    @pytest.mark.parametrize(
        "query",
        [
            {"verdict": "nonsense"}, {"after": "x"}, {"before": "-5"}, {"after": "9" * 30},
            {"verdict": ["create", "skip"]}, {"step": "elsewhere"},
        ],
    )  # fmt: skip
    def test_odd_parameters_are_passed_over(self, client, checked, query):
        assert client.get(address(checked), query_string=query).status_code == 200

    def test_one_may_go_back_to_the_columns_without_a_loss(self, client, checked, db_session):
        page = client.get(address(checked), query_string={"step": "columns"}).text
        assert "What each column means" in page
        assert '<option value="email" selected>' in page
        check(client, checked, wrong="refuse-file")
        work(db_session)
        run = the_run(db_session)
        assert run.state == ImportState.REFUSED
        page = client.get(address(run)).text
        assert "To add" in page
        assert "Added" not in page
        assert "the first is row 4" in page
        assert "Back to the columns" in page
        assert "What each column means" in client.get(address(run, "?step=columns")).text

    def test_the_refused_rows_can_be_had_before_the_import(self, client, checked):
        answer = client.get(address(checked, "errors"))
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        text = answer.data.decode("utf-8-sig")
        assert "Olga Petrenko" in text
        assert "Anna Nowak" not in text


class TestImporting:
    def test_the_preview_is_what_happens(self, client, checked, db_session):
        assert client.post(address(checked, "confirm")).headers["Location"] == address(checked)
        assert "Importing" in client.get(address(checked)).text
        work(db_session)
        run = the_run(db_session)
        assert run.state == ImportState.DONE
        assert (count(db_session, Contact), count(db_session, Company)) == (2, 1)
        page = client.get(address(run)).text
        assert "The file is imported" in page
        assert "3 rows: 2 added, 1 refused." in page
        anna = db_session.scalar(select(Contact).where(Contact.email == "anna@example.com"))
        assert f"/admin/contacts/details/?id={anna.id}" in page
        assert (anna.user, anna.group.key) == (None, "clients")

    def test_confirming_twice_imports_once(self, client, checked, db_session):
        client.post(address(checked, "confirm"))
        client.post(address(checked, "confirm"))
        work(db_session)
        client.post(address(checked, "confirm"))
        work(db_session)
        assert count(db_session, Contact) == 2
        assert db_session.scalar(select(func.count()).where(Job.kind == "import.commit")) == 1

    def test_the_refused_rows_can_be_mended_and_dropped_again(self, client, checked, db_session):
        client.post(address(checked, "confirm"))
        work(db_session)
        refused = client.get(address(checked, "errors")).data
        upload(client, refused.replace(b"not-an-address", b"olga@example.com"))
        work(db_session)
        again = the_run(db_session)
        assert again.mapping[:4] == ["full_name", "company", "email", "phone"]
        check(client, again, columns=[key or "" for key in again.mapping])
        work(db_session)
        client.post(address(again, "confirm"))
        work(db_session)
        run = the_run(db_session)
        counts = {key: run.counts[key] for key in ("rows", "created", "refused")}
        assert counts == {"rows": 1, "created": 1, "refused": 0}

    def test_importing_the_same_file_again_changes_nothing(self, client, checked, db_session):
        client.post(address(checked, "confirm"))
        work(db_session)
        upload(client)
        work(db_session)
        again = the_run(db_session)
        check(client, again)
        work(db_session)
        page = client.get(address(again)).text
        assert "There is nothing to import." in page
        assert "confirm" not in re.findall(r'<button type="submit"[^>]*>', page)
        assert the_run(db_session).counts["unchanged"] == 2

    def test_the_rules_of_this_run_are_taken(self, client, mapped, db_session):
        check(client, mapped, unknown_company="empty")
        work(db_session)
        client.post(address(mapped, "confirm"))
        work(db_session)
        assert (count(db_session, Contact), count(db_session, Company)) == (2, 0)

    def test_progress_is_polled_until_it_ends(self, client, checked, db_session):
        client.post(address(checked, "confirm"))
        poll = address(checked, "progress")
        assert f'hx-get="{poll}"' in client.get(poll).text
        work(db_session)
        finished = client.get(poll).text
        assert "data-progress-finished" in finished
        assert "hx-get" not in finished

    def test_earlier_imports_are_listed_with_their_result(self, client, checked, db_session):
        client.post(address(checked, "confirm"))
        work(db_session)
        page = client.get(START).text
        assert "clients.csv" in page
        assert "2 added, 0 changed, 1 refused" in page


def test_the_dashboard_counts_as_added_only_what_was(client, checked, db_session):
    row = re.compile(
        r'clients\.csv</a></td><td data-label="Rows">3</td><td data-label="Added">(\d*)'
    )
    assert row.search(client.get("/admin/").text)[1] == ""
    client.post(address(checked, "confirm"))
    work(db_session)
    assert row.search(client.get("/admin/").text)[1] == "2"


class TestCancelling:
    def test_before_the_check_the_file_goes_too(self, client, mapped, db_session, app):
        folder = app.extensions["settings"].files_folder / "imports"
        assert (folder / mapped.file_key).exists()
        client.post(address(mapped, "cancel"))
        run = the_run(db_session)
        assert run.state == ImportState.CANCELLED
        assert not (folder / run.file_key).exists()
        assert "The import was cancelled" in client.get(address(run)).text

    def test_a_queued_check_ends_at_once(self, client, mapped, db_session):
        check(client, mapped)
        client.post(address(mapped, "cancel"))
        run = the_run(db_session)
        assert run.state == ImportState.CANCELLED
        assert db_session.get(Job, run.job_id).state == JobState.CANCELLED

    def test_a_finished_import_cannot_be_cancelled(self, client, checked, db_session):
        client.post(address(checked, "confirm"))
        work(db_session)
        client.post(address(checked, "cancel"))
        assert the_run(db_session).state == ImportState.DONE
        assert "cannot be changed now" in client.get(START).text

    def test_work_that_broke_off_can_be_taken_up(self, client, checked, db_session):
        client.post(address(checked, "confirm"))
        run = the_run(db_session)
        run.state = ImportState.COMMITTING
        jobs.finish(run.job_id, JobState.FAILED, error="killed")
        page = client.get(address(run)).text
        assert "The work on this file broke off" in page
        assert "nothing twice" in page
        client.post(address(run, "again"))
        work(db_session)
        assert the_run(db_session).state == ImportState.DONE
        assert count(db_session, Contact) == 2

    def test_a_failure_before_the_first_row_is_told_at_the_preview(
        self, client, checked, db_session
    ):
        client.post(address(checked, "confirm"))
        jobs.finish(the_run(db_session).job_id, JobState.FAILED, error="killed")
        assert "broke off before anything was written" in client.get(address(checked)).text
