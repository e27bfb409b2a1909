"""What was decided about similar rows (H8) in a merge: it holds on for the winner."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, or_, select, update

from admin_app.services.processes.merging.movers import PASSING, Deed, Mover, Outlook
from admin_app.services.processes.merging.pairs import Row, note, noted, packed, unpacked
from admin_app.services.shared.bulk_rows import insert_rows
from models.base import db
from models.enums import CandidateState, MoveKind


class Decisions(Mover):
    """Pairs of similar rows: found by themselves, but what a person decided holds on (H8).

    Pairs inside the merge are marked as merged. That a loser and somebody else are not similar is
    true of the winner, too. All else stays with the loser and is looked for anew.
    """

    def __init__(self, model: Any) -> None:
        self.key = "decisions"
        self.model = model
        self.links = (model.a_id, model.b_id)
        self.table: Table = model.__table__

    def count(self, _owners: Collection[int], _choices: Mapping[str, Any]) -> dict[int, int]:
        """None that anybody would miss."""
        return {}

    def move(self, deed: Deed) -> dict[str, int]:
        """Mark the pairs inside, carry over what was decided about others."""
        self._mark_inside(deed)
        return {self.key: self._carry_over(deed)}

    def outlook(self, _deed: Deed, _mark: int) -> Outlook:
        """Nothing that a person must know."""
        return Outlook(self.key)

    def put_back(self, deed: Deed) -> int:
        """Give the pairs their states back, and forget those that the merge made."""
        found = noted(deed, MoveKind.CHANGED, self.table)
        made = [row_id for row_id, before in found.items() if not before]
        if made:
            db.session.execute(delete(self.table).where(self.table.c.id.in_(made)))
        for row_id, before in found.items():
            if before:
                values = unpacked(self.table, before)
                self._change(self.table.c.id == row_id, values)
        return len(found)

    def _mark_inside(self, deed: Deed) -> None:
        c = self.table.c
        inside = c.a_id.in_(deed.group) & c.b_id.in_(deed.group)
        self._note_states(deed, inside)
        self._change(inside, self._decided(deed, CandidateState.MERGED))

    def _carry_over(self, deed: Deed) -> int:
        c = self.table.c
        decided = c.state == CandidateState.NOT_SIMILAR
        theirs = decided & or_(c.a_id.in_(deed.loser_ids), c.b_id.in_(deed.loser_ids))
        losers, group = set(deed.loser_ids), set(deed.group)
        others: dict[int, dict[str, Any]] = {}
        for row in db.session.execute(select(self.table).where(theirs).order_by(c.id)).mappings():
            other = row["b_id"] if row["a_id"] in losers else row["a_id"]
            if other not in group:
                others.setdefault(other, dict(row))
        if not others:
            return 0
        pairs = {
            other: (min(other, deed.winner_id), max(other, deed.winner_id)) for other in others
        }
        own = or_(
            (c.a_id == deed.winner_id) & c.b_id.in_(others),
            (c.b_id == deed.winner_id) & c.a_id.in_(others),
        )
        known = {
            (row.a_id, row.b_id) for row in db.session.execute(select(c.a_id, c.b_id).where(own))
        }
        open_ones = own & ~decided
        self._note_states(deed, open_ones)
        self._change(open_ones, self._decided(deed, CandidateState.NOT_SIMILAR))
        new = [
            {**{k: v for k, v in row.items() if k != "id"}, "a_id": a, "b_id": b}
            for other, row in others.items()
            for a, b in [pairs[other]]
            if (a, b) not in known
        ]
        insert_rows(db.session.connection(), self.model, [_values(row) for row in new])
        self._note_made(deed, [(row["a_id"], row["b_id"]) for row in new])
        return len(others)

    def _note_states(self, deed: Deed, which: ColumnElement[bool]) -> None:
        c = self.table.c
        query = select(c.id, c.a_id, c.state, c.decided_at, c.decided_by_id, c.later_until).where(
            which
        )
        rows = [dict(row) for row in db.session.execute(query).mappings()]
        keys = ("state", "decided_at", "decided_by_id", "later_until")
        note(
            deed, MoveKind.CHANGED, self.table,
            [(row["id"], row["a_id"], packed({k: row[k] for k in keys})) for row in rows],
        )  # fmt: skip

    def _note_made(self, deed: Deed, pairs: Sequence[tuple[int, int]]) -> None:
        if not pairs:
            return
        c = self.table.c
        mine = or_(c.a_id == deed.winner_id, c.b_id == deed.winner_id)
        wanted = set(pairs)
        rows = db.session.execute(select(c.id, c.a_id, c.b_id).where(mine))
        made: list[tuple[int, int, Row]] = [
            (row.id, row.a_id, {}) for row in rows if (row.a_id, row.b_id) in wanted
        ]
        note(deed, MoveKind.CHANGED, self.table, made)

    def _decided(self, deed: Deed, state: CandidateState) -> dict[str, Any]:
        return {
            "state": state,
            "decided_at": deed.moment,
            "decided_by_id": deed.actor.user_id,
            "later_until": None,
        }

    def _change(self, which: ColumnElement[bool], values: Mapping[str, Any]) -> None:
        statement = update(self.table).where(which).values(dict(values))
        db.session.execute(statement, execution_options=PASSING)


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.value if isinstance(value, CandidateState) else value
        for key, value in row.items()
    }
