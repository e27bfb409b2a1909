"""Records of a delimited text file (CSV)."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from admin_app.importing.readers import mojibake
from admin_app.importing.readers.errors import FileRefused
from admin_app.importing.readers.format import TableFormat

_BLOCK = 1 << 20
_SEP_LINE = re.compile(r'"?sep=.?"?\r?\n?', re.IGNORECASE)


def lines(path: Path, encoding: str) -> Iterator[str]:
    """Give the lines of a text file with their ends, mended where the encoding says so.

    The byte order mark and Excel's ``sep=`` line are left out. Raises FileRefused for a byte that
    does not fit the encoding, and for NUL.
    """
    codec, _, taken_for = encoding.partition("/")
    try:
        with path.open(encoding=codec, newline="") as stream:
            for number, line in enumerate(stream):
                if number == 0:
                    line = line.removeprefix("\ufeff")  # noqa: PLW2901
                    if is_sep_line(line):
                        continue
                if "\0" in line:
                    raise FileRefused("binary")
                yield mojibake.mend(line, taken_for) if taken_for else line
    except UnicodeDecodeError as error:
        row = _first_bad_row(path, codec)
        raise FileRefused("wrong_encoding", row=row, encoding=codec) from error


def records(path: Path, fmt: TableFormat) -> Iterator[tuple[int, list[str]]]:
    """Give the records of a CSV file with their numbers, an empty line as an empty record.

    A quotation mark inside a cell is text. One at the start of a cell that is never closed is
    refused, because it would swallow all rows after it.
    """
    source = _Source(lines(path, fmt.encoding or "utf-8"))
    reader = _reader(source, fmt.delimiter or ",", fmt.quote)
    number = 0
    try:
        for number, record in enumerate(reader, start=1):
            if source.ended:
                raise FileRefused("unclosed_quote", row=number)
            yield number, record
    except csv.Error as error:
        raise FileRefused("unclosed_quote", row=number + 1) from error


def line_count(path: Path) -> int:
    """The lines of a file, whatever ends them; about as many as its records."""
    feeds = returns = 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            feeds += block.count(b"\n")
            returns += block.count(b"\r")
    return max(feeds, returns)


def is_sep_line(line: str) -> bool:
    """Tell Excel's own first line, ``sep=;``, from data."""
    return _SEP_LINE.fullmatch(line) is not None


class _Source:
    """Lines that know when somebody asked for one more than there are."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            return next(self._source)
        except StopIteration:
            self.ended = True
            raise


def _reader(source: Iterator[str], delimiter: str, quote: str | None) -> Iterator[list[str]]:
    if quote is None:
        return csv.reader(source, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return csv.reader(source, delimiter=delimiter, quotechar=quote)


def _first_bad_row(path: Path, codec: str) -> int:
    with path.open(encoding=codec, errors="replace", newline="") as stream:
        return next((n for n, line in enumerate(stream, start=1) if "\ufffd" in line), 1)
