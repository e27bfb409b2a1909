"""CSV that Excel opens with the right letters and columns, and without running anything."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from admin_app.exporting.writers.columns import Column, Row, plain
from models.cell_text import guard, printable

_DELIMITERS = {"en": ","}
_USUAL = ";"


def write(columns: Sequence[Column], rows: Iterable[Row], out: BinaryIO, *, language: str) -> int:
    """Write UTF-8 with a byte order mark, the delimiter of the language, CRLF.

    Every text is guarded against formulas (promise 22), the header too.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=_DELIMITERS.get(language, _USUAL), lineterminator="\r\n")
    count = 0
    try:
        writer.writerow([_cell(column.label) for column in columns])
        for row in rows:
            writer.writerow([_cell(value) for _, value in zip(columns, row, strict=True)])
            count += 1
    finally:
        text.detach()
    return count


def _cell(value: object) -> str:
    return guard(printable(value)) if isinstance(value, str) else plain(value)
