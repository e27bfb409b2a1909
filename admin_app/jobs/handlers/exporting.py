"""Large exports in the background, and what becomes of their files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app

from admin_app import clock
from admin_app.config import Settings
from admin_app.errors import Conflict, DomainError, NotAllowed
from admin_app.exporting.runner import ExportOrder, count_export, write_export
from admin_app.jobs.registry import JobContext, handler
from admin_app.jobs.runner import JobCancelled
from admin_app.jobs.schedule import every
from admin_app.permissions import Actor
from admin_app.services.session import may_sign_in
from admin_app.services.shared.files import Storage
from models import User
from models.base import db

WRITE = "export.write"
CLEAN_UP = "export.clean_up"
KEPT = timedelta(days=7)
every(60, CLEAN_UP)


def storage() -> Storage:
    """Where finished exports are kept."""
    settings: Settings = current_app.extensions["settings"]
    return Storage(Path(settings.files_folder) / "exports")


@handler(WRITE)
def write(context: JobContext) -> dict[str, Any]:
    """Write the file that its owner asked for, with the rights that he has now.

    An order that cannot be carried out any more ends with the code of its problem.
    """
    try:
        return _write(context, _owner(context), ExportOrder.from_data(context.arguments))
    except Conflict as error:
        return {"problem": error.code, "params": error.params}
    except DomainError:
        return {"problem": "not_allowed"}


def _write(context: JobContext, actor: Actor, order: ExportOrder) -> dict[str, Any]:
    total = count_export(order, actor)
    context.progress(0, total)
    with storage().draft() as draft:
        count = write_export(order, draft.file, actor, lambda done: _tell(context, done, total))
    context.progress(count, count)
    return {"file": draft.key, "rows": count, "noun": order.noun, "format": order.format}


@handler(CLEAN_UP)
def clean_up(_context: JobContext) -> dict[str, int]:
    """Delete files of exports after a week."""
    return {"files": storage().purge(clock.now() - KEPT)}


def _owner(context: JobContext) -> Actor:
    user = db.session.get(User, context.owner_id) if context.owner_id else None
    if user is None or not may_sign_in(user):
        raise NotAllowed(WRITE)
    return Actor.of(user).from_source(f"job:{context.job_id}")


def _tell(context: JobContext, done: int, total: int) -> None:
    if context.cancelled():
        raise JobCancelled
    context.progress(done, max(done, total))
