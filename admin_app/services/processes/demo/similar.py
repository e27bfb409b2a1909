"""The same person once more: a slip, other letters, a short name, another address."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from admin_app.services.processes.demo.people import mailbox
from admin_app.services.processes.demo.voices import Voice
from models.normalize import latin

Values = dict[str, Any]


def variant(rnd: Random, values: Values, voice: Voice) -> Values:
    """What differs in the second record of this person."""
    return rnd.choice(VARIANTS)(rnd, values, voice)


def _slip(rnd: Random, values: Values, _voice: Voice) -> Values:
    """Two letters of the surname swapped, the e-mail left out."""
    name = values["last_name"]
    if len(name) < 4:
        return {"last_name": name, "email": ""}
    at = rnd.randrange(1, len(name) - 2)
    return {"last_name": name[:at] + name[at + 1] + name[at] + name[at + 2 :], "email": ""}


def _latin_letters(_rnd: Random, values: Values, _voice: Voice) -> Values:
    """The name in Latin letters, the same mobile phone."""
    names = ("first_name", "last_name")
    return {**{key: latin(values[key]).title() for key in names}, "middle_name": "", "email": ""}


def _short_name(_rnd: Random, values: Values, voice: Voice) -> Values:
    """The name as friends use it, without a patronymic."""
    first = values["first_name"]
    return {"first_name": voice.short_names.get(first, first), "middle_name": "", "position": ""}


def _swapped(_rnd: Random, values: Values, _voice: Voice) -> Values:
    """First and last name in each other's place, the same e-mail."""
    names = {"first_name": values["last_name"], "last_name": values["first_name"]}
    return {**names, "phone": "", "telegram": ""}


def _private_address(rnd: Random, values: Values, _voice: Voice) -> Values:
    """The same name and phone, a private e-mail."""
    box = mailbox(0, values["first_name"], values["last_name"])[:50]
    return {"email": f"{box}.{rnd.randrange(1970, 2005)}@postbox.example", "department": ""}


VARIANTS: tuple[Callable[[Random, Values, Voice], Values], ...] = (
    _slip,
    _latin_letters,
    _short_name,
    _swapped,
    _private_address,
)
