"""The tree of equipment (H12): levels, parts of parts, one move in a company's tree at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, literal, select, text, tuple_
from sqlalchemy.orm import aliased, load_only

from admin_app.permissions import Actor, scope
from models import Equipment
from models.base import db

LOCK = 0x4B71
"""First key of the advisory locks; the second one is the company, 0 for things without one."""
ALL = -1
"""Stands for all companies: shared by single moves, held alone by changes of many."""
LEVEL = 100
"""Pieces of one level that are shown at once."""


@dataclass(frozen=True)
class Level:
    """Some pieces that are parts of the same one, with how many parts each has itself."""

    rows: Sequence[Equipment]
    parts: Mapping[int, int]
    more: tuple[str, int] | None
    """Where the next page of the level begins; None at its end."""


def lock_trees(companies: Iterable[int | None]) -> None:
    """Let nobody else move pieces in the trees of these companies until the transaction ends.

    SQLite has one writer at a time, whose transaction begins with the lock (see database).
    """
    if db.session.get_bind().dialect.name != "postgresql":
        return
    shared = text("SELECT pg_advisory_xact_lock_shared(:lock, :all)")
    db.session.execute(shared, {"lock": LOCK, "all": ALL})
    statement = text("SELECT pg_advisory_xact_lock(:lock, :company)")
    for company_id in sorted({company_id or 0 for company_id in companies}):
        db.session.execute(statement, {"lock": LOCK, "company": company_id})


def lock_all_trees() -> None:
    """Let nobody else move any piece until the transaction ends: for changes of many."""
    if db.session.get_bind().dialect.name == "postgresql":
        statement = text("SELECT pg_advisory_xact_lock(:lock, :all)")
        db.session.execute(statement, {"lock": LOCK, "all": ALL})


def below(ids: Collection[int] | Select[int]) -> Select[int]:
    """The ids of all parts of these pieces, of any depth, the pieces themselves left out.

    What is in the trash is among them: a tree is moved whole.
    """
    tree = select(Equipment.id).where(Equipment.parent_id.in_(ids)).cte("below", recursive=True)
    part = aliased(Equipment)
    tree = tree.union(select(part.id).join(tree, part.parent_id == tree.c.id))
    return select(tree.c.id)


def above(ids: Collection[int]) -> Select[int]:
    """The ids of these pieces and of all that they are parts of, of any depth."""
    tree = (
        select(Equipment.id, Equipment.parent_id)
        .where(Equipment.id.in_(ids))
        .cte("above", recursive=True)
    )
    whole = aliased(Equipment)
    tree = tree.union(select(whole.id, whole.parent_id).join(tree, whole.id == tree.c.parent_id))
    return select(tree.c.id)


def is_below(row_id: int, other_id: int) -> bool:
    """Whether `row_id` is `other_id` or one of its parts, of any depth."""
    found = above([row_id]).subquery()
    return db.session.scalar(select(found.c.id).where(found.c.id == other_id)) is not None


def loops(parents: Mapping[int, int | None]) -> set[int]:
    """Those of the pieces whose way up, by `parents`, comes back to themselves."""
    done: set[int] = set()
    found: set[int] = set()
    for start in parents:
        way: dict[int, int] = {}
        here: int | None = start
        while here is not None and here not in done and here not in way:
            way[here] = len(way)
            here = parents.get(here)
        if here is not None and here in way:
            found.update(row_id for row_id, place in way.items() if place >= way[here])
        done.update(way)
    return found


def count_below(row_id: int) -> int:
    """How many parts outside the trash a piece has, of any depth."""
    query = select(func.count()).where(
        Equipment.id.in_(below([row_id])), Equipment.deleted_at.is_(None)
    )
    return db.session.scalar(query.select_from(Equipment)) or 0


def part_counts(ids: Collection[int]) -> dict[int, int]:
    """How many parts outside the trash each of these pieces has, one level deep, in one query."""
    rows = db.session.execute(
        select(Equipment.parent_id, func.count())
        .where(Equipment.parent_id.in_(ids), Equipment.deleted_at.is_(None))
        .group_by(Equipment.parent_id)
    )
    return {parent: number for parent, number in rows if parent is not None}


def level(
    company_id: int | None,
    parent_id: int | None,
    actor: Actor,
    *,
    after: tuple[str, int] | None = None,
    size: int = LEVEL,
) -> Level:
    """The parts of one piece, or what stands on top of a company's tree, by name.

    `after` is the name key and id of the last piece of the page before.
    """
    query = scope(select(Equipment), Equipment, actor).options(
        load_only(
            Equipment.name, Equipment.article, Equipment.serial_number, Equipment.status,
            Equipment.sort_name, Equipment.parent_id, Equipment.company_id,
            Equipment.warranty_until, Equipment.deleted_at,
        )
    )  # fmt: skip
    if parent_id is None:
        query = query.where(Equipment.company_id == company_id, Equipment.parent_id.is_(None))
    else:
        query = query.where(Equipment.parent_id == parent_id)
    if after is not None:
        place = tuple_(Equipment.sort_name, Equipment.id)
        query = query.where(place > tuple_(literal(after[0]), literal(after[1])))
    query = query.order_by(Equipment.sort_name, Equipment.id).limit(size + 1)
    rows = db.session.scalars(query).all()
    shown = rows[:size]
    more = (shown[-1].sort_name, shown[-1].id) if len(rows) > size else None
    return Level(shown, part_counts([row.id for row in shown]), more)


def way_to(row: Equipment) -> list[Equipment]:
    """What a piece is a part of, from the top down, without itself."""
    found = {
        piece.id: piece
        for piece in db.session.scalars(select(Equipment).where(Equipment.id.in_(above([row.id]))))
    }
    way: list[Equipment] = []
    here = row.parent_id
    while here is not None and here in found and len(way) < len(found):
        way.append(found[here])
        here = found[here].parent_id
    return way[::-1]


def total(company_id: int, actor: Actor) -> int:
    """How many pieces of equipment a company has outside the trash."""
    rows = scope(select(Equipment.id), Equipment, actor).where(Equipment.company_id == company_id)
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
