"""Columns of a table to be written, and the values that may stand in them."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from types import NoneType
from typing import Any, BinaryIO, Literal, Protocol

Kind = Literal["text", "number", "date", "datetime", "bool"]
Row = Sequence[object]

REAL_DATES_FROM = date(1900, 3, 1)
"""Spreadsheets count days from 1900 and believe in 29 February 1900; earlier dates go as text."""

SHEET_NAME = "Data"

_BLOCK = 100
"""Rows that are treated at once; their cells may be long."""

_WITHOUT_ZONE = len("2024-02-29 13:05:59")

_EXACT_DIGITS = 15
"""Spreadsheets keep so many digits of a number; a longer one goes as text."""


@dataclass(frozen=True)
class Column:
    """A column of an export.

    ``key`` names it for programs (JSON), ``label`` is its header, ``kind`` decides the type of its
    cells, ``width`` is in characters.
    """

    key: str
    label: str
    kind: Kind = "text"
    width: int = 20


class TooManyRows(Exception):
    """A format cannot hold so many rows; what was written so far is to be thrown away."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} rows")
        self.limit = limit


class Writer(Protocol):
    """Writes a table and gives the number of its rows; raises TooManyRows.

    Each row has a value for each column: None, str, int, float, Decimal, bool, date or datetime.
    A datetime is written as its own clock shows it, so it comes in the zone of the reader.
    """

    def __call__(
        self, columns: Sequence[Column], rows: Iterable[Row], out: BinaryIO, *, language: str
    ) -> int:
        """Write the header and all rows to ``out`` and leave it open."""


def by_column(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[list[tuple[Column, Row]]]:
    """Each column with its cells, for some rows at a time.

    Most cells of a column are alike, so the usual ones pass without a call for each. Raises
    ValueError for a row of another length than the columns.
    """
    rest = iter(rows)
    while block := list(islice(rest, _BLOCK)):
        yield list(zip(columns, zip(*block, strict=True), strict=True))


def limited(rows: Iterable[Row], limit: int) -> Iterator[Row]:
    """Pass rows on, and raise TooManyRows at the first one above the limit."""
    for count, row in enumerate(rows):
        if count == limit:
            raise TooManyRows(limit)
        yield row


def plain(value: object) -> str:
    """Write a value as text: ISO dates, 1 and 0 for true and false, no exponents."""
    write = _TEXTS.get(type(value))
    return write(value) if write else str(value)


def is_number(value: object) -> bool:
    """Tell a value that a spreadsheet keeps exactly as a number; a long serial it does not."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    if not math.isfinite(value):
        return False
    digits = plain(value).lstrip("-0.").replace(".", "")
    return len(digits) <= _EXACT_DIGITS or isinstance(value, float)


def is_real_date(value: object) -> bool:
    """Tell a date or datetime that every spreadsheet can hold as such."""
    day = value.date() if isinstance(value, datetime) else value
    return isinstance(day, date) and day >= REAL_DATES_FROM


def _float(value: float) -> str:
    if not math.isfinite(value):
        return ""
    text = repr(value)
    if "e" in text:
        return format(Decimal(text), "f")
    return text.removesuffix(".0")


_TEXTS: dict[type, Callable[[Any], str]] = {
    NoneType: lambda _none: "",
    bool: lambda value: "1" if value else "0",
    float: _float,
    Decimal: lambda value: format(value, "f"),
    datetime: lambda value: value.isoformat(" ", "seconds")[:_WITHOUT_ZONE],
}
"""How values of a type are written, where it is not as Python does it."""
