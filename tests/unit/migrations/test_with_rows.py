"""Migrations keep the rows that are there: on SQLite a rebuilt table must not take others along."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from models.base import db
from tests.helpers.database import empty_database, migrated_app

MOMENT = "'2026-01-02 03:04:05.000000'"
RUN = f"""
INSERT INTO import_run (id, noun, state, file_key, file_name, file_size, table_format, head,
  mapping, policies, counts, problem_code, problem_params, created_at)
VALUES (1, 'contacts', 'done', 'key', 'a.csv', 1, '{{}}', '[]',
  '[]', '{{}}', '{{}}', '', '{{}}', {MOMENT})
"""
ROW = """
INSERT INTO import_row (id, run_id, number, verdict, cells, "values", before, problems,
  company_created, applied)
VALUES (1, 1, 1, 'create', '[]', '{}', '{}', '[]', false, true)
"""


@pytest.fixture
def app_of_0002(database_kind, tmp_path, _worker):
    """An application on a database of its own at an older revision, with a run and its row."""
    with (
        empty_database(database_kind, tmp_path, f"old_{_worker}") as address,
        migrated_app(address, tmp_path) as app,
        app.app_context(),
    ):
        downgrade(revision="0002")
        for statement in (RUN, ROW):
            db.session.execute(text(statement))
        db.session.commit()
        db.session.remove()
        yield app


def count(table):
    return db.session.scalar(text(f"SELECT count(*) FROM {table}"))


@pytest.mark.usefixtures("app_of_0002")
def test_rows_that_hang_on_a_rebuilt_table_stay():
    upgrade()
    assert (count("import_run"), count("import_row")) == (1, 1)


@pytest.mark.usefixtures("app_of_0002")
def test_foreign_keys_hold_again_afterwards():
    upgrade()
    db.session.execute(text("DELETE FROM import_run"))
    assert count("import_row") == 0
