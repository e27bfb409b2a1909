"""`flask check` and the addresses that watch the service."""

import os
from datetime import timedelta

import pytest

from admin_app import clock
from admin_app.services import health
from admin_app.services.shared import revisions
from models import Job
from models.base import db
from tests.helpers.database import migrated_app
from tests.helpers.postgres import drop_database, find_server, fresh_database


def run(app):
    return app.test_cli_runner().invoke(args=["check"])


def test_all_is_well(app):
    result = run(app)
    assert result.exit_code == 0
    assert "All is well." in result.output


def test_a_queue_that_nobody_empties_is_told(app):
    with app.app_context():
        long_ago = clock.now() - timedelta(hours=1)
        db.session.add(Job(kind="x", created_at=long_ago, run_after=long_ago))
        db.session.commit()
    result = run(app)
    assert result.exit_code == 1
    assert "is a worker running" in result.output


def test_a_folder_that_cannot_be_written_is_told(app, tmp_path, monkeypatch):
    settings = app.extensions["settings"].model_copy(update={"files_url": "/proc/files"})
    monkeypatch.setattr(health.os, "access", lambda path, mode: str(path) != "/proc")
    with app.app_context():
        assert any("FILES_URL" in line for line in health.problems(settings))


def test_an_older_database_is_not_ready(app, client, monkeypatch):
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(revisions, "head", lambda: "newer")
    assert client.get("/readyz").status_code == 503
    assert "run db upgrade" in run(app).output


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_nobody_has_to_sign_in(client, address):
    assert client.get(address).status_code == 200


def test_a_locale_without_cyrillic_is_told(tmp_path):
    """Under LC_CTYPE=C the trigram index holds no Cyrillic word: search would find nobody."""
    server = find_server()
    if server is None:
        pytest.skip("no PostgreSQL server")
    name = f"kontora_check_c_{os.getpid()}"
    try:
        address = fresh_database(server, name, "LC_COLLATE 'C' LC_CTYPE 'C'")
        with migrated_app(address.render_as_string(hide_password=False), tmp_path) as app:
            result = run(app)
    finally:
        drop_database(server, name)
    assert result.exit_code == 1
    assert "LC_CTYPE" in result.output
