"""Looking for similar rows again: of one row in its own transaction, of many by their notes.

A row is compared with those that share a key with it, never with the whole table. What a person
decided about a pair stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Select, delete, func, select, text, union_all

from admin_app import clock
from admin_app.duplicates import Verdict, compare, prepare
from admin_app.duplicates.scoring import Prepared, score_of
from admin_app.services.shared import stale
from admin_app.services.shared.bulk_rows import insert_rows, update_rows
from admin_app.services.similar import keys
from admin_app.services.similar.among import among
from admin_app.services.similar.nouns import CONTACTS, NOUNS, Noun
from admin_app.services.similar.thresholds import WHOLE, threshold
from models.base import db
from models.enums import CandidateState

CHUNK = 300
MOST_KNOWN = 50_000
"""Facts that one run remembers."""
MOST_REASONS = 8
LOCK = 0x4B53494D
"""PostgreSQL's advisory lock of whoever writes keys: two rows added at once see each other."""
Pair = tuple[int, int]


def refresh(noun: Noun, ids: Collection[int]) -> None:
    """Find the similar ones of a few rows now, in the caller's transaction (H8).

    While somebody else is at it, the rows are noted for the job instead: nobody waits.
    """
    db.session.flush()
    if not _locked(wait=False):
        stale.mark(noun.model, ids)
        return
    rows = _Now(noun)
    keys.write(noun, ids, rows.facts(ids))
    _compare(noun, ids, threshold(), rows)


def refresh_row(row: Any) -> None:
    """Find the similar ones of a row that was just written."""
    noun = next(noun for noun in NOUNS.values() if isinstance(row, noun.model))
    refresh(noun, [row.id])


class _Now:
    """Rows as they are, none of which waits."""

    def __init__(self, noun: Noun) -> None:
        self.noun = noun

    def facts(self, ids: Collection[int]) -> Mapping[int, Prepared]:
        """What the rows are compared by."""
        return {row_id: prepare(facts) for row_id, facts in self.noun.facts(ids).items()}

    def waiting(self, _ids: Collection[int]) -> set[int]:
        """Those whose turn is yet to come."""
        return set()


class Drain(_Now):
    """Works notes off, a chunk a transaction of the caller; facts are remembered on the way.

    First all keys are made, then rows are compared: only then is known how frequent a key is.
    Each step can be repeated without harm, so a job that was killed goes on by the notes left.
    """

    def __init__(self, noun: Noun = CONTACTS, notes: Pair = (stale.CHANGED, stale.COMPARE)) -> None:
        super().__init__(noun)
        self.changed, self.pending = notes
        self.known: dict[int, Prepared] = {}
        self.least = threshold()

    def left(self) -> int:
        """How many steps of single rows are left: two for those whose keys are to be made."""
        key = self.noun.keys.key
        counts = [
            db.session.scalar(select(func.count()).select_from(self.noun.keys).where(key == note))
            for note in (self.changed, self.pending)
        ]
        return 2 * (counts[0] or 0) + (counts[1] or 0)

    def step(self) -> int:
        """Do the next chunk; how many rows that were, 0 when none is left."""
        _locked(wait=True)
        if ids := self._take(self.changed):
            facts = self.facts(ids, fresh=True)
            keys.write(self.noun, ids, facts)
            stale.put_notes(self.noun.model, self.pending, among(self.noun.model.id, facts))
        elif ids := self._take(self.pending):
            _compare(self.noun, ids, self.least, self)
        return len(ids)

    def _take(self, note: int) -> list[int]:
        """Take notes off before anything is read: who writes the row now, notes it again."""
        owner, key = self.noun.owner, self.noun.keys.key
        query = select(owner).where(key == note).order_by(owner).limit(CHUNK)
        ids = list(db.session.scalars(query.with_for_update(skip_locked=True)))
        _forget_notes(self.noun, note, ids)
        return ids

    def facts(self, ids: Collection[int], *, fresh: bool = False) -> dict[int, Prepared]:
        """What the rows are compared by, from memory unless `fresh`."""
        wanted = [i for i in ids if fresh or i not in self.known]
        found = {i: self.known[i] for i in ids if i in self.known} | dict(super().facts(wanted))
        self.known |= found
        surplus = len(self.known) - MOST_KNOWN
        for row_id in list(islice(self.known, max(surplus, 0))):
            del self.known[row_id]
        return found

    def waiting(self, ids: Collection[int]) -> set[int]:
        """Those that are noted still."""
        if not ids:
            return set()
        query = select(self.noun.owner).where(self.noun.keys.key == self.pending)
        return set(db.session.scalars(query.where(among(self.noun.owner, ids))))


