"""Freezing which rows a bulk change is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, insert, literal, select

from admin_app import clock
from admin_app.permissions import Actor, demand
from admin_app.services.lists import LISTS
from admin_app.services.processes.bulk.actions import BulkAction
from admin_app.services.shared.listing import ListQuery, select_rows
from admin_app.services.shared.listing.counting import count_rows
from models import ChangeRow, ChangeSet
from models.base import JsonColumn, db
from models.enums import ChangeOutcome

MOST_TICKED = 1_000


@dataclass(frozen=True)
class Selection:
    """Ticked rows by their ids, or every row that the list shows to this query."""

    ids: Sequence[int] | None = None
    query: ListQuery = field(default_factory=ListQuery)


def rows_of(noun: str, selection: Selection, actor: Actor) -> Select[Any]:
    """The rows that are meant and that the actor may see. Raises NotAllowed without the list."""
    spec = LISTS[noun]
    if selection.ids is None:
        return select_rows(spec, selection.query, actor)
    rows = select_rows(spec, ListQuery(), actor)
    return rows.where(spec.model.id.in_(selection.ids[:MOST_TICKED]))


def count(noun: str, selection: Selection, actor: Actor) -> int:
    """The true number of rows that are meant now."""
    rows = rows_of(noun, selection, actor)
    return count_rows(LISTS[noun].model, rows, narrowed=True, exact=True).number


def plan(
    action: BulkAction, typed: Mapping[str, Any], selection: Selection, actor: Actor
) -> ChangeSet:
    """Write down what shall be done with which rows, without doing it.

    Raises NotAllowed, and Invalid for what was typed.
    """
    return plan_rows(action, typed, rows_of(action.noun, selection, actor), actor)


def plan_rows(
    action: BulkAction, typed: Mapping[str, Any], rows: Select[Any], actor: Actor
) -> ChangeSet:
    """The same for the rows of a query that the caller narrowed to what the actor may see."""
    demand(actor, action.needs)
    if action.widen is not None:
        rows = action.widen(rows)
    change_set = ChangeSet(
        noun=action.noun,
        action=action.key,
        parameters=action.read(typed, actor),
        actor_id=actor.user_id,
        created_at=clock.now(),
    )
    db.session.add(change_set)
    db.session.flush()
    change_set.total = _freeze(change_set.id, action.model, rows)
    db.session.flush()
    return change_set


def _freeze(set_id: int, model: type[Any], rows: Select[Any]) -> int:
    ids = rows.with_only_columns(model.id).order_by(None).subquery()
    values = {
        "change_set_id": literal(set_id),
        "record_id": ids.c.id,
        "outcome": literal(ChangeOutcome.PENDING, ChangeRow.outcome.type),
        "reason": literal(""),
        "changes": literal({}, JsonColumn),
    }
    source = select(*values.values()).order_by(ids.c.id)
    statement = insert(ChangeRow).from_select(list(values), source, include_defaults=False)
    db.session.execute(statement)
    frozen = select(func.count()).where(ChangeRow.change_set_id == set_id)
    return db.session.scalar(frozen) or 0
