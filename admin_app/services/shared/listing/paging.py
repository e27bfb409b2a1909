"""Reading one page by keyset: as fast at the millionth row as at the first.

A cursor names the row at the edge of the page that is left, by its sorting value and id, so no
row is skipped or shown twice while others are added.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, literal, select, true, tuple_
from sqlalchemy.orm.interfaces import ORMOption

from admin_app.permissions import Actor
from admin_app.services.shared.listing.counting import EXACT_UP_TO, Count, count_rows
from admin_app.services.shared.listing.query import ListQuery, select_rows
from admin_app.services.shared.listing.spec import Field, ListSpec, Sort
from models.base import db

PAGE_SIZES = (25, 50, 100, 200)
DEFAULT_PAGE_SIZE = 50
NUMBERED = frozenset({"created_at", "at"})
"""Columns whose order is that of the ids."""


class Direction(StrEnum):
    """Which way a cursor leads from the row it names."""

    AFTER = "after"
    BEFORE = "before"
    LAST = "last"


@dataclass(frozen=True)
class Cursor:
    """A place in a sorted list: go `direction` from the row with `value` and `row_id`.

    `offset` is how many rows stand before the page, so that it can say "51-100".
    """

    direction: Direction
    value: Any = None
    row_id: int = 0
    offset: int = 0

    def encode(self) -> str:
        """The cursor as a parameter of an address."""
        value = self.value.isoformat() if isinstance(self.value, datetime) else self.value
        raw = json.dumps([self.direction, value, self.row_id, self.offset], ensure_ascii=False)
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, column: Sort) -> Cursor | None:
        """Read a cursor; None for anything that is not one (promise 20)."""
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            direction, value, row_id, offset = json.loads(raw)
            python_type = column.type.python_type
            if python_type is datetime and value is not None:
                value = datetime.fromisoformat(value)
            elif value is not None and direction != Direction.LAST:
                value = python_type(value)
            return cls(Direction(direction), value, min(int(row_id), 2**31 - 1), int(offset))
        except (ValueError, TypeError, KeyError, OverflowError, binascii.Error):
            return None


@dataclass(frozen=True)
class Page:
    """The rows of one page, where they stand in the list, and the ways on."""

    rows: Sequence[Any]
    offset: int
    count: Count
    size: int
    previous: Cursor | None
    next: Cursor | None
    last: Cursor | None

    @property
    def first_number(self) -> int:
        """The place of the first row, from 1; 0 on an empty page."""
        return self.offset + 1 if self.rows else 0

    @property
    def last_number(self) -> int:
        """The place of the last row."""
        return self.offset + len(self.rows)


def sort_field(spec: ListSpec, query: ListQuery, actor: Actor) -> tuple[Field, bool]:
    """The field that is sorted by, and whether descending; unknown keys give the default."""
    field = spec.field(query.sort, actor) if query.sort else None
    if field is not None and field.sort is not None:
        return field, query.descending
    default = next(f for f in spec.fields if f.key == spec.default_sort)
    return default, spec.default_descending


def sort_column(spec: ListSpec, query: ListQuery, actor: Actor) -> tuple[Sort, bool, str]:
    """Column or expression, whether descending, and key of the sorting (see `sort_field`)."""
    field, descending = sort_field(spec, query, actor)
    assert field.sort is not None  # noqa: S101 - a fact of the declaration
    return field.sort, descending, field.key


def read_page(
    spec: ListSpec,
    query: ListQuery,
    actor: Actor,
    *,
    size: int,
    cursor: str = "",
    exact: bool = False,
    fields: Sequence[Field] | None = None,
) -> Page:
    """The page of the list that the cursor leads to; the first one without a valid cursor.

    Rows come with what `fields` show, by default with what all of them do.
    """
    field, descending = sort_field(spec, query, actor)
    column = field.sort
    assert column is not None  # noqa: S101 - such a field is sorted by
    rows = select_rows(spec, query, actor)
    place = Cursor.decode(cursor, column) if cursor else None
    backwards = place is not None and place.direction != Direction.AFTER
    way = _Way(column, place, descending=descending != backwards)
    shown = spec.fields if fields is None else fields
    options = [*spec.load, *(f.load for f in shown if f.load is not None)]
    few = _of_few(rows, spec.model, way, size + 1, options) if query.narrowed else None
    if few is not None:
        count, found = few
    else:
        count = count_rows(spec.model, rows, narrowed=query.narrowed, exact=exact)
        start = way.follow(rows, column, spec.model.id)
        found = list(db.session.scalars(start.limit(size + 1).options(*options)))
    limit = size
    if place is not None and place.direction == Direction.LAST and count.exact:
        limit = count.number % size or size
    more = len(found) > limit
    found = found[:limit]
    if backwards:
        found.reverse()
    offset = _offset(place, len(found), count)
    return _page(found, field, place, count=count, offset=offset, more=more, size=size)


def ordered(rows: Select[Any], model: type[Any], column: Sort, *, descending: bool) -> Select[Any]:
    """The rows by the column and then by id, so that the order is total."""
    return _Way(column, None, descending=descending).follow(rows, column, model.id)


@dataclass(frozen=True)
class _Way:
    """An order by a column and the place in it to go on from."""

    column: Sort
    place: Cursor | None
    descending: bool

    def keys(self, value: Any, row_id: Any) -> list[Any]:
        """What the order goes by: rows are numbered as they are made, so there the id is enough."""
        return [row_id] if self.column.key in NUMBERED else [value, row_id]

    def sort(self, rows: Select[Any], value: Any, row_id: Any) -> Select[Any]:
        """The rows in order; `value` and `row_id` are their columns."""
        keys = self.keys(value, row_id)
        return rows.order_by(*(key.desc() if self.descending else key for key in keys))

    def follow(self, rows: Select[Any], value: Any, row_id: Any) -> Select[Any]:
        """The rows in order from the place on."""
        if self.place is not None and self.place.direction != Direction.LAST:
            edge = self.keys(literal(self.place.value, self.column.type), self.place.row_id)
            here, there = tuple_(*self.keys(value, row_id)), tuple_(*edge)
            rows = rows.where(here < there if self.descending else here > there)
        return self.sort(rows, value, row_id)


def _of_few(
    rows: Select[Any], model: type[Any], way: _Way, limit: int, options: Sequence[ORMOption]
) -> tuple[Count, list[Any]] | None:
    """The exact count and the rows of a page in one search; None where too many match for that."""
    value = way.keys(way.column, model.id)[0]
    ids = rows.with_only_columns(model.id.label("id"), value.label("value")).order_by(None)
    found = ids.limit(EXACT_UP_TO + 1).cte("found")
    counted = select(func.count().label("number")).select_from(found).subquery("counted")
    page = way.follow(select(found), found.c.value, found.c.id).limit(limit).subquery("page")
    both = select(counted.c.number, page.c.id).outerjoin_from(counted, page, true())
    numbered = db.session.execute(way.sort(both, page.c.value, page.c.id)).all()
    if numbered[0].number > EXACT_UP_TO:
        return None
    places = {row.id: place for place, row in enumerate(numbered)}
    whole = db.session.scalars(select(model).where(model.id.in_(places)).options(*options))
    return Count(numbered[0].number), sorted(whole, key=lambda row: places[row.id])


def _offset(place: Cursor | None, found: int, count: Count) -> int:
    if place is None:
        return 0
    if place.direction == Direction.AFTER:
        return max(place.offset, 0)
    if place.direction == Direction.LAST:
        return max(count.number - found, 0)
    return max(place.offset - found, 0)


def _page(
    rows: list[Any],
    field: Field,
    place: Cursor | None,
    *,
    count: Count,
    offset: int,
    more: bool,
    size: int,
) -> Page:
    backwards = place is not None and place.direction != Direction.AFTER
    before = more if backwards else place is not None
    after = place is not None and place.direction == Direction.BEFORE if backwards else more
    if not rows:
        return Page(rows, offset, count, size, None, None, None)

    def edge(direction: Direction, row: Any, at: int) -> Cursor:
        return Cursor(direction, field.place_of(row), row.id, at)

    return Page(
        rows,
        offset,
        count,
        size,
        previous=edge(Direction.BEFORE, rows[0], offset) if before else None,
        next=edge(Direction.AFTER, rows[-1], offset + len(rows)) if after else None,
        last=Cursor(Direction.LAST) if after else None,
    )
