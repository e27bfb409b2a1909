"""Keys under which equal things are equal: folded text, phone, e-mail, names.

Pure functions over text. The same folding is used when a row is stored and when it is searched,
so both databases find the same rows (SQLite alone cannot fold Cyrillic).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import phonenumbers
from anyascii import anyascii

REGION_BY_LANGUAGE = {"ru": "RU", "uk": "UA", "pl": "PL", "en": "GB"}
"""Where a phone without a country code is taken to be, by the language of the desk."""

_NEIGHBOURS = ("UA", "RU", "PL")
"""A desk in one of these countries meets numbers of the others without their country code."""

_APOSTROPHES = "'`´ʼ’‘ʹ′"
_QUOTES = '«»„“”"‹›'
_LATIN = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"}
_KEEP_MARK = {"й", "ї", "ў"}
_NOT_WORD = re.compile(r"[^\w]+")
_UNSEEN = frozenset(["Cc", "Cf", "Co", "Cs"])
_SP_ZOO = re.compile(r"\bsp z ?o ?o\b")
_DIGITS = re.compile(r"\D+")
_EXTENSION = re.compile(r"(?:\s*(?:доб|вн|ext|wew|x)\.?\s*)(\d{1,6})$", re.IGNORECASE)
_PHONE_LIKE = re.compile(r"^[\d\s()+\-./]{5,}$")

LEGAL_FORMS = frozenset(
    [
        "ооо",
        "оао",
        "зао",
        "пао",
        "ао",
        "ип",
        "тоо",
        "чп",
        "тов",
        "прат",
        "пат",
        "ват",
        "тдв",
        "фоп",
        "пп",
        "кп",
        "дп",
        "ат",
        "тзов",
        "llc",
        "ltd",
        "limited",
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "plc",
        "gmbh",
        "ag",
        "lp",
        "llp",
        "spzoo",
        "sa",
        "spk",
        "spj",
        "sp",
        "zoo",
        "phu",
        "fhu",
        "phup",
        "ooo",
        "oao",
        "zao",
        "tov",
        "fop",
    ]
)
"""Words of a company's name that say its legal form, folded, without dots."""


class _Fold(dict[int, str]):
    """Character table that fills itself: each character is worked out once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = "".join(_fold_char(part) for part in char.casefold())
        self[code] = folded
        return folded


def _fold_char(char: str) -> str:
    if char in _APOSTROPHES:
        return "'"
    if char in _QUOTES:
        return ""
    if char == "ё":
        return "е"
    if char in _LATIN:
        return _LATIN[char]
    if char in _KEEP_MARK:
        return char
    plain = unicodedata.normalize("NFKD", char).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


_FOLD = _Fold()


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Text for comparing: lower case in any script, ё as е, accents off, white space single."""
    if text.isascii():
        plain = text.lower().replace('"', "")
    else:
        plain = unicodedata.normalize("NFC", text).translate(_FOLD)
    return " ".join(plain.split())


@lru_cache(maxsize=16384)
def latin(text: str) -> str:
    """Folded text in Latin letters, so that «Ковальчук» and “Kovalchuk” meet."""
    folded = fold(text)
    return folded if folded.isascii() else fold(anyascii(folded).replace("'", ""))


def clean(text: str | None) -> str:
    """Text as a person meant it: NFC, no control or zero-width characters, edges trimmed."""
    if not text:
        return ""
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    if not composed.isprintable():
        composed = "".join(
            c for c in composed if c in "\n\t" or unicodedata.category(c) not in _UNSEEN
        )
    return composed.replace("\xa0", " ").strip()


def clean_line(text: str | None) -> str:
    """Like `clean`, on one line with single spaces."""
    if text and text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(clean(text).split())


def email_key(email: str | None) -> str:
    """E-mail address for storing and comparing: trimmed and in lower case."""
    return clean_line(email).lower()


def digits(text: str) -> str:
    """Only the digits of a text."""
    return _DIGITS.sub("", text)


@lru_cache(maxsize=16384)
def phone_key(raw: str, region: str = "GB") -> str:
    """A phone as E.164 (`+380671234567`, with ` x12` for an extension), or as typed if it is none.

    A number without a country code is read as one of `region` (ISO 3166 code).
    """
    typed = clean_line(raw)
    if not typed:
        return ""
    body, extension = typed, ""
    if found := _EXTENSION.search(typed):
        body, extension = typed[: found.start()], f" x{found.group(1)}"
    parsed = _parse_phone(body, region)
    return typed if parsed is None else parsed + extension


def _parse_phone(body: str, region: str) -> str | None:
    for text, where in _phone_readings(body, region):
        try:
            number = phonenumbers.parse(text, where)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _phone_readings(body: str, region: str) -> list[tuple[str, str]]:
    bare = digits(body)
    readings = [(body, region)]
    if body.lstrip().startswith("+"):
        return readings
    # 380671234567, 79123456789, 48221234567: the plus was lost, usually by a spreadsheet.
    if len(bare) >= 11:
        readings.append((f"+{bare}", region))
    # 774768867: the spreadsheet also ate the leading zero.
    if region == "UA" and len(bare) == 9:
        readings.append((f"0{bare}", region))
    if region in _NEIGHBOURS:
        readings += [(body, other) for other in _NEIGHBOURS if other != region]
    return readings


def is_e164(phone: str) -> bool:
    """Whether `phone_key` recognised this number."""
    return phone.startswith("+") and phone[1:].partition(" x")[0].isdigit()


@lru_cache(maxsize=16384)
def person_key(name: str) -> str:
    """Name of a person for comparing: Latin letters, words in alphabetical order."""
    return " ".join(sorted(_NOT_WORD.sub(" ", latin(name)).split()))


@lru_cache(maxsize=16384)
def company_key(name: str) -> str:
    """Name of a company for comparing: folded, without quotes, dots and legal form.

    «ООО "Ромашка"», «Ромашка, ООО» and «ромашка» give one key; a name that is nothing but a
    legal form stays as it is.
    """
    text = fold(name).replace(".", "")
    text = _SP_ZOO.sub("spzoo", text)
    words = _NOT_WORD.sub(" ", text).split()
    kept = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(kept or words)


def search_words(*texts: str | None) -> str:
    """One folded line over all `texts`, each also in Latin letters where that differs."""
    words: dict[str, None] = {}
    for text in texts:
        if not text:
            continue
        words[folded := fold(text)] = None
        if not folded.isascii():
            words[latin(text)] = None
    return " ".join(words)


def phone_words(*phones: str | None) -> str:
    """Phones as they are searched: digits only."""
    return " ".join(dict.fromkeys(digits(phone) for phone in phones if phone))


def search_terms(query: str) -> list[tuple[str, ...]]:
    """What a search must contain: every tuple by one of its forms.

    A query that looks like a phone is one term in any writing: `8 (912) 345-67-89` finds
    `+7 912 345-67-89`. Other queries are split into words; each word is looked for as typed and,
    if it is not Latin, in Latin letters.
    """
    if _PHONE_LIKE.match(query.strip()):
        number = digits(query)
        trunk = number[1:] if len(number) > 6 and number[0] in "08" else ""
        return [tuple(form for form in (number, trunk) if form)] if number else []
    words = [word for word in fold(query).split(" ") if word][:8]
    return [tuple(dict.fromkeys(form for form in (word, latin(word)) if form)) for word in words]
