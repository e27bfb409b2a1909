"""What happens to a person on the way into a list of contacts."""

from __future__ import annotations

import random
from collections.abc import Callable

from admin_app.duplicates import ContactFacts
from benchmarks.similar import vocabulary as words
from benchmarks.similar.persons import PROVIDERS, Person, in_form

_ROWS = (
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
)
_PLAIN_POLISH = str.maketrans("łóąęśżźćńŁÓŚŻŹĆ", "loaeszzcnLOSZZC")


class Noise:
    """Writes persons down, carefully the first time and as it comes later."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.dice.random() < share

    def typo(self, text: str) -> str:
        """One slip of a finger."""
        if len(text) < 3:
            return text
        place = self.dice.randrange(1, len(text))
        kind = self.dice.choice(("swap", "drop", "double", "near"))
        char = text[place]
        if kind == "swap" and place + 1 < len(text):
            return text[:place] + text[place + 1] + char + text[place + 2 :]
        if kind == "drop":
            return text[:place] + text[place + 1 :]
        if kind == "double":
            return text[:place] + char + text[place:]
        for row in _ROWS:
            if (at := row.find(char.lower())) >= 0:
                return text[:place] + row[at - 1 if at else 1] + text[place + 1 :]
        return text

    def other_alphabet(self, text: str, language: str) -> str:
        """Cyrillic in Latin letters by one of the schemes, Polish in Cyrillic."""
        if language == "pl":
            result = text.lower()
            for one, two in words.TO_CYRILLIC:
                result = result.replace(one, two)
            return result.title()
        if language == "en":
            return text
        scheme = self.scheme or self.dice.choice(words.SCHEMES[language])
        self.scheme = scheme
        return "".join(scheme.get(char, char) for char in text.lower()).replace("-", "").title()

    def look_alike(self, text: str) -> str:
        """A Latin letter that looks like the Cyrillic one."""
        places = [place for place, char in enumerate(text) if char in words.LOOK_ALIKE]
        if not places:
            return text
        place = self.dice.choice(places)
        return text[:place] + words.LOOK_ALIKE[text[place]] + text[place + 1 :]

    def phone(self, number: str, language: str) -> str:
        """A number in one of the ways people write it."""
        code = {"ru": 1, "uk": 3, "pl": 2, "en": 2}[language]
        country, rest = number[:code], number[code:]
        trunk = {"ru": "8", "uk": "0", "pl": "", "en": "0"}[language]
        a, b, c, d = rest[:-7], rest[-7:-4], rest[-4:-2], rest[-2:]
        return self.dice.choice((
            f"+{number}", f"+{number}", number, f"{trunk}{rest}", f"+{country} ({a}) {b}-{c}-{d}",
            f"{trunk} ({a}) {b}-{c}-{d}", f"{trunk}{a} {b} {c} {d}", f"00{number}",
            f"+{country} {a} {b} {c}{d}", f"{trunk}-{a}-{b}-{c}-{d}",
        ))  # fmt: skip

    def email(self, address: str) -> str:
        """An address as it may also be written."""
        local, _, domain = address.partition("@")
        if self.chance(0.15):
            local, domain = local.upper() if self.chance(0.3) else local.title(), domain.title()
        if self.chance(0.06):
            local += self.dice.choice(("+kontora", "+news", "+crm"))
        if domain.lower() == "gmail.com" and len(local) > 4 and self.chance(0.3):
            local = f"{local[:3]}.{local[3:]}"
            domain = self.dice.choice(("gmail.com", "googlemail.com"))
        if self.chance(0.03) and "+" not in local:
            local = self.typo(local)
        return f"{local}@{domain}"

    def date(self, born: str) -> str:
        """A birth date, now and then wrong."""
        year, month, day = born.split("-")
        if self.chance(0.05):
            return f"--{month}-{day}"
        if int(day) <= 12 and self.chance(0.05):
            return f"{year}-{day}-{month}"
        if self.chance(0.03):
            return f"{year[:3]}{self.dice.randrange(10)}-{month}-{day}"
        return born

    def address(self, person: Person) -> str:
        """An address in one of the ways of the country."""
        street, house, flat, city = person.address
        form = self.dice.choice(words.STREET_FORMS[person.language])
        street = self.typo(street) if self.chance(0.07) else street
        return form.format(s=street, n=house, f=flat, c=city)

    def names(self, person: Person, *, rough: float) -> tuple[str, str, str]:
        """First, middle and last name; `rough` scales how much goes wrong."""
        self.scheme: dict[str, str] | None = None
        first, middle, last = self._spelled(*self._chosen(person, rough), person.language, rough)
        if self.chance(0.12 * rough):
            last = self.typo(last)
        if self.chance(0.08 * rough) and len(first) > 3:
            first = self.typo(first)
        if self.chance(0.1 * rough):
            first, last = last, first
        if self.chance(0.04 * rough):
            first, middle, last = f"{last} {first} {middle}".strip(), "", ""
        return first, middle, last

    def _chosen(self, person: Person, rough: float) -> tuple[str, str, str]:
        """The name that is given: in full, short or as initials."""
        first, middle, last = person.first, person.middle, person.last
        shorts = (words.MEN if person.sex == "m" else words.WOMEN)[person.language][first]
        if self.chance(0.6):
            middle = ""
        if shorts and self.chance(0.14 * rough):
            first, middle = self.dice.choice(shorts), ""
        elif self.chance(0.06 * rough):
            first, middle = f"{first[0]}.", f"{middle[0]}." if middle else ""
        if person.sex == "f" and person.language == "ru" and self.chance(0.015 * rough):
            last = f"{last}-{in_form('Белов', 'f')}"
        return first, middle, last

    def _spelled(
        self, first: str, middle: str, last: str, language: str, rough: float
    ) -> tuple[str, str, str]:
        """The name in another alphabet, case or with letters that only look right."""
        changes: list[tuple[float, Callable[[str], str]]] = [
            (0.2, lambda text: self.other_alphabet(text, language)),
            (0.04, self.look_alike),
            (0.06, str.upper),
            (0.04, str.lower),
            (0.15, lambda text: text.replace("ё", "е").replace("Ё", "Е")),
            (0.25 if language == "pl" else 0, lambda text: text.translate(_PLAIN_POLISH)),
        ]
        for share, change in changes:
            if self.chance(share * rough):
                first, middle, last = change(first), change(middle), change(last)
        return first, middle, last

    def contact(self, place: int, person: Person, *, rough: float) -> ContactFacts:
        """One row about a person: what was asked for and how it was typed."""
        firm = person.firm
        first, middle, last = self.names(person, rough=rough)
        emails, phones = self._emails(person, rough), self._phones(person, rough)
        company = ""
        if firm and self.chance(0.8):
            company = self.dice.choice(words.FIRM_FORMS[firm.language]).format(firm.word)
        return ContactFacts(
            id=place, first_name=first, middle_name=middle, last_name=last,
            full_name=" ".join(part for part in (last, first, middle) if part),
            emails=emails, phones=phones,
            messengers=(person.telegram,) if self.chance(0.2) else (),
            birth_date=self.date(person.born) if self.chance(0.3) else "",
            company_name=company,
            address=self.address(person) if self.chance(0.25) else "",
            tax_numbers=(person.tax,) if self.chance(0.05) else (),
        )  # fmt: skip

    def _emails(self, person: Person, rough: float) -> tuple[str, ...]:
        emails, firm = [], person.firm
        if self.chance(0.68):
            emails.append(self.email(person.email))
        if firm and self.chance(0.35):
            emails.append(self.email(person.email_at_work))
        if firm and self.chance(0.12):
            emails = [firm.mailbox]
        if self.chance(0.07 * rough):
            other = f"{self.dice.choice('abcdefgh')}{self.dice.randrange(10**6)}"
            emails = [f"{other}@{PROVIDERS[person.language][0]}"]
        return tuple(emails)

    def _phones(self, person: Person, rough: float) -> tuple[str, ...]:
        phones, firm = [], person.firm
        if self.chance(0.78):
            phones.append(self._numbered(person.phone, person.language, rough))
        if self.chance(0.12):
            phones.append(self.phone(person.phone_at_home, person.language))
        if firm and self.chance(0.2):
            extension = f" доб. {self.dice.randrange(100, 999)}" if self.chance(0.1) else ""
            phones.append(self.phone(firm.phone, firm.language) + extension)
        self.dice.shuffle(phones)
        return tuple(phones)

    def _numbered(self, number: str, language: str, rough: float) -> str:
        if self.chance(0.025 * rough):
            place = self.dice.randrange(5, len(number))
            number = number[:place] + str(self.dice.randrange(10)) + number[place + 1 :]
        return self.phone(number, language)
