"""A quick upper bound of an XLSX sheet, enough to let an ordinary one pass.

Six times as fast as the exact walk of `xlsx_bounds`, because it looks for a few patterns instead
of parsing. It counts styled empty cells too, and gives up on anything written unusually.
"""

import re
from collections.abc import Iterator
from zipfile import ZipFile

from admin_app.importing.readers.bounds import Bounds, column_number
from admin_app.importing.readers.errors import FileRefused

_COLUMN = re.compile(rb' r="([A-Za-z]{1,3})')
_ROW = re.compile(rb'<row[^>]*? r="([0-9]{1,7})"')
_FILLED = re.compile(rb' r="([A-Za-z]{1,3})([0-9]{1,7})"(?:[^>]*[^/>])?>')
"""A cell with something inside; ``<c r="B7" s="1"/>`` is formatting only."""
_BLOCK = 1 << 20
_LONGEST_TAG = 1 << 22


def upper_bounds(archive: ZipFile, part: str, sheet: str) -> Bounds | None:
    """Give bounds of all cells, formatted ones too; None where only the exact walk can tell."""
    letters: set[bytes] = set()
    bottom = filled = named = 0
    for block in _whole_tags(archive, part):
        if b"<!DOCTYPE" in block:
            raise FileRefused("external_entity", part=part)
        columns = _COLUMN.findall(block)
        rows = _ROW.findall(block)
        if len(rows) != block.count(b"<row"):
            return None
        letters.update(columns)
        named += len(columns)
        filled += block.count(b"<v") + block.count(b"<is")
        bottom = max(bottom, max(map(int, rows), default=0))
    if not bottom or not letters or named < filled:
        return None
    bounds = Bounds(sheet, filled=filled, text_bytes=archive.getinfo(part).file_size)
    numbers = [column_number(name.decode()) for name in letters]
    bounds.top, bounds.bottom = 1, bottom
    bounds.left, bounds.right = min(numbers), max(numbers)
    return bounds


def filled_bounds(archive: ZipFile, part: str, sheet: str) -> Bounds | None:
    """Give bounds of the cells that are not written as empty, of a sheet `upper_bounds` knows.

    For sheets where somebody formatted whole columns. None where the walk has to decide.
    """
    bounds = Bounds(sheet, text_bytes=archive.getinfo(part).file_size)
    numbers: dict[bytes, int] = {}
    for block in _whole_tags(archive, part):
        if b'/>"' in block or b"/>'" in block:
            return None
        for letters, row in _FILLED.findall(block):
            if letters not in numbers:
                numbers[letters] = column_number(letters.decode())
            bounds.add(int(row), numbers[letters])
    return bounds


def _whole_tags(archive: ZipFile, part: str) -> Iterator[bytes]:
    """Read in blocks that end before a tag begins."""
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            block = rest + block
            end = block.rfind(b"<")
            if len(block) - end > _LONGEST_TAG:
                end = len(block)
            yield block[:end]
            rest = block[end:]
    yield rest
