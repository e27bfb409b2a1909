"""Running one job in a child process of its own.

A file that aborts its reader, or eats memory, ends the child and nothing else. The child does the
work and sends progress through a pipe; the parent alone writes state and heartbeat, so the work's
own transactions stay untouched.
"""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import os
import signal
import sys
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Any

from flask import Flask

from admin_app import logs
from admin_app.jobs.registry import JobContext, registry
from admin_app.services.shared import jobs
from models import Job
from models.base import db
from models.enums import JobState

log = logging.getLogger(__name__)
BEAT_SECONDS = 1.0
PR_SET_PDEATHSIG = 1
CRASHED = "crashed"
BROKEN = "broken"
_forking = multiprocessing.get_context("fork")


class JobCancelled(Exception):
    """Raised by a handler that stopped because it was asked to."""


@dataclass
class PipeReporter:
    """Sends progress to the parent and hears from it when to stop."""

    pipe: Connection
    stop: Event

    def report(self, done: int, total: int) -> None:
        """Send the counts."""
        self.pipe.send(("progress", done, total))

    def should_stop(self) -> bool:
        """Whether the parent set the event."""
        return self.stop.is_set()


@dataclass
class InlineReporter:
    """For jobs run in this very process: by a command or a test."""

    done: int = 0
    total: int = 0

    def report(self, done: int, total: int) -> None:
        """Keep the counts."""
        self.done, self.total = done, total

    def should_stop(self) -> bool:
        """Nobody asks."""
        return False


def run_inline(job: Job) -> dict[str, Any] | None:
    """Run a job here and now and finish its row; errors come through. Commits."""
    context = _context(job, InlineReporter())
    result = registry.kinds[job.kind].handler(context)
    db.session.commit()
    jobs.finish(context.job_id, JobState.DONE, result=result)
    return result


def run_in_child(app: Flask, job: Job) -> None:
    """Run a claimed job in a child process, supervise it and record how it ended."""
    job_id, kind_name = job.id, job.kind
    began = time.monotonic()
    mine, theirs = _forking.Pipe()
    stop = _forking.Event()
    context = _context(job, PipeReporter(theirs, stop))
    db.session.remove()
    db.engine.dispose()  # connections must not be shared with the child
    child = _forking.Process(
        target=_work, args=(app, kind_name, context, theirs, os.getpid()), daemon=True
    )
    child.start()
    theirs.close()
    ending = _supervise(job_id, mine, stop)
    child.join()
    _record(job_id, kind_name, context.arguments, ending)
    told = {"job_id": job_id, "kind": kind_name, "attempt": context.attempt, "ending": ending[0]}
    logs.jobs.info("job ended", extra=told | {"seconds": round(time.monotonic() - began, 3)})


def _context(job: Job, reporter: PipeReporter | InlineReporter) -> JobContext:
    return JobContext(job.id, dict(job.arguments), job.owner_id, job.attempt, reporter)


def _supervise(job_id: int, pipe: Connection, stop: Event) -> tuple[Any, ...]:
    """Pass on progress and the wish to cancel until the child says how it ended, or is gone."""
    done = total = 0
    while True:
        try:
            while pipe.poll(BEAT_SECONDS):
                message = pipe.recv()
                if message[0] != "progress":
                    return tuple(message)
                _, done, total = message
                if pipe.poll(0.25):
                    continue
                break
        except EOFError:
            return (CRASHED,)
        if jobs.beat(job_id, done=done, total=total):
            stop.set()


def _record(
    job_id: int, kind_name: str, arguments: dict[str, Any], ending: tuple[Any, ...]
) -> None:
    kind = registry.kinds.get(kind_name)
    match ending:
        case ("done", result, done, total):
            jobs.beat(job_id, done=done, total=total)
            jobs.finish(job_id, JobState.DONE, result=result)
        case ("cancelled",):
            jobs.finish(job_id, JobState.CANCELLED)
        case (code, *rest):
            retry = kind is not None and kind.retry
            if retry and jobs.requeue(job_id, delay=jobs.STALE_AFTER / 10):
                return
            jobs.finish(job_id, JobState.FAILED, error=rest[0] if rest else code)
            if kind is not None and kind.on_failure is not None:
                kind.on_failure(arguments, code)
                db.session.commit()
        case _:
            raise AssertionError(ending)


def _work(app: Flask, kind: str, context: JobContext, pipe: Connection, parent: int) -> None:
    """The child's whole life."""
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    logs.bind(job_id=context.job_id)
    with app.app_context():
        try:
            result = registry.kinds[kind].handler(context)
            db.session.commit()
            done, total = _last_progress(context)
            pipe.send(("done", result, done, total))
        except JobCancelled:
            db.session.rollback()
            pipe.send(("cancelled",))
        except Exception:
            log.exception("job %s (%s) failed", context.job_id, kind)
            db.session.rollback()
            pipe.send((BROKEN, f"{kind}: see the log"))
    pipe.close()


def _last_progress(context: JobContext) -> tuple[int, int]:
    job = db.session.get(Job, context.job_id)
    total = job.total if job is not None else 0
    db.session.rollback()
    return total, total


def _die_with(parent: int) -> None:
    """End this process when the worker ends, so that no job is ever run by two."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
