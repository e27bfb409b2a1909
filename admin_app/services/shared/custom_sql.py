"""Values of custom fields as SQL: the one text that lists sort and filter by and indexes are of."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, Float, String, literal_column

from models import CustomField
from models.base import db
from models.enums import FieldKind

SORTED_LENGTH = 200
"""So many letters of a text are sorted and compared; an index cannot hold more of a long one."""
NOTHING = float("-inf")
"""Stands for a number that is not there, so that rows without one sort before all others."""
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


def dialect() -> str:
    """The database of this session: `sqlite` or `postgresql`."""
    return str(db.session.get_bind().dialect.name)


def order_text(field: CustomField, column: str, dialect_name: str) -> str:
    """The SQL of what a row is sorted by; never NULL, so that places in a list can be compared.

    Keys and limits stand in it as they are: a planner finds no index by parameters.
    """
    raw = raw_text(field, column, dialect_name)
    on_sqlite = dialect_name == "sqlite"
    if field.kind == FieldKind.NUMBER:
        if on_sqlite:
            return f"coalesce(CAST({raw} AS REAL), -9e999)"
        number = f"CAST({raw} AS double precision)"
        kind = f"jsonb_typeof({part_text(field, column, dialect_name)})"
        return (
            f"coalesce(CASE WHEN {kind} = 'number' THEN {number} END,"
            " CAST('-Infinity' AS double precision))"
        )
    cut = f"substr({raw}, 1, {SORTED_LENGTH})" if on_sqlite else f'"left"({raw}, {SORTED_LENGTH})'
    return f"coalesce({cut}, '')"


def raw_text(field: CustomField, column: str, dialect_name: str) -> str:
    """The SQL of the stored value as text, NULL where there is none."""
    if dialect_name == "sqlite":
        return f"json_extract({column}, {path_text(field)})"
    return f"({column} ->> '{_safe(field.key)}')"


def part_text(field: CustomField, column: str, dialect_name: str) -> str:
    """The SQL of the stored value as JSON, NULL where there is none."""
    if dialect_name == "sqlite":
        return f"({column} -> {path_text(field)})"
    return f"({column} -> '{_safe(field.key)}')"


def path_text(field: CustomField) -> str:
    """SQLite's path to the value, as a quoted text."""
    return f"""'$."{_safe(field.key)}"'"""


def order_of(model: type[Any], field: CustomField) -> ColumnElement[Any]:
    """What rows of `model` are sorted by under this field."""
    kind = Float() if field.kind == FieldKind.NUMBER else String()
    return literal_column(order_text(field, _column(model), dialect()), kind)


def whole_of(model: type[Any], field: CustomField) -> ColumnElement[Any]:
    """The whole stored value as text."""
    return literal_column(raw_text(field, _column(model), dialect()), String())


def path_of(field: CustomField) -> ColumnElement[Any]:
    """SQLite's path to the value."""
    return literal_column(path_text(field), String())


def part_of(model: type[Any], field: CustomField) -> ColumnElement[Any]:
    """The value as JSON."""
    return literal_column(part_text(field, _column(model), dialect()), model.custom.type)


def place_of(field: CustomField, stored: Any) -> Any:
    """What `order_of` gives for a row with this stored value."""
    if field.kind == FieldKind.NUMBER:
        return NOTHING if stored is None else float(stored)
    if field.kind == FieldKind.FLAG:
        words = ("0", "1") if dialect() == "sqlite" else ("false", "true")
        return "" if stored is None else words[bool(stored)]
    return "" if stored is None else str(stored)[:SORTED_LENGTH]


def _column(model: type[Any]) -> str:
    return f"{model.__tablename__}.custom"


def _safe(key: str) -> str:
    """A key that may stand in a statement as it is; such are all that can be made."""
    if not _KEY.fullmatch(key):
        raise ValueError(key)
    return key
