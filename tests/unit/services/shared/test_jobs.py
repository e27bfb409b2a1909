"""The queue's rows: signs of life, news under the bell."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from admin_app import clock
from admin_app.permissions import Actor
from admin_app.services.shared import jobs
from models import Job
from models.base import db
from models.enums import JobState
from tests.factories.people import make_user


@pytest.fixture
def running(db_session) -> Job:
    """A job that a worker has taken."""
    jobs.enqueue("some.kind", actor=Actor.system("test"))
    db_session.commit()
    job = jobs.claim()
    assert job is not None
    db_session.commit()
    return job


def test_a_sign_of_life_leaves_no_transaction_open(running, db_session):
    """The work is done in another process, which has to write meanwhile."""
    job_id = running.id
    db_session.commit()
    assert jobs.beat(job_id, done=1, total=2) is False
    assert not db_session().in_transaction()
    with db.engine.begin() as other:
        other.exec_driver_sql("UPDATE job SET error = 'written by another'")
    job = db_session.scalars(select(Job)).one()
    assert (job.done, job.total, job.error) == (1, 2, "written by another")


def test_a_sign_of_life_brings_back_the_wish_to_stop(running, db_session):
    jobs.request_cancel(running)
    db_session.commit()
    assert running.state == JobState.RUNNING
    assert jobs.beat(running.id, done=0, total=0) is True


def test_only_finished_work_is_noted_as_seen(running, db_session):
    user = make_user()
    running.owner_id = user.id
    done = jobs.enqueue("some.kind", actor=Actor.of(user))
    done.finished_at = clock.now()
    foreign = jobs.enqueue("some.kind", actor=Actor.system("test"))
    foreign.finished_at = clock.now()
    db_session.commit()
    jobs.mark_seen(Actor.of(user))
    db_session.commit()
    assert done.seen_at is not None
    assert running.seen_at is None
    assert foreign.seen_at is None


def test_a_job_whose_row_goes_away_in_the_middle_stops_no_worker(app, db_session, monkeypatch):
    jobs.enqueue("x", actor=Actor.system("test"))
    db_session.commit()
    change = jobs._change

    def taken_and_gone(statement):
        taken = change(statement)
        db_session.execute(delete(Job))
        return taken

    monkeypatch.setattr(jobs, "_change", taken_and_gone)
    assert jobs.claim() is None


def test_jobs_that_ended_long_ago_are_forgotten(db_session):
    person, moment = make_user("agents"), clock.now()

    def ended(days, state=JobState.DONE, owner_id=None):
        at = moment - timedelta(days=days)
        job = Job(kind="x", state=state, owner_id=owner_id, created_at=at, run_after=at)
        job.finished_at = None if state == JobState.QUEUED else at
        db_session.add(job)
        db_session.flush()
        return job.id

    gone = {ended(3), ended(31, owner_id=person.id), ended(31, JobState.FAILED)}
    kept = {
        ended(1),
        ended(29, owner_id=person.id),
        ended(29, JobState.FAILED),
        ended(40, JobState.QUEUED),
    }
    assert jobs.expire() == len(gone)
    db_session.commit()
    assert set(db_session.scalars(select(Job.id))) == kept
