"""Numbers, dates and phones as people read them, in the language and time zone of the request."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

import phonenumbers
from babel import dates, numbers
from flask import Flask
from flask_babel import format_date, get_locale, get_timezone
from flask_babel import gettext as _
from markupsafe import Markup

from admin_app import clock
from admin_app.services.shared.listing.counting import Count
from models.normalize import is_e164

HOUR = 3600
WEEK = 7 * 24 * HOUR


def init_app(app: Flask) -> None:
    """Make the formats filters of the templates."""
    app.jinja_env.filters["numberformat"] = number
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["phone"] = phone
    app.jinja_env.filters["birthday"] = birthday


def number(value: float | None) -> str:
    """A number with the language's separators, with all of its decimals."""
    if value is None:
        return ""
    return str(numbers.format_decimal(value, locale=get_locale(), decimal_quantization=False))


def count(value: Count) -> str:
    """A number of rows; an estimate says so."""
    return ("" if value.exact else "≈ ") + number(value.number)


def moment(value: datetime | None) -> Markup:
    """How long ago, with the exact moment on hover; older than a week as a date."""
    if value is None:
        return Markup("")
    locale = get_locale().language
    local = value.astimezone(get_timezone())
    day = _day(local.date(), locale)
    age = int((clock.now() - value).total_seconds())
    if age < 45:
        short = _("just now")
    elif age < WEEK:
        short = _age(age if age < HOUR else age // 60 * 60, locale)
    else:
        short = day
    exact = _day_pattern(locale).format(_time(local.time().replace(microsecond=0), locale), day)
    return Markup(f'<span title="{exact}">{short}</span>')  # noqa: S704 - nothing but dates


# a page of a list shows a hundred moments, many of them of the same day or minute


@lru_cache(maxsize=4096)
def _day(value: date, locale: str) -> str:
    return str(dates.format_date(value, "medium", locale))


@lru_cache(maxsize=65_536)
def _time(value: time, locale: str) -> str:
    return str(dates.format_time(value, "medium", locale=locale))


@lru_cache(maxsize=16_384)
def _age(seconds: int, locale: str) -> str:
    return str(dates.format_timedelta(-seconds, "second", add_direction=True, locale=locale))


@lru_cache(maxsize=8)
def _day_pattern(locale: str) -> str:
    """Where a language puts the time ({0}) and the day ({1})."""
    return str(dates.get_datetime_format("medium", locale)).replace("'", "")


def phone(value: str) -> str:
    """A phone in international writing with its usual groups; one that is none as it is."""
    return _phone(value, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def national_phone(value: str) -> str:
    """A phone as it is written in its own country; one that is none as it is."""
    return _phone(value, phonenumbers.PhoneNumberFormat.NATIONAL)


def _phone(value: str, writing: int) -> str:
    if not is_e164(value):
        return value
    body, _space, extension = value.partition(" x")
    try:
        parsed = phonenumbers.parse(body)
    except phonenumbers.NumberParseException:
        return value
    text = phonenumbers.format_number(parsed, writing)
    return f"{text} x{extension}" if extension else text


def birthday(value: str) -> str:
    """A date of birth, with or without its year."""
    if not value:
        return ""
    if value.startswith("--"):
        day = date(2000, int(value[2:4]), int(value[5:7]))
        return str(format_date(day, _day_and_month()))
    return str(format_date(date.fromisoformat(value), "long"))


def day(value: str) -> str:
    """A day that is kept as an ISO date, e.g. the end of a warranty; empty stays empty."""
    try:
        return str(format_date(date.fromisoformat(value), "medium")) if value else ""
    except ValueError:
        return value


def _day_and_month() -> str:
    return "d MMMM"


def yes_no(value: Any) -> str:
    """A flag as a word."""
    return _("yes") if value else _("no")
