"""Fixtures of all tests. Whatever takes `app` runs on SQLite and on PostgreSQL.

Nothing of the application is imported before a test asks for it: unit tests stay quick.
"""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.helpers.client import BrowserLikeClient
from tests.helpers.database import KINDS, empty_database, make_clean, migrated_app


@pytest.fixture(scope="session")
def _worker(request) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session")
def _apps(tmp_path_factory, _worker):
    """Makes the application of each kind of database on first use, and ends them all."""
    made = {}
    folder = tmp_path_factory.mktemp("kontora")
    with ExitStack() as stack:

        def get(kind: str):
            if kind not in made:
                address = stack.enter_context(empty_database(kind, folder, _worker))
                made[kind] = stack.enter_context(migrated_app(address, folder))
            return made[kind]

        yield get


@pytest.fixture(params=KINDS)
def database_kind(request) -> str:
    """Which database the test runs on: "sqlite" or "postgres"."""
    return request.param


@pytest.fixture
def app(_apps, database_kind):
    """The application on a migrated database that holds nothing but the default groups."""
    made = _apps(database_kind)
    make_clean(made)
    return made


@pytest.fixture
def database_url(app) -> str:
    """The address of the test's database, for tests that start programs of their own."""
    return app.extensions["settings"].database_url


@pytest.fixture
def db_session(app):
    """The session of an application context that lasts as long as the test.

    Requests of `client` have sessions of their own: commit what they shall see.
    """
    from models.base import db

    with app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def client(app) -> BrowserLikeClient:
    """A browser that has not signed in."""
    app.test_client_class = BrowserLikeClient
    return app.test_client()
