"""Chunks of rows, and ids reserved for them ahead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import func, select

from admin_app.services.shared.bulk_rows import last_id
from models.base import db

CHUNK = 2000
T = TypeVar("T")


def chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The rows in lists of `size`."""
    source = iter(rows)
    while chunk := list(islice(source, size)):
        yield chunk


def new_ids(model: type[Any], count: int) -> Sequence[int]:
    """Ascending ids for so many new rows; nobody else gets them.

    On SQLite the transaction holds the only write lock, on PostgreSQL the sequence gives them.
    """
    if db.session.get_bind().dialect.name == "sqlite":
        last = last_id(db.session.connection(), model)
        return range(last + 1, last + count + 1)
    sequence = func.pg_get_serial_sequence(f'"{model.__tablename__}"', "id")
    drawn = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
    return sorted(db.session.scalars(drawn))
