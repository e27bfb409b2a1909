"""Text encoded twice: UTF-8 that was taken for a one-byte encoding and saved as UTF-8 again."""

from collections.abc import Iterator
from itertools import islice

from admin_app.importing.readers.errors import FileRefused

TAKEN_FOR = ("cp1251", "cp1252", "cp1250")
"""The encodings it is usually taken for."""

_PLAIN = "utf-8"
_SAMPLE_LINES = 200
_MOST = 0.8


def encoding_of(text: str) -> str:
    """Tell plain UTF-8 from the double one that can be mended, as ``utf-8/cp1251``.

    Raises FileRefused ``double_encoded`` when most lines are double and some are past mending.
    """
    sample = [line for _, line in islice(_high_lines(text), _SAMPLE_LINES)]
    for taken_for in TAKEN_FOR:
        mended = sum(_mended(line, taken_for) is not None for line in sample)
        if sample and mended > len(sample) * _MOST:
            _check_all(text, taken_for)
            return f"{_PLAIN}/{taken_for}"
    return _PLAIN


def mend(line: str, taken_for: str) -> str:
    """Undo the second encoding of a line; a line that cannot be undone stays as it is."""
    return line if line.isascii() else _mended(line, taken_for) or line


def _check_all(text: str, taken_for: str) -> None:
    for row, line in _high_lines(text):
        if _mended(line, taken_for) is None:
            raise FileRefused("double_encoded", row=row)


def _mended(line: str, taken_for: str) -> str | None:
    """Give the line before the second encoding, or None where that is impossible."""
    bare = line.removeprefix("\ufeff")
    try:
        return _bytes(bare, taken_for).decode(_PLAIN)
    except UnicodeError:
        return None


def _bytes(text: str, taken_for: str) -> bytes:
    """Encode as programs do: bytes that the encoding leaves free stand for C1 controls."""
    try:
        return text.encode(taken_for)
    except UnicodeEncodeError:
        return b"".join(_byte(sign, taken_for) for sign in text)


def _byte(sign: str, taken_for: str) -> bytes:
    return sign.encode("latin-1" if "\x80" <= sign <= "\x9f" else taken_for)


def _high_lines(text: str) -> Iterator[tuple[int, str]]:
    """Give the lines with letters beyond ASCII; only LF ends one, U+0085 may be half a letter."""
    start, row = 0, 1
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end]
        if not line.isascii():
            yield row, line
        start, row = end + 1, row + 1
