"""A contact made ready for comparing, and the keys under which it is found."""

from __future__ import annotations

from dataclasses import dataclass

from admin_app.duplicates import names
from admin_app.duplicates.facts import ContactFacts
from admin_app.duplicates.hashing import hashed
from admin_app.duplicates.letters import consonants
from admin_app.duplicates.names import Name
from admin_app.duplicates.reach import (
    PHONE_KEY,
    Address,
    Email,
    Phone,
    address_of,
    date_of,
    email_of,
    messenger_of,
    phone_of,
    tax_number_of,
)
from admin_app.duplicates.titles import Title, title_of


@dataclass(slots=True)
class PreparedContact:
    """A contact made ready for many comparisons."""

    facts: ContactFacts
    name: Name
    title: Title | None
    emails: dict[str, Email]
    phones: dict[str, Phone]
    messengers: frozenset[str]
    birth: tuple[str, str, str] | None
    company: Title | None
    address: Address | None
    tax_numbers: frozenset[str]
    name_key: int
    keys: frozenset[int]


def prepare_contact(facts: ContactFacts) -> PreparedContact:
    """Work out once what every comparison needs."""
    emails = {found.canonical: found for text in facts.emails if (found := email_of(text))}
    phones = {number.tail: number for text in facts.phones if (number := phone_of(text))}
    row = PreparedContact(
        facts=facts,
        name=Name() if facts.organisation else names.name_of(facts),
        title=title_of(facts.full_name) if facts.organisation else None,
        emails=emails,
        phones=phones,
        messengers=frozenset(filter(None, map(messenger_of, facts.messengers))),
        birth=date_of(facts.birth_date) if facts.birth_date else None,
        company=title_of(facts.company_name) if facts.company_name else None,
        address=address_of(facts.address) if facts.address else None,
        tax_numbers=frozenset(filter(None, map(tax_number_of, facts.tax_numbers))),
        name_key=0,
        keys=frozenset(),
    )
    name_keys = _name_keys(row)
    row.name_key = name_keys[0] if name_keys else 0
    row.keys = frozenset([*name_keys, *_other_keys(row)])
    return row


def email_key(canonical: str) -> int:
    """The key of an e-mail address."""
    return hashed("c", "email", canonical)


def phone_key(tail: str) -> int:
    """The key of a phone."""
    return hashed("c", "phone", tail[-PHONE_KEY:])


def _name_keys(row: PreparedContact) -> list[int]:
    if row.title:
        return [hashed("c", "title", row.title.key)]
    first, last = row.name.first, row.name.last
    if not first or not last:
        known = first or last
        return [hashed("c", "word", known.form)] if known and not known.initial else []
    one, two = first.form, last.form if last.groups else last.stem
    found = [hashed("c", "name", *sorted((one, two)))]
    if not last.initial:
        found.append(hashed("c", "part", two, one[0]))
    if not first.initial:
        found.append(hashed("c", "part", one, consonants(two)[:2]))
    if len(one) > 2 < len(two):
        found.append(hashed("c", "heads", *sorted((one[:3], two[:3]))))
    return found


def _other_keys(row: PreparedContact) -> list[int]:
    found = [email_key(canonical) for canonical in row.emails]
    found += [phone_key(tail) for tail in row.phones]
    found += [hashed("c", "messenger", account) for account in row.messengers]
    found += [hashed("c", "tax", number) for number in row.tax_numbers]
    if row.birth:
        year, *day = row.birth
        initials = sorted(part.form[0] for part in (row.name.first, row.name.last) if part)
        found.append(hashed("c", "day", *day, *initials))
        if year:
            found.append(hashed("c", "birth", year, *day))
    if row.address and row.address.key:
        found.append(hashed("c", "address", row.address.key))
    return found
