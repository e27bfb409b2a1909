"""Readers of cells for the columns of the specs, made of those of `services.shared.values`."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from admin_app.importing.base import Parser
from admin_app.services.contact_ways import read_channel
from admin_app.services.equipment import parse_day
from admin_app.services.shared import values, values_company
from models.enums import PointKind
from models.normalize import clean_line


def text(limit: int) -> Parser:
    """A reader of one line of at most `limit` characters."""
    return lambda cell, _region: values.parse_text(cell, limit)


def lines(limit: int) -> Parser:
    """A reader of text with line ends of at most `limit` characters."""
    return lambda cell, _region: values.parse_lines(cell, limit)


def choice(kind: type[StrEnum]) -> Parser:
    """A reader of a closed list."""
    return lambda cell, _region: values.parse_choice(cell, kind).value


def email(cell: str, _region: str) -> str:
    """An e-mail address."""
    return values.parse_email(cell)


def phone(cell: str, region: str) -> str:
    """A phone."""
    return values.parse_phone(cell, region)


def telegram(cell: str, region: str) -> str:
    """A Telegram account."""
    return values.parse_telegram(cell, region)


def messenger(kind: PointKind) -> Parser:
    """A reader of an account at a messenger."""
    return lambda cell, region: read_channel(kind, cell, region)


def flag(cell: str, _region: str) -> bool:
    """Yes or no."""
    return values.parse_flag(cell)


def birth_date(cell: str, _region: str) -> str:
    """A day of birth."""
    return values.parse_birth_date(cell)


def day(cell: str, _region: str) -> str:
    """A day with its year."""
    return parse_day(cell)


def language(cell: str, _region: str) -> str:
    """A language of the interface."""
    return values.parse_language(cell)


def time_zone(cell: str, _region: str) -> str:
    """A time zone."""
    return values.parse_time_zone(cell)


def site(cell: str, _region: str) -> str:
    """A web address."""
    return values_company.parse_site(cell)


def domain(cell: str, _region: str) -> str:
    """An e-mail domain of a company."""
    return values_company.parse_domain(cell)


def tax_id(cell: str, region: str) -> str:
    """A tax number."""
    return values_company.parse_tax_id(cell, region)


def identifier(cell: str, _region: str) -> Any:
    """An identifier as it is printed: in capitals, of at most 16 characters."""
    typed = clean_line(cell).upper()
    if len(typed) > 16:
        raise values.ValueProblem("identifier_unknown", value=typed[:80])
    return typed
