"""Killing jobs that change many rows, and holding what is left to a run that was let be.

Every contact is blocked and that is taken back; or the import that brought them is taken back.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import select

from admin_app import database
from admin_app.importing import runner
from admin_app.importing.undoing import TouchedRows
from admin_app.jobs.handlers import bulk, importing
from admin_app.services.processes.bulk import taking_back
from admin_app.services.processes.bulk.actions import action_of
from admin_app.services.processes.bulk.planning import Selection, plan
from admin_app.services.shared import jobs
from benchmarks.soak_import import picture
from benchmarks.soak_worker import LIVE, ROUND_SECONDS, VICTIMS, Round, Worker, moments
from benchmarks.stage import Stage
from models import ChangeSet, ImportRun, Job
from models.base import db
from models.enums import JobState


class Changes(Worker):
    """Changes of many rows on one database."""

    def block(self) -> Job:
        """Block every contact."""
        actor = self.actor()
        typed = {"status": "blocked", "reason": "soak"}
        change_set = plan(action_of("contacts", "status"), typed, Selection(), actor)
        return jobs.enqueue(bulk.CHANGE, {"change_set_id": change_set.id}, actor=actor)

    def unblock(self) -> Job:
        """Take that back."""
        actor = self.actor()
        set_id = db.session.scalars(select(ChangeSet.id)).one()
        taking_back.begin(set_id, actor)
        return jobs.enqueue(bulk.UNDO, {"change_set_id": set_id}, actor=actor)

    def undo_import(self) -> Job:
        """Take the last import back."""
        actor = self.actor()
        run = db.session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()
        assert run is not None
        runner.start_undo(run, TouchedRows.BACK, actor)
        return jobs.enqueue(importing.UNDO, {"run_id": run.id}, actor=actor)

    def run(self, ask: Callable[[], Job]) -> Iterator[float]:
        """Ask for a job and drive it to its end; each look at it, with when it began."""
        job_id, started = self._queue(ask), 0.0
        deadline = time.monotonic() + ROUND_SECONDS
        while time.monotonic() < deadline:
            self.demand_worker()
            state = self._state(job_id)
            if state not in LIVE:
                if state != JobState.DONE:
                    raise RuntimeError(f"the job ended as {state}")
                return
            if state == JobState.RUNNING:
                started = started or time.monotonic()
                yield started
            time.sleep(0.02)
        raise RuntimeError(f"no end after {ROUND_SECONDS} s")

    def _queue(self, ask: Callable[[], Job]) -> int:
        job = ask()
        db.session.commit()
        job_id = job.id
        db.session.rollback()
        return job_id

    def _state(self, job_id: int) -> JobState:
        token = database.reading.set(True)
        try:
            state = db.session.get_one(Job, job_id, populate_existing=True).state
            db.session.rollback()
            return state
        finally:
            database.reading.reset(token)


Step = Callable[[Changes], Job]
CHAINS: tuple[dict[str, Step], ...] = (
    {"bulk change": Changes.block, "undo of it": Changes.unblock},
    {"undo of the import": Changes.undo_import},
)
"""What is done one after another: the name of a step, and what asks for its job."""
Wanted = dict[str, tuple[dict[str, Any], float]]
"""The right picture after each step, and how many seconds the step takes."""


def clean_chain(stage: Stage, chain: dict[str, Step]) -> Wanted:
    """What comes out of a chain that nobody disturbs."""
    work, found = Changes(stage), {}
    with work.under_way():
        for name, ask in chain.items():
            began = list(work.run(partial(ask, work)))[:1]
            span = time.monotonic() - began[0] if began else 0.0
            found[name] = picture(stage), span
    return found


def killed_chain(stage: Stage, chain: dict[str, Step], wanted: Wanted, rnd: random.Random) -> Round:
    """One round: kills in every step, and the picture after each is compared."""
    work, done, begun = Changes(stage), Round(), time.monotonic()
    with work.under_way():
        for name, ask in chain.items():
            right, span = wanted[name]
            left = moments(rnd, span)
            for started in work.run(partial(ask, work)):
                if left and time.monotonic() - started > left[0]:
                    left.pop(0)
                    work.kill(rnd.choice(VICTIMS))
                    done.kills += 1
                    done.phases.append(name)
            found = picture(stage)
            if found != right:
                done.fault = f"after {name}: {found['rows']}, not {right['rows']}"
                break
    done.seconds = time.monotonic() - begun
    return done
