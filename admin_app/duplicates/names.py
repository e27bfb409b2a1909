"""Names of persons: parts, and how far two names agree."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import OSA

from admin_app.duplicates.facts import ContactFacts
from admin_app.duplicates.given_names import (
    full_form,
    groups_near,
    groups_of,
    sex_of,
)
from admin_app.duplicates.letters import other_reading, skeleton, words

_PATRONYMIC = ("oviC", "eviC", "iviC", "iC", "ovna", "evna", "ivna", "iCna", "inicna")
_FEMALE = {"ova": "ov", "eva": "ev", "ina": "in", "ska": "ski", "cka": "cki"}
_MALE = ("ov", "ev", "in", "ski", "cki")


class Part:
    """One part of a name: its sounds, those of its words, and the names it may stand for."""

    __slots__ = (
        "form", "groups", "heads", "initial", "other", "pieces", "plain", "sex", "sounds", "stem",
    )  # fmt: skip

    def __init__(self, found: list[str]) -> None:
        pieces = [skeleton(word) for word in found]
        self.sounds = "".join(pieces)
        self.other = "".join(other_reading(word) or skeleton(word) for word in found)
        if self.other == self.sounds:
            self.other = ""
        self.pieces = tuple(pieces) if len(pieces) > 1 else ()
        self.initial = len(self.sounds) == 1
        self.groups = groups_of(pieces[0])
        self.form = full_form(pieces[0])
        self.plain = "".join(found)
        begins = (self.sounds, self.form, skeleton(self.plain[0]), skeleton(self.plain[:2]))
        self.heads = frozenset(text[0] for text in begins if text)
        self.stem, self.sex = _stem(self.sounds)


def _stem(sounds: str) -> tuple[str, str]:
    if len(sounds) > 4:
        if sounds[-3:] in _FEMALE:
            return sounds[:-3] + _FEMALE[sounds[-3:]], "f"
        if sounds.endswith(_MALE):
            return sounds, "m"
    return sounds, ""


@dataclass(slots=True)
class Name:
    """Parts of a name; a part that is not known is None. `sex` is "m", "f" or unknown."""

    first: Part | None = None
    middle: Part | None = None
    last: Part | None = None
    sex: str = ""


def name_of(facts: ContactFacts) -> Name:
    """The name of a person, from the fields or, where they are empty, from the full name."""
    first, last = list(words(facts.first_name)), list(words(facts.last_name))
    middle = list(words(facts.middle_name))
    if not (first or last) and not _says_nothing(facts.full_name):
        first = list(words(facts.full_name))
    if not last and len(first) > 1:
        first, middle, last = _told_apart(first, middle)
    elif not first and len(last) > 1:
        first, middle, last = _told_apart(last, middle)
    elif not middle and len(first) > 1 and (_is_patronymic(first[-1]) or len(first[-1]) == 1):
        first, middle = first[:-1], first[-1:]
    return _named(first, middle, last)


def _says_nothing(text: str) -> bool:
    return "@" in text or not any(char.isalpha() for char in text)


def _told_apart(found: list[str], middle: list[str]) -> tuple[list[str], list[str], list[str]]:
    """First, middle and last name of words in any order."""
    if len(found) > 2 and not middle:
        for place in range(1, len(found)):
            if _is_patronymic(found[place]):
                middle = [found.pop(place)]
                break
    if len(found) > 2 and not middle and len(found[1]) == 1:
        middle = [found.pop(1)]
    if len(found) > 2 and not middle and len(found[-1]) == 1 == len(found[-2]):
        middle = [found.pop()]
    at = 0 if groups_of(skeleton(found[0])) and not groups_of(skeleton(found[-1])) else -1
    if len(found[0]) == 1:
        at = 0
    first = found.pop(at)
    return [first], middle, found


def _is_patronymic(word: str) -> bool:
    sounds = skeleton(word)
    return len(sounds) > 4 and sounds.endswith(_PATRONYMIC)


def _named(first: list[str], middle: list[str], last: list[str]) -> Name:
    name = Name(_part(first), _part(middle), _part(last))
    if name.first:
        name.sex = sex_of(name.first.sounds)
    if name.middle and len(name.middle.sounds) > 4:
        ends = name.middle.sounds
        name.sex = "f" if ends.endswith("na") else "m" if ends.endswith("iC") else name.sex
    if not name.sex and name.last:
        name.sex = name.last.sex
    return name


def _part(found: list[str]) -> Part | None:
    heard = [word for word in found if skeleton(word)]
    return Part(heard) if heard else None


SAME, SHORT, SEX, PIECE, TYPO, TYPOS, INITIAL, MISSING, NEAR, ODD, OTHER = range(11)
"""How two parts agree, from best to worst. NEAR are two names one letter apart (Марина, Карина),
ODD two that differ though one of them is no given name that is known: it may be a slip."""


def first_names(a: Part | None, b: Part | None) -> int:
    """How two given names agree."""
    if a is None or b is None:
        return MISSING
    if a.sounds == b.sounds:
        return INITIAL if a.initial else SAME
    if a.initial or b.initial:
        return INITIAL if _may_begin(a, b) else OTHER
    if a.groups and b.groups and not a.groups.isdisjoint(b.groups):
        return SHORT
    if a.groups and b.groups and not (a.pieces or b.pieces):
        return NEAR if OSA.distance(a.sounds, b.sounds, score_cutoff=1) < 2 else OTHER
    return _spelling_of_first(a, b)


def _spelling_of_first(a: Part, b: Part) -> int:
    found = _spelling(a, b)
    if found != OTHER:
        return found
    return TYPOS if _slip_in_short_form(a, b) else ODD


def _slip_in_short_form(a: Part, b: Part) -> bool:
    if not (a.groups or b.groups) or min(len(a.sounds), len(b.sounds)) < 3:
        return False
    known, unknown = (a, b) if a.groups else (b, a)
    return not known.groups.isdisjoint(groups_near(unknown.sounds))


def _may_begin(a: Part, b: Part) -> bool:
    """Whether an initial may stand for a name."""
    return not a.heads.isdisjoint(b.heads)


def last_names(a: Part | None, b: Part | None) -> int:
    """How two family names agree."""
    if a is None or b is None:
        return MISSING
    if a.sounds == b.sounds:
        return INITIAL if a.initial else SAME
    if a.stem == b.stem:
        return SEX
    if a.initial or b.initial:
        return INITIAL if _may_begin(a, b) else OTHER
    return _spelling(a, b)


def _spelling(a: Part, b: Part) -> int:
    if a.other or b.other:
        spellings = ((a.sounds, b.other), (a.other, b.sounds), (a.other, b.other))
        if any(one == two for one, two in spellings if one and two):
            return SAME
    shorter = min(len(a.sounds), len(b.sounds))
    allowed = 0 if shorter < 3 else 1 if shorter < 5 else 2
    apart = OSA.distance(a.sounds, b.sounds, score_cutoff=allowed)
    if apart <= allowed:
        return TYPO if apart <= 1 else TYPOS
    if _written_alike(a.plain, b.plain):
        return TYPOS  # a slip within «sh» or «ch» changes more than one sound
    return PIECE if _share_piece(a, b) else _stems(a, b)


def _stems(a: Part, b: Part) -> int:
    """Compare the forms of a man's name, then a name with one that is cut off."""
    if a.stem is not a.sounds or b.stem is not b.sounds:
        return TYPO if OSA.distance(a.stem, b.stem, score_cutoff=1) < 2 else OTHER
    longer, short = (a.sounds, b.sounds) if len(a.sounds) >= len(b.sounds) else (b.sounds, a.sounds)
    return TYPOS if len(short) >= 4 and longer.startswith(short) else OTHER


