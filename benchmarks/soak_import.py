"""Killing an import at random moments, and holding what is left to a run that was let be."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import select

from admin_app import database
from admin_app.importing import runner
from admin_app.jobs.handlers.importing import CHECK, COMMIT, SNIFF
from admin_app.permissions import Actor
from admin_app.services.shared import jobs
from benchmarks.soak_worker import LIVE, ROUND_SECONDS, VICTIMS, Round, Worker, moments
from benchmarks.stage import PYTHON, ROOT, Stage
from models import ImportRun, Job
from models.base import db
from models.enums import ImportNoun, ImportState

NEXT = {
    ImportState.UPLOADED: SNIFF,
    ImportState.MAPPING: CHECK,
    ImportState.CHECKING: CHECK,
    ImportState.REFUSED: CHECK,
    ImportState.PREVIEW: COMMIT,
    ImportState.COMMITTING: COMMIT,
}


class Import(Worker):
    """One import on one database: its worker, the run and its jobs."""

    def __init__(self, stage: Stage, file: Path) -> None:
        super().__init__(stage)
        self.file = file
        self.run_id = 0

    def upload(self) -> None:
        """A new run with its first job."""
        actor = self.actor()
        run = runner.start_run(
            ImportNoun.CONTACTS, self.file, self.file.name, folder=self._folder(), actor=actor
        )
        self.run_id = run.id
        self._queue(run, SNIFF, actor)

    def state(self) -> tuple[ImportState, str]:
        """Where the run is, and the kind of the job that runs for it now."""
        db.session.rollback()
        token = database.reading.set(True)
        try:
            run = db.session.get_one(ImportRun, self.run_id, populate_existing=True)
            job = db.session.get(Job, run.job_id or 0, populate_existing=True)
            now = run.state, job.kind if job is not None and job.state in LIVE else ""
            db.session.rollback()
            return now
        finally:
            database.reading.reset(token)

    def move_on(self) -> None:
        """Queue the job that the run waits for, as its page would."""
        db.session.rollback()
        run = db.session.get_one(ImportRun, self.run_id, populate_existing=True)
        self._queue(run, NEXT[run.state], self.actor())

    def counts(self) -> dict[str, Any]:
        """The counts of the finished run."""
        counts = dict(db.session.get_one(ImportRun, self.run_id, populate_existing=True).counts)
        db.session.rollback()  # on SQLite a reader in a session holds the write lock
        return counts

    def _queue(self, run: ImportRun, kind: str, actor: Actor) -> None:
        more = {"language": "en"} if kind == SNIFF else {}
        job = jobs.enqueue(kind, {"run_id": run.id, **more}, actor=actor)
        run.job_id = job.id
        db.session.commit()

    def _folder(self) -> Path:
        return self.stage.folder / "files" / "imports"


def clean_run(stage: Stage, file: Path) -> tuple[dict[str, Any], dict[str, float]]:
    """The picture after a run that nobody disturbs, and how long its phases take."""
    work = Import(stage, file)
    phases: dict[str, float] = {}
    with work.under_way():
        work.upload()
        for kind, started in _phases(work, time.monotonic() + ROUND_SECONDS):
            phases[kind] = time.monotonic() - started
        counts = work.counts()
    return {**picture(stage), "counts": counts}, phases


def _phases(work: Import, deadline: float) -> Iterator[tuple[str, float]]:
    """Drive a run to its end; each look at a job that is under way, with when it began."""
    now, started = "", 0.0
    while time.monotonic() < deadline:
        work.demand_worker()
        state, kind = work.state()
        if state in (ImportState.DONE, ImportState.CANCELLED):
            return
        if not kind:
            work.move_on()
            continue
        if kind != now:
            now, started = kind, time.monotonic()
        yield kind, started
        time.sleep(0.05)
    raise RuntimeError(f"no end after {ROUND_SECONDS} s: {work.state()}")


def killed_run(
    stage: Stage, file: Path, wanted: dict[str, Any], spans: dict[str, float], rnd: random.Random
) -> Round:
    """One round: kills while the file is checked or written, then the picture is compared."""
    work, done, begun = Import(stage, file), Round(), time.monotonic()
    phases = rnd.choice(((CHECK,), (COMMIT,), (CHECK, COMMIT)))
    plan = {kind: moments(rnd, spans[kind]) for kind in phases}
    with work.under_way():
        work.upload()
        for kind, started in _phases(work, begun + ROUND_SECONDS):
            left = plan.get(kind, [])
            if left and time.monotonic() - started > left[0]:
                left.pop(0)
                work.kill(rnd.choice(VICTIMS))
                done.kills += 1
                done.phases.append(kind)
        done.fault = _fault(work, wanted)
    done.seconds = time.monotonic() - begun
    return done


def killed_command(
    stage: Stage, file: Path, wanted: dict[str, Any], span: float, rnd: random.Random
) -> Round:
    """One round of `flask import` killed with all its processes; a worker goes on with it."""
    work, done, begun = Import(stage, file), Round(), time.monotonic()
    command = [PYTHON, "-m", "flask", "--app", "wsgi", "import", "contacts", str(file), "--json"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=stage.variables, process_group=0, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with suppress(subprocess.TimeoutExpired):
        process.wait(rnd.uniform(0.15, 0.7) * span)
    if process.poll() is None:
        done.kills = 1
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    with work.under_way():
        run = db.session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()
        if run is None or run.noun != ImportNoun.CONTACTS or run.file_name != file.name:
            db.session.rollback()
            work.upload()
        else:
            work.run_id = run.id
            done.phases.append(f"command, {run.state.value}")
            db.session.rollback()
        for _ in _phases(work, begun + ROUND_SECONDS):
            pass
        done.fault = _fault(work, wanted)
    done.seconds = time.monotonic() - begun
    return done


def _fault(work: Import, wanted: dict[str, Any]) -> str:
    counts, found = work.counts(), picture(work.stage)
    if counts != wanted["counts"]:
        return f"counts {counts}, not {wanted['counts']}"
    if found["rows"] != wanted["rows"]:
        return f"rows {found['rows']}, not {wanted['rows']}"
    return "" if found["hash"] == wanted["hash"] else "the same number of rows, other values"


def picture(stage: Stage) -> dict[str, Any]:
    """The hash of all rows without what differs by chance."""
    found: dict[str, Any] = json.loads(stage.inside("picture").output)
    return found
