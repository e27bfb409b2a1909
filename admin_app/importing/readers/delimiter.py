"""The delimiter and the quotation mark of a CSV file, by how evenly they cut it."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from models.cell_text import from_cell

DELIMITERS = (";", "\t", "|", ",")
"""In the order of preference where the cuts are equally even: a comma is often decimal."""

HEADER_SEARCH = 20
"""The header is looked for in so many first rows."""

_SAMPLE_RECORDS = 200
_QUOTED_SHARE = 0.5

IsHeader = Callable[[list[str]], bool]


@dataclass(frozen=True)
class Cut:
    """One way to cut a text into records, and what speaks for it."""

    delimiter: str
    quote: str | None
    rows: list[list[str]]
    has_header: bool

    @property
    def rating(self) -> tuple[bool, float, int]:
        """A known header first, then evenness in tenths, then the number of columns."""
        widths = Counter(len(row) for row in self.rows if any(row))
        if not widths:
            return self.has_header, 0.0, 0
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
        even = count / widths.total() if width > 1 else 0.0
        return self.has_header, round(even, 1), width


def best_cut(
    lines: list[str],
    language: str,
    is_header: IsHeader | None,
    delimiters: tuple[str, ...] = DELIMITERS,
) -> Cut:
    """Choose how to cut the first lines of a file.

    A file of one column takes the delimiter that its language uses, or one it does not contain.
    """
    quote = _quote(lines)
    cuts = [_cut(lines, delimiter, quote, is_header) for delimiter in delimiters]
    best = max(cuts, key=lambda cut: cut.rating)
    if best.rating[1] or best.has_header or len(delimiters) == 1:
        return best
    usual = "," if language == "en" else ";"
    absent = [d for d in (usual, *DELIMITERS) if not any(d in line for line in lines)]
    return _cut(lines, absent[0] if absent else usual, quote, is_header)


def find_header(rows: Iterable[tuple[int, list[str]]], is_header: IsHeader | None) -> int | None:
    """Give the number of the first row that the caller knows for a header."""
    if is_header is None:
        return None
    return next((number for number, row in rows if any(row) and is_header(row)), None)


def _cut(lines: list[str], delimiter: str, quote: str, is_header: IsHeader | None) -> Cut:
    """Cut with quotation marks where they make sense; where not, as what cuts more evenly."""
    rows = _parse(lines, delimiter, quote, strict=True)
    if rows is not None:
        return _judged(delimiter, quote, rows, is_header)
    quoted = _judged(delimiter, quote, _parse(lines, delimiter, quote) or [], is_header)
    plain = _judged(delimiter, None, _parse(lines, delimiter, None) or [], is_header)
    if plain.rating == quoted.rating:
        return quoted if _wraps(plain.rows, quote) else plain
    return max(plain, quoted, key=lambda cut: cut.rating)


def _judged(
    delimiter: str, quote: str | None, rows: list[list[str]], is_header: IsHeader | None
) -> Cut:
    head = enumerate(rows[:HEADER_SEARCH], start=1)
    return Cut(delimiter, quote, rows, find_header(head, is_header) is not None)


def _wraps(rows: list[list[str]], quote: str) -> bool:
    cells = (cell for row in rows for cell in row if len(cell) > 1)
    return any(cell[0] == cell[-1] == quote for cell in cells)


def _parse(
    lines: list[str], delimiter: str, quote: str | None, *, strict: bool = False
) -> list[list[str]] | None:
    """Cut the lines, or give None where the quotation marks make no sense."""
    reader = csv.reader(
        lines,
        delimiter=delimiter,
        quotechar=quote or '"',
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        strict=strict,
    )
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append([from_cell(cell) for cell in row])
            if len(rows) == _SAMPLE_RECORDS:
                break
    except csv.Error:
        return None
    return rows


def _quote(lines: list[str]) -> str:
    """Take the apostrophe for a quotation mark only where most rows wrap cells in it."""
    wrapped = sum(line.startswith("'") and line.rstrip("\r\n").endswith("'") for line in lines)
    return "'" if wrapped > len(lines) * _QUOTED_SHARE else '"'
