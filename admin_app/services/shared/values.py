"""One typed text to one value: the same reading for forms and for imports.

Every function takes text as a person typed it and gives the value as it is stored, or raises
`ValueProblem`. Empty text gives "" (flags and choices have no empty value and refuse it). Reading
a stored value again gives the same value.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar
from zoneinfo import available_timezones

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from admin_app import clock
from admin_app.i18n import LANGUAGES
from admin_app.services.shared.phones import quick_phone_key
from admin_app.services.shared.words import CHOICE_WORDS, FALSE_WORDS, LANGUAGE_WORDS, TRUE_WORDS
from models.normalize import clean, clean_line, digits, email_key, fold

E = TypeVar("E", bound=StrEnum)

EMAIL_LENGTH = 254
PHONE_LENGTH = 64
OLDEST_YEAR = 1900
LEAP_YEAR = 2000
CACHED = 4096

_PLAIN_EMAIL = re.compile(r"[a-z0-9_+-]{1,30}(?:\.[a-z0-9_+-]{1,16}){0,2}@([a-z0-9.-]{3,120})")
_NAMED_EMAIL = re.compile(r"(?:[^<>]*<|mailto:)([^<>]+?)>?", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}))?", re.ASCII)
_YEAR_FIRST = re.compile(r"(?:(\d{4})-|--)?(\d{1,2})-(\d{1,2})", re.ASCII)
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")
_TELEGRAM = re.compile(
    r"(?:(?:https?://)?(?:www\.)?(?:t|telegram)\.me/|@)?([a-z][a-z0-9_]{3,31})/?",
    re.IGNORECASE | re.ASCII,
)
_TELEGRAM_SITE = re.compile(r"(?:https?://)?(?:www\.)?(?:t|telegram)\.me/(?=\+\d)", re.IGNORECASE)
_BARE_PHONE = re.compile(r"\+?\d{3,}", re.ASCII)
_PHONE_SIGNS = re.compile(r"[\d\s()+\-./]+", re.ASCII)
_INTERNAL_DOMAINS = frozenset({"local", "localhost"})
SPECIAL_USE_DOMAIN_NAMES[:] = [d for d in SPECIAL_USE_DOMAIN_NAMES if d not in _INTERNAL_DOMAINS]
_ZONES = {name.casefold(): name for name in sorted(available_timezones())}


class ValueProblem(Exception):
    """A text that is not such a value; a code of `admin_app.messages` and its parameters."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def parse_text(text: str | None, limit: int) -> str:
    """One line of text of at most `limit` characters; raises too_long."""
    return _within(clean_line(text), limit)


