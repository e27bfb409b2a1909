"""How two rows agree in phones, e-mails, dates, addresses and tax numbers."""

from __future__ import annotations

from math import log

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio, token_set_ratio

from admin_app.duplicates.facts import Frequency
from admin_app.duplicates.prepared import PreparedContact, email_key, phone_key
from admin_app.duplicates.reach import Address, Email, Phone

Evidence = list[tuple[str, float]]
"""Codes of `weights` with the number of times each counts."""


def shared(found: Evidence, code: str, rows: int) -> None:
    """Add that more rows than these two hold a value."""
    if rows > 2:
        found.append((code, log(rows - 1)))


def phones(
    found: Evidence,
    a: PreparedContact,
    b: PreparedContact,
    frequency: Frequency,
    *,
    named: bool,
) -> None:
    """Compare phones; `named` if both names are there and agree."""
    if not a.phones or not b.phones:
        return
    if both := a.phones.keys() & b.phones.keys() or _local(a.phones, b.phones):
        found.append(("phone_same", 1.0))
        rarest = min(both, key=lambda tail: (frequency.of(phone_key(tail)), tail))
        code = "phone_shared" if named else "phone_crowded"
        shared(found, code, frequency.of(phone_key(rarest)))
        one, two = a.phones.get(rarest), b.phones.get(rarest)
        if one and two and one.extension and two.extension and one.extension != two.extension:
            found.append(("phone_extension", 1.0))
        return
    near = any(
        len(one) == len(two) and OSA.distance(one, two, score_cutoff=1) <= 1
        for one in a.phones
        for two in b.phones
    )
    found.append(("phone_near" if near else "phone_other", 1.0))


def _local(ones: dict[str, Phone], twos: dict[str, Phone]) -> set[str]:
    """Numbers of which one was written without the code of its town."""
    return {
        max(one, two, key=len)
        for one in ones
        for two in twos
        if len(one) != len(two)
        and min(len(one), len(two)) >= 6
        and (one.endswith(two) or two.endswith(one))
    }


def emails(
    found: Evidence,
    a: PreparedContact,
    b: PreparedContact,
    frequency: Frequency,
    *,
    named: bool,
) -> None:
    """Compare e-mails; `named` if both names are there and agree."""
    if not a.emails or not b.emails:
        return
    if both := a.emails.keys() & b.emails.keys():
        rarest = min(
            both, key=lambda text: (a.emails[text].office, frequency.of(email_key(text)), text)
        )
        found.append(("email_same", 1.0))
        code = "email_shared" if named else "email_crowded"
        shared(found, code, frequency.of(email_key(rarest)))
        if a.emails[rarest].office:
            found.append(("email_office" if named else "email_mailbox", 1.0))
        return
    codes = {_email_code(one, two) for one in a.emails.values() for two in b.emails.values()}
    found.append((min(codes, key=_EMAIL_CODES.index), 1.0))


_EMAIL_CODES = ("email_near", "email_local", "email_other")


def _email_code(one: Email, two: Email) -> str:
    if one.office or two.office:
        return "email_other"
    if one.local == two.local and len(one.local) > 4:
        apart = OSA.distance(one.domain, two.domain, score_cutoff=2)
        return "email_near" if apart <= 2 else "email_local"
    if one.domain == two.domain:
        allowed = 1 if len(one.local) < 9 else 2
        if (
            min(len(one.local), len(two.local)) > 4
            and _letters(one.local) != _letters(two.local)
            and OSA.distance(one.local, two.local, score_cutoff=allowed) <= allowed
        ):
            return "email_near"
    return "email_other"


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalpha())


def births(found: Evidence, one: tuple[str, str, str], two: tuple[str, str, str]) -> None:
    """Compare two birth dates."""
    if one == two:
        found.append(("birth_same" if one[0] else "birth_day", 1.0))
    elif one[1:] == two[1:] and not (one[0] and two[0]):
        found.append(("birth_day", 1.0))
    elif _near_dates(one, two):
        found.append(("birth_near", 1.0))
    else:
        apart = abs(int(one[0]) - int(two[0])) if one[0] and two[0] else _GENERATION[0]
        generation = _GENERATION[0] <= apart <= _GENERATION[1]
        found.append(("birth_other" if generation else "birth_other_year", 1.0))


_GENERATION = (16, 50)
"""Years between a parent and a child."""


def _near_dates(one: tuple[str, str, str], two: tuple[str, str, str]) -> bool:
    """Whether day and month changed places, or one figure is wrong."""
    if one[0] == two[0] and one[1:] == (two[2], two[1]):
        return True
    return bool(one[0] and two[0]) and _close("".join(one), "".join(two), 1)


def _close(one: str, two: str, most: int) -> bool:
    return OSA.distance(one, two, score_cutoff=most) <= most


def addresses(found: Evidence, one: Address, two: Address) -> None:
    """Compare two addresses by words in any order and by numbers."""
    alike = 100.0 if one.line == two.line else ratio(one.line, two.line)
    if alike < 90:
        alike = max(alike, token_set_ratio(one.line, two.line) - 5)
    meet = one.numbers == two.numbers or bool(one.numbers & two.numbers)
    if alike >= 88 and meet:
        found.append(("address_same", 1.0))
    elif alike >= (70 if meet else 85):
        found.append(("address_near", 1.0 if meet else 0.3))
    elif alike >= 58 and meet:
        found.append(("address_near", 0.4))
    elif alike < 55:
        found.append(("address_other", 1.0))


def tax_numbers(ones: frozenset[str], twos: frozenset[str]) -> str:
    """How the tax numbers of two rows agree."""
    if not ones.isdisjoint(twos):
        return "tax_same"
    near = any(OSA.distance(one, two, score_cutoff=1) <= 1 for one in ones for two in twos)
    return "tax_near" if near else "tax_other"
