"""How the rows of one kind follow their owner in a merge, and go back.

A table with a key to a contact or a company says here what becomes of its rows. Everything is
set-based: one statement writes down what moves, one moves it, however many rows there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    Table,
    and_,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy import case as either
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app.permissions import Actor
from admin_app.services.shared import unit_of_work
from models import AuditEntry, MergeRow
from models.base import JsonColumn, UtcDateTime, db
from models.enums import MoveKind

NAMED = 20
"""So many rows of a kind are told by name; the others are counted."""
KIND = MergeRow.__table__.c.kind.type
PASSING = {"audited": True, "synchronize_session": False}
"""For statements whose audit is written; the session is expired afterwards."""


@dataclass(frozen=True)
class Deed:
    """One merge, or taking it apart: who goes where, in whose name, when, and what was chosen."""

    merge_id: int
    winner_id: int
    loser_ids: tuple[int, ...]
    actor: Actor
    moment: datetime
    choices: Mapping[str, Any] = field(default_factory=dict)

    @property
    def group(self) -> tuple[int, ...]:
        """All rows of the merge."""
        return (self.winner_id, *self.loser_ids)


@dataclass
class Outlook:
    """What taking apart would do with the rows of one kind.

    `back` go back, `elsewhere` were moved on since and stay (some by name), `gone` were deleted
    for good since, `since` came to the winner after the merge and may be given to a loser.
    """

    key: str
    back: int = 0
    elsewhere: int = 0
    names: list[str] = field(default_factory=list)
    gone: int = 0
    since: int = 0


class Mover:
    """What becomes of the rows of one kind; `links` are the foreign keys that it answers for."""

    key: str
    links: tuple[InstrumentedAttribute[Any], ...]
    gives = False
    """Whether rows that came since may be given to a loser when the merge is taken apart."""

    def count(self, owners: Collection[int], choices: Mapping[str, Any]) -> dict[int, int]:
        """How many rows would move, by whose they are."""
        raise NotImplementedError

    def clashes(self, _winner_id: int, _loser_ids: Sequence[int]) -> list[tuple[str, str]]:
        """Rows that would be set aside, as code and name: a merge shows them, and drops none."""
        return []

    def move(self, deed: Deed) -> dict[str, int]:
        """Move them, and write down what moved; answers with numbers by kind."""
        raise NotImplementedError

    def outlook(self, deed: Deed, _mark: int) -> Outlook:
        """What `put_back` would do now; `_mark` is the highest id at the time of the merge."""
        raise NotImplementedError

    def put_back(self, deed: Deed) -> int:
        """Put the rows back that are still where the merge put them; answers how many."""
        raise NotImplementedError


class Links(Mover):
    """Rows that hang on one owner by a plain column.

    `name` is the column that a row is told by. Rows of audited tables get their audit, and
    versions grow.
    """

    def __init__(
        self, key: str, link: InstrumentedAttribute[Any], name: str, *, gives: bool = True
    ) -> None:
        self.key = key
        self.link = link
        self.links = (link,)
        self.gives = gives
        self.model: Any = link.class_
        self.table: Table = link.class_.__table__
        self.column = self.table.c[link.key]
        self.name = self.table.c[name]

    def moving(self, _deed: Deed) -> ColumnElement[bool]:
        """Which rows of the losers move; all of them unless a kind knows better."""
        return literal(value=True)

    def count(self, owners: Collection[int], _choices: Mapping[str, Any]) -> dict[int, int]:
        """How many rows hang on each of the owners."""
        query = select(self.column, func.count()).where(self.column.in_(owners))
        return {row[0]: row[1] for row in db.session.execute(query.group_by(self.column))}

    def move(self, deed: Deed) -> dict[str, int]:
        """Turn the links of the losers' rows to the winner."""
        theirs = and_(self.column.in_(deed.loser_ids), self.moving(deed))
        number = self.note(deed, theirs)
        if number:
            self.lock(theirs)
            self.audit(deed, self.changes(deed))
            self.write(deed, theirs, {self.link.key: deed.winner_id} | self.also(deed))
        return {self.key: number}

    def note(self, deed: Deed, which: ColumnElement[bool]) -> int:
        """Write down whose the rows are, in one statement."""
        t = self.table
        columns = ["merge_id", "kind", "table", "row_id", "column", "owner_id"]
        rows = select(
            literal(deed.merge_id, Integer),
            literal(MoveKind.MOVED, KIND),
            literal(t.name, String),
            t.c.id,
            literal(self.link.key, String),
            self.column,
        ).where(which)
        written = insert(MergeRow.__table__).from_select(columns, rows, include_defaults=False)  # type: ignore[arg-type]
        return affected(db.session.execute(written, execution_options={"preserve_rowcount": True}))

    def lock(self, which: ColumnElement[bool]) -> None:
        """Take the rows in the order of their ids, as everybody does who changes several."""
        if "version" in self.table.c:
            query = select(self.table.c.id).where(which).order_by(self.table.c.id)
            db.session.execute(query.with_for_update(of=self.table))

    def also(self, _deed: Deed) -> dict[str, Any]:
        """Further columns that change with the link when rows move."""
        return {}

    def also_back(self, _deed: Deed, _home: Any) -> dict[str, Any]:
        """Further columns that change when rows go back; `_home` is whose they will be."""
        return {}

    def write(self, deed: Deed, which: ColumnElement[bool], values: dict[str, Any]) -> int:
        """Change the rows in one statement."""
        if "version" in self.table.c:
            values["version"] = self.table.c.version + 1
        if "updated_at" in self.table.c:
            values["updated_at"] = deed.moment
        statement = update(self.table).where(which).values(values)
        return affected(db.session.execute(statement, execution_options=PASSING))

    def audit(self, deed: Deed, changes: ColumnElement[Any], *which: ColumnElement[bool]) -> None:
        """One entry a row that was written down and meets the conditions, in one statement."""
        noted = MergeRow.row_id == self.table.c.id
        self._audit(
            deed, changes, self.table.join(MergeRow.__table__, noted), *self.mine(deed), *which
        )

    def _audit(
        self, deed: Deed, changes: ColumnElement[Any], source: Any, *which: ColumnElement[bool]
    ) -> None:
        if self.model not in unit_of_work.AUDITED:
            return
        actor, t = deed.actor, self.table
        columns: dict[str, Any] = {
            "at": literal(deed.moment, UtcDateTime),
            "actor_id": literal(actor.user_id, Integer),
            "actor_name": literal(actor.name[:200], String),
            "ip": literal(actor.ip, String),
            "action": literal("update", String),
            "noun": literal(t.name, String),
            "row_id": t.c.id,
            "row_name": func.substr(self.name, 1, 300),
            "changes": changes,
            "source": literal(f"merge:{deed.merge_id}", String),
        }
        rows = select(*columns.values()).select_from(source).where(*which).order_by(t.c.id)
        statement = insert(AuditEntry.__table__).from_select(  # type: ignore[arg-type]
            list(columns), rows, include_defaults=False
        )
        db.session.execute(statement)

    def changes(self, deed: Deed, *, back: bool = False) -> ColumnElement[Any]:
        """What the audit says of rows that were written down, by whose they were."""
        turned = {deed.winner_id: self.turned_to(deed)} | dict.fromkeys(
            deed.loser_ids, deed.winner_id
        )
        facts = {
            owner: literal({self.link.key: [to, owner] if back else [owner, to]}, JsonColumn)
            for owner, to in turned.items()
        }
        return either(facts, value=MergeRow.owner_id, else_=literal({}, JsonColumn))

    def turned_to(self, deed: Deed) -> int:
        """Where the winner's own rows of this kind went, for kinds whose rows change places."""
        return deed.winner_id

    # ---- the way back

    def mine(self, deed: Deed) -> tuple[ColumnElement[bool], ...]:
        """The rows that this mover wrote down in the merge."""
        return (
            MergeRow.merge_id == deed.merge_id,
            MergeRow.table == self.table.name,
            MergeRow.kind == MoveKind.MOVED,
            MergeRow.column == self.link.key,
        )

    def in_place(self, deed: Deed) -> ColumnElement[bool]:
        """The condition that a row still is where the merge put it."""
        return or_(
            and_(MergeRow.owner_id != deed.winner_id, self.column == deed.winner_id),
            and_(MergeRow.owner_id == deed.winner_id, self.column.in_(deed.loser_ids)),
        )

    def outlook(self, deed: Deed, mark: int) -> Outlook:
        """How many would go back, and which were moved on since."""
        found, t = Outlook(self.key), self.table
        joined = select(t.c.id, self.name, self.in_place(deed)).select_from(MergeRow)
        joined = joined.outerjoin(t, MergeRow.row_id == t.c.id).where(*self.mine(deed))
        parts = joined.subquery()
        here, known = parts.c[2], parts.c[0]
        numbers = select(
            func.count(),
            func.count(known),
            func.sum(either((here.is_(True), 1), else_=0)),
        ).select_from(parts)
        total, there, back = db.session.execute(numbers).one()
        found.back = int(back or 0)
        found.gone = total - there
        found.elsewhere = there - found.back
        if found.elsewhere:
            query = select(parts.c[1]).where(known.is_not(None), here.is_not(True))
            found.names = [str(n) for n in db.session.scalars(query.order_by(known).limit(NAMED))]
        if self.gives:
            query = select(func.count()).select_from(t).where(self._since(deed, mark))
            found.since = db.session.scalar(query) or 0
        return found

    def put_back(self, deed: Deed) -> int:
        """Turn the links back to whose the rows were, by one join with what was written down."""
        here = and_(MergeRow.row_id == self.table.c.id, *self.mine(deed), self.in_place(deed))
        self.lock(here)
        self.audit(deed, self.changes(deed, back=True), self.in_place(deed))
        home = MergeRow.__table__.c.owner_id
        return self.write(deed, here, {self.link.key: home} | self.also_back(deed, home))

    def give(self, deed: Deed, loser_id: int, mark: int) -> int:
        """Give the rows that came to the winner since the merge to one of the losers."""
        which = self._since(deed, mark)
        self.lock(which)
        facts = literal({self.link.key: [deed.winner_id, loser_id]}, JsonColumn)
        self._audit(deed, facts, self.table, which)
        values = {self.link.key: loser_id} | self.also_back(deed, literal(loser_id, Integer))
        return self.write(deed, which, values)

    def _since(self, deed: Deed, mark: int) -> ColumnElement[bool]:
        return and_(self.column == deed.winner_id, self.table.c.id > mark)


def affected(result: Any) -> int:
    """How many rows a statement wrote."""
    return max(int(result.rowcount), 0)
