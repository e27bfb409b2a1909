"""A bulk change, and its undo, killed anywhere are finished when taken up again: none twice."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from admin_app.config import ROOT
from admin_app.jobs.handlers.bulk import CHANGE, UNDO
from admin_app.permissions import Actor
from admin_app.services.access_group import group_by_key
from admin_app.services.processes.bulk import taking_back
from admin_app.services.processes.bulk.actions import action_of
from admin_app.services.processes.bulk.planning import Selection, plan
from admin_app.services.shared import jobs
from admin_app.services.shared.bulk_rows import insert_rows
from models import AuditEntry, ChangeRow, ChangeSet, Contact, ContactStatusChange
from models.base import db
from models.derived import contact_identifier
from tests.factories.people import make_contact, make_user
from tests.helpers.database import KEY

ROWS = 3000
KILLS = 4


def seed():
    """So many contacts, every tenth of them blocked already."""
    first = make_contact()
    common = {c.name: getattr(first, c.name) for c in Contact.__table__.columns if c.name != "id"}
    common["group_id"] = group_by_key("clients").id
    rows = [
        common
        | {"identifier": contact_identifier(), "status": "active" if number % 10 else "blocked"}
        for number in range(ROWS - 1)
    ]
    insert_rows(db.session.connection(), Contact, rows)
    db.session.commit()


def start(job_id, url):
    environment = {**os.environ, "DATABASE_URL": url, "SECRET_KEY": KEY}  # noqa: TID251 - handed on
    module = "tests.unit.services.processes.bulk.kill_worker"
    return subprocess.Popen(
        [sys.executable, "-m", module, str(job_id)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def killed_at_random(job_id, url):
    """Run the job, killed again and again; how often it was killed before it came to its end."""
    rnd, killed = random.Random(), 0
    for _ in range(KILLS):
        child = start(job_id, url)
        assert child.stdout.readline() == "started\n", child.stderr.read()
        time.sleep(rnd.uniform(0.02, 0.4))
        child.send_signal(signal.SIGKILL)
        killed += child.wait() == -signal.SIGKILL
        child.communicate()
    child = start(job_id, url)
    _, errors = child.communicate(timeout=300)
    assert child.returncode == 0, errors
    return killed


def statuses():
    query = select(Contact.status, func.count()).group_by(Contact.status)
    return {status.value: number for status, number in db.session.execute(query)}


def count(model, **which):
    return db.session.query(model).filter_by(**which).count()


@pytest.mark.slow
def test_killed_at_random_moments(db_session, database_url):
    seed()
    actor = Actor.of(make_user("managers"))
    action = action_of("contacts", "status")
    change_set = plan(action, {"status": "blocked"}, Selection(), actor)
    job = jobs.enqueue(CHANGE, {"change_set_id": change_set.id}, actor=actor)
    set_id, job_id = change_set.id, job.id
    db.session.commit()
    db.session.remove()
    assert killed_at_random(job_id, database_url) >= 2

    changed = ROWS - (ROWS - 1) // 10 - 1
    change_set = db.session.get_one(ChangeSet, set_id)
    numbers = change_set.changed, change_set.unchanged, change_set.skipped
    assert numbers == (changed, ROWS - changed, 0)
    assert change_set.finished_at
    assert statuses() == {"blocked": ROWS}
    assert count(ContactStatusChange) == changed
    assert count(AuditEntry, action="update", noun="contact") == changed
    assert count(ChangeRow, outcome="pending") == 0

    taking_back.begin(set_id, actor)
    undo_id = jobs.enqueue(UNDO, {"change_set_id": set_id}, actor=actor).id
    db.session.commit()
    db.session.remove()
    assert killed_at_random(undo_id, database_url) >= 2
    change_set = db.session.get_one(ChangeSet, set_id)
    assert (change_set.restored, change_set.left) == (changed, 0)
    assert change_set.undone_at
    assert statuses() == {"active": changed, "blocked": ROWS - changed}
    assert count(ContactStatusChange) == 2 * changed
    assert count(AuditEntry, action="undo", noun="contact") == changed
