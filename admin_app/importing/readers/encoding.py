"""The encoding of a text file, found by the bytes: marks, strict UTF-8, then letters.

Libraries that guess encodings fail on a price list of three rows, so the few encodings that our
users really meet are all tried, and the language of the user only breaks ties.
"""

import codecs
import io
import re
from pathlib import Path

from admin_app.importing.readers import letters, limits, mojibake
from admin_app.importing.readers.errors import FileRefused

ENCODINGS: tuple[str, ...] = (
    "utf-8", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "koi8-u", "cp866", "cp1125",
    "mac-cyrillic", "iso8859-5", "cp1250", "iso8859-2", "cp852", "mac-latin2", "cp1252",
    "mac-roman",
)  # fmt: skip
"""What a person may choose by hand."""

_CYRILLIC = ("cp1251", "koi8-r", "koi8-u", "cp866", "cp1125", "mac-cyrillic", "iso8859-5")
_UKRAINIAN = ("cp1251", "koi8-u", "koi8-r", "cp1125", "cp866", "mac-cyrillic", "iso8859-5")
_CENTRAL = ("cp1250", "iso8859-2", "cp852", "mac-latin2")
_WESTERN = ("cp1252", "mac-roman")
_ORDER = {
    "ru": (*_CYRILLIC, *_WESTERN, *_CENTRAL),
    "uk": (*_UKRAINIAN, *_WESTERN, *_CENTRAL),
    "pl": (*_CENTRAL, *_WESTERN, *_CYRILLIC),
    "en": (*_WESTERN, *_CENTRAL, *_CYRILLIC),
}

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_RARE = {"mac-cyrillic": 4.0, "mac-latin2": 4.0, "mac-roman": 4.0}
"""What an encoding that hardly anybody uses must be better by."""

_SAMPLE = 65_536
_BEFORE = 200
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_BYTES = bytes(range(0x80, 0x100))
_CONTROLS = re.compile(rb"[\x01-\x08\x0b\x0e-\x19\x1c-\x1f]")
_TEXT_UTF16 = re.compile("[\t\r\n -~\u00a0-\u024f\u0400-\u04ff\u2010-\u2030\u20ac\u2116]")
_LEAST_FIT = -4.6
"""Worse than so much a sign, and no known language comes out of any encoding. Names of people in
our languages rate from -2 to -4; Greek or Chinese taken for Russian may pass, and the preview shows
it."""
_ENOUGH_SIGNS = 20


def detect_encoding(path: Path, language: str) -> str:
    """Name the encoding of a text file, as `TableFormat.encoding` holds it.

    Raises FileRefused: ``binary``, ``mixed_encoding``, ``double_encoded``, ``unknown_encoding``.
    """
    data = path.read_bytes()
    marked = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    if marked and marked != "utf-8":
        return marked
    if b"\0" in data:
        return _wide(data)
    if len(_CONTROLS.findall(data[:_SAMPLE])) * 100 > len(data[:_SAMPLE]):
        raise FileRefused("binary")
    if data.isascii():
        return "utf-8"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_almost_utf8(data, error.start, marked=marked is not None)
        return _by_letters(data, language)
    return mojibake.encoding_of(text)


def _wide(data: bytes) -> str:
    """Tell UTF-16 without a mark from binary data: the right byte order gives a plain text."""
    sample = data[: _SAMPLE & ~1]
    for name in ("utf-16-le", "utf-16-be"):
        text = sample.decode(name, "replace")
        if len(_TEXT_UTF16.findall(text)) > len(text) * 0.97:
            return name
    raise FileRefused("binary")


def _refuse_almost_utf8(data: bytes, start: int, *, marked: bool) -> None:
    """Refuse UTF-8 with a few foreign bytes, naming the row, rather than spoil all the rest."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    pieces = (data[at : at + limits.MIB] for at in range(0, len(data), limits.MIB))
    bad = sum(decoder.decode(piece).count("\ufffd") for piece in pieces)
    good = (_high_count(data) - bad) // 2
    if marked or (good > 2 and bad * 5 <= good):
        raise FileRefused("mixed_encoding", row=data.count(b"\n", 0, start) + 1)


def _by_letters(data: bytes, language: str) -> str:
    sample = _high_lines(data)
    order = _ORDER.get(language, _ORDER["en"])
    rated = {name: _rate(sample, name) for name in order}
    best = max(order, key=lambda name: rated[name])
    high = _high_count(sample)
    if high >= _ENOUGH_SIGNS and rated[best] < high * _LEAST_FIT:
        raise FileRefused("unknown_encoding")
    return best


def _rate(sample: bytes, name: str) -> float:
    return round(letters.score(sample.decode(name, "replace")) - _RARE.get(name, 0.0), 6)


def _high_lines(data: bytes) -> bytes:
    """Collect lines with bytes beyond ASCII, enough of them to judge."""
    lines: list[bytes] = []
    size = 0
    for line in io.BytesIO(data):
        if high := _HIGH.search(line):
            start = max(0, high.start() - _BEFORE)
            lines.append(line[start : start + _SAMPLE].rstrip(b"\r\n"))
            size += len(lines[-1])
        if size > _SAMPLE:
            break
    return b"\n".join(lines)


def _high_count(data: bytes) -> int:
    return len(data) - len(data.translate(None, _HIGH_BYTES))
