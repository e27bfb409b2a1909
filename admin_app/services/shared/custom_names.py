"""What a custom field is called beside the columns of its noun: `custom:KEY`.

Lists, saved views, batches, imports' changes, undoing and the audit all use this one name, so that
each field of `custom` is compared, changed and taken back on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

PREFIX = "custom:"
COLUMN = "custom"
"""The column that keeps the values."""


def name_of(key: str) -> str:
    """The name of the field with this key."""
    return PREFIX + key


def key_of(name: str) -> str:
    """The key of the field with this name."""
    return name.removeprefix(PREFIX)


def is_custom(name: str) -> bool:
    """Whether the name is one of a custom field."""
    return name.startswith(PREFIX)


def names_in(names: Iterable[str]) -> list[str]:
    """Those of these names that are of custom fields; asked for each row of a file."""
    return [name for name in names if name.startswith(PREFIX)]


def keys_in(names: Iterable[str]) -> list[str]:
    """The keys of the custom fields among these names."""
    return [key_of(name) for name in names if is_custom(name)]


def with_values(custom: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row after those by name in `values` are put in; empty ones go."""
    after = dict(custom)
    for name, value in values.items():
        if not is_custom(name):
            continue
        if is_empty(value):
            after.pop(key_of(name), None)
        else:
            after[key_of(name)] = value
    return after


def is_empty(value: Any) -> bool:
    """Whether a field with this value is left out of its row."""
    return value is None or value in ("", [])
