"""How a file is to be read: kind, encoding, delimiter, sheet and rows."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self

Kind = Literal["csv", "xlsx", "xls", "ods"]

KINDS: tuple[Kind, ...] = ("csv", "xlsx", "xls", "ods")


@dataclass(frozen=True)
class TableFormat:
    """How to read one table out of one file; shown in the preview, where a person may change it.

    Rows count from 1 as Excel and LibreOffice show them: a row of the sheet, and in CSV a record,
    where an empty line counts and a cell with line breaks is still one row. A leading ``sep=;``
    line, which Excel hides, does not count. ``last_row`` None means up to the end.

    ``encoding`` is a Python codec name, or ``utf-8/cp1251`` for UTF-8 that somebody once read as
    cp1251 and saved again; None in workbooks, like ``delimiter`` and ``quote``. ``quote`` None in
    CSV means that quotation marks are plain text.
    """

    kind: Kind
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    header_row: int | None = None
    first_row: int = 1
    last_row: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Give plain values that JSON can hold."""
        return {**asdict(self), "sheets": list(self.sheets)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read back what `to_json` gave; raise ValueError for an unknown kind or key."""
        if data.get("kind") not in KINDS:
            raise ValueError(f"unknown kind of table: {data.get('kind')!r}")
        try:
            return cls(**{**data, "sheets": tuple(data.get("sheets", ()))})
        except TypeError as error:
            raise ValueError(str(error)) from error

    def replace(self, **changes: Any) -> Self:
        """Give a copy with some values changed."""
        return replace(self, **changes)
