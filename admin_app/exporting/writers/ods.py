"""ODS, written as a stream: the libraries build the whole document in memory first."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import BinaryIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from admin_app.exporting.writers.columns import (
    SHEET_NAME,
    Column,
    Row,
    by_column,
    is_number,
    is_real_date,
    limited,
    plain,
)
from admin_app.exporting.writers.xlsx import cell_text, texts

MAX_ROWS = 1_048_575

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_START = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    f' xmlns:office="{_OASIS}:office:1.0" xmlns:table="{_OASIS}:table:1.0"'
    f' xmlns:text="{_OASIS}:text:1.0" xmlns:style="{_OASIS}:style:1.0"'
    f' xmlns:number="{_OASIS}:datastyle:1.0"'
    f' xmlns:fo="{_OASIS}:xsl-fo-compatible:1.0" office:version="1.2"><office:automatic-styles>'
    '<number:date-style style:name="D"><number:year number:style="long"/><number:text>-'
    '</number:text><number:month number:style="long"/><number:text>-</number:text>'
    '<number:day number:style="long"/></number:date-style>'
    '<number:date-style style:name="T"><number:year number:style="long"/><number:text>-'
    '</number:text><number:month number:style="long"/><number:text>-</number:text>'
    '<number:day number:style="long"/><number:text> </number:text>'
    '<number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/><number:text>:</number:text>'
    '<number:seconds number:style="long"/></number:date-style>'
    '<style:style style:name="head" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="date" style:family="table-cell" style:data-style-name="D"/>'
    '<style:style style:name="datetime" style:family="table-cell" style:data-style-name="T"/>'
)
_BODY = (
    "</office:automatic-styles><office:body><office:spreadsheet>"
    f'<table:table table:name="{SHEET_NAME}">'
)
_CHARACTER_MM = 2.2
_SPACES = re.compile("  +|^ | $")
_BREAKS = {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;", '"': "&quot;"}
_EMPTY = "<table:table-cell/>"


def write(
    columns: Sequence[Column],
    rows: Iterable[Row],
    out: BinaryIO,
    *,
    language: str,  # noqa: ARG001 - cells are typed, the program shows them by its own language
) -> int:
    """Write one sheet: a bold header with filters, texts as text, real dates and numbers."""
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _TYPE, ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        with archive.open("content.xml", "w") as stream:
            return _content(columns, rows, lambda text: stream.write(text.encode()))


def _content(columns: Sequence[Column], rows: Iterable[Row], send: Callable[[str], object]) -> int:
    send(_START + "".join(map(_width, range(len(columns)), columns)) + _BODY)
    send("".join(f'<table:table-column table:style-name="w{i}"/>' for i in range(len(columns))))
    labels = "".join(
        _text(cell_text(column.label), ' table:style-name="head"') for column in columns
    )
    send(f"<table:table-row>{labels}</table:table-row>")
    count = 0
    for block in by_column(columns, limited(rows, MAX_ROWS)):
        cells = zip(*(_cells(column, values) for column, values in block), strict=True)
        lines = [f"<table:table-row>{''.join(row)}</table:table-row>" for row in cells]
        send("".join(lines))
        count += len(lines)
    send("</table:table>" + _filters(len(columns), count))
    send("</office:spreadsheet></office:body></office:document-content>")
    return count


def _cells(column: Column, values: Row) -> Sequence[str]:
    if column.kind == "text":
        return [_text(text) if text else _EMPTY for text in texts(values)]
    return [_cell(column, value) for value in values]


def _cell(column: Column, value: object) -> str:
    if value is None or value == "":
        return _EMPTY
    if column.kind == "number" and is_number(value):
        return _typed("float", "value", plain(value))
    if column.kind == "bool" and isinstance(value, bool):
        return _typed("boolean", "boolean-value", "true" if value else "false")
    if column.kind in ("date", "datetime") and is_real_date(value):
        return _date(column.kind, value)
    return _text(cell_text(value))


def _date(style: str, value: object) -> str:
    if isinstance(value, datetime):
        stamp = value.replace(tzinfo=None).isoformat(timespec="seconds")
    else:
        stamp = value.isoformat() if isinstance(value, date) else ""
    return _typed("date", "date-value", stamp, f' table:style-name="{style}"')


def _typed(kind: str, attribute: str, value: str, style: str = "") -> str:
    return (
        f'<table:table-cell{style} office:value-type="{kind}" office:{attribute}="{value}">'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def _text(text: str, style: str = "") -> str:
    """Write a text; one that paragraphs cannot hold exactly is repeated in an attribute."""
    start = f'<table:table-cell{style} office:value-type="string"'
    if text.isprintable() and not _SPACES.search(text):
        return f"{start}><text:p>{escape(text)}</text:p></table:table-cell>"
    paragraphs = "".join(
        f"<text:p>{_SPACES.sub(_blanks, escape(p))}</text:p>" for p in text.split("\n")
    )
    exact = escape(text, _BREAKS)
    return f'{start} office:string-value="{exact}">{paragraphs}</table:table-cell>'


def _blanks(match: re.Match[str]) -> str:
    return f'<text:s text:c="{len(match.group())}"/>'


def _width(index: int, column: Column) -> str:
    width = f"{column.width * _CHARACTER_MM:.1f}mm"
    return (
        f'<style:style style:name="w{index}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}"/></style:style>'
    )


def _filters(columns: int, rows: int) -> str:
    name, number = "", columns
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    area = f"{SHEET_NAME}.A1:{SHEET_NAME}.{name}{rows + 1}"
    return (
        '<table:database-ranges><table:database-range table:name="all"'
        f' table:target-range-address="{area}" table:display-filter-buttons="true"/>'
        "</table:database-ranges>"
    )
