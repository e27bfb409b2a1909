"""Reading what belongs to a chunk of rows, in one query a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam
from sqlalchemy.orm.attributes import InstrumentedAttribute

from models.base import db

CLOSE = 4


def among(column: InstrumentedAttribute[Any], ids: Sequence[int]) -> ColumnElement[bool]:
    """The condition that the column holds one of these ids, or one that lies between them.

    Most exports go by the ids, and a range is read far quicker than a list of a thousand.
    """
    low, high = min(ids), max(ids)
    if high - low < CLOSE * len(ids):
        return column.between(low, high)
    return column.in_(bindparam(None, list(ids), Integer, expanding=True, literal_execute=True))


def grouped(query: Select[int, str]) -> dict[int, list[str]]:
    """The second column's values by the first, in the order of the query."""
    found: dict[int, list[str]] = defaultdict(list)
    for owner, value in db.session.execute(query).all():
        found[owner].append(value)
    return found
