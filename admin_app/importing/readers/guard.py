"""Checks that stand between an uploaded file and the library that parses it (promises 5, 6).

The library reserves a place for everything between the first and the last value and follows what
an archive says of itself; one lone cell or a false size makes it end the process. So size, packing,
passwords, document types and the reach of the values are looked at first, in a stream.
"""

import re
import struct
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from admin_app.i18n import N_
from admin_app.importing.readers import limits, ods_bounds, xls_bounds, xlsx_bounds
from admin_app.importing.readers.bounds import check_together
from admin_app.importing.readers.errors import FileRefused
from admin_app.importing.readers.format import Kind
from admin_app.importing.readers.ole import MAGIC as OLE_MAGIC
from admin_app.importing.readers.ole import OleFile
from admin_app.importing.readers.xml_scan import check_part, damage_refused

_ZIP = b"PK\x03\x04"
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_XLSX_PART, _XLSB_PART = re.compile(r"xl/workbook\d*\.xml"), "xl/workbook.bin"
_SHEET_FOLDERS = ("xl/worksheets/sheet", "content.xml")
_ENCRYPTED = 0x1
_TAIL = 65_557
_UNKNOWN_SIZE = 0xFFFFFFFF

FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", N_("a PDF document")),
    (b"\x89PNG", N_("a picture")),
    (b"\xff\xd8\xff", N_("a picture")),
    (b"GIF8", N_("a picture")),
    (b"{\\rtf", N_("a text document")),
    (b"Rar!", N_("an archive")),
    (b"7z\xbc\xaf", N_("an archive")),
    (b"\x1f\x8b", N_("an archive")),
)
"""First bytes of files that people drop by mistake, and what they are."""

ARCHIVE = N_("an archive")
WEB_PAGE = N_("a web page or XML")
JSON = N_("JSON")
DOCUMENT = N_("a document, not a spreadsheet")
BINARY_WORKBOOK = N_("a binary workbook (XLSB)")

_TABLE_NAMES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt", ".tab")


def detect_kind(path: Path, name: str) -> Kind:
    """Tell the kind of a file by its content; ``name`` only helps to word a refusal.

    Anything that is no workbook and no known foreign format counts as CSV.
    """
    size = path.stat().st_size
    if size == 0:
        raise FileRefused("empty")
    if size > limits.MAX_FILE_BYTES:
        raise _over("too_large", size, limits.MAX_FILE_BYTES)
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(_ZIP):
        return _kind_of_archive(path, name)
    if head.startswith(OLE_MAGIC):
        return _kind_of_container(path, name)
    for magic, found in FOREIGN:
        if head.startswith(magic):
            raise foreign(name, found)
    return "csv"


def foreign(name: str, found: str) -> FileRefused:
    """Word the refusal of a file that is something else than a table."""
    if name.lower().endswith(_TABLE_NAMES):
        return FileRefused("wrong_format", name=name, found=found)
    return FileRefused("unsupported", found=found)


def check_workbook(path: Path, kind: Kind) -> None:
    """Check a workbook as a whole, and all sheets where the reader loads them together.

    Raises FileRefused. After it the reader may open the workbook; before it loads one sheet of
    XLSX, `check_sheet` is due.
    """
    with damage_refused():
        if kind == "xls":
            ole = OleFile(path.read_bytes())
            check_together(xls_bounds.workbook_bounds(ole.stream(_workbook_stream(ole))))
            return
        _check_directory(path)
        with ZipFile(path) as archive:
            _check_parts(archive)
            if kind == "ods":
                check_together(ods_bounds.workbook_bounds(archive))


def check_sheet(path: Path, kind: Kind, sheet: str) -> None:
    """Check the reach of one sheet of XLSX; the other kinds were checked as a whole."""
    if kind == "xlsx":
        with damage_refused(), ZipFile(path) as archive:
            xlsx_bounds.sheet_bounds(archive, sheet).check()


def _kind_of_archive(path: Path, name: str) -> Kind:
    with damage_refused():
        _check_directory(path)
        with ZipFile(path) as archive:
            names = {part.lower() for part in archive.namelist()}
            if any(map(_XLSX_PART.fullmatch, names)):
                return "xlsx"
            if _XLSB_PART in names:
                raise foreign(name, BINARY_WORKBOOK)
            if "mimetype" in names and archive.open("mimetype").read(80).strip() == _ODS_TYPE:
                return "ods"
    office = "[content_types].xml" in names or "mimetype" in names
    raise foreign(name, DOCUMENT if office else ARCHIVE)


def _kind_of_container(path: Path, name: str) -> Kind:
    names = OleFile(path.read_bytes()).names
    if "EncryptedPackage" in names:
        raise FileRefused("password")
    if "Workbook" in names or "Book" in names:
        return "xls"
    raise foreign(name, DOCUMENT)


def _workbook_stream(ole: OleFile) -> str:
    return "Workbook" if "Workbook" in ole.names else "Book"


def _check_directory(path: Path) -> None:
    """Refuse a list of parts that would itself fill the memory, before it is read."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _TAIL))
        tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise FileRefused("corrupt")
    entries, length = struct.unpack_from("<HI", tail, at + 10)
    if entries > limits.MAX_PARTS or limits.MAX_DIRECTORY_BYTES < length != _UNKNOWN_SIZE:
        raise FileRefused("too_many_parts", limit=limits.MAX_PARTS)


def _check_parts(archive: ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > limits.MAX_PARTS:
        raise FileRefused("too_many_parts", limit=limits.MAX_PARTS)
    total = sum(part.file_size for part in parts)
    if total > limits.MAX_UNZIPPED_BYTES:
        raise _over("unzipped_too_large", total, limits.MAX_UNZIPPED_BYTES)
    for part in parts:
        _check_packing(part)
    for part in parts:
        _check_content(archive, part.filename)


def _check_packing(part: ZipInfo) -> None:
    if part.flag_bits & _ENCRYPTED:
        raise FileRefused("password")
    grown = part.file_size > max(part.compress_size, 1) * limits.MAX_RATIO
    if grown and part.file_size > limits.RATIO_FREE_BYTES:
        raise FileRefused("archive_bomb", part=part.filename)


def _check_content(archive: ZipFile, part: str) -> None:
    """Check the small XML parts; sheets are checked when their reach is measured."""
    lowered = part.lower()
    if not lowered.endswith((".xml", ".rels")) or lowered.startswith(_SHEET_FOLDERS):
        return
    if lowered == "meta-inf/manifest.xml" and b"encryption-data" in archive.read(part):
        raise FileRefused("password")
    check_part(archive, part)


def _over(code: str, size: int, limit: int) -> FileRefused:
    return FileRefused(code, size=-(-size // limits.MIB), limit=limit // limits.MIB)
