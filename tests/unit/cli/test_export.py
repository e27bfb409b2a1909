"""`flask export` as a person or a script runs it."""

from __future__ import annotations

import json

import pytest

from tests.unit.exporting.conftest import groups, people

__all__ = ["groups", "people"]


@pytest.fixture
def run(app, people, tmp_path):
    """Runs the command into a file; gives the answer and the file."""

    def run(*arguments: str, name: str = "out.csv"):
        path = tmp_path / name
        result = app.test_cli_runner().invoke(args=["export", *arguments, "-o", str(path)])
        return result, path

    return run


def test_all_contacts_by_keys(run):
    result, path = run("contacts", "--keys")
    assert result.exit_code == 0, result.output
    assert "Wrote 3 contacts" in result.output
    lines = path.read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("identifier,kind,full_name")
    assert len(lines) == 4
    assert path.stat().st_mode & 0o077 == 0
    assert [p.name for p in path.parent.iterdir()] == ["out.csv"]


def test_the_ending_names_the_format(run):
    result, path = run("companies", name="out.json")
    assert result.exit_code == 0
    assert {row["name"] for row in json.loads(path.read_text())} == {"Meadow Ltd", "ООО «Ромашка»"}


def test_filters_search_columns_and_language(run):
    result, path = run(
        "contacts", "--format", "json", "--filter", "status=active", "--filter", "company=meadow",
        "--search", "anna", "--columns", "full_name, status", "--language", "ru",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert [row["full_name"] for row in json.loads(path.read_text())] == ["Anna Brown"]


@pytest.mark.parametrize(
    ("filter_text", "names"),
    [
        ("status=dismissed", {"KOLGA"}),
        ("status=Dismissed", {"KOLGA"}),
        ("group=Partners", {"KOLGA"}),
        ("company=none", {"KDESK"}),
        ("company=Ромашка", {"KOLGA"}),
        ("notifications=0", {"KOLGA"}),
        ("created=2024-05-17..2024-05-17", {"KANNA", "KOLGA", "KDESK"}),
        ("created=..2024-05-16", set()),
    ],
)
def test_a_filter_narrows_the_rows(run, filter_text, names):
    result, path = run("contacts", "--filter", filter_text, name="out.json")
    assert result.exit_code == 0, result.output
    assert {row["identifier"] for row in json.loads(path.read_text())} == names


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["contacts", "--filter", "colour=red"], "there are status, company"),
        (["contacts", "--filter", "status"], "there are status, company"),
        (["contacts", "--filter", "status=purple"], "active, blocked, dismissed"),
        (["contacts", "--filter", "created=yesterday"], "not understood"),
        (["contacts", "--filter", "company=Nobody"], "not understood"),
        (["contacts", "--columns", "colour"], "there are identifier"),
        (["tickets"], "tickets"),
        (["contacts", "--format", "pdf"], "pdf"),
    ],
)
def test_a_wrong_call_is_told_and_writes_nothing(run, arguments, text):
    result, path = run(*arguments)
    assert result.exit_code == 2
    assert text in result.output
    assert not path.exists()


def test_a_folder_that_cannot_be_written_is_one_line(run):
    result, _path = run("contacts", name="none/out.csv")
    assert result.exit_code == 1
    assert "cannot write" in result.output
    assert "Traceback" not in result.output


def test_an_older_file_stays_until_the_new_one_is_whole(run, monkeypatch):
    _result, path = run("contacts")
    before = path.read_bytes()

    def fail(*_arguments, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("admin_app.cli.exporting.write_export", fail)
    result, path = run("contacts")
    assert result.exit_code == 1
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == ["out.csv"]
