"""XLS for old programs; the format ends at 65,536 rows."""

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

import xlwt

from admin_app.exporting.writers.columns import (
    SHEET_NAME,
    Column,
    Row,
    is_number,
    is_real_date,
    limited,
)
from admin_app.exporting.writers.xlsx import cell_text

MAX_ROWS = 65_535
_FLUSH_EVERY = 1000
_CHARACTER = 256
_WIDEST = 250


def write(
    columns: Sequence[Column],
    rows: Iterable[Row],
    out: BinaryIO,
    *,
    language: str,  # noqa: ARG001 - cells are typed, the program shows them by its own language
) -> int:
    """Write one sheet like `xlsx.write`; raise TooManyRows above 65,535 rows."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(SHEET_NAME)
    _head(sheet, columns)
    styles = [_style(column) for column in columns]
    count = 0
    for count, row in enumerate(limited(rows, MAX_ROWS), start=1):
        cells = zip(columns, styles, row, strict=True)
        for index, (column, style, value) in enumerate(cells):
            if value is not None and value != "":
                sheet.write(count, index, _value(column, value), style)
        if count % _FLUSH_EVERY == 0:
            sheet.flush_row_data()
    book.save(out)
    return count


def _head(sheet: Any, columns: Sequence[Column]) -> None:
    bold = xlwt.easyxf("font: bold on")
    sheet.set_panes_frozen(True)
    sheet.set_horz_split_pos(1)
    for index, column in enumerate(columns):
        sheet.col(index).width = min(column.width, _WIDEST) * _CHARACTER
        sheet.write(0, index, cell_text(column.label), bold)


def _style(column: Column) -> Any:
    shown = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm:ss"}
    return xlwt.easyxf(num_format_str=shown.get(column.kind, "General"))


def _value(column: Column, value: object) -> object:
    """Give the value in the type of its column, or its text where it does not fit."""
    if column.kind == "number" and is_number(value):
        return value
    if column.kind == "bool" and isinstance(value, bool):
        return value
    if column.kind in ("date", "datetime") and is_real_date(value):
        return value.replace(tzinfo=None) if hasattr(value, "tzinfo") else value  # type: ignore[attr-defined]
    return cell_text(value)
