"""Masks of custom fields (S7): `#` is a digit, `a` a letter, `$` the currency, all else literal.

`\\#`, `\\a`, `\\$` and `\\\\` stand for these characters themselves. static/js/mask.js guides the
typing by the same rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

MASK_LENGTH = 64
_SPECIAL = "#a$\\"


@dataclass(frozen=True)
class Slot:
    """One place of a mask: a digit, a letter, or a text that always stands there."""

    kind: Literal["digit", "letter", "literal"]
    text: str = ""

    def takes(self, char: str) -> bool:
        """Whether this character may stand here."""
        if self.kind == "digit":
            return char.isascii() and char.isdigit()
        if self.kind == "letter":
            return char.isalpha()
        return char.casefold() == self.text.casefold()


@lru_cache(maxsize=256)
def slots_of(mask: str, currency: str = "") -> tuple[Slot, ...]:
    """The places of a mask; each literal character is a place of its own."""
    slots: list[Slot] = []
    place = 0
    while place < len(mask):
        char = mask[place]
        if char == "\\" and mask[place + 1 : place + 2] in tuple(_SPECIAL):
            place += 1
            slots.append(Slot("literal", mask[place]))
        elif char == "#":
            slots.append(Slot("digit"))
        elif char == "a":
            slots.append(Slot("letter"))
        elif char == "$":
            slots += [Slot("literal", sign) for sign in currency or "$"]
        else:
            slots.append(Slot("literal", char))
        place += 1
    return tuple(slots)


def is_mask(mask: str) -> bool:
    """Whether a mask asks for anything at all."""
    return any(slot.kind != "literal" for slot in slots_of(mask))


def fit(mask: str, text: str, currency: str = "") -> str | None:
    """`text` in the writing of the mask; None when it does not fit.

    Literals may be left out, «00950» fits `##-###`. A text of literals alone is empty.
    """
    slots = slots_of(mask, currency)
    typed = [char for char in text if not char.isspace()]
    if not typed or _only_literals(slots, typed):
        return ""
    return _walk(slots, typed)


def _only_literals(slots: tuple[Slot, ...], typed: list[str]) -> bool:
    """Whether nothing but what the mask gives by itself was left in the input."""
    given = [s.text.casefold() for s in slots if s.kind == "literal" and not s.text.isspace()]
    left = iter(given)
    return len(typed) <= len(given) and all(char.casefold() in left for char in typed)


def _walk(slots: tuple[Slot, ...], typed: list[str]) -> str | None:
    """Match by table, from the end: time grows with the product of both lengths only."""
    asked = [slot for slot in slots if not (slot.kind == "literal" and slot.text.isspace())]
    ends = [[False] * (len(typed) + 1) for _ in range(len(asked) + 1)]
    ends[len(asked)][len(typed)] = True
    for s in range(len(asked) - 1, -1, -1):
        for t in range(len(typed), -1, -1):
            taken = t < len(typed) and asked[s].takes(typed[t]) and ends[s + 1][t + 1]
            ends[s][t] = taken or (asked[s].kind == "literal" and ends[s + 1][t])
    if not ends[0][0]:
        return None
    return _written(slots, typed, ends)


def _written(slots: tuple[Slot, ...], typed: list[str], ends: list[list[bool]]) -> str:
    text, s, t = "", 0, 0
    for slot in slots:
        if slot.kind == "literal" and slot.text.isspace():
            text += slot.text
            continue
        taken = t < len(typed) and slot.takes(typed[t]) and ends[s + 1][t + 1]
        text += slot.text if slot.kind == "literal" else typed[t]
        s, t = s + 1, t + taken
    return text
