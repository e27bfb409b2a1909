"""What a file is by its content; neither its name nor what the browser says of it counts."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import BinaryIO

HEAD, TAIL = 4096, 65_536
PLAIN = "text/plain"
UNKNOWN = "application/octet-stream"

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"PK\x05\x06", "application/zip"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xca\xfe\xba\xbe", "application/x-executable"),
    (b"\xcf\xfa\xed\xfe", "application/x-executable"),
    (b"#!", "text/x-script"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_ISO_MEDIA = {b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic",
              b"avif": "image/avif", b"qt  ": "video/quicktime", b"M4A ": "audio/mp4"}  # fmt: skip
_OFFICE = "application/vnd.openxmlformats-officedocument."
_IN_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"word/document", f"{_OFFICE}wordprocessingml.document"),
    (b"xl/workbook", f"{_OFFICE}spreadsheetml.sheet"),
    (b"ppt/presentation", f"{_OFFICE}presentationml.presentation"),
    (b"META-INF/MANIFEST.MF", "application/java-archive"),
)
_OPEN_DOCUMENT = re.compile(rb"mimetype(application/vnd\.oasis\.opendocument\.[a-z]{4,20})")
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|svg|meta|link|style)[\s>/]", re.IGNORECASE
)
_BOMS = (b"\xff\xfe", b"\xfe\xff")


class Shape(StrEnum):
    """What a person calls it; the picture beside its name follows."""

    PICTURE = "picture"
    DOCUMENT = "document"
    SHEET = "sheet"
    ARCHIVE = "archive"
    SOUND = "sound"
    VIDEO = "video"
    PROGRAM = "program"
    PAGE = "page"
    OTHER = "other"


_SHAPES: tuple[tuple[str, Shape], ...] = (
    ("image/svg", Shape.PAGE),
    ("text/html", Shape.PAGE),
    ("text/xml", Shape.PAGE),
    ("image/", Shape.PICTURE),
    ("audio/", Shape.SOUND),
    ("video/", Shape.VIDEO),
    ("text/x-script", Shape.PROGRAM),
    ("application/x-msdownload", Shape.PROGRAM),
    ("application/x-executable", Shape.PROGRAM),
    ("application/java-archive", Shape.PROGRAM),
    (f"{_OFFICE}spreadsheetml", Shape.SHEET),
    ("application/vnd.oasis.opendocument.spreadsheet", Shape.SHEET),
    ("application/zip", Shape.ARCHIVE),
    ("application/vnd.rar", Shape.ARCHIVE),
    ("application/x-7z", Shape.ARCHIVE),
    ("application/gzip", Shape.ARCHIVE),
    ("application/x-bzip2", Shape.ARCHIVE),
    ("application/x-xz", Shape.ARCHIVE),
    ("text/", Shape.DOCUMENT),
    ("application/pdf", Shape.DOCUMENT),
    ("application/rtf", Shape.DOCUMENT),
    ("application/x-ole", Shape.DOCUMENT),
    ("application/vnd.", Shape.DOCUMENT),
)
HARMLESS = frozenset({Shape.PICTURE, Shape.SOUND, Shape.VIDEO, Shape.SHEET, Shape.ARCHIVE})


def type_of(file: BinaryIO, size: int) -> str:
    """The content type of the file, which stands at its beginning afterwards."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(max(size - TAIL, 0))
    tail = file.read(TAIL)
    file.seek(0)
    return _by_beginning(head) or _container(head, tail) or _text(head, tail)


def shape_of(content_type: str) -> Shape:
    """What a person calls a file of this type."""
    return next((shape for start, shape in _SHAPES if content_type.startswith(start)), Shape.OTHER)


def served_type(content_type: str) -> str:
    """The type that a download says: nothing that a browser might run or draw as a page."""
    plain = content_type in {"application/pdf", PLAIN}
    return content_type if plain or shape_of(content_type) in HARMLESS else UNKNOWN


def _by_beginning(head: bytes) -> str:
    return next((kind for start, kind in _BEGINNINGS if head.startswith(start)), "")


def _container(head: bytes, tail: bytes) -> str:
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return _ISO_MEDIA.get(head[8:12], "video/mp4")
    if not head.startswith(b"PK\x03\x04"):
        return ""
    if found := _OPEN_DOCUMENT.search(head[:200]):
        return found[1].decode()
    return next((kind for part, kind in _IN_ZIP if part in head or part in tail), "application/zip")


def _text(head: bytes, tail: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"<svg" in head.lower():
        return "image/svg+xml"
    if _MARKUP.search(head):
        return "text/html"
    if start.startswith(b"<?xml"):
        return "text/xml"
    if head.startswith(_BOMS):
        return PLAIN
    return UNKNOWN if b"\x00" in head or b"\x00" in tail else PLAIN
