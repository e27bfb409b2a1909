"""A worker on one database that is killed and started again while jobs run."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from admin_app import clock
from admin_app.config import load_settings
from admin_app.factory import create_app
from admin_app.permissions import Actor
from benchmarks.processes import family
from benchmarks.stage import LOGIN, PYTHON, ROOT, Stage, copied_database
from models import Job, User
from models.base import db
from models.enums import JobState

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


class Worker:
    """A worker, and an application on the same database to look at what it does."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        settings = load_settings(stage.variables, instance=stage.folder / "instance")
        self.app: Flask = create_app(settings)
        self.worker: subprocess.Popen[bytes] | None = None

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


def moments(rnd: random.Random, span: float) -> list[float]:
    """Up to three moments from the start of a phase, some of them past its usual end."""
    return sorted(rnd.uniform(0, span * 1.3) for _ in range(rnd.randint(1, 3)))
