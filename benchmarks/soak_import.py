"""Killing an import at random moments, and holding what is left to a run that was let be."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from admin_app import clock, database
from admin_app.config import load_settings
from admin_app.factory import create_app
from admin_app.importing import runner
from admin_app.jobs.handlers.importing import CHECK, COMMIT, SNIFF
from admin_app.permissions import Actor
from admin_app.services.shared import jobs
from benchmarks.processes import family
from benchmarks.stage import LOGIN, PYTHON, ROOT, Stage, copied_database
from models import ImportRun, Job, User
from models.base import db
from models.enums import ImportNoun, ImportState, JobState

NEXT = {
    ImportState.UPLOADED: SNIFF,
    ImportState.MAPPING: CHECK,
    ImportState.CHECKING: CHECK,
    ImportState.REFUSED: CHECK,
    ImportState.PREVIEW: COMMIT,
    ImportState.COMMITTING: COMMIT,
}
LIVE = (JobState.QUEUED, JobState.RUNNING)
ROUND_SECONDS = 300
VICTIMS = ("job", "worker", "all")


@dataclass
class Round:
    """What happened in one round."""

    kills: int = 0
    refused: int = 0
    phases: list[str] = field(default_factory=list)
    seconds: float = 0.0
    fault: str = ""


@contextmanager
def copy_of(template: Stage, name: str) -> Iterator[Stage]:
    """A copy of a database and its files, gone afterwards."""
    folder = template.folder.with_name(f"{template.folder.name}-{name}")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template.folder, folder)
    try:
        with copied_database(template, name, folder) as address:
            yield replace(template, address=address, folder=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Import:
    """One import on one database: its application, its worker, the run and its jobs."""

    def __init__(self, stage: Stage, file: Path) -> None:
        self.stage = stage
        self.file = file
        settings = load_settings(stage.variables, instance=stage.folder / "instance")
        self.app: Flask = create_app(settings)
        self.worker: subprocess.Popen[bytes] | None = None
        self.run_id = 0

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """The run queued and a worker on it until the end of the block."""
        with self.app.app_context():
            try:
                self.start_worker()
                yield
            finally:
                self.end_worker()
                db.session.remove()
                db.engine.dispose()

    def upload(self) -> None:
        """A new run with its first job."""
        actor = self.actor()
        run = runner.start_run(
            ImportNoun.CONTACTS, self.file, self.file.name, folder=self._folder(), actor=actor
        )
        self.run_id = run.id
        self._queue(run, SNIFF, actor)

    def actor(self) -> Actor:
        """The administrator."""
        return Actor.of(db.session.scalars(select(User).where(User.email == LOGIN[0])).one())

    def start_worker(self) -> None:
        """A worker; jobs of one that was killed count as lost at once, not after half a minute."""
        long_ago = clock.now() - timedelta(hours=1)
        lost = update(Job).where(Job.state == JobState.RUNNING).values(heartbeat_at=long_ago)
        db.session.execute(lost)
        db.session.commit()
        log = (self.stage.folder / "worker.log").open("ab")
        self.worker = subprocess.Popen(
            [PYTHON, "-m", "flask", "--app", "wsgi", "worker"], cwd=ROOT, env=self.stage.variables,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0,
        )  # fmt: skip
        log.close()

    def end_worker(self) -> None:
        """Kill the worker and its job."""
        if self.worker is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.worker.pid, signal.SIGKILL)
            self.worker.wait()

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

    def kill(self, victim: str) -> None:
        """Kill the job, the worker or both, and start a worker where there is none."""
        assert self.worker is not None
        members = family(self.worker.pid)
        targets = {"job": members[1:], "worker": members[:1], "all": members}[victim]
        for pid in targets:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if victim != "job":
            self.worker.wait()
            self.start_worker()

    def demand_worker(self) -> None:
        """Raise with the end of the log when the worker ended by itself."""
        assert self.worker is not None
        if self.worker.poll() is not None:
            raise RuntimeError((self.stage.folder / "worker.log").read_text()[-3000:])

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
    plan = {kind: _moments(rnd, spans[kind]) for kind in phases}
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


def _moments(rnd: random.Random, span: float) -> list[float]:
    """Up to three moments from the start of a phase, some of them past its usual end."""
    return sorted(rnd.uniform(0, span * 1.3) for _ in range(rnd.randint(1, 3)))


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
