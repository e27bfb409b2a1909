"""Custom fields on the command line: `flask export --filter KEY=VALUE`, `flask import`."""

import json

import pytest

from tests.factories.custom import give, make_field
from tests.factories.people import make_contact
from tests.helpers.importing import contact_named


@pytest.fixture
def run(app, db_session, tmp_path):
    """Runs a command; the result of click."""
    make_field("floor", "number", labels={"ru": "Этаж"})
    make_field("metal", "choice")
    give(make_contact(last_name="One"), floor=3, metal="gold")
    give(make_contact(last_name="Two"), floor=12)
    make_contact(last_name="Three")
    return lambda *arguments: app.test_cli_runner().invoke(args=arguments)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("floor=3", ["One"]),
        ("floor=3..12", ["One", "Two"]),
        ("floor=:empty", ["Three"]),
        ("metal=gold", ["One"]),
        ("metal=Золото", ["One"]),
        ("metal=Złoto", ["One"]),
    ],
)
def test_an_export_is_narrowed_by_the_key(run, tmp_path, asked, names):
    path = tmp_path / "out.json"
    result = run("export", "contacts", "--keys", "--columns", "last_name,floor", "--filter", asked,
                 "-o", str(path))  # fmt: skip
    assert result.exit_code == 0, result.output
    rows = json.loads(path.read_text())
    assert sorted(row["last_name"] for row in rows) == sorted(names)
    assert all(isinstance(row["floor"], int) for row in rows if row["last_name"] != "Three")


def test_what_is_not_understood_is_refused(run, tmp_path):
    for asked in ("floor=high", "metal="):
        result = run("export", "contacts", "--filter", asked, "-o", str(tmp_path / "x.csv"))
        assert result.exit_code == 2
        assert "is not understood" in result.output


def test_an_import_takes_the_keys_and_names_them_in_problems(run, tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("full_name,email,floor,metal\nAnn Kim,a@a.example,7,tin\nB C,b@b.example,x,\n")
    result = run("import", "contacts", str(path), "--json")
    found = json.loads(result.stdout.splitlines()[-1])
    assert (found["created"], found["failed"]) == (1, 1)
    assert [(p["column"], p["code"]) for p in found["problems"]] == [("floor", "number_wrong")]
    assert contact_named("Ann Kim").custom == {"floor": 7, "metal": "tin"}
