"""Taking a change set back: its rows get their old values where nothing was changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from admin_app import clock
from admin_app.errors import Conflict
from admin_app.i18n import N_
from admin_app.permissions import Actor, demand
from admin_app.services import change_set as change_sets
from admin_app.services.processes.bulk.actions import action_of
from admin_app.services.processes.bulk.carrying_out import chunk_size, locked
from admin_app.services.processes.undoing import RESTORED, foresee, take_back
from admin_app.services.shared import jobs
from admin_app.services.shared.bulk_rows import update_rows
from admin_app.services.shared.catalogue import translated
from models import ChangeRow, ChangeSet
from models.base import db
from models.enums import ChangeOutcome, UndoOutcome

REASON = N_("Bulk change undone")


def can_be_undone(change_set: ChangeSet) -> bool:
    """Whether there is anything to take back, and still time to do so.

    Undoing that was stopped in the middle can be taken up again.
    """
    action = action_of(change_set.noun, change_set.action)
    return (
        change_set.changed > 0
        and change_set.undone_at is None
        and clock.now() - change_set.created_at < change_sets.KEPT
        and action.can_be_undone(change_set.parameters)
        and change_sets.is_over(change_set)
        and not jobs.is_living(change_set.undo_job_id)
    )


def begin(set_id: int, actor: Actor) -> ChangeSet:
    """Claim the undoing of a set for this actor; raises NotAllowed, Conflict (cannot_be_undone)."""
    change_set = locked(set_id)
    demand(actor, action_of(change_set.noun, change_set.action).needs)
    if not can_be_undone(change_set):
        raise Conflict("cannot_be_undone")
    change_set.undo_actor_id = actor.user_id
    db.session.flush()
    return change_set


def undo(change_set: ChangeSet, actor: Actor) -> None:
    """Take all of it back in one transaction, for sets small enough for a request."""
    while chunk(change_set.id, actor):
        pass
    finish(change_set)


def chunk(set_id: int, actor: Actor) -> int:
    """Take the next rows back; how many there were, 0 when none is left. The caller commits."""
    change_set = locked(set_id)
    action = action_of(change_set.noun, change_set.action)
    rows = _changed_rows(change_set).where(ChangeRow.undo.is_(None)).limit(chunk_size(action))
    found = db.session.execute(rows).all()
    if not found:
        return 0
    model = action.model
    batch = {record_id: changes for _id, record_id, changes in found}
    reason = translated(REASON, actor.language)
    told = take_back(model, batch, actor.from_source(f"change:{set_id}"), reason=reason)
    update_rows(db.session.connection(), ChangeRow, _outcomes(found, told))
    restored = sum(why == RESTORED for why in told.values())
    change_set.restored += restored
    change_set.left += len(found) - restored
    db.session.flush()
    return len(found)


def finish(change_set: ChangeSet) -> None:
    """Note that all of it that can be taken back was."""
    change_set.undone_at = change_set.undone_at or clock.now()
    db.session.flush()


def outlook(change_set: ChangeSet, actor: Actor) -> Counter[str]:
    """How many rows would get their old values (RESTORED), and how many not, by reason."""
    action = action_of(change_set.noun, change_set.action)
    model, size = action.model, chunk_size(action)
    told: Counter[str] = Counter()
    last = 0
    while found := db.session.execute(
        _changed_rows(change_set).where(ChangeRow.id > last).limit(size)
    ).all():
        batch = {record_id: changes for _id, record_id, changes in found}
        told.update(foresee(model, batch, actor).values())
        last = found[-1][0]
    return told


def _changed_rows(change_set: ChangeSet) -> Any:
    return (
        select(ChangeRow.id, ChangeRow.record_id, ChangeRow.changes)
        .where(ChangeRow.change_set_id == change_set.id, ChangeRow.outcome == ChangeOutcome.CHANGED)
        .order_by(ChangeRow.id)
    )


def _outcomes(found: Sequence[Any], told: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "id": row_id,
            "undo": UndoOutcome.RESTORED if told[record_id] == RESTORED else UndoOutcome.LEFT,
            "reason": told[record_id],
        }
        for row_id, record_id, _changes in found
    ]
