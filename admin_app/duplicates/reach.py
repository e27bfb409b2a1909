"""E-mails, phones, messengers, dates, tax numbers and addresses in the form that is compared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from admin_app.duplicates.letters import latin_letters, skeleton, words

PHONE_TAIL = 9
"""Digits from the right that two writings of one number share: +38 067…, 8 067…, 067…."""
PHONE_KEY = 7
"""Digits of a local number, without the code of the town."""

_EXTENSION = re.compile(r"\s*(?:доб|вн|внутр|дод|ext|wew|x|#)\.?\s*(\d{1,6})\s*$", re.IGNORECASE)
_FLOAT = re.compile(r"^\+?\d{7,}\.0+$")
_NOT_DIGIT = re.compile(r"\D+")
_NOT_ALNUM = re.compile(r"[\W_]+")
_DATE = re.compile(r"^(\d{4}|-)-?(\d{2})-?(\d{2})$")
_NUMBER = re.compile(r"\d+")
_MESSENGER_ADDRESS = re.compile(
    r"^(?:https?://)?(?:www\.)?(?:t\.me|telegram\.me|wa\.me|vk\.com|m\.me|viber\.me|facebook\.com"
    r"|fb\.com|instagram\.com|linkedin\.com/in)/+",
    re.IGNORECASE,
)
_SAME_DOMAIN = {
    "googlemail.com": "gmail.com",
    "ya.ru": "yandex.ru", "yandex.com": "yandex.ru", "yandex.ua": "yandex.ru",
    "yandex.by": "yandex.ru", "yandex.kz": "yandex.ru", "narod.ru": "yandex.ru",
    "pm.me": "protonmail.com", "proton.me": "protonmail.com",
    "me.com": "icloud.com", "mac.com": "icloud.com",
}  # fmt: skip
_PUBLIC_TEXT = """
    gmail.com yandex.ru mail.ru bk.ru inbox.ru list.ru rambler.ru ukr.net i.ua meta.ua bigmir.net
    wp.pl o2.pl onet.pl op.pl interia.pl gazeta.pl poczta.fm vp.pl tlen.pl outlook.com hotmail.com
    live.com msn.com yahoo.com icloud.com protonmail.com aol.com gmx.net gmx.de web.de internet.ru
    mail.com zoho.com tut.by onet.eu buziaczek.pl spoko.pl email.ua
"""
_PUBLIC = frozenset(_PUBLIC_TEXT.split())
_OFFICE_TEXT = """
    info office mail support sales contact contacts admin hello help helpdesk service servicedesk
    buh buhgalter accounting account accounts finance hr job jobs zakaz order orders shop post
    postmaster webmaster sekretariat sekretar secretary reception recepcja biuro kontakt zamowienia
    sprzedaz serwis pomoc ksiegowosc marketing pr press it noreply no-reply team manager director
    general company firma company1 opt zakupki tender snab kadry priemnaya kanc ofis prodazhi
    billing invoice invoices faktury faktura logistics logistyka warehouse sklad dostavka delivery
    main central dispatch dispetcher kancelaria zakupy praca kadrovik booking rezerwacja enquiries
    inquiries feedback abuse security root system
"""
_OFFICE = frozenset(_OFFICE_TEXT.split())


class Email(NamedTuple):
    """An address: `canonical` is equal for all its writings; an office one serves many persons."""

    canonical: str
    local: str
    domain: str
    office: bool


class Phone(NamedTuple):
    """A number: its last digits, and the extension behind it."""

    tail: str
    extension: str


@lru_cache(maxsize=65536)
def email_of(text: str) -> Email | None:
    """An e-mail address without case, tag and dots that mean nothing; None for no address."""
    typed = latin_letters(text).strip().lower()
    typed = typed.rpartition("<")[2].partition(">")[0].removeprefix("mailto:").strip(" .,;'\"")
    local, at, domain = typed.rpartition("@")
    if not at or not local or not domain:
        return None
    domain = _SAME_DOMAIN.get(domain.rstrip("."), domain.rstrip("."))
    plain = local.partition("+")[0] or local
    if domain == "gmail.com":
        plain = plain.replace(".", "") or plain
    elif domain == "yandex.ru":
        plain = plain.replace("-", ".")
    return Email(f"{plain}@{domain}", plain, domain, _is_office(plain))


def _is_office(local: str) -> bool:
    head = re.split(r"[._\-\d]", local, maxsplit=1)[0]
    return local in _OFFICE or head in _OFFICE


def is_public(domain: str) -> bool:
    """Whether a domain is that of a provider, so that anybody has his e-mail there."""
    return domain in _PUBLIC


@lru_cache(maxsize=65536)
def phone_of(text: str) -> Phone | None:
    """A phone in any writing; None where there are fewer than five digits."""
    typed = text.strip()
    extension = ""
    if found := _EXTENSION.search(typed):
        typed, extension = typed[: found.start()], found.group(1)
    if _FLOAT.match(typed):
        typed = typed.partition(".")[0]
    number = _NOT_DIGIT.sub("", typed)
    if len(number) < 5 or len(set(number)) == 1 or number.lstrip("0") == "":
        return None
    return Phone(number[-PHONE_TAIL:], extension)


@lru_cache(maxsize=65536)
def messenger_of(text: str) -> str:
    """An account in a messenger: its name without @ and address, or the last digits of a phone."""
    typed = _MESSENGER_ADDRESS.sub("", latin_letters(text).strip()).strip("@/ ").lower()
    number = _NOT_DIGIT.sub("", typed)
    if len(number) >= 9 and not re.search(r"[a-z]", typed):
        return number[-PHONE_TAIL:]
    return typed.partition("?")[0]


def date_of(text: str) -> tuple[str, str, str] | None:
    """Year ("" if unknown), month and day of a stored birth date."""
    found = _DATE.match(text.strip())
    if not found:
        return None
    year, month, day = found.groups()
    return ("" if year == "-" else year, month, day)


@lru_cache(maxsize=16384)
def tax_number_of(text: str) -> str:
    """A tax number as letters and digits; "" for one that is too short to name anybody."""
    plain = _NOT_ALNUM.sub("", text).casefold()
    return plain if len(plain) >= 6 and len(set(plain)) > 1 else ""


_STREET_TEXT = """
    ул улица вул вулиця пр просп проспект пер переулок провулок бул бульвар шоссе ш
    пл площадь площа наб дом д буд будинок кв квартира офис оф корп корпус стр строение г город
    місто м обл область р-н район ul ulica al aleja os osiedle pl plac m lok lokal street st str
    road rd avenue ave lane ln drive dr court ct place crescent close flat apt apartment suite unit
    house building bldg city ulitsa vulytsia dom kv kvartira prospekt bud ploshcha oblast region
"""
_STREET_WORDS = frozenset(skeleton(word) for word in _STREET_TEXT.split())


class Address(NamedTuple):
    """An address: its words without «street» and the like, its numbers, both as one line."""

    line: str
    numbers: frozenset[str]
    key: str


@lru_cache(maxsize=16384)
def address_of(text: str) -> Address | None:
    """An address for comparing; None without a word that says something."""
    named, numbers = [], []
    for word in words(text):
        if not word[0].isdigit():
            sounds = skeleton(word)
            if sounds not in _STREET_WORDS and len(sounds) > 1:
                named.append(sounds)
        numbers += [number.lstrip("0") for number in _NUMBER.findall(word)]
    if not named:
        return None
    line = " ".join(sorted(named) + sorted(numbers))
    found = frozenset(numbers)
    key = f"{max(named, key=len)} {' '.join(sorted(found))}" if found else ""
    return Address(line, found, key)
