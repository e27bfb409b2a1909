"""Pairs of similar rows as people see them: marks, the block of a card, the work queue, the filter.

A pair is shown while nobody decided about it and both rows are in the reader's reach.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_, union
from sqlalchemy.orm import aliased, joinedload, selectinload

from admin_app.permissions import Actor, allowed, scope
from admin_app.services.similar.nouns import CONTACTS, Noun
from models import Company, Contact
from models.base import db
from models.enums import CandidateState

MOST_COUNTED = 1_000
"""Longer queues are told as so many and more."""
MOST_ON_CARD = 50
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True)
class Found:
    """A pair with its two rows; on a card `a` is the card's own."""

    pair: Any
    a: Any
    b: Any


@dataclass(frozen=True)
class QueuePage:
    """A part of the queue; `more` is the place to go on from."""

    found: Sequence[Found]
    more: str | None


def marked(noun: Noun, ids: Collection[int], actor: Actor) -> set[int]:
    """Those of these rows that have similar ones, in one statement."""
    if not ids or not allowed(actor, noun.view):
        return set()
    pairs = noun.pairs
    sides = ((pairs.a_id, pairs.b_id), (pairs.b_id, pairs.a_id))
    queries = [_with_other(noun, own, other, actor).where(own.in_(ids)) for own, other in sides]
    return set(db.session.scalars(union(*queries)))


def has_similar(noun: Noun, actor: Actor | None = None) -> ColumnElement[bool]:
    """The condition that a row has similar ones, for the filter of its list."""
    actor = actor or Actor.system("filter")
    pairs = noun.pairs
    sides = ((pairs.a_id, pairs.b_id), (pairs.b_id, pairs.a_id))
    found = union(*(_with_other(noun, own, other, actor) for own, other in sides))
    condition: ColumnElement[bool] = noun.model.id.in_(found)
    return condition


def count(noun: Noun, row_id: int, actor: Actor) -> int:
    """How many similar ones a row has."""
    return db.session.scalar(counting(noun, row_id, actor)) or 0


def counting(noun: Noun, row_id: int, actor: Actor) -> Select[Any]:
    """The query of that number."""
    ids = _of_row(noun, row_id, actor).with_only_columns(noun.pairs.id)
    return select(func.count()).select_from(ids.subquery())


def of_row(noun: Noun, row: Any, actor: Actor) -> list[Found]:
    """The similar ones of a row, the likeliest first."""
    order = (noun.pairs.score.desc(), noun.pairs.id)
    query = _of_row(noun, row.id, actor).order_by(*order).limit(MOST_ON_CARD)
    found = list(db.session.scalars(query))
    others = _rows(noun, [_other(pair, row.id) for pair in found])
    shown = [(pair, others.get(_other(pair, row.id))) for pair in found]
    return [Found(pair, row, other) for pair, other in shown if other is not None]


def queue_length(noun: Noun, actor: Actor) -> int:
    """How many pairs wait for a decision, counted up to `MOST_COUNTED`.

    Every page of the panel asks for it: open pairs are of rows outside the trash (`let_go`).
    """
    if not allowed(actor, noun.view):
        return 0
    ids = select(noun.pairs.id).where(_is_open(noun)).limit(MOST_COUNTED)
    return db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0


def queue(noun: Noun, actor: Actor, *, place: str = "", size: int = 20) -> QueuePage:
    """A part of the pairs that wait for a decision, the likeliest first, by keyset."""
    pairs = noun.pairs
    query = _queue(noun, actor)
    if (edge := _decoded(place)) is not None:
        query = query.where(tuple_(pairs.score, pairs.id) < tuple_(*edge))
    query = query.order_by(pairs.score.desc(), pairs.id.desc()).limit(size + 1)
    found = list(db.session.scalars(query))
    more = _encoded(found[size - 1]) if len(found) > size else None
    found = found[:size]
    rows = _rows(noun, {i for pair in found for i in (pair.a_id, pair.b_id)})
    shown = [(pair, rows.get(pair.a_id), rows.get(pair.b_id)) for pair in found]
    return QueuePage([Found(p, a, b) for p, a, b in shown if a is not None and b is not None], more)


def find(noun: Noun, pair_id: int, actor: Actor) -> Any | None:
    """The pair, whatever was decided about it, if both rows are in the actor's reach."""
    if not allowed(actor, noun.view) or pair_id > LARGEST_ID:
        return None
    return db.session.scalar(_reachable(noun, actor).where(noun.pairs.id == pair_id))


def all_pairs(noun: Noun = CONTACTS, *, least: int) -> Select[Any]:
    """Identifiers, score and reasons of all pairs that nobody called different."""
    a, b = aliased(noun.model), aliased(noun.model)
    pairs = noun.pairs
    return (
        select(a.identifier, b.identifier, pairs.score, pairs.reasons)
        .select_from(pairs)
        .join(a, and_(a.id == pairs.a_id, a.deleted_at.is_(None)))
        .join(b, and_(b.id == pairs.b_id, b.deleted_at.is_(None)))
        .where(pairs.score >= least)
        .where(pairs.state.in_((CandidateState.OPEN, CandidateState.LATER)))
        .order_by(pairs.score.desc(), pairs.id)
    )


def _with_other(noun: Noun, own: Any, other: Any, actor: Actor) -> Select[Any]:
    """The ids in one column of open pairs whose other row is in reach."""
    return select(own).where(_is_open(noun), _in_reach(noun, other, actor))


def _is_open(noun: Noun) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = noun.pairs.state == CandidateState.OPEN
    return condition


def _in_reach(noun: Noun, column: Any, actor: Actor) -> ColumnElement[bool]:
    """The row that a column of the pairs names is one that the actor may see."""
    rows = scope(select(noun.model.id), noun.model, actor).where(noun.model.id == column)
    return rows.correlate(noun.pairs).exists()


def _reachable(noun: Noun, actor: Actor) -> Select[Any]:
    pairs = noun.pairs
    both = (_in_reach(noun, column, actor) for column in (pairs.a_id, pairs.b_id))
    return select(pairs).where(*both)


def _queue(noun: Noun, actor: Actor) -> Select[Any]:
    return _reachable(noun, actor).where(_is_open(noun))


def _of_row(noun: Noun, row_id: int, actor: Actor) -> Select[Any]:
    pairs = noun.pairs
    return _queue(noun, actor).where(or_(pairs.a_id == row_id, pairs.b_id == row_id))


def _other(pair: Any, row_id: int) -> int:
    other: int = pair.b_id if pair.a_id == row_id else pair.a_id
    return other


def _rows(noun: Noun, ids: Collection[int]) -> dict[int, Any]:
    rows = select(noun.model).where(noun.model.id.in_(ids)).options(*_SHOWN[noun.name])
    return {row.id: row for row in db.session.scalars(rows)}


_SHOWN = {
    "contacts": (joinedload(Contact.company), selectinload(Contact.points)),
    "companies": (selectinload(Company.domains), selectinload(Company.more_phones)),
}
"""What pairs show beside the columns of their rows."""


def _encoded(pair: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps([pair.score, pair.id]).encode()).decode()


def _decoded(place: str) -> tuple[int, int] | None:
    try:
        score, pair_id = json.loads(base64.urlsafe_b64decode(place))
        return min(int(score), 10_000), min(int(pair_id), LARGEST_ID)
    except (ValueError, TypeError, binascii.Error):
        return None
