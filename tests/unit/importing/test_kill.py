"""An import killed anywhere is finished when it is taken up again: nothing lost, nothing twice."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from admin_app.config import ROOT
from admin_app.importing import runner
from models import AuditEntry, Company, Contact, ContactPoint, ImportRow
from models.base import db
from models.enums import ImportState
from tests.helpers.database import KEY, make_clean
from tests.helpers.importing import SYSTEM, count, picture

ROWS = 1500
KILLS = 5


def table():
    """Rows that make, change and repeat contacts and companies, some of them wrong."""
    rnd = random.Random(7)
    lines = ["ФИО;Почта;Телефон;Моб. телефон;Компания;Должность"]
    for number in range(ROWS):
        person = rnd.randrange(ROWS // 2)
        phone = f"+7495{1000000 + person % 40}"
        email = "нет" if number % 97 == 0 else f"k{person}@a.ru,k{person}@b.ru"
        name = f"Ким{person} Анна"
        lines.append(f"{name};{email};{phone};+7912{number:07d};Фирма {person % 60};Роль {number}")
    return "\n".join(lines) + "\n"


def tables_of_the_run():
    return {
        "contacts": count(Contact),
        "companies": count(Company),
        "points": count(ContactPoint),
        "audit": db.session.query(AuditEntry).filter(AuditEntry.source.like("import:%")).count(),
        "marked": db.session.query(ImportRow).filter(ImportRow.applied).count(),
    }


def start(run_id, url):
    environment = {**os.environ, "DATABASE_URL": url, "SECRET_KEY": KEY}  # noqa: TID251 - handed on
    command = [sys.executable, "-m", "tests.unit.importing.kill_worker", str(run_id)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def seed(importer):
    """Half of the people are there before, so that the run changes as well as makes."""
    half = table().splitlines()[: ROWS // 4]
    importer.contacts("\n".join(half) + "\n")


@pytest.mark.slow
def test_killed_at_random_moments(importer, app, database_url):
    seed(importer)
    clean = importer.contacts(table(), existing="overwrite")
    wanted, counts = picture(), dict(clean.counts)
    numbers = tables_of_the_run()
    db.session.remove()
    make_clean(app)

    seed(importer)
    run = importer.check("contacts", table(), existing="overwrite")
    run_id = run.id
    db.session.remove()
    rnd, killed = random.Random(), 0
    for _ in range(KILLS):
        child = start(run_id, database_url)
        assert child.stdout.readline() == "started\n", child.stderr.read()
        for _ in range(rnd.randrange(4)):
            child.stdout.readline()
        time.sleep(rnd.uniform(0, 0.15))
        child.send_signal(signal.SIGKILL)
        killed += child.wait() == -signal.SIGKILL
        child.communicate()
    child = start(run_id, database_url)
    _, errors = child.communicate(timeout=300)
    assert child.returncode == 0 or "import_not_checked" in errors, errors
    assert killed >= 2

    db.session.expire_all()
    run = runner.get(run_id, SYSTEM)
    assert run.state == ImportState.DONE
    assert picture() == wanted
    assert run.counts == counts
    assert tables_of_the_run() == numbers
