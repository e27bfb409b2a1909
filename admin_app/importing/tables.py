"""Small tables of text that the import itself gives out: error files and samples."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO, Literal

import xlsxwriter
import xlwt

from models.cell_text import guard, guard_typed, printable

Kind = Literal["csv", "xlsx", "xls"]
Rows = Iterable[Sequence[str]]
XLS_ROWS = 65_536
_WIDTH = 22


def write(kind: Kind, rows: Rows, out: BinaryIO, *, delimiter: str = ",") -> None:
    """Write rows of text, the header first; no cell can become a formula (promise 22)."""
    if kind == "csv":
        _csv(rows, out, delimiter)
    elif kind == "xlsx":
        _xlsx(rows, out)
    else:
        _xls(rows, out)


def _csv(rows: Rows, out: BinaryIO, delimiter: str) -> None:
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow([guard(cell) for cell in row])
    text.flush()
    text.detach()


def _xlsx(rows: Rows, out: BinaryIO) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        if number == 0:
            sheet.set_column(0, max(len(row) - 1, 0), _WIDTH)
        for place, cell in enumerate(row):
            if cell:
                sheet.write_string(number, place, guard_typed(printable(cell)))
    book.close()


def _xls(rows: Rows, out: BinaryIO) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Kontora")
    for number, row in enumerate(rows):
        if number == XLS_ROWS:
            raise ValueError("too many rows for XLS")
        for place, cell in enumerate(row):
            if cell:
                sheet.write(number, place, guard_typed(printable(cell)))
    book.save(out)
