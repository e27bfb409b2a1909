"""Reading what belongs to a chunk of rows, in one query a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select

from models.base import db


def ids_of(rows: Sequence[Any]) -> list[int]:
    """The ids of the rows."""
    return [row.id for row in rows]


def grouped(query: Select[int, str]) -> dict[int, list[str]]:
    """The second column's values by the first, in the order of the query."""
    found: dict[int, list[str]] = {}
    for owner, value in db.session.execute(query):
        found.setdefault(owner, []).append(value)
    return found
