"""Persons as they are: names, families, employers, numbers; nobody twice."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from itertools import accumulate

from benchmarks.similar import vocabulary as words

LANGUAGES = ("ru", "uk", "pl", "en")
SHARES = (45, 22, 20, 13)
PROVIDERS = {
    "ru": ("gmail.com", "mail.ru", "yandex.ru", "bk.ru", "rambler.ru"),
    "uk": ("gmail.com", "ukr.net", "i.ua", "meta.ua"),
    "pl": ("gmail.com", "wp.pl", "onet.pl", "o2.pl", "interia.pl"),
    "en": ("gmail.com", "outlook.com", "yahoo.com", "icloud.com"),
}
CODES = {"ru": "7", "uk": "380", "pl": "48", "en": "44"}
MAILBOXES = ("info", "office", "support", "sales", "buh", "biuro", "zakaz", "sekretariat", "mail")
_ROOTS_TEXT = "бар вел гор дуб жар звен кур лад мар нос пол рож сад тур хол чер шум бел вер дан"
_ROOTS = _ROOTS_TEXT.split()
_MIDDLES = ("ан", "ен", "ик", "ин", "уш", "аш", "ел", "ил", "ок", "ур")


@dataclass(frozen=True)
class Firm:
    """An employer; `phone` and `mailbox` are the ones that all its people give."""

    number: int
    word: str
    language: str
    domain: str
    phone: str
    mailbox: str


@dataclass(frozen=True)
class Person:
    """Somebody. Phones are digits with the country code."""

    language: str
    sex: str
    first: str
    middle: str
    last: str
    email: str
    email_at_work: str
    phone: str
    phone_at_home: str
    telegram: str
    born: str
    address: tuple[str, int, int, str]
    firm: Firm | None
    tax: str
    family: int = field(default=0)


class People:
    """Draws persons from a seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.weights = {
            key: list(accumulate(1 / (place + 4) for place in range(len(names))))
            for key, names in words.LAST.items()
        }
        self.firms: list[Firm] = []
        self.used: set[str] = set()

    def language(self) -> str:
        """One of the four."""
        return self.dice.choices(LANGUAGES, SHARES)[0]

    def last_name(self, language: str, sex: str) -> str:
        """A family name in the form of the sex; every fourth Russian or Ukrainian one is rare."""
        dice = self.dice
        if language in {"ru", "uk"} and dice.random() < 0.25:
            stem = (dice.choice(_ROOTS) + dice.choice(_MIDDLES)).capitalize()
            if dice.random() < 0.5:
                stem += dice.choice(_MIDDLES)
            name = stem + (dice.choice(("ов", "ин")) if language == "ru" else "енко")
        else:
            name = dice.choices(words.LAST[language], cum_weights=self.weights[language])[0]
        return in_form(name, sex)

    def first_name(self, language: str, sex: str) -> str:
        """A given name, the first of the list far more often than the last."""
        names = list((words.MEN if sex == "m" else words.WOMEN)[language])
        return names[int(len(names) * self.dice.random() ** 1.5)]

    def phone(self, language: str, *, office: bool = False) -> str:
        """A new mobile or office number."""
        dice = self.dice
        code = {
            "ru": "495" if office else f"9{dice.randrange(100):02}",
            "uk": "44" if office else dice.choice(("50", "63", "67", "93", "97")),
            "pl": "22" if office else dice.choice(("50", "60", "66", "78")),
            "en": "20" if office else f"7{dice.randrange(100, 999)}",
        }[language]
        length = {"ru": 10, "uk": 9, "pl": 9, "en": 10}[language] - len(code)
        return f"{CODES[language]}{code}{dice.randrange(10**length):0{length}}"

    def firm(self) -> Firm:
        """A firm known already, or a new one."""
        dice = self.dice
        if self.firms and dice.random() < 0.9:
            return dice.choice(self.firms)
        language, number = self.language(), len(self.firms)
        word = f"{dice.choice(words.FIRM_WORDS[language])}"
        if dice.random() < 0.7:
            word += (
                f"-{number}" if dice.random() < 0.5 else f" {dice.choice(words.CITIES[language])}"
            )
        domain = f"{latin(word.partition('-')[0], language)}{number}.{_top(language)}"
        mailbox = f"{dice.choice(MAILBOXES)}@{domain}"
        firm = Firm(number, word, language, domain, self.phone(language, office=True), mailbox)
        self.firms.append(firm)
        return firm

    def email(self, first: str, last: str, language: str, domain: str) -> str:
        """An address made of the name, that nobody else has."""
        dice = self.dice
        one, two = latin(first, language), latin(last, language)
        form = dice.choice(
            ("{f}.{l}", "{l}.{f}", "{i}.{l}", "{f}{l}", "{l}", "{f}_{l}", "{l}{i}", "nick")
        )
        if form == "nick":
            local = "".join(dice.choice("bcdfgklmnprstvz") + dice.choice("aeiou") for _ in "1234")
        else:
            local = form.format(f=one, l=two, i=one[:1])
        if domain in PROVIDERS[language] and dice.random() < 0.5:
            local += str(dice.choice((dice.randrange(1955, 2006), dice.randrange(100))))
        while f"{local}@{domain}" in self.used:
            local += str(dice.choice((dice.randrange(1955, 2006), dice.randrange(100))))
        self.used.add(f"{local}@{domain}")
        return f"{local}@{domain}"

    def _private(self, first: str, last: str, language: str) -> str:
        return self.email(first, last, language, self.dice.choice(PROVIDERS[language]))

    def _at_work(self, first: str, last: str, language: str, firm: Firm | None) -> str:
        return self.email(first, last, language, firm.domain) if firm else ""

    def person(self) -> Person:
        """Somebody new who is nobody's relative."""
        dice, language = self.dice, self.language()
        sex = dice.choice("mf")
        first, last = self.first_name(language, sex), self.last_name(language, sex)
        firm = self.firm() if dice.random() < 0.7 else None
        return Person(
            language, sex, first, patronymic(self.first_name(language, "m"), language, sex), last,
            self._private(first, last, language),
            self._at_work(first, last, language, firm),
            self.phone(language), self.phone(language, office=True),
            f"@{latin(first, language)}_{latin(last, language)}{dice.randrange(1000)}",
            self.born(), self.address(language), firm, str(dice.randrange(10**9, 10**10)),
        )  # fmt: skip

    def born(self, first: int = 1945, last: int = 2004) -> str:
        """A birth date."""
        dice = self.dice
        return f"{dice.randint(first, last)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"

    def address(self, language: str) -> tuple[str, int, int, str]:
        """Street, house, flat and town."""
        dice = self.dice
        street = dice.choice(words.STREETS[language])
        return (
            street,
            dice.randint(1, 140),
            dice.randint(1, 200),
            dice.choice(words.CITIES[language]),
        )

    def relative(self, of: Person) -> Person:
        """Wife, brother, twin, child or namesake father: the same home and name, his own else."""
        dice, language = self.dice, of.language
        kind = dice.choice(("spouse", "sibling", "twin", "child", "child", "namesake"))
        sex = of.sex if kind == "namesake" else dice.choice("mf")
        first = of.first if kind == "namesake" else self.first_name(language, sex)
        while kind != "namesake" and first == of.first:
            first = self.first_name(language, sex)
        middle = self.first_name(language, "m")
        if kind in {"sibling", "twin"}:
            middle = ""
        if kind in {"child", "namesake"} and of.sex == "m":
            middle = of.first
        year = int(of.born[:4])
        born = (
            self.born(year + 20, year + 32)
            if kind in {"child", "namesake"}
            else self.born(year - 5, year + 5)
        )
        born = of.born if kind == "twin" else born
        last = in_form(base_form(of.last), sex)
        other = self.person()
        return replace(
            other, language=language, sex=sex, first=first, last=last, born=born,
            middle=patronymic(middle, language, sex) if middle else _like(of.middle, sex, language),
            email=self._private(first, last, language),
            email_at_work=self._at_work(first, last, language, other.firm),
            phone=self.phone(language),
            phone_at_home=of.phone_at_home, address=of.address,
            telegram=f"@{latin(first, language)}{dice.randrange(10000)}",
        )  # fmt: skip

    def namesake(self, of: Person) -> Person:
        """Somebody else with exactly the same first and last name."""
        other = self.person()
        middle = (
            of.middle
            if self.dice.random() < 0.3
            else patronymic(self.first_name(of.language, "m"), of.language, of.sex)
        )
        return replace(
            other, language=of.language, sex=of.sex, first=of.first, last=of.last, middle=middle,
            email=self._private(of.first, of.last, of.language),
            email_at_work=self._at_work(of.first, of.last, of.language, other.firm),
            telegram=f"@{latin(of.last, of.language)}{self.dice.randrange(10000)}",
            phone=self.phone(of.language), address=self.address(of.language),
        )  # fmt: skip


