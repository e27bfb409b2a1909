"""Evidence told as reasons: a code and what both rows share, or where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from admin_app.duplicates.agreement import Evidence
from admin_app.duplicates.facts import CompanyFacts, ContactFacts, Reason
from admin_app.duplicates.reach import email_of, messenger_of, phone_of, tax_number_of
from admin_app.duplicates.weights import COMPANY, CONTACT

REASONS = (
    "name", "name_short", "name_spelling", "name_initials", "name_swapped", "name_frequent",
    "patronymic", "phone", "phone_shared", "phone_similar", "email", "email_shared",
    "email_similar", "messenger", "birth_date", "birth_date_similar", "company", "address",
    "tax_number", "tax_number_similar", "domain",
    "name_differs", "first_name_differs", "last_name_differs", "patronymic_differs",
    "sex_differs", "phone_differs", "email_differs", "messenger_differs", "birth_date_differs",
    "company_differs", "address_differs", "tax_number_differs", "domain_differs",
)  # fmt: skip
"""Every code that a reason may have."""

_SPELLED = {"first_typo", "first_typos", "first_piece", "last_typo", "last_typos", "last_piece"}
_SAID = {
    "swapped": "name_swapped", "name_shared": "name_frequent", "title_shared": "name_frequent",
    "first_odd": "first_name_differs",
    "first_other": "first_name_differs", "first_near": "first_name_differs",
    "last_other": "last_name_differs", "sex_other": "sex_differs",
    "middle_same": "patronymic", "middle_typo": "patronymic", "middle_initial": "patronymic",
    "middle_other": "patronymic_differs",
    "phone_same": "phone", "phone_shared": "phone_shared", "phone_extension": "phone_differs",
    "phone_near": "phone_similar", "phone_other": "phone_differs",
    "email_same": "email", "email_shared": "email_shared", "email_office": "email_shared",
    "phone_crowded": "phone_shared", "email_crowded": "email_shared",
    "email_mailbox": "email_shared",
    "email_near": "email_similar", "email_local": "email_similar", "email_other": "email_differs",
    "messenger_same": "messenger", "messenger_other": "messenger_differs",
    "birth_same": "birth_date", "birth_day": "birth_date", "birth_near": "birth_date_similar",
    "birth_other": "birth_date_differs",
    "birth_other_year": "birth_date_differs",
    "company_same": "company", "company_other": "company_differs",
    "address_same": "address", "address_near": "address", "address_other": "address_differs",
    "tax_same": "tax_number", "tax_near": "tax_number_similar", "tax_other": "tax_number_differs",
    "domain_same": "domain", "domain_shared": "domain", "domain_other": "domain_differs",
    "title_same": "name", "title_near": "name_spelling", "title_typo": "name_spelling",
    "title_part": "name_spelling", "title_other": "name_differs",
}  # fmt: skip


def reasons(a: Any, b: Any, found: Evidence) -> tuple[Reason, ...]:
    """What a person reads: the heaviest first, each code once."""
    table = CONTACT if isinstance(a.facts, ContactFacts) else COMPANY
    said: dict[str, float] = {}
    for code, times in found:
        name = _SAID.get(code)
        if name:
            said[name] = said.get(name, 0.0) + table[code] * times
    if isinstance(a.facts, ContactFacts):
        _name_as_a_whole(said, found)
    told = [
        Reason(code, _value(code, a.facts, b.facts), round(weight, 2))
        for code, weight in said.items()
    ]
    return tuple(sorted(told, key=lambda reason: (-abs(reason.weight), reason.code)))


def _name_as_a_whole(said: dict[str, float], found: Evidence) -> None:
    codes = {code for code, _times in found}
    parts = [
        (code, times)
        for code, times in found
        if code[:6] in {"first_", "last_s"} or code[:5] == "last_"
    ]
    weight = sum(CONTACT[code] * times for code, times in parts)
    if not parts or codes & {"first_other", "first_odd", "first_near", "last_other"}:
        return
    if codes & {"first_initial", "last_initial"}:
        said["name_initials"] = weight
    elif codes & _SPELLED:
        said["name_spelling"] = weight
    elif "first_short" in codes:
        said["name_short"] = weight
    else:
        said["name"] = weight


def _name(facts: Any) -> str:
    if isinstance(facts, CompanyFacts):
        return facts.name
    parts = (facts.last_name, facts.first_name, facts.middle_name)
    return facts.full_name or " ".join(part for part in parts if part)


def _one_or_both(a: str, b: str) -> str:
    return a if a.casefold() == b.casefold() else f"{a} – {b}"


def _common(read: Callable[[str], Any], ones: Iterable[str], twos: Iterable[str]) -> str:
    known = {read(text) for text in ones} - {None, ""}
    return next((text for text in twos if read(text) in known), "")


def _both(ones: Iterable[str], twos: Iterable[str]) -> str:
    return f"{', '.join(sorted(ones))} – {', '.join(sorted(twos))}"


def _value(code: str, a: Any, b: Any) -> str:
    kind = _KINDS.get(
        code.removesuffix("_differs").removesuffix("_similar").removesuffix("_shared")
    )
    return kind(code, a, b) if kind else _one_or_both(*sorted((_name(a), _name(b))))


def _listed(field: str, read: Callable[[str], Any]) -> Callable[[str, Any, Any], str]:
    def told(_code: str, a: Any, b: Any) -> str:
        ones, twos = sorted(getattr(a, field)), sorted(getattr(b, field))
        return _common(read, *sorted((ones, twos))) or _both(*sorted((ones, twos)))

    return told


def _plain(field: str) -> Callable[[str, Any, Any], str]:
    def told(_code: str, a: Any, b: Any) -> str:
        return _one_or_both(*sorted((getattr(a, field), getattr(b, field))))

    return told


def _canonical(text: str) -> str | None:
    found = email_of(text)
    return found.canonical if found else None


def _tail(text: str) -> str | None:
    found = phone_of(text)
    return found.tail if found else None


_KINDS = {
    "phone": _listed("phones", _tail),
    "email": _listed("emails", _canonical),
    "messenger": _listed("messengers", messenger_of),
    "tax_number": _listed("tax_numbers", tax_number_of),
    "domain": _listed("domains", str.casefold),
    "birth_date": _plain("birth_date"),
    "company": _plain("company_name"),
    "address": _plain("address"),
    "patronymic": _plain("middle_name"),
    "first_name": _plain("first_name"),
    "last_name": _plain("last_name"),
}
