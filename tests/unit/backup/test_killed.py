"""`kill -9` in the middle of a restore leaves the rows of before; in a backup, the last archive."""

import os
import signal
import subprocess
import sys

import pytest

from models.base import db
from tests.factories.people import make_contact
from tests.helpers.database import KEY
from tests.helpers.sources import ROOT
from tests.unit.backup.conftest import run
from tests.unit.backup.material import rows_of

PROGRAM = """
import sys, time
from pathlib import Path
from admin_app.backup import files, make, restore, rows, schema
from admin_app.factory import create_app
from models.base import db

module, name = {"rows": (schema, "set_counters"), "verified": (schema, "migrate"),
                "files": (files, "remove"), "backup": (make.files, "kept")}[sys.argv[1]]

def halt(*_):
    print("here", flush=True)
    time.sleep(120)

app = create_app()
folder = app.extensions["settings"].files_folder
with app.app_context():
    if sys.argv[1] == "files":
        place = files.place
        files.place = lambda *given: (place(*given), halt())
    else:
        setattr(module, name, halt)
    if sys.argv[1] == "backup":
        make.make(Path(sys.argv[2]), db.engine, folder)
    else:
        restore.restore(Path(sys.argv[2]), db.engine, folder, replace=True)
"""


def kill_at(stage, app, path):
    settings = app.extensions["settings"]
    environment = {
        **os.environ,  # noqa: TID251 - handed on
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": KEY,
        "FILES_URL": settings.files_url,
    }
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, stage, str(path)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "here\n", child.stderr.read()
    child.send_signal(signal.SIGKILL)
    child.communicate()


@pytest.mark.parametrize("stage", ["rows", "verified", "files"])
def test_a_restore(saved, other, stage):
    with other.app_context():
        make_contact(first_name="Stays")
        db.session.remove()
    before = rows_of(other)
    with other.app_context():
        db.engine.dispose()
    kill_at(stage, other, saved)
    assert rows_of(other) == before
    run(other, "restore", "--replace", saved)
    assert rows_of(other) != before


def test_a_backup(full, saved):
    before = saved.read_bytes()
    kill_at("backup", full, saved)
    assert saved.read_bytes() == before
    run(full, "backup", saved)
