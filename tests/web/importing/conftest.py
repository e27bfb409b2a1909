"""Fixtures of the tests over HTTP."""

from __future__ import annotations

import pytest

from models import ImportRun
from tests.factories.people import make_user, sign_in
from tests.web.importing.wizard import check, the_run, upload, work


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch):
    """Jobs run in this very process here; their limits would be those of all tests."""
    monkeypatch.setattr("admin_app.jobs.handlers.importing.limit_process", lambda *_: None)


@pytest.fixture
def manager(client, db_session):
    user = make_user("managers")
    sign_in(client, user)
    return user


@pytest.fixture
def mapped(client, manager, db_session) -> ImportRun:
    """A run whose file was read, before its columns are confirmed."""
    upload(client)
    work(db_session)
    return the_run(db_session)


@pytest.fixture
def checked(client, mapped, db_session) -> ImportRun:
    """A run whose rows were checked."""
    assert check(client, mapped).status_code == 302
    work(db_session)
    return the_run(db_session)
