"""Numbers of companies and people: identifiers, phones, postcodes, tax and register numbers."""

from __future__ import annotations

import string
from collections.abc import Callable
from random import Random

from stdnum.gb import vat
from stdnum.pl import nip, regon
from stdnum.ru import inn, ogrn
from stdnum.ua import edrpou, rntrc

from models.derived import IDENTIFIER_ALPHABET, IDENTIFIER_LENGTH

_IDENTIFIERS = len(IDENTIFIER_ALPHABET) ** IDENTIFIER_LENGTH
_STEP = 6_364_136_223_847
"""Coprime to the number of identifiers, so that no two numbers below it share one."""


def identifier(prefix: str, number: int) -> str:
    """An identifier of the usual shape, another one for each number."""
    rest = number * _STEP % _IDENTIFIERS
    letters = []
    for _ in range(IDENTIFIER_LENGTH):
        rest, place = divmod(rest, len(IDENTIFIER_ALPHABET))
        letters.append(IDENTIFIER_ALPHABET[place])
    return prefix + "".join(letters)


def filled(rnd: Random, pattern: str) -> str:
    """The pattern with a digit for each `#` and a letter for each `@`."""
    signs = {"#": string.digits, "@": "ABDEFGHJLNPQRSTUWXYZ"}
    return "".join(rnd.choice(signs[sign]) if sign in signs else sign for sign in pattern)


def phone(rnd: Random, pattern: str) -> str:
    """A phone in E.164 of a pattern whose `#` stand at the end."""
    prefix = pattern.rstrip("#")
    length = len(pattern) - len(prefix)
    return f"{prefix}{rnd.randrange(10**length):0{length}d}"


def _russian(rnd: Random, *, sole: bool) -> tuple[str, str]:
    region = rnd.choice(("77", "78", "66", "54", "63", "52", "16", "59"))
    if sole:
        body = f"{region}{rnd.randrange(10**8):08d}"
        return body + inn.calc_personal_check_digits(body), _register(rnd, f"3##{region}#########")
    body = f"{region}{rnd.randrange(10**7):07d}"
    return body + inn.calc_company_check_digit(body), _register(rnd, f"1##{region}#######")


def _register(rnd: Random, pattern: str) -> str:
    """A state register number; about one body in six has no check digit and is passed over."""
    while True:
        body = filled(rnd, pattern)
        # stdnum takes the whole number and looks at all of its digits but the last
        check = str(ogrn.calc_check_digit(body + "0"))
        if len(check) == 1:
            return body + check


def _ukrainian(rnd: Random, *, sole: bool) -> tuple[str, str]:
    if sole:
        body = f"{rnd.randrange(22000, 38000)}{rnd.randrange(10**4):04d}"
        return body + rntrc.calc_check_digit(body), ""
    body = f"{rnd.randrange(2_100_000, 4_500_000):07d}"
    return body + edrpou.calc_check_digit(body), ""


def _polish(rnd: Random, *, sole: bool) -> tuple[str, str]:  # noqa: ARG001 - one kind for both
    while True:
        body = f"{rnd.randrange(101, 999)}{rnd.randrange(10**6):06d}"
        check = nip.checksum(body + "0")
        if check % 11 < 10:
            break
    register = f"{rnd.randrange(10, 99)}{rnd.randrange(10**6):06d}"
    return f"{body}{check % 11}", register + str(regon.calc_check_digit(register))


def _british(rnd: Random, *, sole: bool) -> tuple[str, str]:
    while True:
        body = f"{rnd.randrange(10**6, 10**7)}"
        number = next((n for n in (f"{body}{c:02d}" for c in range(97)) if vat.is_valid(n)), "")
        if number:
            return f"GB{number}", "" if sole else f"{rnd.randrange(10**6, 16 * 10**6):08d}"


REGISTERS: dict[str, Callable[..., tuple[str, str]]] = {
    "ru": _russian,
    "uk": _ukrainian,
    "pl": _polish,
    "en": _british,
}
"""By language: tax number and register number of a company, or of a sole trader."""
