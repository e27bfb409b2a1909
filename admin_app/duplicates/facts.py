"""What the engine knows of a row, and what it answers: plain values, no database (H8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """A contact as it is stored; whatever is not known stays empty.

    `emails`, `phones`, `messengers` and `tax_numbers` hold all values, those of custom fields
    included. `birth_date` is an ISO date or `--MM-DD`. An organisation has its name in `full_name`.
    """

    id: int = 0
    organisation: bool = False
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    full_name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    messengers: tuple[str, ...] = ()
    birth_date: str = ""
    company_id: int | None = None
    company_name: str = ""
    address: str = ""
    region: str = ""
    tax_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """A company as it is stored; `domains` are those of its site and of its e-mail accounts."""

    id: int = 0
    name: str = ""
    tax_numbers: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    address: str = ""
    region: str = ""


MOST_COUNTED = 61
"""Rows of a key beyond this number make no difference, and need not be counted."""

Facts = ContactFacts | CompanyFacts


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence. `weight` above 0 speaks for one person, below 0 against.

    `value` is what both share, or «one – other» where they differ.
    """

    code: str
    value: str = ""
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """How likely two rows are one (0..1), and why, the heaviest reason first."""

    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows above the threshold; `a` and `b` are their ids, `a` the smaller one."""

    a: int
    b: int
    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Frequency:
    """How many rows hold each key of `keys_of`; what is missing counts as held by nobody else.

    A phone that forty rows share, or a name of forty, says less than one that two share.
    """

    counts: Mapping[int, int] = field(default_factory=dict)

    def of(self, key: int) -> int:
        """Rows with this key, from 2 (the two that are compared) to `MOST_COUNTED`."""
        return min(max(2, self.counts.get(key, 2)), MOST_COUNTED)
