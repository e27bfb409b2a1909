"""`flask import` as scripts use it."""

import json

import pytest

from models import Company, Contact, ImportRun
from models.base import db
from tests.helpers.importing import contact_named, count

TABLE = "ФИО;Почта;Компания\nКим Анна;a@a.ru;Ромашка\nЛи Олег;нет;\n"


@pytest.fixture
def run(app, tmp_path):
    """Runs the command on a table given as text; the result of click."""
    runner = app.test_cli_runner()

    def _run(table, *options, noun="contacts", name="clients.csv"):
        path = tmp_path / name
        path.write_bytes(table if isinstance(table, bytes) else table.encode())
        return runner.invoke(args=["import", noun, str(path), *options])

    return _run


def answer(result):
    assert result.stdout, result.output
    return json.loads(result.stdout.splitlines()[-1])


def test_json_says_what_happened(run, db_session):
    result = run(TABLE, "--json")
    assert result.exit_code == 0, result.output
    found = answer(result)
    assert found.pop("run") == db.session.query(ImportRun.id).scalar()
    (problem,) = found.pop("problems")
    assert found == {
        "rows": 2, "created": 1, "updated": 0, "unchanged": 0, "skipped": 0, "failed": 1,
    }  # fmt: skip
    assert problem["message"].startswith("“нет” is not an e-mail address")
    del problem["message"]
    assert problem == {"row": 3, "column": "email", "value": "нет", "code": "email_wrong"}
    assert contact_named("Ким Анна").company.name == "Ромашка"
    assert answer(run(TABLE, "--json"))["unchanged"] == 1


def test_a_dry_run_writes_no_client(run, db_session):
    assert answer(run(TABLE, "--dry-run", "--json"))["created"] == 1
    assert (count(Contact), count(Company)) == (0, 0)


def test_policies_by_option(run, db_session):
    run(TABLE)
    later = "ФИО;Почта\nКим Вера;a@a.ru\n"
    assert answer(run(later, "--json", "--policy", "skip"))["skipped"] == 1
    assert answer(run(later, "--json", "--policy", "overwrite"))["updated"] == 1
    assert answer(run(later, "--json", "--policy", "create"))["created"] == 1
    unknown = "ФИО;Почта;Компания\nПак;p@a.ru;Вектор\n"
    options = ("--json", "--unknown-company", "refuse-row")
    assert answer(run(unknown, *options))["problems"][0]["code"] == "company_unknown"
    partial = "ФИО;Телефон\nЦой Яна;+79123456789\n"
    result = run(partial, "--json", "--incomplete", "refuse-file")
    assert result.exit_code == 1
    assert answer(result)["problems"][0]["code"] == "rows_incomplete"


def test_delimiter_rows_and_group(run, db_session):
    table = "ФИО|Почта\nКим|a@a.ru\nЛи|b@a.ru\nПак|c@a.ru\n"
    options = ("--delimiter", "|", "--first-row", "3", "--last-row", "3", "--group", "partners")
    assert answer(run(table, "--json", *options))["created"] == 1
    assert contact_named("Ли").group.key == "partners"


@pytest.mark.parametrize(
    ("table", "name", "code"),
    [(b"", "a.csv", "empty"), (b"PK\x03\x04rubbish", "a.xlsx", "corrupt"),
     ("ФИО;Почта\n", "a.csv", "no_rows")],
)  # fmt: skip
def test_a_refused_file_ends_with_one(run, db_session, table, name, code):
    result = run(table, "--json", name=name)
    assert result.exit_code == 1
    assert [problem["code"] for problem in answer(result)["problems"]] == [code]


@pytest.mark.parametrize(
    "options",
    [("--policy", "merge"), ("--delimiter", "ab"), ("--group", "Administrators"),
     ("--first-row", "0"), ("--unknown",)],
)  # fmt: skip
def test_a_wrong_call_ends_with_two(run, db_session, options):
    assert run(TABLE, *options).exit_code == 2
    assert count(ImportRun) == 0


def test_a_missing_file_is_a_wrong_call(app):
    assert app.test_cli_runner().invoke(args=["import", "contacts", "/none.csv"]).exit_code == 2
