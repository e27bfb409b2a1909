"""CSV that Excel opens with the right letters and columns, and without running anything."""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import BinaryIO, cast

from admin_app.exporting.writers.columns import Column, Row, by_column, plain
from models.cell_text import SUSPECT, guard, printable

_DELIMITERS = {"en": ","}
_USUAL = ";"
_first = itemgetter(slice(1))


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


def _cells(values: Row) -> Row:
    """The texts of a column's cells; a column in which nothing is odd passes as a whole."""
    if not _are_plain_texts(values):
        return [_cell(value) for value in values]
    texts = cast(Sequence[str], values)
    if SUSPECT.isdisjoint(map(_first, texts)):
        return texts
    return [guard(text) if text[:1] in SUSPECT else text for text in texts]


def _are_plain_texts(values: Row) -> bool:
    try:
        return "".join(values).isprintable()  # type: ignore[arg-type]
    except TypeError:
        return False


def _cell(value: object) -> str:
    return guard(printable(value)) if isinstance(value, str) else plain(value)
