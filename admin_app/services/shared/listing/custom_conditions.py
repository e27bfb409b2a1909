"""Conditions by which lists are narrowed on custom fields, by the kind of the field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from admin_app import clock
from admin_app.services.shared.custom_sql import (
    NOTHING,
    dialect,
    order_of,
    part_of,
    path_of,
    whole_of,
)
from admin_app.services.shared.custom_values import read_value
from admin_app.services.shared.listing.field import EMPTY, FILLED
from admin_app.services.shared.listing.periods import PERIODS, days_of
from admin_app.services.shared.values import ValueProblem
from models import CustomField
from models.enums import FieldKind
from models.normalize import REGION_BY_LANGUAGE

Condition = Callable[[Sequence[str]], ColumnElement[bool] | None]
Asked = Callable[[type[Any], CustomField, str], ColumnElement[bool] | None]
ANY = "*"
"""Stands for any letters in a text that is asked for."""
_ESCAPE = "/"


def condition_of(model: type[Any], field: CustomField) -> Condition:
    """The condition of the field's filter; several values mean any of them.

    Each may be `FILLED` or `EMPTY`. Ranges are `FROM..TO`, of which either may be left out. A text
    is asked for as a whole, but for the case, or with `*` for any letters.
    """
    asked = _ASKED.get(field.kind, _text)

    def condition(values: Sequence[str]) -> ColumnElement[bool] | None:
        found = [_one(model, field, value.replace("\x00", ""), asked) for value in values]
        known = [part for part in found if part is not None]
        return or_(*known) if known else None

    return condition


def _one(
    model: type[Any], field: CustomField, value: str, asked: Asked
) -> ColumnElement[bool] | None:
    if value not in (FILLED, EMPTY):
        return asked(model, field, value)
    if field.kind == FieldKind.CHOICES:
        there: ColumnElement[bool] = part_of(model, field).is_not(None)
    else:
        nothing = NOTHING if field.kind == FieldKind.NUMBER else ""
        there = order_of(model, field) != nothing
        if value == EMPTY:
            return order_of(model, field) == nothing
    return there if value == FILLED else ~there


def _text(model: type[Any], field: CustomField, value: str) -> ColumnElement[bool] | None:
    if field.kind == FieldKind.LONG_TEXT or ANY in value:
        body = value if ANY in value else f"{ANY}{value}{ANY}"
        return or_(*(_like(whole_of(model, field), form) for form in sorted(_cases(body))))
    return order_of(model, field).in_(sorted(_cases(value) | set(_readings(field, value))))


def _like(whole: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    for sign in (_ESCAPE, "%", "_"):
        text = text.replace(sign, _ESCAPE + sign)
    return whole.ilike(text.replace(ANY, "%"), escape=_ESCAPE)


def _cases(text: str) -> set[str]:
    return {text, text.lower(), text.upper(), text.capitalize(), text.title()}


def _readings(field: CustomField, text: str) -> Iterable[str]:
    """What the text may be stored as: a phone in any of the countries, an address in its form."""
    for region in {*REGION_BY_LANGUAGE.values()}:
        try:
            stored = read_value(field, text, region)
        except ValueProblem:
            continue
        if isinstance(stored, str) and stored:
            yield stored


def _flag(model: type[Any], field: CustomField, value: str) -> ColumnElement[bool] | None:
    if value not in {"0", "1"}:
        return None
    words = ("0", "1") if dialect() == "sqlite" else ("false", "true")
    return order_of(model, field) == words[value == "1"]


def _choice(model: type[Any], field: CustomField, value: str) -> ColumnElement[bool] | None:
    return order_of(model, field) == value


def _choices(model: type[Any], field: CustomField, value: str) -> ColumnElement[bool] | None:
    if dialect() == "sqlite":
        each = func.json_each(model.custom, path_of(field)).table_valued("value", name="chosen")
        return select(each).where(each.c.value == value).exists()
    return part_of(model, field).op("@>", is_comparison=True)(literal([value], JSONB))


def _days(model: type[Any], field: CustomField, value: str) -> ColumnElement[bool] | None:
    first, last = _bounds(value)
    place, moment = order_of(model, field), field.kind == FieldKind.MOMENT
    bounds = []
    if first is not None:
        bounds.append(place >= (f"{first}T00:00Z" if moment else str(first)))
    if last is not None:
        bounds += [place != "", place < _day_after(last, moment=moment)]
    return and_(*bounds) if bounds else None


def _day_after(day: date, *, moment: bool) -> str:
    if day == date.max:
        return "9999-12-32"
    after = day + timedelta(days=1)
    return f"{after}T00:00Z" if moment else str(after)


def _bounds(value: str) -> tuple[date | None, date | None]:
    if value in PERIODS:
        return days_of(value, clock.now().date())
    first, dots, last = value.partition("..")
    return _day(first), _day(last if dots else first)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _numbers(model: type[Any], field: CustomField, value: str) -> ColumnElement[bool] | None:
    first, dots, last = value.partition("..")
    least, most = _number(first), _number(last if dots else first)
    place, bounds = order_of(model, field), []
    if least is not None:
        bounds.append(place >= least)
    if most is not None:
        bounds += [place <= most, place > NOTHING]
    return and_(*bounds) if bounds else None


def _number(text: str) -> float | None:
    try:
        number = Decimal("".join(text.split()).replace(",", ".").replace("−", "-"))
        return float(number) if number.is_finite() else None
    except (InvalidOperation, OverflowError):
        return None


_ASKED: dict[FieldKind, Asked] = {
    FieldKind.FLAG: _flag,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.DATE: _days,
    FieldKind.MOMENT: _days,
    FieldKind.NUMBER: _numbers,
}
