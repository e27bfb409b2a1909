"""Fixtures of journeys: Kontora in real processes, and Chromium before it.

`look` may be parametrised with `@pytest.mark.parametrize("look", LOOKS, indirect=True, ids=str)`,
and `live` with `["postgres"]` in the same way; without it the server runs on SQLite.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress

import pytest
from playwright.sync_api import Error, sync_playwright

from tests.helpers.browser import ARGUMENTS, Look, Troubles, chromium_path, new_context
from tests.helpers.database import empty_database, make_clean
from tests.helpers.live_server import live_server


def pytest_collection_modifyitems(items):
    """Everything in this folder is a journey."""
    for item in items:
        if "tests/journeys/" in item.path.as_posix():
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def _servers(tmp_path_factory, _worker):
    """Starts the server of each kind of database on first use, and ends them all."""
    made = {}
    with ExitStack() as stack:

        def get(kind: str):
            if kind not in made:
                folder = tmp_path_factory.mktemp(f"live-{kind}")
                address = stack.enter_context(empty_database(kind, folder, f"live_{_worker}"))
                made[kind] = stack.enter_context(live_server(address, folder))
            return made[kind]

        yield get


@pytest.fixture
def live(request, _servers):
    """A running Kontora whose database holds nothing but the default groups.

    Rows for a journey are made in `with live.app.app_context(): …` and committed.
    """
    server = _servers(getattr(request, "param", "sqlite"))
    make_clean(server.app)
    yield server
    server.demand_alive()


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium."""
    path = chromium_path()
    if path is None:
        if os.getenv("CI") == "true":
            pytest.fail("CI needs Chromium")
        pytest.skip("no Chromium: install the package chromium, or use make test")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        with suppress(Error):
            chromium.close()


@pytest.fixture
def look(request) -> Look:
    """How the browser looks: by default a desktop, light, in English."""
    return getattr(request, "param", Look())


@pytest.fixture
def troubles():
    """What went wrong in the browser; a test that provokes an error says so with `expect`."""
    noted = Troubles()
    yield noted
    assert not noted.unexpected()


@pytest.fixture
def context(browser, live, look, troubles):
    """A browser profile without cookies; every page of it is watched for errors."""
    made = new_context(browser, look, live.url)
    made.on("page", troubles.watch)
    yield made
    made.close()


@pytest.fixture
def page(context):
    """One window of the browser; addresses may be given without the host."""
    return context.new_page()
