"""CSV that Excel opens with the right letters and columns, and without running anything."""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from admin_app.exporting.writers.columns import Column, Row, by_column, plain
from models.cell_text import SUSPECT, guard, printable

_DELIMITERS = {"en": ","}
_USUAL = ";"


def write(columns: Sequence[Column], rows: Iterable[Row], out: BinaryIO, *, language: str) -> int:
    """Write UTF-8 with a byte order mark, the delimiter of the language, CRLF.

    Every text is guarded against formulas (promise 22), the header too.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=_DELIMITERS.get(language, _USUAL), lineterminator="\r\n")
    writer.writerow([_cell(column.label) for column in columns])
    out.write(codecs.BOM_UTF8)
    count = 0
    for block in by_column(columns, rows):
        writer.writerows(zip(*(_cells(values) for _, values in block), strict=True))
        _move(text, out)
        count += len(block[0][1])
    _move(text, out)
    return count


def _move(text: io.StringIO, out: BinaryIO) -> None:
    """Empty the buffer into the file; quicker than a file that encodes row by row."""
    out.write(text.getvalue().encode())
    text.seek(0)
    text.truncate()


def _cells(values: Row) -> Sequence[str]:
    """The texts of a column's cells."""
    return [
        value
        if type(value) is str and value[:1] not in SUSPECT and value.isprintable()
        else _cell(value)
        for value in values
    ]


def _cell(value: object) -> str:
    return guard(printable(value)) if isinstance(value, str) else plain(value)
