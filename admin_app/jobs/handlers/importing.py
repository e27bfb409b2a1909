"""Imports in the background: looking at a file, checking it, committing it.

Arguments: `run_id`; for sniffing also `language` and `format`, the changes of a person. Each job
runs in a child process of its own, which here gets limits before it opens the file.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import current_app

from admin_app import clock
from admin_app.config import Settings
from admin_app.errors import NotAllowed
from admin_app.importing import runner
from admin_app.importing.isolation import CHECK_SECONDS, MEMORY, SNIFF_SECONDS
from admin_app.importing.readers.limits import limit_process
from admin_app.importing.runs import refuse
from admin_app.jobs.registry import JobContext, handler
from admin_app.jobs.schedule import every
from admin_app.permissions import Actor
from admin_app.services.session import may_sign_in
from admin_app.services.shared.files import Storage
from models import ImportRun, User
from models.base import db
from models.enums import ImportState

SNIFF = "import.sniff"
CHECK = "import.check"
COMMIT = "import.commit"
UNDO = "import.undo"
CLEAN_UP = "import.clean_up"
KEPT = timedelta(days=30)
"""How long an uploaded file stays; what was read from it stays with its run."""
every(60, CLEAN_UP)
TRIES = 2
"""How often a file may take its process down before it is refused."""
_OPEN = (ImportState.UPLOADED, ImportState.MAPPING, ImportState.CHECKING)


def _too_heavy(arguments: dict[str, Any], _code: str) -> None:
    """Refuse the file of a run whose process died over it."""
    run = db.session.get(ImportRun, arguments["run_id"])
    if run is not None and run.state in _OPEN:
        refuse(run, "too_heavy", {})


@handler(SNIFF, on_failure=_too_heavy)
def sniff(context: JobContext) -> dict[str, Any]:
    """Find out how to read the file and what its columns mean."""
    language = str(context.arguments.get("language") or _settings().language)
    changes = context.arguments.get("format") or {}
    folder = _settings().files_folder / "imports"

    def work(run: ImportRun) -> None:
        runner.sniff(run, folder=folder, language=language, changes=changes)
        db.session.commit()

    return _open_file(context, work, SNIFF_SECONDS)


@handler(CHECK, on_failure=_too_heavy)
def check(context: JobContext) -> dict[str, Any]:
    """Plan every row of the file; the run then has its preview."""
    folder = _settings().files_folder / "imports"

    def work(run: ImportRun) -> None:
        runner.check(
            run,
            folder=folder,
            actor=_owner(context),
            progress=context.progress,
            cancelled=context.cancelled,
        )

    return _open_file(context, work, CHECK_SECONDS)


@handler(COMMIT)
def commit(context: JobContext) -> dict[str, Any]:
    """Write what the check planned; run again it goes on where it was."""
    run = _run(context)
    if run.state != ImportState.DONE:
        runner.commit(
            run, actor=_owner(context), progress=context.progress, cancelled=context.cancelled
        )
    return _result(run)


@handler(UNDO)
def undo(context: JobContext) -> dict[str, Any]:
    """Take a run back; run again it goes on where it was."""
    run = _run(context)
    if run.undone_at is None:
        runner.undo(
            run, actor=_owner(context), progress=context.progress, cancelled=context.cancelled
        )
    return _result(run)


def _open_file(
    context: JobContext, work: Callable[[ImportRun], None], cpu_seconds: int
) -> dict[str, Any]:
    """Work on a run's file under limits; refuse it when it is too much for them."""
    run = _run(context)
    if context.attempt > TRIES:
        refuse(run, "too_heavy", {})
        return _result(run)
    if not Storage(_settings().files_folder / "imports").exists(run.file_key):
        refuse(run, "file_gone", {})
        return _result(run)
    limit_process(MEMORY, cpu_seconds)
    try:
        work(run)
    except MemoryError:
        db.session.rollback()
        refuse(run, "too_heavy", {})
    return _result(run)


@handler(CLEAN_UP)
def clean_up(_context: JobContext) -> dict[str, int]:
    """Delete uploaded files after a month."""
    folder = Storage(_settings().files_folder / "imports")
    return {"files": folder.purge(clock.now() - KEPT)}


def _run(context: JobContext) -> ImportRun:
    return db.session.get_one(ImportRun, context.arguments["run_id"])


def _result(run: ImportRun) -> dict[str, Any]:
    return {"run_id": run.id, "state": run.state.value, "counts": dict(run.counts or {})}


def _owner(context: JobContext) -> Actor:
    """Who asked for the job, with the rights that he has now."""
    user = db.session.get(User, context.owner_id) if context.owner_id else None
    if user is None or not may_sign_in(user):
        raise NotAllowed(context.arguments["run_id"])
    return Actor.of(user)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
