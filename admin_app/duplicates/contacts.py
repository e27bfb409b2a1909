"""Two contacts: what speaks for one person and what against."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio, token_set_ratio

from admin_app.duplicates import names
from admin_app.duplicates.facts import ContactFacts, Frequency
from admin_app.duplicates.hashing import hashed
from admin_app.duplicates.letters import consonants
from admin_app.duplicates.names import Name, Part
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
from admin_app.duplicates.titles import Title, title_of, titles_agree

Evidence = list[tuple[str, float]]
"""Codes of `weights` with the number of times each counts."""

_FIRST = (
    "first_same", "first_short", "", "first_piece", "first_typo", "first_typos", "first_initial",
    "first_missing", "first_near", "first_other",
)  # fmt: skip
_LAST = (
    "last_same", "", "last_sex", "last_piece", "last_typo", "last_typos", "last_initial",
    "last_missing", "", "last_other",
)  # fmt: skip
_GRADE = (6.0, 5.5, 5.0, 4.0, 4.0, 2.0, 1.5, 0.0, -3.0, -5.0)
_HOPELESS = -9.5


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
        found.append(hashed("c", "part", one, two[0]))
    return found


def _other_keys(row: PreparedContact) -> list[int]:
    found = [email_key(canonical) for canonical in row.emails]
    found += [phone_key(tail) for tail in row.phones]
    found += [hashed("c", "messenger", account) for account in row.messengers]
    found += [hashed("c", "tax", number) for number in row.tax_numbers]
    if row.birth:
        initials = sorted(part.form[0] for part in (row.name.first, row.name.last) if part)
        found.append(hashed("c", "birth", "-".join(row.birth[1:]), row.birth[0], *initials))
    if row.address and row.address.key:
        found.append(hashed("c", "address", row.address.key))
    return found


def evidence(a: PreparedContact, b: PreparedContact, frequency: Frequency) -> Evidence:
    """Everything that speaks for or against one person behind both."""
    found: Evidence = [("start", 1.0)]
    if a.title or b.title:
        if not (a.title and b.title):
            return [("start", 1.0), ("first_other", 1.0), ("last_other", 1.0)]
        _titles(found, a, b, frequency)
    elif not _names(found, a, b, frequency):
        return found
    _phones(found, a, b, frequency)
    _emails(found, a, b, frequency)
    if a.messengers and b.messengers:
        shared = not a.messengers.isdisjoint(b.messengers)
        found.append(("messenger_same" if shared else "messenger_other", 1.0))
    if a.birth and b.birth:
        _births(found, a.birth, b.birth)
    _companies(found, a, b)
    if a.address and b.address:
        addresses(found, a.address, b.address)
    if a.tax_numbers and b.tax_numbers:
        found.append((tax_numbers(a.tax_numbers, b.tax_numbers), 1.0))
    return found


def _titles(found: Evidence, a: PreparedContact, b: PreparedContact, frequency: Frequency) -> None:
    if a.title and b.title:
        code = titles_agree(a.title, b.title)
        found.append((_TITLE_AS_NAME[code], 1.0))
        if code == "title_same":
            found.append(("last_same", 1.0))
            _shared(found, "name_shared", frequency.of(a.name_key))


_TITLE_AS_NAME = {
    "title_same": "first_same", "title_typo": "first_typo", "title_near": "first_typos",
    "title_part": "first_initial", "title_other": "first_other", "title_missing": "first_missing",
}  # fmt: skip


def _names(found: Evidence, a: PreparedContact, b: PreparedContact, frequency: Frequency) -> bool:
    """Compare names; False where nothing else can outweigh them."""
    one, two = a.name, b.name
    if not (one.first or one.last) or not (two.first or two.last):
        found.append(("nameless", 1.0))
        return True
    first, last = names.first_names(one.first, two.first), names.last_names(one.last, two.last)
    if first > names.SHORT or last > names.SHORT:
        first, last = _swapped(found, one, two, first, last)
    found += [(_FIRST[first], 1.0), (_LAST[last], 1.0)]
    if first >= names.NEAR and last == names.OTHER:
        return not a.tax_numbers.isdisjoint(b.tax_numbers) or bool(a.birth and a.birth == b.birth)
    middle = names.middle_names(one.middle, two.middle)
    if middle != names.MISSING:
        found.append((_MIDDLE.get(middle, "middle_typo"), 1.0))
    if last == names.SEX and one.sex and two.sex and one.sex != two.sex:
        found.append(("sex_other", 1.0))
    if first < names.INITIAL and last < names.INITIAL:
        _shared(found, "name_shared", min(frequency.of(a.name_key), frequency.of(b.name_key)))
    return True


_MIDDLE = {
    names.SAME: "middle_same", names.INITIAL: "middle_initial", names.OTHER: "middle_other",
}  # fmt: skip


def _swapped(found: Evidence, one: Name, two: Name, first: int, last: int) -> tuple[int, int]:
    """The levels, or those with first and last name changed round if they agree better."""
    crossed = _best(one.first, two.last), _best(one.last, two.first)
    straight = _GRADE[first] + _GRADE[last]
    if names.OTHER not in crossed and _GRADE[crossed[0]] + _GRADE[crossed[1]] > straight:
        found.append(("swapped", 1.0))
        return crossed[0], crossed[1] if crossed[1] != names.SHORT else names.SAME
    return first, last


def _best(a: Part | None, b: Part | None) -> int:
    level = names.first_names(a, b)
    return level if level != names.NEAR else names.OTHER


def _shared(found: Evidence, code: str, rows: int) -> None:
    if rows > 2:
        found.append((code, log(rows - 1)))


def _phones(found: Evidence, a: PreparedContact, b: PreparedContact, frequency: Frequency) -> None:
    if not a.phones or not b.phones:
        return
    shared = a.phones.keys() & b.phones.keys() or _local(a.phones, b.phones)
    if shared:
        found.append(("phone_same", 1.0))
        rarest = min(shared, key=lambda tail: frequency.of(phone_key(tail)))
        _shared(found, "phone_shared", frequency.of(phone_key(rarest)))
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


def _emails(found: Evidence, a: PreparedContact, b: PreparedContact, frequency: Frequency) -> None:
    if not a.emails or not b.emails:
        return
    if shared := a.emails.keys() & b.emails.keys():
        rarest = min(
            shared, key=lambda text: (a.emails[text].office, frequency.of(email_key(text)), text)
        )
        found.append(("email_same", 1.0))
        _shared(found, "email_shared", frequency.of(email_key(rarest)))
        if a.emails[rarest].office:
            found.append(("email_office", 1.0))
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


def _births(found: Evidence, one: tuple[str, str, str], two: tuple[str, str, str]) -> None:
    if one == two:
        found.append(("birth_same" if one[0] else "birth_day", 1.0))
    elif one[1:] == two[1:] and not (one[0] and two[0]):
        found.append(("birth_day", 1.0))
    else:
        found.append(("birth_near" if _near_dates(one, two) else "birth_other", 1.0))


def _near_dates(one: tuple[str, str, str], two: tuple[str, str, str]) -> bool:
    """Whether day and month changed places, or one figure is wrong."""
    if one[0] == two[0] and one[1:] == (two[2], two[1]):
        return True
    return bool(one[0] and two[0]) and _close("".join(one), "".join(two), 1)


def _close(one: str, two: str, most: int) -> bool:
    return OSA.distance(one, two, score_cutoff=most) <= most


def _companies(found: Evidence, a: PreparedContact, b: PreparedContact) -> None:
    if a.facts.company_id is not None and a.facts.company_id == b.facts.company_id:
        found.append(("company_same", 1.0))
    elif a.company and b.company:
        code = titles_agree(a.company, b.company)
        same = code in {"title_same", "title_typo", "title_near"}
        found.append(("company_same" if same else "company_other", 1.0))


def addresses(found: Evidence, one: Address, two: Address) -> None:
    """Compare two addresses by words in any order and by numbers."""
    alike = 100.0 if one.line == two.line else ratio(one.line, two.line)
    if alike < 90:
        alike = max(alike, token_set_ratio(one.line, two.line) - 5)
    meet = one.numbers == two.numbers or bool(one.numbers & two.numbers)
    if alike >= 88 and meet:
        found.append(("address_same", 1.0))
    elif alike >= 70:
        found.append(("address_near", 1.0 if meet else 0.5))
    elif alike < 55:
        found.append(("address_other", 1.0))


def tax_numbers(ones: frozenset[str], twos: frozenset[str]) -> str:
    """How the tax numbers of two rows agree."""
    if not ones.isdisjoint(twos):
        return "tax_same"
    near = any(OSA.distance(one, two, score_cutoff=1) <= 1 for one in ones for two in twos)
    return "tax_near" if near else "tax_other"
