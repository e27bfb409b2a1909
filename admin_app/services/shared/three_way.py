"""Two changes of one record: what can be put together by itself, and what a person must choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, Any]
MISSING = object()


@dataclass(frozen=True)
class Merged:
    """The outcome: values of all fields, the fields that only the others changed, the clashes.

    A field that both sides changed to different values is a clash; its value here is mine.
    """

    values: dict[str, Any]
    theirs: tuple[str, ...]
    clashes: tuple[str, ...]


def merge(base: Values, mine: Values, theirs: Values) -> Merged:
    """Put together what I typed and what the record holds now; both began with `base`.

    A field without a base clashes wherever the two differ. Values are compared as a form shows
    them (see `settled`).
    """
    values, taken, clashes = dict(mine), [], []
    for key, value in mine.items():
        before, now = settled(base.get(key, MISSING)), settled(theirs.get(key, value))
        if settled(value) == now or now == before:
            continue
        if settled(value) == before:
            values[key] = theirs[key]
            taken.append(key)
        else:
            clashes.append(key)
    return Merged(values, tuple(taken), tuple(clashes))


def settled(value: Any) -> Any:
    """A value without what a form changes by itself: ends of lines, outer blanks, empty rows."""
    if value is None:
        return ""
    if isinstance(value, str):
        return "\n".join(line.rstrip() for line in value.strip().splitlines())
    if isinstance(value, list | tuple):
        return [row for row in map(settled, value) if row not in ("", [])]
    return value
