"""The queue of background jobs, on the jobs table alone.

A job is written in the transaction of what asked for it, so it exists exactly when that does.
Claiming is one conditional UPDATE, so two workers never get the same job on either database.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, Delete, Select, Update, and_, delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from admin_app import clock, logs
from admin_app.permissions.actor import Actor
from models import Job
from models.base import db
from models.enums import JobState

STALE_AFTER = timedelta(seconds=30)
"""A running job without a heartbeat for so long was lost with its worker."""
MAX_ATTEMPTS = 5
KEPT = timedelta(days=30)
"""How long a finished job that somebody asked for is kept."""
KEPT_BY_THE_CLOCK = timedelta(days=2)
"""How long one that a schedule started is kept; there are some hundreds a day."""


def enqueue(
    kind: str,
    arguments: Mapping[str, Any] | None = None,
    *,
    actor: Actor,
    unique_key: str | None = None,
    delay: timedelta = timedelta(),
) -> Job:
    """Add a job to the caller's transaction; the worker sees it when that commits.

    `arguments` hold ids only. With `unique_key` a job that exists already under it is returned.
    """
    if unique_key and (known := db.session.scalar(select(Job).where(Job.unique_key == unique_key))):
        return known
    moment = clock.now()
    job = Job(
        kind=kind,
        arguments=dict(arguments or {}),
        owner_id=actor.user_id,
        unique_key=unique_key,
        created_at=moment,
        run_after=moment + delay,
    )
    db.session.add(job)
    db.session.flush()
    logs.jobs.info("job asked for", extra={"job_id": job.id, "kind": kind})
    return job


def schedule_once(kind: str, unique_key: str) -> bool:
    """Add a scheduled job under `unique_key`; False when another worker already did. Commits."""
    moment = clock.now()
    db.session.add(Job(kind=kind, unique_key=unique_key, created_at=moment, run_after=moment))
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return False
    return True


def claim() -> Job | None:
    """Take the oldest job that is due, or None. Commits.

    Two workers may pick the same row; the second one's UPDATE then changes nothing and it looks
    for another.
    """
    while True:
        moment = clock.now()
        job = db.session.scalar(
            select(Job)
            .where(Job.state == JobState.QUEUED, Job.run_after <= moment)
            .order_by(Job.run_after, Job.id)
            .limit(1)
        )
        if job is None:
            db.session.rollback()
            return None
        job_id = job.id
        taken = _change(
            update(Job)
            .where(Job.id == job_id, Job.state == JobState.QUEUED)
            .values(
                state=JobState.RUNNING,
                attempt=Job.attempt + 1,
                started_at=moment,
                heartbeat_at=moment,
            )
        )
        db.session.commit()
        if taken and (claimed := db.session.get(Job, job_id, populate_existing=True)):
            return claimed


def beat(job_id: int, *, done: int, total: int) -> bool:
    """Say that the job lives and how far it is; returns whether it should stop. Commits."""
    _change(
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.RUNNING)
        .values(heartbeat_at=clock.now(), done=done, total=total)
    )
    stop = db.session.scalar(select(Job.cancel_requested).where(Job.id == job_id))
    db.session.commit()  # last: an open transaction would keep SQLite's write lock from the job
    return bool(stop)


def finish(
    job_id: int, state: JobState, *, result: Mapping[str, Any] | None = None, error: str = ""
) -> None:
    """End a job for good, with its result or its error. Commits."""
    _change(
        update(Job)
        .where(Job.id == job_id)
        .values(state=state, result=dict(result or {}), error=error[:4000], finished_at=clock.now())
    )
    db.session.commit()


def requeue(job_id: int, *, delay: timedelta) -> bool:
    """Put a lost job back into the queue; False when tried too often. Commits."""
    again = _change(
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.RUNNING, Job.attempt < MAX_ATTEMPTS)
        .values(state=JobState.QUEUED, run_after=clock.now() + delay)
    )
    db.session.commit()
    return bool(again)


def lost() -> list[Job]:
    """Running jobs whose worker gave no sign of life for `STALE_AFTER`."""
    border = clock.now() - STALE_AFTER
    stale = or_(Job.heartbeat_at.is_(None), Job.heartbeat_at < border)
    return list(db.session.scalars(select(Job).where(Job.state == JobState.RUNNING, stale)))


def expire() -> int:
    """Forget jobs that ended long ago; failed ones stay as long as those of people. How many."""
    moment = clock.now()
    of_the_clock = and_(
        Job.owner_id.is_(None),
        Job.state == JobState.DONE,
        Job.finished_at < moment - KEPT_BY_THE_CLOCK,
    )
    old = or_(Job.finished_at < moment - KEPT, of_the_clock)
    return _change(delete(Job).where(old))


def request_cancel(job: Job) -> None:
    """Ask a job to stop; one that has not begun is cancelled at once."""
    job.cancel_requested = True
    if job.state == JobState.QUEUED:
        job.state = JobState.CANCELLED
        job.finished_at = clock.now()
    db.session.flush()


def is_living(job_id: int | None) -> bool:
    """Whether this job is queued or running."""
    if job_id is None:
        return False
    state = db.session.scalar(select(Job.state).where(Job.id == job_id))
    return state in (JobState.QUEUED, JobState.RUNNING)


def waiting(actor: Actor) -> list[Job]:
    """The newest jobs of a person: those under way, and finished ones of the last week."""
    if actor.user_id is None:
        return []
    return list(db.session.scalars(_newest(select(Job), actor)))


def unseen(actor: Actor) -> int:
    """How many of the waiting jobs the person has not seen under the bell."""
    if actor.user_id is None:
        return 0
    seen = db.session.scalars(_newest(select(Job.seen_at), actor))
    return sum(1 for moment in seen if moment is None)


def _newest(query: Select[Any], actor: Actor) -> Select[Any]:
    since = clock.now() - timedelta(days=7)
    recent = query.where(Job.owner_id == actor.user_id, Job.created_at >= since)
    return recent.order_by(Job.id.desc()).limit(10)


def mark_seen(actor: Actor) -> None:
    """Note that a person looked at the jobs of his that are not news any more."""
    _change(
        update(Job)
        .where(Job.owner_id == actor.user_id, Job.seen_at.is_(None), Job.finished_at.is_not(None))
        .values(seen_at=clock.now())
    )


def _change(statement: Update | Delete) -> int:
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return result.rowcount if isinstance(result, CursorResult) else 0
