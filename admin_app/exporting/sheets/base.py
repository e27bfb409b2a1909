"""Export columns as objects: what stands in a cell, and who may have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, DateTime, String, type_coerce
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app.exporting.writers.columns import Kind
from admin_app.i18n import LANGUAGES
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services.shared.catalogue import translated

SEPARATOR = "; "
"""Stands between several values of one cell; the import parts them there again."""


class Headers(StrEnum):
    """What stands in the first row: names in the language, or the keys of the columns.

    With keys the values of closed lists are codes too.
    """

    LABELS = "labels"
    KEYS = "keys"


@dataclass(frozen=True)
class Wording:
    """How values are written into one file: its language, the reader's time zone, the groups."""

    language: str
    zone: ZoneInfo
    headers: Headers = Headers.LABELS
    groups: Mapping[int, str] = field(default_factory=dict)

    @property
    def codes(self) -> bool:
        """Whether closed lists are written as codes."""
        return self.headers == Headers.KEYS

    def choices(self, labels: Mapping[Any, str], values: Sequence[str]) -> Sequence[str]:
        """Members of a closed list, which come by their values."""
        if self.codes:
            return values
        words = {member.value: self.text(label) for member, label in labels.items()}
        return [words[value] for value in values]

    def text(self, text: str) -> str:
        """A marked text of ours."""
        return translated(text, self.language)

    def language_name(self, code: str) -> str:
        """A language by its own name."""
        return code if self.codes else LANGUAGES.get(code, code)

    def moments(self, values: Sequence[datetime]) -> Sequence[datetime]:
        """Moments by the reader's clock; they come as they are stored, in UTC without a zone."""
        if self.zone.key == "UTC":
            return values
        return [value.replace(tzinfo=UTC).astimezone(self.zone) for value in values]


@dataclass(frozen=True)
class Chunk:
    """Some rows, column by column: ids, the columns that were read, and values of other tables.

    `parts` are what the loaders of the sheet gave for these rows.
    """

    ids: Sequence[int]
    read: Mapping[str, Sequence[Any]]
    parts: Mapping[str, Mapping[Any, Any]]

    def several(self, first: Sequence[str], more: Mapping[int, Sequence[str]]) -> Sequence[str]:
        """Default values and further ones, by the id of the row, in one cell each."""
        if not more:
            return first
        return [
            SEPARATOR.join(filter(None, (value, *more[row_id]))) if row_id in more else value
            for row_id, value in zip(self.ids, first, strict=True)
        ]

    def nothing(self) -> Sequence[str]:
        """Empty cells, for `several` without default values."""
        return [""] * len(self.ids)


Cells = Callable[[Chunk, Wording], Sequence[object]]
"""Gives the cells of a column, one for each row of the chunk."""


@dataclass(frozen=True)
class SheetColumn:
    """A column that can be exported.

    `reads` are columns of the table and of those joined to it, found in the chunk by their keys,
    `parts` what else has to be read; `needs` is the permission without which it can neither be
    chosen nor written (promise 12). `extra` columns are for reading: no import takes them.
    """

    key: str
    label: str
    cells: Cells
    reads: tuple[Any, ...]
    kind: Kind = "text"
    width: int = 20
    parts: tuple[str, ...] = ()
    needs: Permission | None = None
    extra: bool = False
    titles: Mapping[str, str] = field(default_factory=dict)
    """Its header by language, where that is a text of people."""

    def title(self, language: str) -> str:
        """Its header in a language."""
        return self.titles.get(language) or translated(self.label, language)


Loader = Callable[[Sequence[int]], Mapping[Any, Any]]
"""Reads one part for the rows with these ids."""


@dataclass(frozen=True)
class Sheet:
    """Everything that can be exported of one noun, in the order of the columns' keys.

    `joined` are tables of which each row has one row at most, with the condition.
    """

    noun: str
    columns: tuple[SheetColumn, ...]
    loaders: Mapping[str, Loader]
    joined: tuple[tuple[Any, ColumnElement[bool]], ...] = ()

    @cached_property
    def by_key(self) -> dict[str, SheetColumn]:
        """Columns by their keys."""
        return {column.key: column for column in self.columns}

    def columns_for(self, actor: Actor) -> list[SheetColumn]:
        """The columns that this actor may export."""
        return [c for c in self.columns if c.needs is None or allowed(actor, c.needs)]


def plain(
    column: InstrumentedAttribute[Any],
    label: str,
    *,
    width: int = 20,
    kind: Kind = "text",
    needs: Permission | None = None,
) -> SheetColumn:
    """A column whose cell is the value of one column of the table."""
    key = column.key
    return SheetColumn(
        key, label, lambda chunk, _wording: chunk.read[key], (column,),
        kind=kind, width=width, needs=needs,
    )  # fmt: skip


def chosen(
    column: InstrumentedAttribute[Any], label: str, labels: Mapping[Any, str]
) -> SheetColumn:
    """A column that holds a member of a closed list."""
    key = column.key
    return SheetColumn(
        key, label, lambda chunk, wording: wording.choices(labels, chunk.read[key]),
        (type_coerce(column, String).label(key),), width=14,
    )  # fmt: skip


def moment(column: InstrumentedAttribute[Any], label: str) -> SheetColumn:
    """A moment, in the reader's time zone."""
    key = column.key
    return SheetColumn(
        key, label, lambda chunk, wording: wording.moments(chunk.read[key]),
        (type_coerce(column, DateTime).label(key),), kind="datetime", extra=True,
    )  # fmt: skip


def day_or_text(text: str) -> date | str:
    """A whole date as a date, one without its year as it is kept."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
