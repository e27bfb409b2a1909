"""Changes of many rows in the background, taking them back, and forgetting them after a month.

Arguments: `change_set_id`. A chunk of rows is one transaction, so a job that was killed goes on
where it stopped, and one that is run twice does nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from admin_app.errors import NotAllowed
from admin_app.jobs.owners import owner_of
from admin_app.jobs.registry import JobContext, handler
from admin_app.jobs.runner import JobCancelled
from admin_app.jobs.schedule import every
from admin_app.permissions import Actor
from admin_app.services import change_set as change_sets
from admin_app.services.processes.bulk import carrying_out, taking_back
from models import ChangeSet
from models.base import db

CHANGE = "bulk.change"
UNDO = "bulk.undo"
CLEAN_UP = "bulk.clean_up"
every(60, CLEAN_UP)


@handler(CHANGE)
def change(context: JobContext) -> dict[str, Any]:
    """Carry a change set out."""
    change_set = _set(context)
    done = change_set.changed + change_set.unchanged + change_set.skipped
    try:
        stopped = _by_chunks(context, carrying_out.chunk, done, change_set.total)
    except NotAllowed:
        return {"problem": "not_allowed"}
    carrying_out.finish(_set(context))
    db.session.commit()
    if stopped:
        raise JobCancelled
    return {}


@handler(UNDO)
def undo(context: JobContext) -> dict[str, Any]:
    """Take a change set back."""
    change_set = _set(context)
    done = change_set.restored + change_set.left
    try:
        stopped = _by_chunks(context, taking_back.chunk, done, change_set.changed)
    except NotAllowed:
        return {"problem": "not_allowed"}
    if stopped:
        raise JobCancelled
    taking_back.finish(_set(context))
    db.session.commit()
    return {}


@handler(CLEAN_UP)
def clean_up(_context: JobContext) -> dict[str, int]:
    """Forget changes that cannot be undone any more."""
    number = 0
    while change_sets.purge():
        db.session.commit()
        number += 1
    return {"sets": number}


def _by_chunks(
    context: JobContext, chunk: Callable[[int, Actor], int], done: int, total: int
) -> bool:
    """Work until no rows are left, or until stopped: then True."""
    set_id, actor = context.arguments["change_set_id"], owner_of(context)
    context.progress(done, total)
    while not context.cancelled():
        number = chunk(set_id, actor)
        db.session.commit()
        if not number:
            return False
        done += number
        context.progress(done, total)
    return True


def _set(context: JobContext) -> ChangeSet:
    return db.session.get_one(ChangeSet, context.arguments["change_set_id"], populate_existing=True)
