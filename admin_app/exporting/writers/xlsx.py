"""XLSX with typed cells, written row by row with flat memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, BinaryIO

import xlsxwriter

from admin_app.exporting.writers.columns import (
    SHEET_NAME,
    Column,
    Row,
    by_column,
    is_number,
    is_real_date,
    limited,
    plain,
)
from models.cell_text import guard_typed, printable

MAX_ROWS = 1_048_575
MAX_CHARS = 32_767

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}

Put = Callable[[int, int, Any], object]


def write(
    columns: Sequence[Column],
    rows: Iterable[Row],
    out: BinaryIO,
    *,
    language: str,  # noqa: ARG001 - cells are typed, the program shows them by its own language
) -> int:
    """Write one sheet: a bold frozen header with filters, texts as text, real dates and numbers."""
    count = 0
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        sheet = book.add_worksheet(SHEET_NAME)
        _head(book, sheet, columns)
        puts = [_put(book, sheet, column) for column in columns]
        for count, row in enumerate(_ready(columns, rows), start=1):
            for index, value in enumerate(row):
                if value is not None and value != "":
                    puts[index](count, index, value)
        sheet.autofilter(0, 0, count, max(len(columns) - 1, 0))
    return count


def _ready(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[Row]:
    """The rows with their texts as they are to stand in the file."""
    for block in by_column(columns, limited(rows, MAX_ROWS)):
        cells = (texts(values) if column.kind == "text" else values for column, values in block)
        yield from zip(*cells, strict=True)


def texts(values: Row) -> Sequence[str]:
    """The texts of a column's typed cells."""
    return [
        value
        if type(value) is str
        and value.isprintable()
        and "'" not in value
        and len(value) <= MAX_CHARS
        else cell_text(value)
        for value in values
    ]


def cell_text(value: object) -> str:
    """Give the text of a typed cell, no longer than a spreadsheet can hold."""
    text = guard_typed(printable(plain(value)))
    return text if len(text) <= MAX_CHARS else text[: MAX_CHARS - 1] + "…"


def _head(book: Any, sheet: Any, columns: Sequence[Column]) -> None:
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, cell_text(column.label), bold)


def _put(book: Any, sheet: Any, column: Column) -> Put:
    """Choose how the cells of a column are written; a value of another type goes as text."""
    if column.kind == "text":
        put: Put = sheet.write_string
        return put
    text = partial(_put_text, sheet.write_string)
    if column.kind == "number":
        return _either(is_number, sheet.write_number, text)
    if column.kind == "bool":
        return _either(_is_bool, sheet.write_boolean, text)
    shown = "yyyy-mm-dd" if column.kind == "date" else "yyyy-mm-dd hh:mm:ss"
    style = book.add_format({"num_format": shown})
    return _either(is_real_date, partial(_put_date, sheet.write_datetime, style), text)


def _put_text(write_string: Put, row: int, index: int, value: object) -> None:
    write_string(row, index, cell_text(value))


def _put_date(write_datetime: Callable[..., object], style: object, *place: Any) -> None:
    write_datetime(*place, style)


def _either(fits: Callable[[object], bool], typed: Put, text: Put) -> Put:
    def put(row: int, index: int, value: object) -> None:
        (typed if fits(value) else text)(row, index, value)

    return put


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)
