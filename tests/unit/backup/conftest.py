"""A database with something in every corner, and another one to restore into."""

import shutil
from contextlib import ExitStack, contextmanager

import pytest

from tests.helpers.database import empty_database, make_clean, migrated_app
from tests.unit.backup.material import fill, picture

KINDS = ("sqlite", "postgres")


@pytest.fixture(scope="module")
def _pairs(tmp_path_factory, _worker):
    """For each kind an application whose every table has rows, and an unused one."""
    made = {}
    with ExitStack() as stack:

        def get(kind, use):
            if (kind, use) not in made:
                folder = tmp_path_factory.mktemp(f"{use}-{kind}")
                name = f"backup_{use}_{_worker}"
                address = stack.enter_context(empty_database(kind, folder, name))
                made[kind, use] = stack.enter_context(migrated_app(address, folder))
                if use == "full":
                    make_clean(made[kind, use])
                    with made[kind, use].app_context():
                        fill(folder / "files")
            return made[kind, use]

        yield get


@pytest.fixture
def full(_pairs, database_kind, tmp_path):
    """An application with rows in every table, and files of this test's own."""
    app = _pairs(database_kind, "full")
    with _files_in(app, tmp_path / "files") as before:
        shutil.copytree(before, tmp_path / "files")
        yield app


@pytest.fixture
def other(_pairs, database_kind, tmp_path):
    """An unused application on another database of the same kind."""
    with _files_in(_pairs(database_kind, "other"), tmp_path / "restored"):
        yield _cleaned(_pairs(database_kind, "other"))


@pytest.fixture(params=KINDS)
def any_other(request, _pairs, tmp_path):
    """An unused application on another database of either kind."""
    with _files_in(_pairs(request.param, "other"), tmp_path / "restored"):
        yield _cleaned(_pairs(request.param, "other"))


@pytest.fixture
def saved(full, tmp_path):
    """A backup of the full database."""
    path = tmp_path / "saved.zip"
    run(full, "backup", path)
    return path


def _cleaned(app):
    make_clean(app)
    return app


@contextmanager
def _files_in(app, folder):
    settings = app.extensions["settings"]
    app.extensions["settings"] = settings.model_copy(update={"files_url": str(folder)})
    yield settings.files_folder
    app.extensions["settings"] = settings


def run(app, command, *arguments, code=0):
    """A command of `flask`; its output."""
    result = app.test_cli_runner().invoke(args=[command, *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


@contextmanager
def unchanged(app):
    """Fail if the block changes a row or a file."""
    before = picture(app)
    yield
    assert picture(app) == before
