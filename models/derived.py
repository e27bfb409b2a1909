"""Columns that are made from other columns: names, sorting keys, the search line, identifiers.

Forms, imports and demo data all pass through here, so a row is found the same way whoever wrote it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from models import company, contact, equipment
from models.normalize import company_key, fold, phone_words, search_words

IDENTIFIER_ALPHABET = "23456789ABCDFGHJKMNPQRSTVWXYZ"
"""No E, so that no spreadsheet takes an identifier for a number; no 0 O 1 I L U to misread."""
IDENTIFIER_LENGTH = 9
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_IDENTIFIERS = len(IDENTIFIER_ALPHABET) ** IDENTIFIER_LENGTH
COMPANY_MARK = "\n"
"""Stands before the company's words at the end of a search text; a rename swaps the tail."""


def new_identifier(prefix: str) -> str:
    """A random identifier (S2) of one letter and nine more letters or digits: 43 bits."""
    number, letters = secrets.randbelow(_IDENTIFIERS), prefix
    for _ in range(IDENTIFIER_LENGTH):
        number, place = divmod(number, len(IDENTIFIER_ALPHABET))
        letters += IDENTIFIER_ALPHABET[place]
    return letters


def contact_identifier() -> str:
    """Identifier of a new contact, `K…`."""
    return new_identifier("K")


def company_identifier() -> str:
    """Identifier of a new company, `C…`."""
    return new_identifier("C")


def equipment_identifier() -> str:
    """Identifier of a new piece of equipment, `D…`."""
    return new_identifier("D")


def full_name(values: Mapping[str, Any], company_name: str = "") -> str:
    """The display name (S3): the person's names, else the company's name, else a way to reach.

    Last name first for Cyrillic names, as it is written there; first name first for Latin ones.
    """
    first, middle = values.get("first_name") or "", values.get("middle_name") or ""
    last = values.get("last_name") or ""
    cyrillic = _CYRILLIC.search(last + first)
    order = (last, first, middle) if cyrillic else (first, middle, last)
    name = " ".join(filter(None, order)) or company_name
    if not name:
        reach = (values.get(k) for k in ("email", "telegram", "mobile_phone", "phone"))
        name = next(filter(None, reach), "")
    return name[: contact.FULL_NAME_LENGTH]


def contact_keys(
    values: Mapping[str, Any], *, identifier: str, company_name: str, points: Iterable[str] = ()
) -> dict[str, str]:
    """`full_name`, `sort_name`, `company_sort` and `search_text` of a contact.

    `points` are the values of its further e-mails, phones and messengers.
    """
    name = full_name(values, company_name)
    extra = list(points)
    phones = [values.get("phone"), values.get("mobile_phone"), *(p for p in extra if "@" not in p)]
    own = search_words(name, values.get("email"), values.get("telegram"), *extra)
    search = f"{own} {phone_words(*phones)} {identifier.lower()}"
    return {
        "full_name": name,
        "sort_name": fold(name)[: contact.FULL_NAME_LENGTH],
        "company_sort": fold(company_name)[:200],
        "search_text": search + company_tail(company_name),
    }


def company_tail(company_name: str) -> str:
    """The end of a contact's search text that its company's name gives."""
    return COMPANY_MARK + search_words(company_name) if company_name else ""


def company_keys(
    values: Mapping[str, Any],
    *,
    identifier: str,
    domains: Iterable[str] = (),
    phones: Iterable[str] = (),
) -> dict[str, str]:
    """`name_key`, `sort_name` and `search_text` of a company."""
    name = values["name"]
    words = search_words(
        name, values.get("legal_name"), values.get("email"), values.get("site"), *domains
    )
    numbers = phone_words(values.get("phone"), *phones)
    ids = f"{values.get('tax_id') or ''} {values.get('registration_number') or ''}".lower()
    return {
        "name_key": company_key(name)[: company.NAME_LENGTH],
        "sort_name": fold(name)[: company.NAME_LENGTH],
        "search_text": f"{words} {numbers} {ids} {identifier.lower()}",
    }


def equipment_keys(values: Mapping[str, Any], *, identifier: str) -> dict[str, str]:
    """`sort_name` and `search_text` of a piece of equipment.

    Article and serial number stand there also as digits alone: a search for digits with dashes
    looks like a phone and is asked so.
    """
    article, serial = values.get("article"), values.get("serial_number")
    words = search_words(values["name"], article, serial, values.get("description"))
    return {
        "sort_name": fold(values["name"])[: equipment.NAME_LENGTH],
        "search_text": f"{words} {phone_words(article, serial)} {identifier.lower()}",
    }


def split_name(name: str) -> dict[str, str]:
    """First, middle and last name of a full name in one cell.

    Cyrillic names are written last name first («Иванов Иван Иванович»), Latin ones last name last.
    """
    words = name.split()
    cyrillic = _CYRILLIC.search(name)
    if len(words) <= 1:
        return {"first_name": name, "middle_name": "", "last_name": ""}
    if cyrillic:
        return {"last_name": words[0], "first_name": words[1], "middle_name": " ".join(words[2:])}
    return {
        "first_name": words[0],
        "middle_name": " ".join(words[1:-1]),
        "last_name": words[-1],
    }