def parse_lines(text: str | None, limit: int) -> str:
    """Text that may have several lines, of at most `limit` characters; raises too_long."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return _within(clean(lines), limit)


def split_many(text: str | None, *, commas: bool = False) -> list[str]:
    """The values of a cell that holds several: split at `;` and line ends, each once, none empty.

    With `commas` also at commas, for values that cannot hold one.
    """
    if not text:
        return []
    body = text.replace("\n", ";").replace("\r", ";")
    if commas:
        body = body.replace(",", ";")
    return list(dict.fromkeys(part for raw in body.split(";") if (part := raw.strip())))


@lru_cache(maxsize=CACHED)
def parse_email(text: str | None) -> str:
    """An e-mail address in lower case; nothing is looked up, internal domains are fine.

    The name and brackets of «Ivan <ivan@example.com>» are left out. Raises email_wrong, too_long.
    """
    typed = email_key(text)
    if not typed:
        return ""
    if plain := _PLAIN_EMAIL.fullmatch(typed):
        domain = _mail_domain(plain.group(1))
        if domain:
            return f"{typed[: plain.start(1)]}{domain}"
    elif named := _NAMED_EMAIL.fullmatch(typed):
        typed = email_key(named.group(1))
    address = _checked_email(typed)
    if not address:
        raise ValueProblem("email_wrong", value=_short(typed))
    return _within(address, EMAIL_LENGTH)


@lru_cache(maxsize=4096)
def _mail_domain(domain: str) -> str:
    # A file has few domains and many addresses, and the domain is the slow half of the check
    return _checked_email(f"a@{domain}").partition("@")[2]


def _checked_email(typed: str) -> str:
    """The address as it is stored, or "" if it is none."""
    try:
        checked = validate_email(
            typed, check_deliverability=False, test_environment=True, globally_deliverable=False
        )
    except EmailNotValidError:
        return ""
    if "." not in checked.ascii_domain and checked.ascii_domain != "localhost":
        return ""  # ivan@gmailcom is a slip far more often than a host of the office
    return email_key(checked.normalized)


@lru_cache(maxsize=CACHED)
def parse_phone(text: str | None, region: str) -> str:
    """A phone as E.164; a number that is none, e.g. «вн. 123», as typed.

    `region` is the ISO 3166 code where a number without a country code is taken to be. Raises
    phone_wrong for anything with fewer than 3 digits, and too_long.
    """
    typed = parse_text(text, PHONE_LENGTH)
    if not typed:
        return ""
    if not _BARE_PHONE.fullmatch(typed) and (
        len(digits(typed)) < 3 or "@" in typed or "://" in typed
    ):
        raise ValueProblem("phone_wrong", value=typed)
    return quick_phone_key(typed, region)


def parse_birth_date(text: str | None) -> str:
    """A day of birth as `1985-04-23`, or `--04-23` without the year.

    Reads `1985-04-23`, `23.04.1985`, `23/04/1985`, `04-23`, `--04-23`, `23.04`. Raises date_wrong
    and date_future.
    """
    typed = clean_line(text)
    if not typed:
        return ""
    year, month, day = _date_parts(typed)
    try:
        born = date(int(year or LEAP_YEAR), int(month), int(day))
    except ValueError:
        raise ValueProblem("date_wrong", value=_short(typed)) from None
    if not year:
        return f"--{born:%m-%d}"
    if born.year < OLDEST_YEAR:
        raise ValueProblem("date_wrong", value=_short(typed))
    # a day more: somewhere east of Greenwich it is tomorrow already
    if born > clock.today() + timedelta(days=1):
        raise ValueProblem("date_future")
    return born.isoformat()


def _date_parts(typed: str) -> tuple[str | None, str, str]:
    body = _MIDNIGHT.sub("", typed)
    if found := _YEAR_FIRST.fullmatch(body):
        return found.group(1), found.group(2), found.group(3)
    if found := _DAY_FIRST.fullmatch(body):
        return found.group(3), found.group(2), found.group(1)
    raise ValueProblem("date_wrong", value=_short(typed))


@lru_cache(maxsize=1024)
def parse_flag(text: str | None) -> bool:
    """Yes or no: 1/0, +/-, true/false and the words of the four languages; raises flag_wrong."""
    word = fold(clean_line(text))
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ValueProblem("flag_wrong", value=_short(text or ""))


@lru_cache(maxsize=1024)
def parse_choice(text: str | None, kind: type[E]) -> E:
    """A member of a closed list, by its value or a word of the four languages.

    Raises choice_wrong, whose `choices` are the values.
    """
    found = _choices(kind).get(fold(clean_line(text)))
    if found is None:
        choices = ", ".join(member.value for member in kind)
        raise ValueProblem("choice_wrong", value=_short(text or ""), choices=choices)
    return kind(found)


@lru_cache(maxsize=32)
def _choices(kind: type[StrEnum]) -> dict[str, StrEnum]:
    words = {member.value: member for member in kind}
    for member, line in CHOICE_WORDS.get(kind, {}).items():
        words.update((fold(word), member) for word in line.split(","))
    return words


@lru_cache(maxsize=1024)
def parse_language(text: str | None) -> str:
    """A language of the interface by its code (`pl`, `pl-PL`) or name; raises language_wrong."""
    word = fold(clean_line(text))
    if not word:
        return ""
    code = LANGUAGE_WORDS.get(word) or LANGUAGE_WORDS.get(re.split(r"[-_]", word)[0])
    if code is None:
        choices = ", ".join(LANGUAGES)
        raise ValueProblem("language_wrong", value=_short(text or ""), choices=choices)
    return code


@lru_cache(maxsize=1024)
def parse_time_zone(text: str | None) -> str:
    """An IANA time zone in its own spelling; raises time_zone_wrong."""
    typed = clean_line(text)
    if not typed:
        return ""
    name = _ZONES.get(typed.replace(" ", "_").casefold())
    if name is None:
        raise ValueProblem("time_zone_wrong", value=_short(typed))
    return name


@lru_cache(maxsize=CACHED)
def parse_telegram(text: str | None, region: str = "GB") -> str:
    """A Telegram account: `@name` in lower case, or the phone it stands under.

    Reads `@name`, `name`, `t.me/name`, `https://t.me/+380…` and phones. Raises telegram_wrong.
    """
    typed = parse_text(text, 100)
    if not typed:
        return ""
    if found := _TELEGRAM.fullmatch(typed):
        return f"@{found.group(1).lower()}"
    number = _TELEGRAM_SITE.sub("", typed)
    if _PHONE_SIGNS.fullmatch(number) and len(digits(number)) >= 5:
        return parse_phone(number, region)
    raise ValueProblem("telegram_wrong", value=_short(typed))


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise ValueProblem("too_long", limit=limit)
    return text


def _short(text: str) -> str:
    """A wrong value as it is quoted in a message."""
    line = clean_line(text)
    return line if len(line) <= 80 else f"{line[:79]}…"
