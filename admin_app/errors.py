"""Domain errors, as nouns; their texts stand in `admin_app.messages`."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with one field: a code of `admin_app.messages` and its parameters."""

    field: str
    code: str
    params: dict[str, Any] = dataclasses.field(default_factory=dict)


class DomainError(Exception):
    """Root of everything that a rule may refuse."""


class NotAllowed(DomainError):
    """The actor lacks the permission, or the row is none of his."""


class NotFound(DomainError):
    """There is no such row, or not for this actor."""


class Invalid(DomainError):
    """Values that break rules; one problem a field or more."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(f"{p.field}: {p.code}" for p in problems))
        self.problems = problems

    @classmethod
    def one(cls, field: str, code: str, **params: Any) -> Invalid:
        """An error about a single field."""
        return cls(Problem(field, code, params))


class Conflict(DomainError):
    """The state of the data does not admit this; carries a code of `admin_app.messages`."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class StaleWrite(DomainError):
    """The row was changed by someone else since it was read."""
