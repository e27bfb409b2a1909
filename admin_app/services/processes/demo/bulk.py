"""Writing many rows: ids reserved ahead, one executemany a table and chunk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import func, insert, select

from models.base import Base, db

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
        last = db.session.scalar(select(func.max(model.id))) or 0
        return range(last + 1, last + count + 1)
    sequence = func.pg_get_serial_sequence(f'"{model.__tablename__}"', "id")
    drawn = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
    return sorted(db.session.scalars(drawn))


def write(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows; they pass by the session, so their audit is the caller's."""
    if rows:
        db.session.connection().execute(insert(model.__table__), list(rows))  # type: ignore[arg-type]