def _top(language: str) -> str:
    return {"ru": "ru", "uk": "ua", "pl": "pl", "en": "com"}[language]


_FORMS = (
    ("ов", "ова"), ("ев", "ева"), ("ёв", "ёва"), ("ин", "ина"), ("ский", "ская"), ("цький", "цька"),
    ("ський", "ська"), ("ski", "ska"), ("cki", "cka"),
)  # fmt: skip


def base_form(last: str) -> str:
    """The family name of a man."""
    for mans, ending in _FORMS:
        if last.endswith(ending):
            return last.removesuffix(ending) + mans
    return last


def in_form(last: str, sex: str) -> str:
    """The family name in the form of the sex."""
    if sex == "m":
        return last
    for mans, ending in _FORMS:
        if last.endswith(mans):
            return last.removesuffix(mans) + ending
    return last


def patronymic(father: str, language: str, sex: str) -> str:
    """The patronymic of a Russian or Ukrainian; others have none."""
    if language not in {"ru", "uk"}:
        return ""
    stem, soft = father, False
    if father[-1] in "ййь":
        stem, soft = father[:-1], True
    elif father[-1] in "аяо":
        stem = father[:-1]
    if language == "uk":
        return stem + (
            ("йович" if soft else "ович") if sex == "m" else ("ївна" if soft else "івна")
        )
    if soft and stem.endswith("и"):
        stem = stem[:-1] + "ь"
    return stem + (("евич" if soft else "ович") if sex == "m" else ("евна" if soft else "овна"))


def _like(middle: str, sex: str, language: str) -> str:
    """A brother's patronymic for his sister and the other way round."""
    man, woman = (
        (("ович", "овна"), ("евич", "евна"))
        if language == "ru"
        else (("ович", "івна"), ("йович", "ївна"))
    )
    for one, two in (man, woman):
        if sex == "f" and middle.endswith(one):
            return middle.removesuffix(one) + two
        if sex == "m" and middle.endswith(two):
            return middle.removesuffix(two) + one
    return middle


def latin(text: str, language: str) -> str:
    """Letters of an address on the net."""
    table = words.SCHEMES.get(language, ({},))[0]
    plain = "".join(table.get(char, char) for char in text.lower())
    plain = plain.translate(str.maketrans("łóąęśżźćń", "loaeszzcn"))
    return "".join(char for char in plain if char.isascii() and char.isalnum())