def _written_alike(one: str, two: str) -> bool:
    shorter = min(len(one), len(two))
    allowed = 0 if shorter < 3 else 1 if shorter < 6 else 2
    return OSA.distance(one, two, score_cutoff=allowed) <= allowed


def _share_piece(a: Part, b: Part) -> bool:
    if not (a.pieces or b.pieces):
        return False
    ones, twos = set(a.pieces or (a.sounds,)), set(b.pieces or (b.sounds,))
    return any(len(piece) > 2 for piece in ones & twos)


def middle_names(a: Part | None, b: Part | None) -> int:
    """How two patronymics or middle names agree."""
    if a is None or b is None:
        return MISSING
    if a.sounds == b.sounds:
        return INITIAL if a.initial else SAME
    if a.initial or b.initial:
        return INITIAL if _may_begin(a, b) else OTHER
    found = _spelling(a, b)
    if found == OTHER and _ending_off(a.sounds)[:4] == _ending_off(b.sounds)[:4]:
        return TYPOS  # Владимирович, Volodymyrovych
    return found


def _ending_off(sounds: str) -> str:
    for ending in ("oviC", "eviC", "iviC", "ovna", "evna", "ivna"):
        if sounds.endswith(ending):
            return sounds.removesuffix(ending)
    return sounds
