"""Change sets as they are remembered: who did what to how many rows, for 30 days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, false, func, or_, select
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app import clock
from admin_app.errors import NotFound
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services.shared import jobs
from models import ChangeRow, ChangeSet
from models.base import db
from models.enums import ChangeOutcome, UndoOutcome

KEPT = timedelta(days=30)
"""How long a change is remembered, and can be taken back."""
LARGEST_ID = 2**31 - 1
_GROUPS: dict[str, ColumnElement[bool]] = {
    **{outcome.value: ChangeRow.outcome == outcome for outcome in ChangeOutcome},
    **{outcome.value: ChangeRow.undo == outcome for outcome in UndoOutcome},
}
"""Rows of a set by what became of them, or what became of them when it was undone."""


def get(set_id: int, actor: Actor) -> ChangeSet:
    """The set, if it is the actor's own or he may see the audit; raises NotFound."""
    found: ChangeSet | None = db.session.scalar(visible(actor).where(ChangeSet.id == set_id))
    if found is None:
        raise NotFound(f"change {set_id}")
    return found


def visible(actor: Actor) -> Select[Any]:
    """The sets that this person may look at: his own, with the right to the audit all."""
    query = select(ChangeSet).where(ChangeSet.created_at > clock.now() - KEPT)
    if not actor.is_staff:
        return query.where(false())
    if allowed(actor, Permission.AUDIT_VIEW):
        return query
    return query.where(ChangeSet.actor_id == actor.user_id)


def is_over(change_set: ChangeSet) -> bool:
    """Whether nothing more will be done, be it because its work was stopped."""
    return change_set.finished_at is not None or not jobs.is_living(change_set.job_id)


def history(actor: Actor, *, before: int = LARGEST_ID, limit: int = 50) -> Sequence[ChangeSet]:
    """The newest sets older than the one with the id `before`."""
    query = visible(actor).where(ChangeSet.id < before).order_by(ChangeSet.id.desc())
    return db.session.scalars(query.limit(limit)).all()


def reasons(change_set: ChangeSet) -> dict[str, int]:
    """How many rows there are under each `GROUP.REASON` of skipped and left rows."""
    counted = select(ChangeRow.outcome, ChangeRow.undo, ChangeRow.reason, func.count())
    rows = db.session.execute(
        counted.where(ChangeRow.change_set_id == change_set.id, ChangeRow.reason != "").group_by(
            ChangeRow.outcome, ChangeRow.undo, ChangeRow.reason
        )
    )
    return {f"{(undo or outcome).value}.{reason}": number for outcome, undo, reason, number in rows}


def left_rows(change_set: ChangeSet, *, limit: int) -> Sequence[tuple[int, str]]:
    """The first rows that undoing left, each with the code of why."""
    query = (
        select(ChangeRow.record_id, ChangeRow.reason)
        .where(ChangeRow.change_set_id == change_set.id, _GROUPS[UndoOutcome.LEFT])
        .order_by(ChangeRow.id)
        .limit(limit)
    )
    return [(record_id, reason) for record_id, reason in db.session.execute(query)]


def members(
    noun: str, column: InstrumentedAttribute[Any]
) -> Callable[[Sequence[str]], ColumnElement[bool] | None]:
    """The condition of lists that a row belongs to a set, by values such as `12:skipped.gone`."""

    def condition(values: Sequence[str]) -> ColumnElement[bool] | None:
        asked = [found for value in values if (found := _asked(value)) is not None]
        if not asked:
            return None
        rows = select(ChangeRow.record_id).join(
            ChangeSet, and_(ChangeSet.id == ChangeRow.change_set_id, ChangeSet.noun == noun)
        )
        return column.in_(rows.where(or_(*asked)))

    return condition


def _asked(value: str) -> ColumnElement[bool] | None:
    number, _colon, rest = value.partition(":")
    group, _dot, reason = rest.partition(".")
    if not (number.isascii() and number.isdigit()) or int(number) > LARGEST_ID:
        return None
    if group not in _GROUPS:
        return None
    wanted = and_(ChangeRow.change_set_id == int(number), _GROUPS[group])
    return and_(wanted, ChangeRow.reason == reason) if reason else wanted


def purge() -> int:
    """Forget the oldest set that nobody can undo any more; how many there were. The edge loops."""
    old = select(ChangeSet.id).where(ChangeSet.created_at < clock.now() - KEPT)
    set_id = db.session.scalar(old.order_by(ChangeSet.id).limit(1))
    if set_id is None:
        return 0
    db.session.execute(delete(ChangeRow).where(ChangeRow.change_set_id == set_id))
    db.session.execute(delete(ChangeSet).where(ChangeSet.id == set_id))
    return 1
