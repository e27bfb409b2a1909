"""Where the values of an ODS workbook are, repeated rows and columns counted."""

from zipfile import ZipFile

from admin_app.importing.readers.bounds import Bounds
from admin_app.importing.readers.xml_scan import new_parser, parse

CONTENT = "content.xml"
_LONG_TEXT = 512
"""Below so many bytes a cell's text is part of what every value takes."""


class _ContentScan:
    """Walks the tables of content.xml; only a cell with a type of value has a value."""

    def __init__(self) -> None:
        self.sheets: list[Bounds] = []
        self.row = 0
        self.rows = 1
        self.column = 0
        self.columns = 1
        self.text_from = -1

    def run(self, archive: ZipFile) -> None:
        parser = self.parser = new_parser(CONTENT)
        parser.StartElementHandler = self.start
        with archive.open(CONTENT) as stream:
            parse(parser, stream)
        self.end_text()

    def start(self, name: str, attributes: list[str]) -> None:
        if name == "text:p":
            return
        if name in ("table:table-cell", "table:covered-table-cell"):
            self.cell(attributes)
        elif name == "table:table-row":
            self.end_text()
            self.row += self.rows
            self.rows = _repeated(attributes, "table:number-rows-repeated")
            self.column, self.columns = 1, 0
        elif name == "table:table":
            self.end_text()
            self.sheets.append(Bounds(_value(attributes, "table:name")))
            self.row, self.rows = 1, 0

    def cell(self, attributes: list[str]) -> None:
        self.end_text()
        self.column += self.columns
        self.columns = _repeated(attributes, "table:number-columns-repeated")
        if "office:value-type" in attributes and self.sheets:
            self.sheets[-1].add(self.row, self.column, self.rows, self.columns)
            self.text_from = self.parser.CurrentByteIndex

    def end_text(self) -> None:
        """Count the text of the last cell, which ends where the next thing begins."""
        if self.text_from >= 0:
            size = self.parser.CurrentByteIndex - self.text_from
            if size > _LONG_TEXT:
                self.sheets[-1].text_bytes += size * self.rows * self.columns
            self.text_from = -1


def workbook_bounds(archive: ZipFile) -> list[Bounds]:
    """Find the box of values of every sheet, in the order of the workbook."""
    scan = _ContentScan()
    scan.run(archive)
    return scan.sheets


def _value(attributes: list[str], name: str) -> str:
    return attributes[attributes.index(name) + 1] if name in attributes[::2] else ""


def _repeated(attributes: list[str], name: str) -> int:
    return max(1, int(_value(attributes, name) or 1)) if attributes else 1
