"""A backup that an older version made is migrated on the way in."""

import pytest
from flask_migrate import downgrade
from sqlalchemy import inspect, text

from admin_app.backup import schema
from admin_app.services.shared import revisions
from models.base import db
from tests.helpers.database import empty_database, migrated_app
from tests.unit.backup.conftest import run
from tests.unit.migrations.test_with_rows import ROW, RUN

OLD = "0002"


@pytest.fixture
def old_archive(database_kind, tmp_path, _worker, monkeypatch):
    """A backup as the program of an older revision would make it."""
    with (
        empty_database(database_kind, tmp_path, f"old_backup_{_worker}") as address,
        migrated_app(address, tmp_path) as app,
        app.app_context(),
    ):
        downgrade(revision=OLD)
        for statement in (RUN, ROW):
            db.session.execute(text(statement))
        db.session.commit()
        tables = set(inspect(db.engine).get_table_names())
        ours = {
            name for name in tables if not name.startswith(("alembic", "contact_f", "company_f"))
        }
        db.session.remove()
        with monkeypatch.context() as patched:
            patched.setattr(schema, "names", lambda: ours)
            patched.setattr(revisions, "head", lambda: OLD)
            run(app, "backup", tmp_path / "old.zip")
    return tmp_path / "old.zip"


def columns_of(app):
    with app.app_context():
        asked = inspect(db.engine)
        made = {
            table: sorted(column["name"] for column in asked.get_columns(table))
            for table in asked.get_table_names()
        }
        db.engine.dispose()
        return made


def test_its_rows_come_into_the_newest_tables(old_archive, any_other):
    wanted = columns_of(any_other)
    run(any_other, "restore", old_archive)
    assert columns_of(any_other) == wanted
    with any_other.app_context():
        row = db.session.execute(text("SELECT run_id, undo FROM import_row")).one()
        assert tuple(row) == (1, None)
        assert revisions.current(db.session.connection()) == revisions.head()
        db.session.remove()


def test_into_a_database_that_has_no_tables_yet(saved, other):
    with other.app_context():
        downgrade(revision="base")
    run(other, "restore", saved)
    with other.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM contact")) > 0
        db.session.remove()


def test_not_over_a_database_of_a_newer_program(saved, other):
    with other.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()
    try:
        assert "does not know" in run(other, "restore", saved, code=1)
    finally:
        with other.app_context():
            head = revisions.head()
            db.session.execute(text(f"UPDATE alembic_version SET version_num = '{head}'"))
            db.session.commit()
            db.session.remove()
