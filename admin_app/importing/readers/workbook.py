"""Sheets of XLSX, XLS and ODS workbooks as rows of text."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    WorksheetNotFound,
    load_workbook,
)

from admin_app.importing.readers import guard
from admin_app.importing.readers.cells import cell_text
from admin_app.importing.readers.errors import FileRefused
from admin_app.importing.readers.format import Kind

_PANIC = "PanicException"


def sheet_names(path: Path, kind: Kind) -> tuple[str, ...]:
    """Name the sheets with cells that a person sees, or the hidden ones if all are hidden."""
    guard.check_workbook(path, kind)
    with _opened(path) as workbook:
        sheets = [s for s in workbook.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
    shown = [s for s in sheets if s.visible == SheetVisibleEnum.Visible]
    return tuple(sheet.name for sheet in shown or sheets)


def sheet_rows(path: Path, kind: Kind, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of a sheet from its first to its last value, numbered as in the sheet.

    Every row starts at column A. Raises FileRefused where a guard or the library refuses.
    """
    guard.check_workbook(path, kind)
    guard.check_sheet(path, kind, sheet)
    with _opened(path) as workbook:
        table = workbook.get_sheet_by_name(sheet)
        if table.start is None:
            return
        yield from _rows(table, *table.start)


def _rows(table: CalamineSheet, top: int, left: int) -> Iterator[tuple[int, list[str]]]:
    margin = [""] * left
    for number, cells in enumerate(table.iter_rows(), start=1):
        if number > top:
            yield number, [*margin, *map(cell_text, cells)]


@contextmanager
def _opened(path: Path) -> Iterator[CalamineWorkbook]:
    """Open a workbook and word what the library raises, also its panics, as refusals."""
    try:
        with load_workbook(path) as workbook:
            yield workbook
    except PasswordError as error:
        raise FileRefused("password") from error
    except WorksheetNotFound as error:
        raise FileRefused("no_sheet", sheet=str(error)) from error
    except (CalamineError, OSError, ValueError) as error:
        raise FileRefused("corrupt") from error
    except BaseException as error:
        if type(error).__name__ == _PANIC:
            raise FileRefused("corrupt") from error
        raise
