"""Finding out how to read a file, from its content and the language of the person."""

from itertools import islice
from pathlib import Path

from admin_app.importing.readers import guard
from admin_app.importing.readers.delimited import is_sep_line, lines
from admin_app.importing.readers.delimiter import (
    DELIMITERS,
    HEADER_SEARCH,
    IsHeader,
    best_cut,
    find_header,
)
from admin_app.importing.readers.encoding import detect_encoding
from admin_app.importing.readers.errors import FileRefused
from admin_app.importing.readers.format import TableFormat
from admin_app.importing.readers.rows import read_head, read_sheet_head
from admin_app.importing.readers.workbook import Workbook, opened

_SAMPLE_LINES = 1000
_SHEETS_TRIED = 5
_WEB_STARTS = ("<!doctype", "<html", "<table", "<?xml", "<meta", "<head", "<style")
_JSON_STARTS = ('{"', "[{", '[["', "{'")


def sniff(
    path: Path, *, name: str, language: str, is_header: IsHeader | None = None
) -> TableFormat:
    """Find the kind, encoding, delimiter, sheet and header of a file.

    ``name`` is the name that the person gave the file; it only words refusals. ``language`` is one
    of the interface and breaks ties. ``is_header`` tells a row of known headers; without it, or
    where no row is known, the first row is data. Raises FileRefused.
    """
    kind = guard.detect_kind(path, name)
    if kind == "csv":
        return _sniff_csv(path, name, language, is_header)
    with opened(path, kind) as workbook:
        fmt = TableFormat(kind, sheets=workbook.sheet_names)
        if not fmt.sheets:
            raise FileRefused("no_table")
        return _choose_sheet(workbook, fmt, is_header)


def _sniff_csv(path: Path, name: str, language: str, is_header: IsHeader | None) -> TableFormat:
    encoding = detect_encoding(path, language)
    sample = list(islice(lines(path, encoding), _SAMPLE_LINES))
    if not any(line.strip() for line in sample):
        raise FileRefused("empty")
    _refuse_foreign_text(sample, name)
    stated = _stated_delimiter(path, encoding)
    cut = best_cut(sample, language, is_header, (stated,) if stated else DELIMITERS)
    fmt = TableFormat("csv", encoding=encoding, delimiter=cut.delimiter, quote=cut.quote)
    return _under(fmt, find_header(read_head(path, fmt, HEADER_SEARCH), is_header))


def _choose_sheet(workbook: Workbook, fmt: TableFormat, is_header: IsHeader | None) -> TableFormat:
    """Take the first sheet with a known header, else the first one with any value."""
    filled: TableFormat | None = None
    refusal: FileRefused | None = None
    for sheet in fmt.sheets[:_SHEETS_TRIED]:
        found = fmt.replace(sheet=sheet)
        try:
            head = read_sheet_head(workbook, sheet, HEADER_SEARCH)
        except FileRefused as error:
            refusal = refusal or error
            continue
        header = find_header(head, is_header)
        if header:
            return _under(found, header)
        filled = filled or (found if head else None)
        if filled and is_header is None:
            break
    if filled:
        return filled
    raise refusal or FileRefused("empty")


def _under(fmt: TableFormat, header: int | None) -> TableFormat:
    return fmt.replace(header_row=header, first_row=header + 1 if header else 1)


def _stated_delimiter(path: Path, encoding: str) -> str | None:
    """Read Excel's ``sep=;`` line, which `lines` leaves out."""
    with path.open(encoding=encoding.partition("/")[0], newline="") as stream:
        line = stream.readline(16).removeprefix("\ufeff")
    if not is_sep_line(line):
        return None
    stated = line.strip('"\r\n')[4:5]
    return stated if stated in DELIMITERS else None


def _refuse_foreign_text(sample: list[str], name: str) -> None:
    start = "".join(sample[:5]).lstrip().lower()[:100]
    if start.startswith(_WEB_STARTS):
        raise guard.foreign(name, guard.WEB_PAGE)
    if "".join(start.split()).startswith(_JSON_STARTS):
        raise guard.foreign(name, guard.JSON)
