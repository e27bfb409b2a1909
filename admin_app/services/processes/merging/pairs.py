"""Relations of contacts in a merge, and writing down rows that a merge sets aside or changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, or_, select

from admin_app.services.processes.merging.movers import Deed, Links, Mover, Outlook
from admin_app.services.shared.bulk_rows import insert_rows
from admin_app.services.shared.roots import root_of
from admin_app.services.shared.unit_of_work import plain
from models import Contact, MergeRow, RelatedContact
from models.base import db
from models.enums import MoveKind

Row = Mapping[str, Any]


def packed(row: Row) -> dict[str, Any]:
    """A row of a table as JSON holds it."""
    return {key: plain(value) for key, value in row.items()}


def unpacked(table: Table, kept: Row) -> dict[str, Any]:
    """A row as it was packed, for writing it again."""
    found = dict(kept)
    for column in table.columns:
        value = found.get(column.key)
        if isinstance(value, str) and column.type.python_type is datetime:
            found[column.key] = datetime.fromisoformat(value)
    return found


def note(deed: Deed, kind: MoveKind, table: Table, rows: Iterable[tuple[int, int, Row]]) -> None:
    """Write down rows as (id, whose, what they were)."""
    insert_rows(
        db.session.connection(),
        MergeRow,
        [
            {
                "merge_id": deed.merge_id,
                "kind": kind.value,
                "table": table.name,
                "row_id": row_id,
                "column": "",
                "owner_id": owner,
                "before": before,
            }
            for row_id, owner, before in rows
        ],
    )


def noted(deed: Deed, kind: MoveKind, table: Table) -> dict[int, Row]:
    """The rows of a kind that a merge wrote down, by their id."""
    query = select(MergeRow.row_id, MergeRow.before).where(
        MergeRow.merge_id == deed.merge_id, MergeRow.table == table.name, MergeRow.kind == kind
    )
    return {row[0]: row[1] for row in db.session.execute(query.order_by(MergeRow.id))}


class Relations(Mover):
    """Relations of contacts (S8), from either end.

    A relation between two sides of the merge, and one that the winner has already, cannot be kept
    beside it: it is set aside as a whole, shown before, and comes back when the merge is undone.
    """

    key = "relations"
    links = (RelatedContact.contact_id, RelatedContact.other_id)
    table: Table = RelatedContact.__table__  # type: ignore[assignment]

    def __init__(self) -> None:
        self.ends = [Links("relations", link, "comment", gives=False) for link in self.links]

    def count(self, owners: Collection[int], _choices: Mapping[str, Any]) -> dict[int, int]:
        """How many relations each of them has."""
        found: dict[int, int] = {}
        for end in self.ends:
            for owner, number in end.count(owners, {}).items():
                found[owner] = found.get(owner, 0) + number
        return found

    def clashes(self, winner_id: int, loser_ids: Sequence[int]) -> list[tuple[str, str]]:
        """Relations that would be set aside, by the other end's name."""
        aside = [row for row, _owner in self._aside(winner_id, loser_ids)]
        ids = {row[key] for row in aside for key in ("contact_id", "other_id")}
        names = select(Contact.id, Contact.full_name).where(Contact.id.in_(ids))
        known = {row[0]: row[1] for row in db.session.execute(names)} if ids else {}
        told = []
        for row in aside:
            ends = {row["contact_id"], row["other_id"]}
            others = ends - {winner_id, *loser_ids}
            code = "relation_twice" if others else "relation_inside"
            told.append((code, known.get(next(iter(others or ends)), "")))
        return told

    def move(self, deed: Deed) -> dict[str, int]:
        """Set aside what cannot stand beside the winner's relations, and turn the others."""
        aside = [(row["id"], owner, packed(row)) for row, owner in self._aside(*_sides(deed))]
        note(deed, MoveKind.SET_ASIDE, self.table, aside)
        if aside:
            gone = delete(self.table).where(self.table.c.id.in_([row[0] for row in aside]))
            db.session.execute(gone)
        moved = sum(end.move(deed)["relations"] for end in self.ends)
        return {"relations": moved, "relations_aside": len(aside)}

    def outlook(self, deed: Deed, mark: int) -> Outlook:
        """Both ends together, and what was set aside."""
        found = Outlook(self.key)
        for end in self.ends:
            part = end.outlook(deed, mark)
            found.back += part.back
            found.elsewhere += part.elsewhere
            found.gone += part.gone
        coming, lost = self._returning(deed)
        found.back += len(coming)
        found.gone += lost
        return found

    def put_back(self, deed: Deed) -> int:
        """Turn the ends back, and write again what was set aside."""
        back = sum(end.put_back(deed) for end in self.ends)
        coming, _lost = self._returning(deed)
        insert_rows(db.session.connection(), RelatedContact, coming)
        return back + len(coming)

    def _aside(self, winner_id: int, loser_ids: Sequence[int]) -> list[tuple[dict[str, Any], int]]:
        """Rows that cannot be kept, each with whose it is; the winner's own stay before others."""
        group = {winner_id, *loser_ids}
        c = self.table.c
        query = select(self.table).where(or_(c.contact_id.in_(group), c.other_id.in_(group)))
        rows = [dict(row) for row in db.session.execute(query.order_by(c.id)).mappings()]
        losers = set(loser_ids)

        def owner(row: Row) -> int:
            ends = [end for end in (row["contact_id"], row["other_id"]) if end in losers]
            return ends[0] if ends else winner_id

        taken: set[tuple[int, int, int]] = set()
        aside = []
        for row in sorted(rows, key=lambda row: (owner(row) != winner_id, row["id"])):
            one, other = (
                winner_id if row[key] in group else row[key] for key in ("contact_id", "other_id")
            )
            place = one, other, row["kind_id"]
            if one == other or place in taken:
                aside.append((row, owner(row)))
            taken.add(place)
        return aside

    def _returning(self, deed: Deed) -> tuple[list[dict[str, Any]], int]:
        """What was set aside and can come back, and how much of it cannot.

        An end that was merged meanwhile is the row that it became.
        """
        kept = [
            unpacked(self.table, row)
            for row in noted(deed, MoveKind.SET_ASIDE, self.table).values()
        ]
        if not kept:
            return [], 0
        outside = {row[k] for row in kept for k in ("contact_id", "other_id")} - set(deed.group)
        roots = {row_id: root_of(Contact, row_id) for row_id in outside}
        living = set(db.session.scalars(select(Contact.id).where(Contact.id.in_(roots.values()))))
        places = set(map(tuple, db.session.execute(self._places(kept, roots))))
        coming = []
        for row in kept:
            ends = [roots.get(row[key], row[key]) for key in ("contact_id", "other_id")]
            place = ends[0], ends[1], row["kind_id"]
            if set(ends) - living - set(deed.group) or ends[0] == ends[1] or place in places:
                continue
            places.add(place)
            coming.append({**row, "contact_id": ends[0], "other_id": ends[1]})
        return coming, len(kept) - len(coming)

    def _places(self, kept: Sequence[Row], roots: Mapping[int, int]) -> Any:
        c = self.table.c
        ends = {row["contact_id"] for row in kept} | set(roots.values())
        return select(c.contact_id, c.other_id, c.kind_id).where(c.contact_id.in_(ends))


def _sides(deed: Deed) -> tuple[int, Sequence[int]]:
    return deed.winner_id, deed.loser_ids
