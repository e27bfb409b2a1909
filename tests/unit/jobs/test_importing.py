"""Imports as jobs: sniff, check and commit, each in a process of its own."""

import os
from datetime import timedelta

import pytest

from admin_app import clock
from admin_app.importing import runner
from admin_app.jobs.handlers import importing
from admin_app.jobs.runner import run_in_child, run_inline
from admin_app.services import access_group
from admin_app.services.shared import jobs
from models import Contact, ImportRun, Job, User
from models.base import db
from models.enums import ImportNoun, ImportState, JobState
from tests.helpers.importing import count

TABLE = "ФИО;Почта\nКим Анна;a@a.ru\n"


@pytest.fixture
def owner(db_session):
    from admin_app.permissions import Actor

    user = User(
        email="boss@a.ru",
        full_name="Boss",
        password_hash="x",
        group=access_group.group_by_key("administrators"),
    )
    db.session.add(user)
    db.session.commit()
    return Actor.of(user)


@pytest.fixture
def start(app, owner):
    folder = app.extensions["settings"].files_folder / "imports"

    def _start():
        noun, data = ImportNoun.CONTACTS, TABLE.encode()
        run = runner.start_run(noun, data, "a.csv", folder=folder, actor=owner)
        db.session.commit()
        return run.id

    return _start


def work(app, owner, kind, run_id, **arguments):
    job = jobs.enqueue(kind, {"run_id": run_id, **arguments}, actor=owner)
    db.session.commit()
    job_id = job.id
    claimed = jobs.claim()
    assert claimed.id == job_id
    run_in_child(app, claimed)
    db.session.expire_all()
    return db.session.get_one(Job, job_id)


def state(run_id):
    db.session.expire_all()
    return db.session.get_one(ImportRun, run_id).state


def test_the_whole_way(app, owner, start):
    run_id = start()
    assert work(app, owner, importing.SNIFF, run_id, language="ru").state == JobState.DONE
    assert state(run_id) == ImportState.MAPPING
    assert work(app, owner, importing.CHECK, run_id).state == JobState.DONE
    assert state(run_id) == ImportState.PREVIEW
    assert count(Contact) == 0
    job = work(app, owner, importing.COMMIT, run_id)
    assert job.result["counts"]["created"] == 1
    assert state(run_id) == ImportState.DONE
    similar = jobs.claim()
    assert similar.kind == "similar.refresh"
    run_in_child(app, similar)
    assert work(app, owner, importing.COMMIT, run_id).state == JobState.DONE
    assert count(Contact) == 1


def test_a_file_that_kills_its_reader_is_refused(app, owner, start, monkeypatch):
    run_id = start()
    monkeypatch.setattr(importing.runner, "sniff", lambda *_a, **_k: __import__("os").abort())
    job_id = work(app, owner, importing.SNIFF, run_id).id
    for _ in range(importing.TRIES):
        job = db.session.get_one(Job, job_id)
        assert job.state == JobState.QUEUED
        job.run_after = job.created_at
        db.session.commit()
        run_in_child(app, jobs.claim())
        db.session.expire_all()
    assert state(run_id) == ImportState.REFUSED
    assert db.session.get_one(ImportRun, run_id).problem_code == "too_heavy"


def test_a_file_that_eats_memory_is_refused(app, owner, start, monkeypatch):
    run_id = start()
    monkeypatch.setattr(importing.runner, "sniff", lambda *_a, **_k: bytearray(2**33))
    work(app, owner, importing.SNIFF, run_id)
    assert db.session.get_one(ImportRun, run_id).problem_code == "too_heavy"


def test_an_owner_who_lost_the_right_imports_nothing(app, owner, start):
    run_id = start()
    work(app, owner, importing.SNIFF, run_id)
    user = db.session.get_one(User, owner.user_id)
    user.group = access_group.group_by_key("agents")
    db.session.commit()
    work(app, owner, importing.CHECK, run_id)
    assert state(run_id) == ImportState.MAPPING
    assert count(Contact) == 0


def test_an_uploaded_file_goes_after_a_month_and_its_run_says_so(app, owner, start):
    run_id = start()
    folder = app.extensions["settings"].files_folder / "imports"
    path = folder / db.session.get_one(ImportRun, run_id).file_key
    fresh = jobs.enqueue("import.clean_up", actor=owner)
    run_inline(fresh)
    assert path.is_file()
    month_ago = (clock.now() - timedelta(days=31)).timestamp()
    os.utime(path, (month_ago, month_ago))
    run_inline(jobs.enqueue("import.clean_up", actor=owner))
    assert not path.exists()
    work(app, owner, importing.SNIFF, run_id, language="ru")
    assert state(run_id) == ImportState.REFUSED
    assert db.session.get_one(ImportRun, run_id).problem_code == "file_gone"
