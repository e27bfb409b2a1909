"""Export columns as objects: what stands in a cell, and who may have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

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

    def choice(self, labels: Mapping[Any, str], member: StrEnum) -> str:
        """A member of a closed list."""
        return member.value if self.codes else self.text(labels[member])

    def text(self, text: str) -> str:
        """A marked text of ours."""
        return translated(text, self.language)

    def language_name(self, code: str) -> str:
        """A language by its own name."""
        return code if self.codes else LANGUAGES.get(code, code)

    def moment(self, value: datetime) -> datetime:
        """A moment by the reader's clock."""
        return value.astimezone(self.zone)


@dataclass(frozen=True)
class Record:
    """One row with what was read beside it: `parts` holds other tables' values by their name."""

    row: Any
    parts: Mapping[str, Mapping[int, Any]]

    def several(self, part: str, first: str = "") -> str:
        """The default value and the further ones of a part, in one cell."""
        more = self.parts[part].get(self.row.id, ())
        return SEPARATOR.join([first, *more] if first else more) if more else first


Value = Callable[[Record, Wording], object]


@dataclass(frozen=True)
class SheetColumn:
    """A column that can be exported.

    `reads` are columns of the table, `parts` what else has to be read; `needs` is the permission
    without which it can neither be chosen nor written (promise 12). `extra` columns are for
    reading: no import takes them.
    """

    key: str
    label: str
    value: Value
    reads: tuple[InstrumentedAttribute[Any], ...]
    kind: Kind = "text"
    width: int = 20
    parts: tuple[str, ...] = ()
    needs: Permission | None = None
    extra: bool = False


Loader = Callable[[Sequence[Any]], Mapping[int, Any]]
"""Reads one part for a chunk of rows, by the id of the row."""


@dataclass(frozen=True)
class Sheet:
    """Everything that can be exported of one noun, in the order of the columns' keys."""

    noun: str
    columns: tuple[SheetColumn, ...]
    loaders: Mapping[str, Loader]

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
        key, label, lambda record, _wording: getattr(record.row, key), (column,),
        kind=kind, width=width, needs=needs,
    )  # fmt: skip


def chosen(
    column: InstrumentedAttribute[Any], label: str, labels: Mapping[Any, str]
) -> SheetColumn:
    """A column that holds a member of a closed list."""
    key = column.key
    return SheetColumn(
        key, label, lambda record, wording: wording.choice(labels, getattr(record.row, key)),
        (column,), width=14,
    )  # fmt: skip


def moment(column: InstrumentedAttribute[Any], label: str) -> SheetColumn:
    """A moment, in the reader's time zone."""
    key = column.key
    return SheetColumn(
        key, label, lambda record, wording: wording.moment(getattr(record.row, key)),
        (column,), kind="datetime", extra=True,
    )  # fmt: skip


def day_or_text(text: str) -> date | str:
    """A whole date as a date, one without its year as it is kept."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
