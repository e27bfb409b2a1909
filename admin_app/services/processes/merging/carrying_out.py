"""Carrying a merge out: all of it or nothing, in the caller's transaction (promises 7 to 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from admin_app import clock
from admin_app.errors import Conflict, NotAllowed, StaleWrite
from admin_app.permissions import Actor
from admin_app.services.processes.merging import fields
from admin_app.services.processes.merging.logins import CHOICE
from admin_app.services.processes.merging.movers import Deed, Links
from admin_app.services.processes.merging.nouns import MergeNoun
from admin_app.services.processes.merging.planning import FIELDS, MAIN, Plan, plan
from admin_app.services.processes.merging.writing import (
    begin,
    grow,
    look_for_similar,
    put_fields,
    put_losers,
    refresh,
    tell,
)
from admin_app.services.shared.roots import tag
from models import Merge, MergeLoser
from models.base import db


def carry_out(
    noun: MergeNoun,
    ids: Sequence[int],
    actor: Actor,
    choices: Mapping[str, Any] | None = None,
    *,
    versions: Mapping[int, int] | None = None,
) -> Merge:
    """Merge the rows into the main one (see `planning.plan` for `choices`).

    Everything that hangs on the losers moves in one statement a table; what moved is written down
    row by row, so that the merge can be taken apart. The losers stay in the trash, lead to the
    winner and are never purged while it lives. `versions` are those of the page that was agreed to.
    Raises NotAllowed, NotFound, StaleWrite when a row was changed since, and Conflict with the
    first refusal: merge_itself, merge_too_many, merge_already, merge_login_choice and the like.
    """
    made = plan(noun, ids, actor, choices, lock=True)
    _demand(made, actor, versions)
    deed = _record(made, actor)
    begin(deed)
    winner = made.rows[made.main_id]
    merge = db.session.get_one(Merge, deed.merge_id)
    values = _changing(made)
    before = fields.read(winner, noun.rules())
    merge.before = {key: before.get(key) for key in values}
    merge.after = values
    merge.counts = {"marks": marks(noun)}
    put_fields(winner, values, deed)
    moved: dict[str, int] = {}
    for mover in noun.movers:
        moved |= mover.move(deed)
    _put_away(made, deed)
    refresh(winner)
    db.session.flush()
    grow(noun, winner.id, deed)
    names = [str(made.rows[row_id]) for row_id in deed.loser_ids]
    tell(noun, deed, "merge", [(winner.id, str(winner), {"merged": [None, names]})])
    merge.counts = {**merge.counts, "moved": {key: n for key, n in moved.items() if n}}
    merge.winner_name = str(winner)[:300]
    look_for_similar(noun, deed)
    db.session.flush()
    db.session.expire_all()
    return merge


def marks(noun: MergeNoun) -> dict[str, int]:
    """The highest ids of the tables whose rows move, in one statement: later rows came since."""
    tables = {m.key: m.table for m in noun.movers if isinstance(m, Links) and m.gives}
    query = select(*(select(func.max(t.c.id)).scalar_subquery() for t in tables.values()))
    found = db.session.execute(query).one()
    return {key: number or 0 for key, number in zip(tables, found, strict=True)}


def _demand(made: Plan, actor: Actor, versions: Mapping[int, int] | None) -> None:
    if not made.noun.may(actor):
        raise NotAllowed(made.noun.merge)
    if made.refusals:
        problem = made.refusals[0]
        raise Conflict(problem.code, **problem.params)
    if versions is not None and dict(versions) != made.versions:
        raise StaleWrite


def _record(made: Plan, actor: Actor) -> Deed:
    winner, moment = made.rows[made.main_id], clock.now()
    kept = {
        MAIN: made.main_id,
        FIELDS: {plan.rule.key: plan.chosen for plan in made.fields if plan.differs},
        CHOICE: made.login,
    } | made.whose
    merge = Merge(
        noun=made.noun.key,
        winner_id=made.main_id,
        winner_name=str(winner)[:300],
        at=moment,
        actor_id=actor.user_id,
        actor_name=actor.name[:200],
        choices=kept,
    )
    rules = made.noun.rules()
    for row_id in made.loser_ids:
        row = made.rows[row_id]
        before = fields.read(row, rules)
        merge.losers.append(MergeLoser(record_id=row_id, name=str(row)[:300], before=before))
    db.session.add(merge)
    db.session.flush()
    return Deed(merge.id, made.main_id, made.loser_ids, actor, moment, kept)


def _changing(made: Plan) -> dict[str, Any]:
    """The fields that the winner gets another value of."""
    main = made.main_id
    return {
        plan.rule.key: plan.result
        for plan in made.fields
        if plan.result != plan.values[main]
        and not (fields.is_empty(plan.result) and fields.is_empty(plan.values[main]))
    }


def _put_away(made: Plan, deed: Deed) -> None:
    """The losers leave all lists and lead to the winner."""
    away = {
        "deleted_at": deed.moment,
        "deleted_by_id": deed.actor.user_id,
        "deleted_with": tag(deed.merge_id),
        "merged_into_id": deed.winner_id,
    }
    put_losers(made.noun, deed, away)
    into = {"merged_into_id": [None, deed.winner_id]}
    tell(made.noun, deed, "merged", [(i, str(made.rows[i]), into) for i in deed.loser_ids])
