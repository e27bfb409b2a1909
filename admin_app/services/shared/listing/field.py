"""What a list can show and be narrowed by: fields and filters as data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm.attributes import InstrumentedAttribute
from sqlalchemy.orm.interfaces import ORMOption

from admin_app.permissions import Actor, Permission

Sort = InstrumentedAttribute[Any] | ColumnElement[Any]


class FilterKind(StrEnum):
    """How a filter is asked for."""

    CHOICE = "choice"
    MULTI = "multi"
    TEXT = "text"
    BOOL = "bool"
    DATE_RANGE = "date_range"
    NUMBER_RANGE = "number_range"
    AJAX = "ajax"
    LINK = "link"
    """Set by links of other pages and taken off by its chip; the panel does not offer it."""

    @property
    def is_range(self) -> bool:
        """Whether its value is `FROM..TO`, which an address has in two arguments."""
        return self in (FilterKind.DATE_RANGE, FilterKind.NUMBER_RANGE)


FILLED, EMPTY = ":filled", ":empty"
"""Values that a filter with `fillable` takes beside its own."""


@dataclass(frozen=True)
class Dated:
    """A chosen value as it is shown: a text of people, and the day that goes with it."""

    text: str
    at: datetime


@dataclass(frozen=True)
class Option:
    """One value that a filter offers; `translated` says that the label is a text of ours."""

    value: str
    label: str
    translated: bool = True


@dataclass(frozen=True)
class Field:
    """A column that a list can show.

    `sort` is the column or expression that it is sorted by, None where it cannot be; `needs` the
    permission without which it is neither shown, sorted, filtered nor exported (promise 12).
    A label that is not `translated` is a text of people and stands as it is.
    """

    key: str
    label: str
    kind: str = "text"
    sort: Sort | None = None
    shown: bool = False
    needs: Permission | None = None
    load: ORMOption | None = None
    """How what it shows beside the row's own columns is loaded."""
    translated: bool = True
    value: Callable[[Any], Any] | None = None
    """What it shows of a row, where that is no attribute by the name of its key."""
    sort_value: Callable[[Any], Any] | None = None
    """What `sort` gives for a row, where it is not a column."""

    def place_of(self, row: Any) -> Any:
        """The row's value of what the list is sorted by."""
        if self.sort_value is not None:
            return self.sort_value(row)
        return getattr(row, self.sort.key)  # type: ignore[union-attr, arg-type]


@dataclass(frozen=True)
class Filter:
    """A condition that narrows a list; `condition` gets the values asked for, at least one.

    It gives None for values that it does not understand; those are ignored.
    """

    key: str
    label: str
    kind: FilterKind
    condition: Callable[[Sequence[str]], ColumnElement[bool] | None]
    options: Callable[[], Sequence[Option]] | None = None
    label_of: Callable[[str], str | Dated | None] | None = None
    noun: str = ""
    needs: Permission | None = None
    for_actor: Callable[[Actor], Filter] | None = None
    """The same filter for one person, where not all may ask for all values."""
    translated: bool = True
    fillable: bool = False
    """It also takes `FILLED` and `EMPTY`."""
