"""How far the values of one sheet reach, and whether a reader can hold that in memory."""

from dataclasses import dataclass, field

from admin_app.importing.readers import limits
from admin_app.importing.readers.errors import FileRefused

_SLOT_BYTES = 32
"""What calamine takes for each place between the first and the last value, empty or not."""
_VALUE_BYTES = 48
"""What it takes beside that for each value, short text included."""
_LONE = 20
"""A sheet with fewer than one value in so many places has a lone far cell rather than a table."""


def column_letters(column: int) -> str:
    """Name a column, counted from 1, as spreadsheets do: A, Z, AA, XFD."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(letters: str) -> int:
    """Count a column from 1 by its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@dataclass
class Bounds:
    """The smallest box around all values of a sheet; rows and columns count from 1."""

    sheet: str
    top: int = 0
    left: int = 0
    bottom: int = 0
    right: int = 0
    filled: int = 0
    text_bytes: int = 0
    _lowest: tuple[int, int] = field(default=(0, 0), repr=False)
    _rightmost: tuple[int, int] = field(default=(0, 0), repr=False)

    def add(self, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        """Take in one value, or a block of ``rows`` by ``columns`` equal ones."""
        if not self.filled or row < self.top:
            self.top = row
        if not self.filled or column < self.left:
            self.left = column
        self.filled += rows * columns
        if row + rows - 1 > self.bottom:
            self.bottom = row + rows - 1
            self._lowest = (self.bottom, column)
        if column + columns - 1 > self.right:
            self.right = column + columns - 1
            self._rightmost = (row, self.right)

    @property
    def places(self) -> int:
        """The number of places in the box, with a value or without."""
        if not self.filled:
            return 0
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    @property
    def memory(self) -> int:
        """The bytes that reading the sheet will take, about."""
        return self.places * _SLOT_BYTES + self.filled * _VALUE_BYTES + self.text_bytes

    @property
    def far_cell(self) -> str:
        """The cell that stretches the box most."""
        row, column = self._rightmost if self.right > limits.MAX_COLUMNS else self._lowest
        return f"{column_letters(column)}{row}"

    @property
    def fits(self) -> bool:
        """Tell a sheet that nobody has to look at closer."""
        return self.right <= limits.MAX_COLUMNS and self.memory <= limits.MAX_SHEET_BYTES

    def check(self, held: int = 0) -> None:
        """Raise FileRefused when the sheet, beside ``held`` bytes of other ones, is too much."""
        lone = self.filled * _LONE < self.places
        if self.right > limits.MAX_COLUMNS and lone:
            raise FileRefused("far_cell", sheet=self.sheet, cell=self.far_cell)
        if self.memory + held > limits.MAX_SHEET_BYTES:
            if lone:
                raise FileRefused("far_cell", sheet=self.sheet, cell=self.far_cell)
            raise FileRefused("too_many_cells", sheet=self.sheet)


def check_together(sheets: list[Bounds]) -> None:
    """Check the sheets of a workbook whose reader holds all of them at once."""
    held = 0
    for bounds in sheets:
        bounds.check(held)
        held += bounds.memory
