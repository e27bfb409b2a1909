"""JSON: a list of objects by column key, written one by one."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from admin_app.exporting.writers.columns import Column, Row, plain
from models.cell_text import printable


def write(
    columns: Sequence[Column],
    rows: Iterable[Row],
    out: BinaryIO,
    *,
    language: str,  # noqa: ARG001 - keys and values are the same in every language
) -> int:
    """Write UTF-8 without guard: nothing runs JSON. Dates are ISO, nothing is null."""
    keys = [column.key for column in columns]
    count = 0
    out.write(b"[")
    for count, row in enumerate(rows, start=1):
        values = dict(zip(keys, map(_value, row), strict=True))
        text = json.dumps(values, ensure_ascii=False, allow_nan=False)
        out.write((",\n" if count > 1 else "\n").encode() + text.encode())
    out.write(b"\n]\n")
    return count


def _value(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, date | Decimal):
        return plain(value)
    if isinstance(value, float) and not plain(value):
        return None
    return value
