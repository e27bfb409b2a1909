"""Names in rows: the parts of one cell, and whether two names can be one person's or one firm's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from admin_app.importing.records import CONTACT_MANY, CONTACT_NAMES, State
from admin_app.importing.rows import RowRefused
from models.contact import NAME_LENGTH
from models.derived import full_name, split_name
from models.enums import ContactKind
from models.normalize import LEGAL_FORMS, company_key, fold, latin, person_key

SIMILAR = 0.85
_SP_ZOO = re.compile(r"\bsp z ?o ?o\b")
_NAMES = frozenset(CONTACT_NAMES)
_OF_WAYS = frozenset("0123456789@")
"""Every e-mail, phone and account has one of these, and hardly any name has."""


def row_names(values: Mapping[str, Any], kind: str, company_name: str) -> dict[str, str]:
    """The parts of the name that a row gives; none where it only repeats a company or an address.

    Parts in columns of their own win over the full name. Only a person's name is split. Raises
    `RowRefused` for a part that is too long.
    """
    parts = {key: values[key] for key in _NAMES & values.keys()}
    text = values.get("full_name", "")
    if parts or not text or _is_stand_in(text, values, company_name):
        return parts
    if kind == ContactKind.PERSON:
        parts = {key: part for key, part in split_name(text).items() if part}
    else:
        parts = {"first_name": text}
    if len(text) > NAME_LENGTH and any(len(part) > NAME_LENGTH for part in parts.values()):
        raise RowRefused("too_long", "full_name", text[:80], limit=NAME_LENGTH)
    return parts


def _is_stand_in(text: str, values: Mapping[str, Any], company_name: str) -> bool:
    """Whether a full name is what a contact without a name is shown as (S3)."""
    if company_name and fold(text) == fold(company_name):
        return True
    if _OF_WAYS.isdisjoint(text):
        return False
    folded = fold(text)
    return any(folded == fold(way) for key in CONTACT_MANY for way in values.get(key, ()))


def display_name(parts: Mapping[str, Any], ways: Mapping[str, Any], company_name: str) -> str:
    """The display name (S3) of these parts; `ways` hold lists by field."""
    if company_name or any(parts.get(key) for key in CONTACT_NAMES):
        return full_name(parts, company_name)
    return full_name({key: ways[key][0] for key in CONTACT_MANY if ways.get(key)})


def is_nameless(state: State) -> bool:
    """Whether a contact has no name of its own."""
    return not any(state[key] for key in CONTACT_NAMES)


def names_contradict(one: str, other: str) -> bool:
    """Whether two names of persons can hardly be one person's.

    «Иванов И.» and «Ivanov Ivan», or a name without the middle one, do not contradict.
    """
    if not one or not other:
        return False
    first, second = person_key(one), person_key(other)
    if first == second or _covers(first.split(), second.split()):
        return False
    matcher = SequenceMatcher(None, first, second)
    return matcher.quick_ratio() < SIMILAR or matcher.ratio() < SIMILAR


def _covers(one: list[str], other: list[str]) -> bool:
    """Whether each word of the shorter name stands in the longer one, in full or as an initial."""
    short, long = sorted((one, list(other)), key=len)
    rest = list(long)
    for word in sorted(short, key=len, reverse=True):
        matches = [other for other in rest if _same_word(word, other)]
        if not matches:
            return False
        rest.remove(word if word in matches else matches[0])
    return any(len(word) > 1 for word in short)


def _same_word(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def companies_alike(one: str, other: str) -> bool:
    """Whether two names may be one company's, differing by spelling, alphabet or legal form."""
    first, second = latin(company_key(one)), latin(company_key(other))
    return first == second or SequenceMatcher(None, first, second).ratio() >= SIMILAR


def forms_contradict(one: str, other: str) -> bool:
    """Whether two names of companies state different legal forms: «ООО …» and «ЗАО …»."""
    first, second = _forms(one), _forms(other)
    return bool(first and second and not first & second)


@lru_cache(maxsize=8192)
def _forms(name: str) -> frozenset[str]:
    words = _SP_ZOO.sub("spzoo", fold(name).replace(".", "")).split()
    bare = (word.strip(",()") for word in words)
    return frozenset(latin(word) for word in bare if word in LEGAL_FORMS)
