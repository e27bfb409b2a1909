"""The worker: takes due jobs one after another, finds lost ones, starts scheduled ones.

Any number of workers on any number of hosts may run on one database.
"""

from __future__ import annotations

import logging
import signal
import time
from datetime import timedelta
from types import FrameType

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from admin_app.jobs import runner
from admin_app.jobs.registry import registry
from admin_app.jobs.schedule import tick
from admin_app.services.shared import jobs
from models.base import db
from models.enums import JobState

log = logging.getLogger(__name__)
POLL_SECONDS = 0.4
SWEEP_SECONDS = 10.0


class Worker:
    """One worker process."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.stopping = False
        self.swept_at = 0.0

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Finish the job in hand, then end."""
        self.stopping = True

    def run(self) -> None:
        """Work until stopped."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        with self.app.app_context():
            while not self.stopping:
                try:
                    busy = self.step()
                except SQLAlchemyError:
                    # the database does not answer, or the row in hand was taken away
                    log.exception("a step failed at the database; going on")
                    db.session.rollback()
                    time.sleep(1)
                    continue
                if not busy:
                    time.sleep(POLL_SECONDS)

    def step(self) -> bool:
        """Do at most one job; returns whether there was one."""
        if time.monotonic() - self.swept_at > SWEEP_SECONDS:
            sweep()
            tick()
            self.swept_at = time.monotonic()
        job = jobs.claim()
        if job is None:
            db.session.remove()
            return False
        if job.kind not in registry.kinds:
            jobs.finish(job.id, JobState.FAILED, error=f"unknown kind {job.kind}")
            return True
        runner.run_in_child(self.app, job)
        db.session.remove()
        return True


def sweep() -> None:
    """Queue lost jobs again, or fail those that may not be repeated."""
    for job in jobs.lost():
        kind = registry.kinds.get(job.kind)
        arguments = dict(job.arguments)
        if kind is not None and kind.retry and jobs.requeue(job.id, delay=timedelta()):
            log.warning("job %s was lost with its worker and is queued again", job.id)
            continue
        jobs.finish(job.id, JobState.FAILED, error="lost")
        if kind is not None and kind.on_failure is not None:
            kind.on_failure(arguments, runner.CRASHED)
            db.session.commit()
    db.session.remove()
