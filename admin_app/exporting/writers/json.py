"""JSON: a list of objects by column key, written one by one."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from admin_app.exporting.writers.columns import Column, Row, by_column, plain
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
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    count = 0
    out.write(b"[")
    for block in by_column(columns, rows):
        ready = zip(*(map(_value, cells) for _, cells in block), strict=True)
        objects = [encode(dict(zip(keys, row, strict=True))) for row in ready]
        out.write((",\n" if count else "\n").encode() + ",\n".join(objects).encode())
        count += len(objects)
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
