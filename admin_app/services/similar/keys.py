"""The table of keys: which rows share one, and how many rows a key has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, literal, select, union_all

from admin_app.duplicates import BLOCK_LIMIT, Frequency, keys_of
from admin_app.duplicates.scoring import Prepared
from admin_app.services.shared.bulk_rows import insert_rows
from admin_app.services.shared.stale import FIRST_KEY, WITHOUT
from admin_app.services.similar.among import among
from admin_app.services.similar.nouns import Noun
from models.base import db


def write(noun: Noun, ids: Collection[int], facts: Mapping[int, Prepared]) -> None:
    """Keep the keys of these rows as their facts give them; rows without facts keep theirs."""
    known: dict[int, set[int]] = {}
    owner = noun.owner
    query = select(owner, noun.keys.key).where(among(owner, ids), noun.keys.key >= WITHOUT)
    for row_id, key in db.session.execute(query):
        known.setdefault(row_id, set()).add(key)
    new, gone = [], []
    for row_id, fact in facts.items():
        wanted = {key for key in keys_of(fact) if key >= FIRST_KEY} or {WITHOUT}
        had = {key for key in known.get(row_id, ()) if key >= FIRST_KEY or key == WITHOUT}
        new += [{"key": key, owner.key: row_id} for key in sorted(wanted - had)]
        gone += [{"k": key, "o": row_id} for key in had - wanted]
    connection = db.session.connection()
    if gone:
        table = noun.keys.__table__
        these = (table.c.key == bindparam("k"), table.c[owner.key] == bindparam("o"))
        connection.execute(delete(table).where(*these), gone)
    insert_rows(connection, noun.keys, new)


@dataclass(frozen=True)
class Neighbours:
    """Which pairs of rows share a key that tells people apart, and how frequent their keys are."""

    pairs: set[tuple[int, int]]
    frequency: Frequency


def neighbours(noun: Noun, ids: Collection[int]) -> Neighbours:
    """The rows that share a key with one of these, as pairs with the smaller id first."""
    key = noun.keys.key
    mine = select(key).where(among(noun.owner, ids), key >= FIRST_KEY).distinct()
    groups, frequency = _groups(noun, mine, least=2)
    pairs, asked = set(), set(ids)
    for rows in groups.values():
        for row_id in asked.intersection(rows):
            pairs |= {(min(row_id, o), max(row_id, o)) for o in rows if o != row_id}
    return Neighbours(pairs, frequency)


def holders(noun: Noun, keys: Iterable[int]) -> tuple[set[int], Frequency]:
    """The rows that have one of these keys, and how frequent the keys are."""
    listed = sorted({key for key in keys if key >= FIRST_KEY})
    if not listed:
        return set(), Frequency()
    values = union_all(*(select(literal(key).label("key")) for key in listed)).subquery()
    groups, frequency = _groups(noun, select(values.c.key), least=1)
    return {row_id for rows in groups.values() for row_id in rows}, frequency


def _groups(noun: Noun, mine: Select[Any], *, least: int) -> tuple[dict[int, list[int]], Frequency]:
    """The rows of each key that has from `least` to `BLOCK_LIMIT`, and how many rows all have.

    Rows of a frequent key are counted no further than that.
    """
    table, counted = noun.keys.__table__, noun.keys.__table__.alias("counted")
    asked = mine.cte("asked")
    few = select(literal(1)).where(counted.c.key == asked.c.key).correlate(asked)
    counting = few.limit(BLOCK_LIMIT + 1).subquery("few")
    number = select(func.count()).select_from(counting).scalar_subquery()
    # materialized: each key is counted once, and its rows are then found by the index
    sized = select(asked.c.key, number.label("number")).cte("sized").prefix_with("MATERIALIZED")
    rare = sized.c.number.between(least, BLOCK_LIMIT)
    owner = table.c[noun.owner.key]
    few_rows = select(sized.c.key, sized.c.number, owner).join_from(
        sized, table, table.c.key == sized.c.key
    )
    others = select(sized.c.key, sized.c.number, literal(None))
    found = union_all(few_rows.where(rare), others.where(~rare))
    groups: dict[int, list[int]] = {}
    counts: dict[int, int] = {}
    for key, count, row_id in db.session.execute(found):
        counts[key] = count
        if row_id is not None:
            groups.setdefault(key, []).append(row_id)
    return groups, Frequency(counts)
