"""Numbers, dates and phones as people read them, in the language and time zone of the request."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import phonenumbers
from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, format_timedelta
from flask_babel import gettext as _
from markupsafe import Markup

from admin_app import clock
from models.normalize import is_e164


def init_app(app: Flask) -> None:
    """Make the formats filters of the templates."""
    app.jinja_env.filters["numberformat"] = number
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["phone"] = phone
    app.jinja_env.filters["birthday"] = birthday


def number(value: float | None) -> str:
    """A number with the language's separators."""
    return "" if value is None else str(format_decimal(value))


def moment(value: datetime | None) -> Markup:
    """How long ago, with the exact moment on hover; older than a week as a date."""
    if value is None:
        return Markup("")
    exact = format_datetime(value, "medium")
    age = clock.now() - value
    if age.total_seconds() < 45:
        short = _("just now")
    elif 0 <= age.days < 7:
        short = format_timedelta(-age, granularity="second", add_direction=True)
    else:
        short = format_date(value, "medium")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        value.isoformat(), exact, short
    )


def phone(value: str) -> str:
    """A phone in international writing with its usual groups; one that is none as it is."""
    if not is_e164(value):
        return value
    body, _space, extension = value.partition(" x")
    try:
        parsed = phonenumbers.parse(body)
    except phonenumbers.NumberParseException:
        return value
    text = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return f"{text} x{extension}" if extension else text


def birthday(value: str) -> str:
    """A date of birth, with or without its year."""
    if not value:
        return ""
    if value.startswith("--"):
        day = date(2000, int(value[2:4]), int(value[5:7]))
        return str(format_date(day, _day_and_month()))
    return str(format_date(date.fromisoformat(value), "long"))


def _day_and_month() -> str:
    return "d MMMM"


def yes_no(value: Any) -> str:
    """A flag as a word."""
    return _("yes") if value else _("no")
