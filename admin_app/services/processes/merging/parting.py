"""Taking a merge apart: what would happen, said before, and doing it (promise 7).

Rows that are still where the merge put them go back; what was moved on, changed or deleted since
is named and stays. Merges of one card come apart in the reverse of their order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import exists, or_, select

from admin_app import clock
from admin_app.errors import Conflict, NotAllowed, NotFound, Problem
from admin_app.permissions import Actor, demand
from admin_app.services.processes.merging import fields
from admin_app.services.processes.merging.fields import FieldRule, Rule
from admin_app.services.processes.merging.movers import Deed, Links, Outlook
from admin_app.services.processes.merging.nouns import NOUNS, MergeNoun
from admin_app.services.processes.merging.writing import (
    begin,
    grow,
    look_for_similar,
    put_fields,
    put_losers,
    refresh,
    tell,
)
from admin_app.services.shared.custom_names import key_of
from admin_app.services.shared.roots import root_of
from models import AccessGroup, Company, Merge, MergeLoser
from models.base import db
from models.enums import ContactStatus

BEFORE = "before"
"""The choice of a field that was changed since: its value from before the merge comes back."""
SINCE = "since"
"""The choice of what came since: by kind the id of the loser that gets it, 0 for the winner."""


@dataclass(frozen=True)
class FieldBack:
    """A field that the merge changed, and what becomes of it.

    `changed` says that somebody changed it since: then it stays (`kept`) unless `before` is
    chosen. `lost` is the code of why `before` cannot come back.
    """

    rule: FieldRule
    before: Any
    after: Any
    now: Any
    kept: Any
    changed: bool
    lost: str = ""


@dataclass
class Parting:
    """What taking a merge apart would do; `refusals` say why it cannot be done."""

    noun: MergeNoun
    merge: Merge
    deed: Deed
    rows: dict[int, Any]
    refusals: list[Problem] = field(default_factory=list)
    later: Merge | None = None
    fields: list[FieldBack] = field(default_factory=list)
    movers: list[Outlook] = field(default_factory=list)

    @property
    def smooth(self) -> bool:
        """Whether all goes back as it was, with nothing to be named or chosen."""
        rows = any(m.elsewhere or m.gone or m.since for m in self.movers)
        return not (self.refusals or rows or any(f.changed or f.lost for f in self.fields))


def get(merge_id: int, actor: Actor) -> tuple[MergeNoun, Merge]:
    """A merge that the actor may look at; raises NotFound."""
    merge = db.session.get(Merge, merge_id)
    if merge is None or merge.noun not in NOUNS:
        raise NotFound(f"merge {merge_id}")
    noun = NOUNS[merge.noun]
    demand(actor, noun.view)
    return noun, merge


def merges_of(noun_key: str, row_id: int, *, limit: int = 50) -> Sequence[Merge]:
    """The merges in which a row was the winner or was merged away, the newest first."""
    loser = exists().where(MergeLoser.merge_id == Merge.id, MergeLoser.record_id == row_id)
    query = select(Merge).where(Merge.noun == noun_key, or_(Merge.winner_id == row_id, loser))
    return db.session.scalars(query.order_by(Merge.id.desc()).limit(limit)).all()


def outlook(merge_id: int, actor: Actor) -> Parting:
    """What taking the merge apart would do now. Raises NotFound, and NotAllowed."""
    found = _read(merge_id, actor, lock=False)
    if not found.refusals:
        _foresee(found)
    return found


def part(merge_id: int, actor: Actor, choices: Mapping[str, Any] | None = None) -> Merge:
    """Take the merge apart in the caller's transaction.

    `choices`: `fields` the keys of changed fields whose value `before` comes back; `since` by kind
    the loser that gets what came to the winner since. Raises NotAllowed, NotFound, and Conflict:
    unmerge_done, unmerge_later, unmerge_in_trash, unmerge_gone.
    """
    found = _read(merge_id, actor, lock=True)
    if found.refusals:
        raise Conflict(found.refusals[0].code, **found.refusals[0].params)
    _foresee(found)
    noun, deed, merge = found.noun, found.deed, found.merge
    begin(deed)
    back = {"deleted_at": None, "deleted_by_id": None, "deleted_with": "", "merged_into_id": None}
    put_losers(noun, deed, back)
    counts = {mover.key: mover.put_back(deed) for mover in reversed(noun.movers)}
    winner = found.rows[deed.winner_id]
    put_fields(winner, _values(found, choices or {}), deed)
    counts |= _give(found, (choices or {}).get(SINCE) or {})
    db.session.expire_all()
    for row in noun.rows(deed.group).values():
        refresh(row)
    db.session.flush()
    grow(noun, deed.winner_id, deed)
    names = {loser.record_id: loser.name for loser in merge.losers}
    changes = {"merged": [list(names.values()), None]}
    tell(noun, deed, "unmerge", [(deed.winner_id, str(winner), changes)])
    into = {"merged_into_id": [deed.winner_id, None]}
    tell(noun, deed, "unmerge", [(row_id, names[row_id], into) for row_id in deed.loser_ids])
    merge.undone_at = deed.moment
    merge.undone_by_id = actor.user_id
    merge.undone_by_name = actor.name[:200]
    merge.undo_counts = {key: number for key, number in counts.items() if number}
    look_for_similar(noun, deed)
    db.session.flush()
    db.session.expire_all()
    return merge


def _read(merge_id: int, actor: Actor, *, lock: bool) -> Parting:
    noun, merge = get(merge_id, actor)
    demand(actor, noun.merge)
    if not noun.may(actor):
        raise NotAllowed(noun.merge)
    if lock:
        query = select(Merge).where(Merge.id == merge_id).with_for_update()
        merge = db.session.scalars(query.execution_options(populate_existing=True)).one()
    losers = tuple(loser.record_id for loser in merge.losers)
    moment = clock.now()
    deed = Deed(merge.id, merge.winner_id, losers, actor, moment, merge.choices)
    found = Parting(noun, merge, deed, {})
    if merge.undone_at is not None:
        found.refusals.append(Problem("", "unmerge_done"))
        return found
    try:
        found.rows = noun.rows(deed.group, lock=lock)
    except NotFound:
        found.refusals.append(Problem("", "unmerge_gone", {"name": merge.winner_name}))
        return found
    _refuse(found)
    return found


def _refuse(found: Parting) -> None:
    """A later merge of the winner comes first; a winner in the trash is brought back first."""
    merge, winner = found.merge, found.rows[found.deed.winner_id]
    other = MergeLoser.record_id == merge.winner_id
    loser = exists().where(MergeLoser.merge_id == Merge.id, other)
    query = select(Merge).where(
        Merge.noun == merge.noun,
        Merge.id > merge.id,
        Merge.undone_at.is_(None),
        or_(Merge.winner_id == merge.winner_id, loser),
    )
    found.later = db.session.scalars(query.order_by(Merge.id.desc()).limit(1)).first()
    if found.later is not None:
        told = {"name": str(winner), "into": found.later.winner_name}
        found.refusals.append(Problem("", "unmerge_later", told))
    elif winner.deleted_at is not None:
        found.refusals.append(Problem("", "unmerge_in_trash", {"name": str(winner)}))


def _foresee(found: Parting) -> None:
    rules = {rule.key: rule for rule in found.noun.rules()}
    marks = found.merge.counts.get("marks", {})
    now = fields.read(found.rows[found.deed.winner_id], list(rules.values()))
    for key, after in found.merge.after.items():
        rule = rules.get(key) or FieldRule(key, key_of(key))
        judged = _field(rule, found.merge.before.get(key), after, now.get(key))
        if judged is not None:
            found.fields.append(judged)
    found.movers = [m.outlook(found.deed, marks.get(m.key, 0)) for m in found.noun.movers]


def _field(rule: FieldRule, before: Any, after: Any, now: Any) -> FieldBack | None:
    if now == before or (fields.is_empty(now) and fields.is_empty(before)):
        return None
    changed = now != after and not (fields.is_empty(now) and fields.is_empty(after))
    kept = now
    if changed and rule.rule == Rule.SEVERAL:
        added = [value for value in after or () if value not in (before or ())]
        default = before[0] if before else None
        kept = fields.without(list(now or ()), added, default)
    return FieldBack(rule, before, after, now, kept, changed, _why_lost(rule, before, now))


def _why_lost(rule: FieldRule, before: Any, now: Any) -> str:
    if rule.key == "status" and now == ContactStatus.DISMISSED.value:
        return "dismissed"
    if rule.key == "company_id" and before is not None:
        return "" if db.session.get(Company, root_of(Company, before)) else "company"
    if rule.key == "group_id":
        return "" if db.session.get(AccessGroup, before) else "group"
    return ""


def _values(found: Parting, choices: Mapping[str, Any]) -> dict[str, Any]:
    """The winner's fields after taking apart."""
    chosen = set(choices.get("fields") or ())
    values: dict[str, Any] = {}
    for back in found.fields:
        key = back.rule.key
        if back.lost:
            continue
        values[key] = back.kept if back.changed and key not in chosen else back.before
        if key == "company_id" and values[key] is not None:
            values[key] = root_of(Company, values[key])
    return values


def _give(found: Parting, chosen: Mapping[str, Any]) -> dict[str, int]:
    marks, counts = found.merge.counts.get("marks", {}), {}
    for mover in found.noun.movers:
        text = str(chosen.get(mover.key) or 0)
        loser_id = int(text) if text.isdigit() else 0
        if isinstance(mover, Links) and mover.gives and loser_id in found.deed.loser_ids:
            given = mover.give(found.deed, loser_id, marks.get(mover.key, 0))
            counts[f"{mover.key}_given"] = given
    return counts
