"""The old container of Microsoft files (OLE2), read as far as finding one stream in it."""

import struct
from dataclasses import dataclass

from admin_app.importing.readers.errors import FileRefused

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA
_STREAM = 2
_ROOT = 5
_TABLES_IN_HEADER = 109


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class OleFile:
    """A container in memory; anything that does not fit raises FileRefused ``corrupt``."""

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER or not data.startswith(MAGIC):
            raise FileRefused("corrupt")
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift > shift:
            raise FileRefused("corrupt")
        self._sector, self._mini_sector = 1 << shift, 1 << mini_shift
        directory, _, self._mini_limit, mini_table = struct.unpack_from("<IIII", data, 48)
        self._table = self._read_table()
        self._entries = self._read_directory(self._chain(directory, self._table))
        self._mini_table = _numbers(self._joined(self._chain(mini_table, self._table)))

    @property
    def names(self) -> list[str]:
        """The names of all streams and storages."""
        return [entry.name for entry in self._entries]

    def stream(self, name: str) -> bytes:
        """Give the whole content of a stream; raise FileRefused if it is missing or cut off."""
        entry = next((e for e in self._entries if e.name == name and e.kind == _STREAM), None)
        if entry is None:
            raise FileRefused("corrupt")
        content = self._content(entry)
        if len(content) < entry.size:
            raise FileRefused("corrupt")
        return content[: entry.size]

    def _content(self, entry: _Entry) -> bytes:
        if entry.size >= self._mini_limit:
            return self._joined(self._chain(entry.start, self._table))
        root = next((e for e in self._entries if e.kind == _ROOT), None)
        if root is None:
            raise FileRefused("corrupt")
        small = self._joined(self._chain(root.start, self._table))
        size = self._mini_sector
        chain = self._chain(entry.start, self._mini_table)
        return b"".join(small[number * size : (number + 1) * size] for number in chain)

    def _read_table(self) -> list[int]:
        """Read the table of sectors; the numbers of its own sectors are in the header and after."""
        sectors = list(struct.unpack_from(f"<{_TABLES_IN_HEADER}I", self._data, 76))
        following = struct.unpack_from("<I", self._data, 68)[0]
        seen: set[int] = set()
        while following < _LAST_SECTOR and following not in seen:
            seen.add(following)
            numbers = _numbers(self._sector_bytes(following))
            if not numbers:
                raise FileRefused("corrupt")
            sectors += numbers[:-1]
            following = numbers[-1]
        used = [number for number in sectors if number < _LAST_SECTOR]
        if len(used) > len(self._data) // self._sector + 1:
            raise FileRefused("corrupt")
        return _numbers(self._joined(used))

    def _read_directory(self, chain: list[int]) -> list[_Entry]:
        data = self._joined(chain)
        entries = []
        for at in range(0, len(data) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", data, at + 64)
            name = data[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", data, at + 116)
            entries.append(_Entry(name, kind, start, size))
        return entries

    def _chain(self, start: int, table: list[int]) -> list[int]:
        """Follow the table from one sector to the last; a loop or a hole means damage."""
        chain: list[int] = []
        while start < _LAST_SECTOR:
            if start >= len(table) or len(chain) > len(table):
                raise FileRefused("corrupt")
            chain.append(start)
            start = table[start]
        return chain

    def _sector_bytes(self, number: int) -> bytes:
        at = (number + 1) * self._sector
        return self._data[at : at + self._sector]

    def _joined(self, chain: list[int]) -> bytes:
        return b"".join(map(self._sector_bytes, chain))


def _numbers(data: bytes) -> list[int]:
    count = len(data) // 4
    return list(struct.unpack_from(f"<{count}I", data))
