"""The jobs of an import run: putting them into the queue, and how far they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from admin_app import clock
from admin_app.importing import runs
from admin_app.jobs.handlers import importing as handlers
from admin_app.permissions import Actor
from admin_app.services.shared import jobs
from models import ImportRun, Job
from models.base import db
from models.enums import ImportState, JobState
from views import current, formatting

SNIFF, CHECK, COMMIT, UNDO = handlers.SNIFF, handlers.CHECK, handlers.COMMIT, handlers.UNDO
LIVE = (JobState.QUEUED, JobState.RUNNING)
KIND_BY_STATE = {
    ImportState.UPLOADED: SNIFF,
    ImportState.CHECKING: CHECK,
    ImportState.COMMITTING: COMMIT,
}
"""The states in which a job has to move a run on, and which job."""


def job_of(run: ImportRun) -> Job | None:
    """The last job of a run."""
    return db.session.get(Job, run.job_id) if run.job_id else None


def live_job(run: ImportRun) -> Job | None:
    """The job that is under way for a run, if any is."""
    job = job_of(run)
    return job if job and job.state in LIVE else None


def broke_off(run: ImportRun) -> bool:
    """Whether the last job of a run failed before it could begin its work."""
    job = job_of(run)
    return job is not None and job.state == JobState.FAILED


def start(run: ImportRun, kind: str, actor: Actor, **arguments: Any) -> None:
    """Queue a job for a run; one that is under way stays alone."""
    if live_job(run) is None:
        job = jobs.enqueue(kind, {"run_id": run.id, **arguments}, actor=actor)
        run.job_id = job.id
        db.session.flush()


def sniff(run: ImportRun, actor: Actor, changes: Mapping[str, Any] | None = None) -> None:
    """Have the file looked at, for the first time or with changes to how it is read."""
    start(run, SNIFF, actor, language=actor.language, format=dict(changes or {}))


def again(run: ImportRun, actor: Actor) -> None:
    """Start the job anew that has to move this run on, where there is such a one."""
    kind = KIND_BY_STATE.get(run.state)
    if kind == SNIFF:
        sniff(run, actor)
    elif kind is not None:
        start(run, kind, actor)


def cancel(run: ImportRun) -> None:
    """Stop a run: at once where nothing is being done, else when its job hears of it.

    Raises Conflict when the run is finished.
    """
    job = live_job(run)
    if job is not None:
        jobs.request_cancel(job)
        if job.kind == UNDO:
            return
        if job.state == JobState.CANCELLED and run.state != ImportState.COMMITTING:
            runs.cancel(run, folder=folder())
        return
    runs.cancel(run, folder=folder())


def folder() -> Path:
    """Where uploaded files are kept."""
    return current.settings().files_folder / "imports"


def progress_view(run: ImportRun, job: Job) -> dict[str, Any]:
    """A job as the progress component takes it."""
    may_stop = job.kind != SNIFF or job.state == JobState.QUEUED
    stopping = job.cancel_requested and job.state in LIVE
    return {
        "dom_id": f"import-{run.id}",
        "label": _("Stopping") if stopping else _label(job),
        "state": job.state.value,
        "done": job.done,
        "total": job.total,
        "eta": _seconds_left(job),
        "cancel_url": None if stopping or not may_stop else url_for("import.cancel", run_id=run.id),
    }


def _label(job: Job) -> str:
    if job.kind == COMMIT:
        return _("Importing")
    if job.kind == UNDO:
        return _("Taking the import back")
    if job.kind == SNIFF:
        return _("Reading the file")
    if job.done and not job.total:
        return _("Checking, %(number)s rows so far", number=formatting.number(job.done))
    return _("Checking the rows")


def _seconds_left(job: Job) -> int | None:
    if not job.done or not job.total or job.started_at is None:
        return None
    spent = (clock.now() - job.started_at).total_seconds()
    return max(1, round(spent * (job.total - job.done) / job.done))
