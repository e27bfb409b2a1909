"""Rows of text out of a file of any kind."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from admin_app.importing.readers import limits
from admin_app.importing.readers.delimited import line_count, records
from admin_app.importing.readers.errors import FileRefused
from admin_app.importing.readers.format import TableFormat
from admin_app.importing.readers.workbook import Workbook, opened
from models.cell_text import from_cell

Row = tuple[int, list[str]]
Expect = Callable[[int], None]
"""Is told a count of rows as soon as it is known; of CSV about, since cells may hold line ends."""


def _unasked(_last: int) -> None:
    pass


def read_rows(path: Path, fmt: TableFormat, expect: Expect = _unasked) -> Iterator[Row]:
    """Give the rows of data with their numbers; the header and rows without a value are left out.

    `expect` is told beforehand about how many there will be.

    Cells are text as `cells.cell_text` gives it, with the formula guard of our exports undone. A
    row is as long as it is in the file, shorter or longer than the header. Raises FileRefused,
    also half-way, with the row that is too wide or holds too long a cell.
    """
    count = 0

    def last(number: int) -> None:
        expect(max(0, min(number, fmt.last_row or number) - fmt.first_row + 1))

    for number, cells in _numbered(path, fmt, last):
        if number < fmt.first_row or number == fmt.header_row:
            continue
        if fmt.last_row is not None and number > fmt.last_row:
            break
        if not any(map(str.strip, cells)):
            continue
        count += 1
        if count > limits.MAX_ROWS:
            raise FileRefused("too_many_rows", limit=limits.MAX_ROWS)
        yield number, _checked(number, cells)


def read_header(path: Path, fmt: TableFormat) -> list[str]:
    """Give the cells of the header row, or nothing where there is none."""
    if fmt.header_row is None:
        return []
    rows = _numbered(path, fmt)
    header = next((cells for number, cells in rows if number >= fmt.header_row), [])
    return _checked(fmt.header_row, header)


def read_head(path: Path, fmt: TableFormat, n: int) -> list[Row]:
    """Give the first ``n`` rows of the file as they are, header and empty rows included.

    Empty rows above the first value of a sheet are not shown.
    """
    return _head(_numbered(path, fmt), n)


def read_sheet_head(workbook: Workbook, sheet: str, n: int) -> list[Row]:
    """Give the first ``n`` rows of one sheet of a workbook that is open already."""
    return _head(workbook.rows(sheet), n)


def _head(rows: Iterator[Row], n: int) -> list[Row]:
    return [(number, _checked(number, cells)) for number, cells in islice(rows, n)]


def _numbered(path: Path, fmt: TableFormat, last: Expect = _unasked) -> Iterator[Row]:
    if fmt.kind == "csv":
        last(line_count(path))
        for number, cells in records(path, fmt):
            yield number, list(map(from_cell, cells))
        return
    with opened(path, fmt.kind) as workbook:
        yield from workbook.rows(fmt.sheet or workbook.sheet_names[0], last)


def _checked(number: int, cells: list[str]) -> list[str]:
    """Refuse a row that no table of ours may hold; empty cells at its end do not count."""
    if len(cells) > limits.MAX_COLUMNS:
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > limits.MAX_COLUMNS:
            params = {"row": number, "count": len(cells), "limit": limits.MAX_COLUMNS}
            raise FileRefused("too_many_columns", **params)
    if cells and max(map(len, cells)) > limits.MAX_CELL_CHARS:
        raise FileRefused("cell_too_long", row=number, limit=limits.MAX_CELL_CHARS)
    return cells
