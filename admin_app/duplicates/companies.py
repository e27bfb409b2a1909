"""Two companies: what speaks for one company and what against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from admin_app.duplicates.agreement import Evidence, addresses, shared, tax_numbers
from admin_app.duplicates.facts import CompanyFacts, Frequency
from admin_app.duplicates.hashing import hashed
from admin_app.duplicates.letters import latin_letters
from admin_app.duplicates.reach import (
    PHONE_KEY,
    Address,
    Email,
    address_of,
    email_of,
    is_public,
    phone_of,
    tax_number_of,
)
from admin_app.duplicates.titles import Title, title_of, titles_agree

_WORD_KEYS = 2


@dataclass(slots=True)
class PreparedCompany:
    """A company made ready for many comparisons."""

    facts: CompanyFacts
    title: Title | None
    tax_numbers: frozenset[str]
    emails: dict[str, Email]
    domains: frozenset[str]
    phones: frozenset[str]
    address: Address | None
    title_key: int
    keys: frozenset[int]


def prepare_company(facts: CompanyFacts) -> PreparedCompany:
    """Work out once what every comparison needs."""
    emails = {found.canonical: found for text in facts.emails if (found := email_of(text))}
    row = PreparedCompany(
        facts=facts,
        title=title_of(facts.name),
        tax_numbers=frozenset(filter(None, map(tax_number_of, facts.tax_numbers))),
        emails=emails,
        domains=frozenset(_own_domains(facts.domains, emails.values())),
        phones=frozenset(number.tail for text in facts.phones if (number := phone_of(text))),
        address=address_of(facts.address) if facts.address else None,
        title_key=0,
        keys=frozenset(),
    )
    row.title_key = hashed("o", "title", row.title.key) if row.title else 0
    row.keys = frozenset(_keys(row))
    return row


def _own_domains(domains: Iterable[str], emails: Iterable[Email]) -> Iterable[str]:
    for text in domains:
        plain = latin_letters(text).strip().lower()
        plain = plain.partition("://")[2] or plain
        plain = plain.partition("/")[0].partition(":")[0].removeprefix("www.").strip(".")
        if "." in plain and not is_public(plain):
            yield plain
    for email in emails:
        if not is_public(email.domain):
            yield email.domain


def _keys(row: PreparedCompany) -> Iterable[int]:
    if row.title:
        yield row.title_key
        for word in sorted(row.title.parts, key=lambda part: (-len(part), part))[:_WORD_KEYS]:
            if len(word) > 3:
                yield hashed("o", "word", word)
    values = (("tax", row.tax_numbers), ("email", row.emails), ("domain", row.domains))
    for kind, found in (*values, ("phone", {tail[-PHONE_KEY:] for tail in row.phones})):
        for value in found:
            yield hashed("o", kind, value)
    if row.address and row.address.key:
        yield hashed("o", "address", row.address.key)


def evidence(a: PreparedCompany, b: PreparedCompany, frequency: Frequency) -> Evidence:
    """Everything that speaks for or against one company behind both."""
    found: Evidence = [("start", 1.0)]
    title = titles_agree(a.title, b.title) if a.title and b.title else "title_missing"
    found.append((title, 1.0))
    if title == "title_same":
        shared(found, "title_shared", frequency.of(a.title_key))
    if a.tax_numbers and b.tax_numbers:
        found.append((tax_numbers(a.tax_numbers, b.tax_numbers), 1.0))
    _reach(found, a, b, frequency)
    if a.address and b.address:
        addresses(found, a.address, b.address)
    return found


def _reach(found: Evidence, a: PreparedCompany, b: PreparedCompany, frequency: Frequency) -> None:
    if own := a.domains & b.domains:
        found.append(("domain_same", 1.0))
        shared(found, "domain_shared", _rarest(frequency, "domain", own))
    elif a.domains and b.domains:
        found.append(("domain_other", 1.0))
    if same := a.emails.keys() & b.emails.keys():
        found.append(("email_same", 1.0))
        shared(found, "email_shared", _rarest(frequency, "email", same))
    if both := a.phones & b.phones:
        found.append(("phone_same", 1.0))
        tails = {tail[-PHONE_KEY:] for tail in both}
        shared(found, "phone_shared", _rarest(frequency, "phone", tails))
    elif a.phones and b.phones:
        found.append(("phone_other", 1.0))


def _rarest(frequency: Frequency, kind: str, values: Iterable[str]) -> int:
    return min(frequency.of(hashed("o", kind, value)) for value in values)
