"""Where the values of an XLSX sheet are, without building the sheet."""

import posixpath
from zipfile import ZipFile

from admin_app.importing.readers.bounds import Bounds, column_number
from admin_app.importing.readers.errors import FileRefused
from admin_app.importing.readers.xlsx_quick import filled_bounds, upper_bounds
from admin_app.importing.readers.xml_scan import new_parser, parse

_DIGITS = "0123456789"


class _SheetScan:
    """Counts what has a value; styled but empty cells, however many, are nothing."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.row = 0
        self.row_text = ""
        self.column = 0
        self.cell: list[str] = []
        self.text_from = -1
        self.columns: dict[str, int] = {}
        self.prefix: str | None = None

    def run(self, archive: ZipFile, part: str) -> None:
        parser = self.parser = new_parser(part)
        parser.StartElementHandler = self.start
        with archive.open(part) as stream:
            parse(parser, stream)

    def start(self, name: str, attributes: list[str]) -> None:
        """Follow rows and cells; the order of the tests is the order of frequency."""
        if self.prefix is None:
            self.prefix = name.rpartition("worksheet")[0]
        if self.prefix:
            name = name.removeprefix(self.prefix)
        if name == "c":
            self.end_text()
            self.cell = attributes
            self.column += 1
        elif name in ("v", "is"):
            self.value(inline=name == "is")
        elif name == "row":
            self.end_text()
            self.start_row(attributes)
        elif name == "mergeCells":
            self.end_text()

    def start_row(self, attributes: list[str]) -> None:
        self.column = 0
        self.row += 1
        for index in range(0, len(attributes), 2):
            if attributes[index] == "r":
                self.row_text = attributes[index + 1]
                self.row = int(self.row_text)

    def value(self, *, inline: bool) -> None:
        reference, kind = "", ""
        cell = self.cell
        for index in range(0, len(cell), 2):
            if cell[index] == "r":
                reference = cell[index + 1]
            elif cell[index] == "t":
                kind = cell[index + 1]
        if inline or kind == "str":
            self.text_from = self.parser.CurrentByteIndex
        if reference:
            self.place(reference)
        self.bounds.add(self.row, self.column)

    def place(self, reference: str) -> None:
        """Move to a cell named like ``AB12``; a name that disagrees with its row wins."""
        letters = reference.rstrip(_DIGITS)
        column = self.columns.get(letters)
        if column is None:
            column = self.columns[letters] = column_number(letters)
        self.column = column
        row_text = reference[len(letters) :]
        if row_text != self.row_text:
            self.row_text, self.row = row_text, int(row_text)

    def end_text(self) -> None:
        if self.text_from >= 0:
            self.bounds.text_bytes += self.parser.CurrentByteIndex - self.text_from
            self.text_from = -1


def sheet_bounds(archive: ZipFile, sheet: str) -> Bounds:
    """Find a box that holds all values of a sheet, the smallest one where the box is large.

    Raises FileRefused if the workbook has no such sheet.
    """
    book = _Book(archive)
    part = book.sheet_part(sheet)
    shared = book.size_of_strings()
    for quick in (upper_bounds, filled_bounds):
        bounds = quick(archive, part, sheet)
        if bounds is None:
            break
        bounds.text_bytes += shared
        if bounds.fits:
            return bounds
    bounds = Bounds(sheet, text_bytes=shared)
    _SheetScan(bounds).run(archive, part)
    return bounds


class _Book:
    """The parts of a workbook, found the way the reader finds them: by following links."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._parts = {name.lower(): name for name in archive.namelist()}
        self.main = self._linked("", "officedocument")[0]
        self._links = self._all_links(self.main)

    def sheet_part(self, sheet: str) -> str:
        for attributes in _elements(self._archive, self.main, "sheet"):
            if attributes.get("name") == sheet:
                own = [value for key, value in attributes.items() if key.endswith(":id")]
                return self._part(self._links[own[0]][1]) if own else self._part("")
        raise FileRefused("no_sheet", sheet=sheet)

    def size_of_strings(self) -> int:
        parts = self._linked(self.main, "sharedstrings")
        return sum(self._archive.getinfo(part).file_size for part in parts)

    def _linked(self, source: str, kind: str) -> list[str]:
        links = self._all_links(source).values()
        found = [target for name, target in links if name.lower().endswith(f"/{kind}")]
        if not found and kind == "officedocument":
            raise FileRefused("corrupt")
        return [self._part(target) for target in found if target.lower() in self._parts]

    def _all_links(self, source: str) -> dict[str, tuple[str, str]]:
        """Give type and target of each link of a part, by its id."""
        folder, name = posixpath.split(source)
        links = self._part(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for attributes in _elements(self._archive, links, "Relationship"):
            joined = posixpath.join("/", folder, attributes.get("Target", ""))
            target = posixpath.normpath(joined).lstrip("/")
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), target)
        return found

    def _part(self, name: str) -> str:
        part = self._parts.get(name.lower())
        if part is None:
            raise FileRefused("corrupt")
        return part


def _elements(archive: ZipFile, part: str, wanted: str) -> list[dict[str, str]]:
    """Give the attributes of all elements of one name in a small part."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: list[str]) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append(dict(zip(attributes[::2], attributes[1::2], strict=True)))

    parser = new_parser(part)
    parser.StartElementHandler = start
    with archive.open(part) as stream:
        parse(parser, stream)
    return found
