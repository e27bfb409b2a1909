"""What a country's data sound like: names, companies, places and numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class City:
    """A place: its region, a landline and a postcode in which `#` is a digit and `@` a letter."""

    name: str
    region: str
    landline: str
    postcode: str


@dataclass(frozen=True)
class Form:
    """A legal form: how a company of that form is called, for short and in full."""

    name: str
    legal_name: str


@dataclass(frozen=True)
class Voice:
    """One language's raw material; `weight` is its share of the companies.

    `teams` are departments with the positions in them, male and female form parted by `|`.
    `patronymics` are pairs of a son's and a daughter's form, none where there are none.
    """

    language: str
    weight: float
    zones: tuple[str, ...]
    male: tuple[str, ...]
    female: tuple[str, ...]
    surnames: tuple[str, ...]
    feminine: Callable[[str], str]
    teams: tuple[tuple[str, tuple[str, ...]], ...]
    stems: tuple[str, ...]
    trades: tuple[str, ...]
    forms: tuple[Form, ...]
    sole_trader: Form
    cities: tuple[City, ...]
    streets: tuple[str, ...]
    address: str
    mobiles: tuple[str, ...]
    notes: tuple[str, ...]
    desks: tuple[str, ...]
    patronymics: tuple[tuple[str, str], ...] = ()
    short_names: Mapping[str, str] = field(default_factory=dict)


def words(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text that are not blank, trimmed."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Words written `one/other`."""
    return tuple((one, other) for one, _, other in (word.partition("/") for word in text.split()))


def cities(text: str) -> tuple[City, ...]:
    """Lines of `name; region; landline; postcode`."""
    return tuple(City(*(part.strip() for part in line.split(";"))) for line in lines(text))


def teams(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Lines of `department: position, position`."""
    parted = (line.partition(":") for line in lines(text))
    return tuple(
        (name, tuple(position.strip() for position in positions.split(",")))
        for name, _, positions in parted
    )


def forms(text: str) -> tuple[Form, ...]:
    """Lines of `short; full`, with `{}` for the company's own name."""
    return tuple(Form(*(part.strip() for part in line.split(";"))) for line in lines(text))


def surname_by_ending(endings: Mapping[str, str]) -> Callable[[str], str]:
    """How a man's surname becomes a woman's: by the first ending that fits, else not at all."""

    def feminine(surname: str) -> str:
        for male, female in endings.items():
            if surname.endswith(male):
                return surname[: len(surname) - len(male)] + female
        return surname

    return feminine
