"""Searching tables that have no folded text: few rows, or columns that are rarely searched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm.attributes import InstrumentedAttribute

from models.base import db
from models.normalize import clean_line

LONGEST = 200
MOST_WORDS = 8


def holds_words(*columns: InstrumentedAttribute[Any]) -> Callable[[str], ColumnElement[bool]]:
    """Each word of the search stands in one of the columns, in any case.

    SQLite folds the case of Latin letters only, so the usual cases of a word are tried.
    """

    def condition(search: str) -> ColumnElement[bool]:
        words = clean_line(search.replace("\x00", ""))[:LONGEST].split()[:MOST_WORDS]
        return and_(*(or_(*_holds(word)) for word in words))

    def _holds(word: str) -> list[ColumnElement[bool]]:
        cases = {word}
        if db.session.get_bind().dialect.name == "sqlite":
            cases |= {word.lower(), word.upper(), word.capitalize()}
        return [
            column.icontains(case, autoescape=True) for column in columns for case in sorted(cases)
        ]

    return condition
