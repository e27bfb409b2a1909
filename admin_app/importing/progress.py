"""How checks and commits tell how far they are, and the names of their counts."""

from __future__ import annotations

from collections.abc import Callable

from models.enums import Verdict

Progress = Callable[[int, int], None]
"""Takes the rows done and all rows; while a file is checked, about all."""
Cancelled = Callable[[], bool]

COUNTED = {
    Verdict.CREATE: "created",
    Verdict.UPDATE: "updated",
    Verdict.UNCHANGED: "unchanged",
    Verdict.SKIP: "skipped",
    Verdict.REFUSE: "refused",
}
"""Verdict to its name among the counts of a run; these add up to its rows."""


def silent(_done: int, _total: int) -> None:
    """Take no progress."""


def never() -> bool:
    """Nobody cancels."""
    return False
