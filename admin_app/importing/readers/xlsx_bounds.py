"""Where the values of an XLSX sheet are, without building the sheet."""

import posixpath
from zipfile import ZipFile

from admin_app.importing.readers.bounds import Bounds, column_number
from admin_app.importing.readers.errors import FileRefused
from admin_app.importing.readers.xlsx_quick import upper_bounds
from admin_app.importing.readers.xml_scan import new_parser, parse

_DIGITS = "0123456789"
_WORKBOOK = "xl/workbook.xml"
_WORKBOOK_LINKS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedstrings.xml"


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
    parts = {name.lower(): name for name in archive.namelist()}
    part = parts.get(_sheet_part(archive, parts, sheet).lower())
    if part is None:
        raise FileRefused("corrupt")
    strings = parts.get(_STRINGS)
    shared = archive.getinfo(strings).file_size if strings else 0
    quick = upper_bounds(archive, part, sheet)
    if quick is not None:
        quick.text_bytes += shared
        if quick.fits:
            return quick
    bounds = Bounds(sheet, text_bytes=shared)
    _SheetScan(bounds).run(archive, part)
    return bounds


def _sheet_part(archive: ZipFile, parts: dict[str, str], sheet: str) -> str:
    links = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for attributes in _elements(archive, parts.get(_WORKBOOK_LINKS, ""), "Relationship")
    }
    for attributes in _elements(archive, parts.get(_WORKBOOK, ""), "sheet"):
        if attributes.get("name") == sheet:
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            target = links.get(link, "")
            return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    raise FileRefused("no_sheet", sheet=sheet)


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