def let_go(model: type[Any], rows: Select[Any]) -> None:
    """Forget the undecided pairs of rows that go to the trash; they are found again with them."""
    noun = next((noun for noun in NOUNS.values() if noun.model is model), None)
    if noun is None:
        return
    pairs = noun.pairs
    for side in (pairs.a_id, pairs.b_id):
        statement = delete(pairs).where(side.in_(rows), pairs.state == CandidateState.OPEN)
        db.session.execute(statement, execution_options={"synchronize_session": False})


def cancel(noun: Noun, notes: Pair) -> None:
    """Forget what has yet to be done."""
    key = noun.keys.key
    statement = delete(noun.keys).where(key.in_(notes))
    db.session.execute(statement, execution_options={"synchronize_session": False})


def _forget_notes(noun: Noun, note: int, ids: list[int]) -> None:
    if ids:
        statement = delete(noun.keys).where(noun.keys.key == note, among(noun.owner, ids))
        db.session.execute(statement, execution_options={"synchronize_session": False})


def _locked(*, wait: bool) -> bool:
    """Whether this transaction may write keys; SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name != "postgresql":
        return True
    if wait:
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        return True
    return bool(db.session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": LOCK}))


def _compare(noun: Noun, ids: Collection[int], least: int, rows: _Now) -> None:
    """Judge these rows against their neighbours, and write the pairs that hold.

    Others that wait are left to their own turn, so that no pair is judged twice.
    """
    near = keys.neighbours(noun, ids)
    kept = _kept_pairs(noun, ids)
    others = {row_id for pair in (*near.pairs, *kept) for row_id in pair}
    pending = rows.waiting(others.difference(ids))
    facts = rows.facts({i for pair in near.pairs for i in pair} - pending)
    found = {}
    for a, b in near.pairs:
        if a not in facts or b not in facts:
            continue
        if score_of(facts[a], facts[b], near.frequency) * WHOLE >= least:
            found[a, b] = compare(facts[a], facts[b], near.frequency)
    _write(noun, found, {p: row for p, row in kept.items() if pending.isdisjoint(p)})


def _kept_pairs(noun: Noun, ids: Collection[int]) -> dict[Pair, Any]:
    """The pairs of these rows that are known now."""
    pairs = noun.pairs
    columns = (pairs.id, pairs.a_id, pairs.b_id, pairs.score, pairs.state)
    both = union_all(*(select(*columns).where(among(c, ids)) for c in (pairs.a_id, pairs.b_id)))
    return {(row.a_id, row.b_id): row for row in db.session.execute(both)}


def _write(noun: Noun, found: Mapping[Pair, Verdict], kept: Mapping[Pair, Any]) -> None:
    connection, moment = db.session.connection(), clock.now()
    new = [
        {
            "a_id": a,
            "b_id": b,
            **_columns(verdict),
            "state": CandidateState.OPEN,
            "found_at": moment,
        }
        for (a, b), verdict in found.items()
        if (a, b) not in kept
    ]
    insert_rows(connection, noun.pairs, new)
    changed = [
        {"id": row.id, **_columns(found[pair])}
        for pair, row in kept.items()
        if pair in found and row.state != CandidateState.MERGED
    ]
    update_rows(connection, noun.pairs, changed)
    _let_go(noun, [row for pair, row in kept.items() if pair not in found])


def _columns(verdict: Verdict) -> dict[str, Any]:
    reasons = [
        {"code": r.code, "value": r.value, "weight": round(r.weight, 2)}
        for r in verdict.reasons[:MOST_REASONS]
    ]
    return {"score": min(round(verdict.score * WHOLE), WHOLE), "reasons": reasons}


def _let_go(noun: Noun, rows: Iterable[Any]) -> None:
    """Pairs that hold no more are forgotten, those that a person decided about only rest."""
    rows = list(rows)
    gone = [row.id for row in rows if row.state == CandidateState.OPEN]
    rest = [{"id": row.id, "score": 0} for row in rows if row.state != CandidateState.OPEN]
    if gone:
        statement = delete(noun.pairs).where(noun.pairs.id.in_(gone))
        db.session.execute(statement, execution_options={"synchronize_session": False})
    update_rows(db.session.connection(), noun.pairs, rest)
