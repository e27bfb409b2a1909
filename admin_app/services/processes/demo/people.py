"""Names of people, and how they are spelt in addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from admin_app.services.processes.demo.voices import Voice
from models.normalize import latin

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Person:
    """A name, and whose."""

    first: str
    middle: str
    last: str
    female: bool


def person(rnd: Random, voice: Voice) -> Person:
    """Somebody; with a patronymic where there are such, else now and then with a second name."""
    female = rnd.random() < 0.52
    first = rnd.choice(voice.female if female else voice.male)
    surname = rnd.choice(voice.surnames)
    return Person(
        first=first,
        middle=_middle(rnd, voice, first, female=female),
        last=voice.feminine(surname) if female else surname,
        female=female,
    )


def _middle(rnd: Random, voice: Voice, first: str, *, female: bool) -> str:
    if voice.patronymics:
        son, daughter = rnd.choice(voice.patronymics)
        return (daughter if female else son) if rnd.random() < 0.8 else ""
    second = rnd.choice(voice.female if female else voice.male)
    return second if rnd.random() < 0.1 and second != first else ""


@lru_cache(maxsize=8192)
def plain(text: str, joint: str = "") -> str:
    """A name as an address spells it: small Latin letters and digits, `joint` between words."""
    return _NOT_PLAIN.sub(joint, latin(text).replace("'", "")).strip("-.")


def mailbox(style: int, first: str, last: str) -> str:
    """The local part of an address in one of four styles, as companies have one for all."""
    name, surname = plain(first), plain(last)
    if not surname or not name:
        return name or surname or "info"
    return (f"{name}.{surname}", f"{name[0]}.{surname}", surname, f"{surname}.{name[0]}")[style % 4]
