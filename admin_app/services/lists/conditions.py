"""Conditions that the filters of several lists share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app import clock
from admin_app.services.shared.listing.periods import PERIODS, days_of

Condition = Callable[[Sequence[str]], ColumnElement[bool] | None]
LARGEST_ID = 2**31 - 1


def one_of(column: InstrumentedAttribute[Any], kind: type[StrEnum]) -> Condition:
    """The column is one of the asked values of an enum."""

    def condition(values: Sequence[str]) -> ColumnElement[bool] | None:
        known = [kind(value) for value in values if value in set(kind)]
        return column.in_(known) if known else None

    return condition


def id_in(column: InstrumentedAttribute[Any]) -> Condition:
    """The column is one of the asked ids; `none` asks for rows without."""

    def condition(values: Sequence[str]) -> ColumnElement[bool] | None:
        if "none" in values:
            return column.is_(None)
        ids = [int(v) for v in values if v.isascii() and v.isdigit() and int(v) <= LARGEST_ID]
        return column.in_(ids) if ids else None

    return condition


def is_text(column: InstrumentedAttribute[Any]) -> Condition:
    """The column holds exactly one of the asked texts, but for the case."""

    def condition(values: Sequence[str]) -> ColumnElement[bool] | None:
        asked = {form for v in values for form in (v, *_cases(v))}
        return column.in_(sorted(form.replace("\x00", "") for form in asked))

    return condition


def _cases(text: str) -> tuple[str, ...]:
    return text.lower(), text.upper(), text.capitalize(), text.title()


def is_set(column: InstrumentedAttribute[Any] | ColumnElement[bool]) -> Condition:
    """The flag is on (1) or off (0)."""

    def condition(values: Sequence[str]) -> ColumnElement[bool] | None:
        return column.is_(values[0] == "1") if values[0] in {"0", "1"} else None

    return condition


def is_filled(column: InstrumentedAttribute[Any]) -> Condition:
    """The text is there (1) or missing (0)."""

    def condition(values: Sequence[str]) -> ColumnElement[bool] | None:
        if values[0] not in {"0", "1"}:
            return None
        return column != "" if values[0] == "1" else column == ""

    return condition


def in_days(column: InstrumentedAttribute[Any]) -> Condition:
    """The moment lies in a period, or in `FROM..TO`; both days count, either may be left out."""

    def condition(values: Sequence[str]) -> ColumnElement[bool] | None:
        first, last = _bounds(values[0])
        bounds = []
        if first is not None:
            bounds.append(column >= first)
        if last is not None:
            bounds.append(column < last + timedelta(days=1))
        return and_(*bounds) if bounds else None

    return condition


def _bounds(value: str) -> tuple[datetime | None, datetime | None]:
    if value in PERIODS:
        first, last = days_of(value, clock.now().date())
        return _start(first), _start(last)
    start, _dots, end = value.partition("..")
    return _day(start), _day(end)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _day(text: str) -> datetime | None:
    try:
        return _start(date.fromisoformat(text.strip()))
    except ValueError:
        return None
