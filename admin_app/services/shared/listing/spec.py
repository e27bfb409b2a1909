"""The declaration of a list: one place that the page, the export and the command line read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm.attributes import InstrumentedAttribute
from sqlalchemy.orm.interfaces import ORMOption

from admin_app.permissions import Actor, Permission, allowed


class FilterKind(StrEnum):
    """How a filter is asked for."""

    CHOICE = "choice"
    MULTI = "multi"
    TEXT = "text"
    BOOL = "bool"
    DATE_RANGE = "date_range"
    AJAX = "ajax"
    LINK = "link"
    """Set by links of other pages and taken off by its chip; the panel does not offer it."""


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

    `sort` is the column that it is sorted by, None where it cannot be; `needs` the permission
    without which it is neither shown, sorted, filtered nor exported (promise 12).
    """

    key: str
    label: str
    kind: str = "text"
    sort: InstrumentedAttribute[Any] | None = None
    shown: bool = False
    needs: Permission | None = None
    load: ORMOption | None = None
    """How what it shows beside the row's own columns is loaded."""


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


@dataclass(frozen=True)
class ListSpec:
    """Everything about the list of one noun. The first field is the name."""

    noun: str
    model: type[Any]
    fields: tuple[Field, ...]
    filters: tuple[Filter, ...]
    view: Permission
    load: tuple[ORMOption, ...] = ()
    default_sort: str = "created_at"
    default_descending: bool = True
    search: Callable[[str], ColumnElement[bool]] | None = None
    """How rows of a table without a folded search text are found."""
    rows: Callable[[Actor], Select[Any]] | None = None
    """What the list begins with, where that is not all rows outside the trash."""

    def fields_for(self, actor: Actor) -> list[Field]:
        """The fields that this actor may see."""
        return [f for f in self.fields if f.needs is None or allowed(actor, f.needs)]

    def filters_for(self, actor: Actor) -> list[Filter]:
        """The filters that this actor may use."""
        return [
            f.for_actor(actor) if f.for_actor else f
            for f in self.filters
            if f.needs is None or allowed(actor, f.needs)
        ]

    def field(self, key: str, actor: Actor) -> Field | None:
        """The field by its key, if the actor may see it."""
        return next((f for f in self.fields_for(actor) if f.key == key), None)
