"""Rows that were merged away, and where they lead: addresses, identifiers, old mail threads."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, select

from models import Company, Contact
from models.base import db
from models.derived import IDENTIFIER_ALPHABET, IDENTIFIER_LENGTH

MERGED = (Contact, Company)
"""The nouns whose rows can be merged."""
TAG = "merge:"
"""How `deleted_with` begins for a row that was merged away; the id of the merge follows."""
_IDENTIFIER = re.compile(rf"[A-Z][{IDENTIFIER_ALPHABET}]{{{IDENTIFIER_LENGTH}}}")


def tag(merge_id: int) -> str:
    """What `deleted_with` holds of the losers of a merge."""
    return f"{TAG}{merge_id}"


def by_itself(model: type[Any]) -> ColumnElement[bool]:
    """The condition that a row of the trash was not merged away: such rows follow their winner."""
    condition: ColumnElement[bool] = model.deleted_with.not_like(f"{TAG}%")
    return condition


def root_of(model: type[Any], row_id: int) -> int:
    """The row that this one was merged into, at the end of the chain; itself where it was not."""
    seen = {row_id}
    while True:
        found = db.session.scalar(select(model.merged_into_id).where(model.id == row_id))
        if found is None or found in seen:
            return row_id
        seen.add(row_id := found)


def merged_below(model: type[Any], ids: Collection[int]) -> list[int]:
    """All rows that were merged into these, at any depth, in one query."""
    if model not in MERGED or not ids:
        return []
    first = select(model.id).where(model.merged_into_id.in_(ids))
    below = first.cte("merged_below", recursive=True)
    below = below.union(select(model.id).where(model.merged_into_id == below.c.id))
    return sorted(set(db.session.scalars(select(below.c.id))) - set(ids))


def found_by_identifier(model: type[Any], typed: str) -> int | None:
    """The living row to which the identifier of one that was merged away leads."""
    text = typed.strip().upper()
    if model not in MERGED or not _IDENTIFIER.fullmatch(text):
        return None
    gone = select(model.id).where(model.identifier == text, model.merged_into_id.is_not(None))
    row_id = db.session.scalar(gone)
    return None if row_id is None else root_of(model, row_id)
