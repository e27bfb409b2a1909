"""One row of a file as values: every cell read by its column, every problem told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from admin_app.importing.base import Reader, Value
from admin_app.importing.specs.custom import spec_of
from admin_app.services.shared.values import ValueProblem
from models.cell_text import printable
from models.enums import ImportNoun

ProblemData = dict[str, Any]
"""{column, value, code, params} of one thing that is wrong with a row."""


_NEVER_EMPTY = frozenset({bool, int, float})


class RowRefused(Exception):
    """A row that cannot be taken: a code of `admin_app.messages`, the column and its value."""

    def __init__(self, code: str, column: str, value: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.problem = problem(code, column, value, **params)


def problem(code: str, column: str, value: str = "", **params: Any) -> ProblemData:
    """A problem as it is kept with the row; the edges make the message."""
    return {"column": column, "value": value, "code": code, "params": {"value": value, **params}}


@dataclass(slots=True)
class RowData:
    """A row: its cells as they stood in the file, and the values of the filled ones by key.

    `id` is that of the run's row in the database, once there is one; `parts` are those of the
    contact's name and `keys` those by which it is looked for, once they are known.
    """

    number: int
    cells: list[str]
    values: dict[str, Any]
    problems: list[ProblemData] = field(default_factory=list)
    id: int = 0
    parts: dict[str, str] | None = None
    keys: list[str] | None = None


class RowReader:
    """Reads the rows of one file by its mapping."""

    def __init__(
        self, noun: ImportNoun, mapping: Sequence[str | None], region: str, left_out: frozenset[str]
    ) -> None:
        """`left_out` are columns that the actor may not write."""
        by_key = spec_of(noun).by_key
        self.width = len(mapping)
        self.columns: list[tuple[int, str, Reader]] = [
            (place, key, by_key[key].reader(region))
            for place, key in enumerate(mapping)
            if key is not None and key not in left_out
        ]
        self.mapped = frozenset(key for _, key, _ in self.columns)

    def read(self, number: int, cells: list[str]) -> RowData:
        """Read one row; empty cells give no value."""
        row = RowData(number, _storable(cells), {})
        if len(cells) > self.width and any(cell.strip() for cell in cells[self.width :]):
            row.problems.append(problem("row_too_wide", "", cells[-1][:80]))
        count = len(cells)
        for place, key, reader in self.columns:
            if place >= count or not (cell := cells[place]) or cell.isspace():
                continue
            try:
                value = reader(cell)
            except ValueProblem as wrong:
                row.problems.append(_wrong_cell(wrong, key, cell))
                continue
            if value or type(value) in _NEVER_EMPTY:
                row.values[key] = _both(row.values[key], value) if key in row.values else value
        return row


def _both(known: Value, value: Value) -> Value:
    """What a column gives that stands in the file twice: of several values all, else the last."""
    if isinstance(known, list) and isinstance(value, list):
        return list(dict.fromkeys(known + value))
    return value


def _wrong_cell(wrong: ValueProblem, key: str, cell: str) -> ProblemData:
    others = {name: value for name, value in wrong.params.items() if name != "value"}
    return problem(wrong.code, key, wrong.params.get("value", cell[:80]), **others)


def _storable(cells: list[str]) -> list[str]:
    """The cells without what a JSON column cannot hold."""
    return cells if "".join(cells).isprintable() else [printable(cell) for cell in cells]
