"""What an import means to do: one plan a row, one step a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from admin_app.importing.policies import Policies
from admin_app.importing.records import Changes, Record, State
from admin_app.importing.rows import ProblemData, RowData
from models.enums import ImportNoun, Verdict


@dataclass(slots=True)
class Step:
    """What a row does to one record: makes it (`made` is its first state) or changes it."""

    record: Record
    changes: Changes = field(default_factory=dict)
    made: State | None = None

    @property
    def acts(self) -> bool:
        """Whether there is anything to write."""
        return self.made is not None or bool(self.changes)


@dataclass(slots=True)
class Plan:
    """The verdict on one row and its steps; a company alone has no contact step.

    `employer_id` is the company that the row means, whether or not it changes.
    """

    row: RowData
    verdict: Verdict
    problems: list[ProblemData] = field(default_factory=list)
    contact: Step | None = None
    company: Step | None = None
    equipment: Step | None = None
    employer_id: int | None = None

    @property
    def acts(self) -> bool:
        """Whether the steps are carried out."""
        return self.verdict in (Verdict.CREATE, Verdict.UPDATE)


class Ids(Protocol):
    """Gives out ids and identifiers of records to come."""

    def contact(self) -> tuple[int, str]:
        """Id and identifier of a new contact."""

    def company(self) -> tuple[int, str]:
        """Id and identifier of a new company."""

    def equipment(self) -> tuple[int, str]:
        """Id and identifier of a new piece of equipment."""


class PlannedIds:
    """For checks: ids below zero, which no table has, and no identifiers."""

    def __init__(self) -> None:
        self._last = 0

    def contact(self) -> tuple[int, str]:
        """The next id."""
        self._last -= 1
        return self._last, ""

    company = equipment = contact


@dataclass(frozen=True)
class Context:
    """What a planner must know beyond the rows.

    `groups` are the groups of clients and partners by folded name and key, `staff_groups` the
    folded names of the others.
    """

    noun: ImportNoun
    policies: Policies
    mapped: frozenset[str]
    groups: Mapping[str, int]
    staff_groups: frozenset[str]
    default_group_id: int
    may_create_companies: bool
    ids: Ids


def intern_sets() -> Callable[[Any], frozenset[str]]:
    """A function that gives equal sets as one object: most rows of a file fill the same columns."""
    known: dict[frozenset[str], frozenset[str]] = {}

    def intern(keys: Any) -> frozenset[str]:
        keys = frozenset(keys)
        return known.setdefault(keys, keys)

    return intern
