"""Where the values of an XLS workbook are, by walking its records."""

import struct
from collections.abc import Iterator

from admin_app.importing.readers.bounds import Bounds
from admin_app.importing.readers.errors import FileRefused

_BEGIN, _END = 0x0809, 0x000A
_SHEET, _PASSWORD = 0x0085, 0x002F
_CELLS = frozenset((0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E))
"""FORMULA, RSTRING, LABELSST, NUMBER, LABEL, BOOLERR, RK; a BLANK has no value."""
_MANY_NUMBERS = 0x00BD
_WIDE_NAME = 1

_head = struct.Struct("<HH").unpack_from


def workbook_bounds(stream: bytes) -> list[Bounds]:
    """Find the box of values of every sheet; raise FileRefused for a password or damage."""
    sheets = []
    for code, at, _ in _records(stream, 0):
        if code == _PASSWORD:
            raise FileRefused("password")
        if code == _SHEET:
            sheets.append(_sheet_bounds(stream, at))
    return sheets


def _sheet_bounds(stream: bytes, at: int) -> Bounds:
    try:
        start, _, _, length, flags = struct.unpack_from("<IBBBB", stream, at)
    except struct.error as error:
        raise FileRefused("corrupt") from error
    wide = flags & _WIDE_NAME
    name = stream[at + 8 : at + 8 + length * (2 if wide else 1)]
    bounds = Bounds(name.decode("utf-16-le" if wide else "latin-1", "replace"))
    for code, where, size in _records(stream, start):
        if code in _CELLS:
            row, column = _head(stream, where)
            bounds.add(row + 1, column + 1)
        elif code == _MANY_NUMBERS:
            row, column = _head(stream, where)
            last = struct.unpack_from("<H", stream, where + size - 2)[0]
            bounds.add(row + 1, column + 1, columns=max(1, last - column + 1))
    return bounds


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Walk one part of the stream: code, place and size of each record, up to its own end."""
    depth = 0
    while at + 4 <= len(stream):
        code, size = _head(stream, at)
        at += 4
        if at + size > len(stream):
            raise FileRefused("corrupt")
        if code == _BEGIN:
            depth += 1
        elif code == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1 and size >= 4:
            yield code, at, size
        at += size
    raise FileRefused("corrupt")
