"""What went into a backup comes out of it: every row and file, on and across both databases."""

import json
import stat
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from admin_app.permissions import Actor
from admin_app.services.lists import LISTS
from admin_app.services.shared.listing import ListQuery, select_rows
from models import Contact, Equipment
from models.base import Base, db
from tests.factories.people import make_contact
from tests.unit.backup.conftest import run, unchanged
from tests.unit.backup.material import keys_of, picture, rows_of


def test_all_rows_and_files_come_back_on_either_database(full, saved, any_other):
    run(any_other, "restore", saved)
    assert all(rows_of(full).values()), "material for every table"
    assert rows_of(any_other) == rows_of(full)
    assert picture(any_other) == picture(full)


def test_no_table_and_no_column_is_left_out(saved):
    tables = json.loads(ZipFile(saved).read("manifest.json"))["tables"]
    kept = {name: set(table["columns"]) for name, table in tables.items()}
    assert kept == {name: set(table.columns.keys()) for name, table in Base.metadata.tables.items()}


def test_a_backup_of_what_was_restored_is_the_same(full, saved, any_other, tmp_path):
    run(any_other, "restore", saved)
    run(any_other, "backup", tmp_path / "again.zip")
    first, second = (
        json.loads(ZipFile(path).read("manifest.json")) for path in (saved, tmp_path / "again.zip")
    )
    assert (first["tables"], first["files"]) == (second["tables"], second["files"])


def test_keys_and_indexes_are_as_before(saved, other):
    before = keys_of(other)
    run(other, "restore", saved)
    assert keys_of(other) == before


def test_work_goes_on_after_it(saved, other):
    run(other, "restore", saved)
    with other.app_context():
        highest = db.session.scalar(select(func.max(Contact.id)))
        made = make_contact(first_name="Zzyzx", last_name="Новиченко")
        assert made.id > highest
        query = ListQuery(search="новичен")
        found = db.session.scalars(select_rows(LISTS["contacts"], query, Actor.system("test")))
        assert made.id in [contact.id for contact in found]
        db.session.remove()


def test_old_rows_are_found_by_search(full, saved, other):
    with full.app_context():
        name = db.session.scalar(select(Contact.last_name).where(Contact.last_name != ""))
        db.session.remove()
    run(other, "restore", saved)
    with other.app_context():
        query = select_rows(LISTS["contacts"], ListQuery(search=name), Actor.system("test"))
        assert name in {contact.last_name for contact in db.session.scalars(query)}
        db.session.remove()


def test_a_used_database_is_replaced_only_when_told(full, saved, other):
    with other.app_context():
        make_contact(first_name="Gone")
        db.session.remove()
    with unchanged(other):
        assert "--replace" in run(other, "restore", saved, code=1)
    run(other, "restore", "--replace", saved)
    assert rows_of(other) == rows_of(full)


def test_what_was_changed_since_is_as_it_was(full, saved):
    wanted = picture(full)
    with full.app_context():
        db.session.execute(Equipment.__table__.delete())
        db.session.execute(Contact.__table__.delete())
        make_contact()
        db.session.remove()
    run(full, "restore", "--replace", saved)
    assert picture(full) == wanted


def test_the_archive_is_for_its_owner_alone_and_alone(saved):
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert not [path for path in saved.parent.iterdir() if path.suffix == ".part"]


def test_it_is_one_moment_whatever_others_write(full, tmp_path, monkeypatch):
    from admin_app.backup import make

    wanted = rows_of(full)
    entry, written = make.rows.entry, []

    def write_between(connection, table, take):
        made = entry(connection, table, take)
        if not written:
            written.append(table.name)
            make_contact(first_name="Later")
        return made

    monkeypatch.setattr(make.rows, "entry", write_between)
    with full.app_context():
        made = make.make(tmp_path / "x.zip", db.engine, tmp_path / "none")
        assert db.session.scalar(select(Contact).where(Contact.first_name == "Later"))
        db.session.remove()
    assert written
    assert {name: table.rows for name, table in made.tables.items()} == {
        name: len(found) for name, found in wanted.items()
    }


@pytest.mark.parametrize("failing", ["entry", "tables"])
def test_a_backup_that_fails_leaves_the_last_one(full, saved, monkeypatch, failing):
    from admin_app.backup import make

    def fail(*_):
        raise OSError("No space left on device")

    before = saved.read_bytes()
    monkeypatch.setattr(make.rows, failing, fail)
    assert "No space left" in run(full, "backup", saved, code=1)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.glob("*saved*")] == [saved.name]


def test_another_version_of_the_database_is_not_saved(full, tmp_path, monkeypatch):
    from admin_app.services.shared import revisions

    monkeypatch.setattr(revisions, "head", lambda: "newer")
    assert "at version" in run(full, "backup", tmp_path / "x.zip", code=1)
    assert not (tmp_path / "x.zip").exists()
