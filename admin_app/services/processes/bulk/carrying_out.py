"""Carrying a planned change out, a chunk of rows a transaction of the caller."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from admin_app import clock
from admin_app.permissions import Actor, demand
from admin_app.services import administrators
from admin_app.services import contact as contacts
from admin_app.services.equipment_tree import lock_all_trees
from admin_app.services.lists.contacts import client_groups
from admin_app.services.processes import trash
from admin_app.services.processes.batch import reasons, trees
from admin_app.services.processes.batch.states import (
    SEVERAL,
    State,
    read_states,
    visible_ids,
)
from admin_app.services.processes.batch.writing import NewValues, write
from admin_app.services.processes.bulk.actions import AS_FORM, BulkAction, action_of
from admin_app.services.processes.undoing import TRASH
from admin_app.services.shared.bulk_rows import update_rows
from admin_app.services.shared.unit_of_work import plain
from models import ChangeRow, ChangeSet, Company, Contact, Equipment
from models.base import db
from models.enums import ChangeOutcome, CompanyStatus, ContactStatus

CHUNK = 1_000
WHOLE = 20_000
"""Rows of one transaction where they hang together, as the parts of a tree do."""


def carry_out(change_set: ChangeSet, actor: Actor) -> None:
    """Carry all of it out in one transaction, for sets small enough for a request."""
    while chunk(change_set.id, actor):
        pass
    finish(change_set)


def chunk(set_id: int, actor: Actor) -> int:
    """Change the next rows of a set; how many there were, 0 when none is left.

    Rows, history, audit and what became of each row are written in the caller's transaction, who
    commits it; so a set can be carried out twice, or by two workers, without harm. Raises
    NotAllowed when the actor has lost the right since.
    """
    change_set = locked(set_id)
    action = action_of(change_set.noun, change_set.action)
    demand(actor, action.needs)
    pending = db.session.execute(
        select(ChangeRow.id, ChangeRow.record_id)
        .where(ChangeRow.change_set_id == set_id, ChangeRow.outcome == ChangeOutcome.PENDING)
        .order_by(ChangeRow.id)
        .limit(chunk_size(action))
    ).all()
    if pending:
        actor = actor.from_source(f"change:{set_id}")
        _change(change_set, action, pending, actor)
    return len(pending)


def chunk_size(action: BulkAction) -> int:
    """How many rows are changed in one transaction."""
    return CHUNK if action.widen is None else WHOLE


def finish(change_set: ChangeSet) -> None:
    """Note that nothing more will be done, whether or not rows are pending still."""
    change_set.finished_at = change_set.finished_at or clock.now()
    db.session.flush()


def locked(set_id: int) -> ChangeSet:
    """The set, for this transaction alone: of two workers the second one waits here."""
    query = select(ChangeSet).where(ChangeSet.id == set_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


@dataclass(frozen=True)
class _Verdict:
    """What becomes of one row of the set."""

    row_id: int
    outcome: ChangeOutcome
    reason: str = ""
    new: NewValues | None = None


def _change(
    change_set: ChangeSet, action: BulkAction, pending: Sequence[Any], actor: Actor
) -> None:
    values = action.values(change_set.parameters)
    ids = [record_id for _row_id, record_id in pending]
    fields = {*values, *(AS_FORM if action.as_form else ())}
    moves = action.model is Equipment and "company_id" in values
    if moves:
        lock_all_trees()
    states = read_states(action.model, ids, {*fields, *(trees.PLACE if moves else ())})
    judge = _Judge(action, values, visible_ids(action.model, ids, actor))
    if moves:
        judge.more = trees.to_company(change_set.id, states, values["company_id"])
    verdicts = [judge(row_id, states.get(record_id)) for row_id, record_id in pending]
    verdicts = _keep_the_keys(action, verdicts, values)
    if action.deletes:
        verdicts = _delete(action, verdicts, change_set.parameters, actor)
    else:
        news = [verdict.new for verdict in verdicts if verdict.new is not None]
        reason = change_set.parameters.get("reason", "")
        write(action.model, news, actor, "update", reason=reason)
    update_rows(db.session.connection(), ChangeRow, [_row(verdict) for verdict in verdicts])
    for verdict in verdicts:
        name = verdict.outcome.value
        setattr(change_set, name, getattr(change_set, name) + 1)
    db.session.flush()


def _delete(
    action: BulkAction, verdicts: list[_Verdict], parameters: Mapping[str, Any], actor: Actor
) -> list[_Verdict]:
    """Move the rows to the trash; each verdict then says when it went there."""
    model = action.model
    ids = [verdict.new.state["id"] for verdict in verdicts if verdict.new is not None]
    along = parameters.get("along", ())
    if not trash.delete(TRASH[model], ids, actor, along=along):
        return verdicts
    gone = {"deleted_at": db.session.scalar(select(model.deleted_at).where(model.id == ids[0]))}
    return [
        replace(verdict, new=NewValues(verdict.new.state, gone)) if verdict.new else verdict
        for verdict in verdicts
    ]


class _Judge:
    """Tells for each row whether it may be changed, by the rules of the single services."""

    def __init__(
        self, action: BulkAction, values: Mapping[str, Any], visible: Collection[int]
    ) -> None:
        self.action = action
        self.values = values
        self.visible = visible
        self.target_gone = _target_gone(values)
        self.more: Mapping[int, Mapping[str, Any]] = {}

    def __call__(self, row_id: int, state: State | None) -> _Verdict:
        """The verdict on a row of the set."""
        if state is not None and self._is_so_already(state):
            return _Verdict(row_id, ChangeOutcome.UNCHANGED)
        if reason := self._why_left(state):
            return _Verdict(row_id, ChangeOutcome.SKIPPED, reason)
        assert state is not None  # noqa: S101 - such a row is left
        return _Verdict(row_id, ChangeOutcome.CHANGED, new=NewValues(state, self._new(state)))

    def _is_so_already(self, state: State) -> bool:
        if self.action.deletes or state["id"] not in self.visible:
            return False
        return all(state[key] == value for key, value in self.values.items())

    def _new(self, state: State) -> dict[str, Any]:
        new = {key: value for key, value in self.values.items() if state[key] != value}
        return {**new, **self.more.get(state["id"], {})}

    def _why_left(self, state: State | None) -> str:
        if state is None:
            return reasons.GONE
        if state["deleted_at"] is not None:
            return reasons.IN_TRASH
        if state["id"] not in self.visible:
            return reasons.NOT_ALLOWED
        if self.action.model is Contact and not self.action.deletes:
            if state["status"] == ContactStatus.DISMISSED:
                return reasons.DISMISSED
            if self.action.as_form and (problem := contacts.what_is_missing(_as_values(state))):
                return problem[1]
        return self.target_gone


def _as_values(state: State) -> State:
    """The state with all ways to be reached in one place, as `what_is_missing` wants it."""
    return {**state, "reachable": any(state[key] for key in SEVERAL[Contact])}


def _target_gone(values: Mapping[str, Any]) -> str:
    """Why no row can be given these values any more, if it is so."""
    group_id, company_id = values.get("group_id"), values.get("company_id")
    if group_id is not None and group_id not in {group.id for group in client_groups()}:
        return reasons.GROUP_GONE
    if company_id is not None:
        served = Company.deleted_at.is_(None), Company.status != CompanyStatus.ARCHIVED
        if db.session.scalar(select(Company.id).where(Company.id == company_id, *served)) is None:
            return reasons.COMPANY_GONE
    return ""


def _keep_the_keys(
    action: BulkAction, verdicts: list[_Verdict], values: Mapping[str, Any]
) -> list[_Verdict]:
    """The login of the last administrator is not ended."""
    ends = action.deletes or values.get("status", ContactStatus.ACTIVE) != ContactStatus.ACTIVE
    if action.model is not Contact or not ends:
        return verdicts
    changed = [verdict.new.state["id"] for verdict in verdicts if verdict.new is not None]
    kept = administrators.indispensable(changed)
    return [
        _Verdict(verdict.row_id, ChangeOutcome.SKIPPED, reasons.LAST_ADMINISTRATOR)
        if verdict.new is not None and verdict.new.state["id"] == kept
        else verdict
        for verdict in verdicts
    ]


def _row(verdict: _Verdict) -> dict[str, Any]:
    changes = {}
    if verdict.new is not None:
        changes = {
            key: [plain(verdict.new.state[key]), plain(value)]
            for key, value in verdict.new.values.items()
        }
    return {
        "id": verdict.row_id,
        "outcome": verdict.outcome,
        "reason": verdict.reason,
        "changes": changes,
    }
