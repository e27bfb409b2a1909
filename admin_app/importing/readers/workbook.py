"""Sheets of XLSX, XLS and ODS workbooks as rows of text."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from python_calamine import (
    CalamineError,
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


class Workbook:
    """A guarded workbook, open for reading; its sheets give rows of text."""

    def __init__(self, path: Path, kind: Kind, source: CalamineWorkbook) -> None:
        self._path = path
        self._kind = kind
        self._source = source

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The names of the sheets with cells that a person sees, or of all if all are hidden."""
        sheets = [s for s in self._source.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        shown = [s for s in sheets if s.visible == SheetVisibleEnum.Visible]
        return tuple(sheet.name for sheet in shown or sheets)

    def rows(
        self, sheet: str, last: Callable[[int], None] | None = None
    ) -> Iterator[tuple[int, list[str]]]:
        """Give the rows of a sheet from its first to its last value, numbered as in the sheet.

        `last` is told the number of the last row first. Every row starts at column A. Raises
        FileRefused where the guard or the library refuses.
        """
        guard.check_sheet(self._path, self._kind, sheet)
        with _refusals():
            table = self._source.get_sheet_by_name(sheet)
            if table.start is None:
                return
            top, left = table.start
            margin = [""] * left
            if last and table.end is not None:
                last(table.end[0] + 1)
            for number, cells in enumerate(table.iter_rows(), start=1):
                if number > top:
                    yield number, [*margin, *map(cell_text, cells)]


@contextmanager
def opened(path: Path, kind: Kind) -> Iterator[Workbook]:
    """Open a workbook after the guard has looked at it; raises FileRefused."""
    guard.check_workbook(path, kind)
    with _refusals():
        source = load_workbook(path)
    with source:
        yield Workbook(path, kind, source)


@contextmanager
def _refusals() -> Iterator[None]:
    """Word what the library raises, also its panics, as refusals."""
    try:
        yield
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
