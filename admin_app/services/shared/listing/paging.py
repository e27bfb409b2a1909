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

from sqlalchemy import Select, literal, tuple_
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app.permissions import Actor
from admin_app.services.shared.listing.counting import Count, count_rows
from admin_app.services.shared.listing.query import ListQuery, select_rows
from admin_app.services.shared.listing.spec import Field, ListSpec
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
    def decode(cls, text: str, column: InstrumentedAttribute[Any]) -> Cursor | None:
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
        except (ValueError, TypeError, KeyError, binascii.Error):
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


def sort_column(
    spec: ListSpec, query: ListQuery, actor: Actor
) -> tuple[InstrumentedAttribute[Any], bool, str]:
    """Column, whether descending, and key of the sorting; unknown keys give the default."""
    field = spec.field(query.sort, actor) if query.sort else None
    if field is not None and field.sort is not None:
        return field.sort, query.descending, field.key
    default = next(f for f in spec.fields if f.key == spec.default_sort)
    assert default.sort is not None  # noqa: S101 - a fact of the declaration
    return default.sort, spec.default_descending, default.key


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
    column, descending, _key = sort_column(spec, query, actor)
    rows = select_rows(spec, query, actor)
    count = count_rows(spec.model, rows, narrowed=query.narrowed, exact=exact)
    place = Cursor.decode(cursor, column) if cursor else None
    backwards = place is not None and place.direction != Direction.AFTER
    limit = size
    if place is not None and place.direction == Direction.LAST and count.exact:
        limit = count.number % size or size
    start = _from(rows, spec.model, column, place, descending=descending != backwards)
    loading = [f.load for f in (spec.fields if fields is None else fields) if f.load is not None]
    found = list(db.session.scalars(start.limit(limit + 1).options(*spec.load, *loading)))
    more = len(found) > limit
    found = found[:limit]
    if backwards:
        found.reverse()
    offset = _offset(place, len(found), count)
    return _page(found, column, place, count=count, offset=offset, more=more, size=size)


def ordered(
    rows: Select[Any], model: type[Any], column: InstrumentedAttribute[Any], *, descending: bool
) -> Select[Any]:
    """The rows by the column and then by id, so that the order is total."""
    if column.key in NUMBERED:
        # rows are numbered as they are made: the primary key alone gives this order
        return rows.order_by(model.id.desc() if descending else model.id)
    if descending:
        return rows.order_by(column.desc(), model.id.desc())
    return rows.order_by(column, model.id)


def _from(
    rows: Select[Any],
    model: type[Any],
    column: InstrumentedAttribute[Any],
    place: Cursor | None,
    *,
    descending: bool,
) -> Select[Any]:
    """The rows in order, from the place on."""
    if place is not None and place.direction != Direction.LAST:
        if column.key in NUMBERED:
            key: Any = model.id
            edge: Any = place.row_id
        else:
            value = literal(place.value, column.type)
            key, edge = tuple_(column, model.id), tuple_(value, literal(place.row_id))
        rows = rows.where(key < edge if descending else key > edge)
    return ordered(rows, model, column, descending=descending)


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
    column: InstrumentedAttribute[Any],
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
        return Cursor(direction, getattr(row, column.key), row.id, at)

    return Page(
        rows,
        offset,
        count,
        size,
        previous=edge(Direction.BEFORE, rows[0], offset) if before else None,
        next=edge(Direction.AFTER, rows[-1], offset + len(rows)) if after else None,
        last=Cursor(Direction.LAST) if after else None,
    )
