"""The value of a workbook cell as the text that a person would have typed."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from models.cell_text import from_cell

CellValue = str | int | float | bool | datetime | date | time | timedelta

_HALF_SECOND = timedelta(milliseconds=500)


def cell_text(value: CellValue) -> str:
    """Give the text of a cell: no exponent, no ``.0``, ISO dates, 1 and 0 for true and false.

    A datetime at midnight is a date; parts of a second are rounding noise of the day fraction and
    go to the nearest second.
    """
    if isinstance(value, str):
        return from_cell(value)
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, datetime):
        return _datetime_text(value)
    if isinstance(value, timedelta):
        return _duration_text(value)
    return value.isoformat() if isinstance(value, date) else value.isoformat("seconds")


def _float_text(value: float) -> str:
    text = repr(value)
    if text.endswith(".0"):
        return text[:-2] if text != "-0.0" else "0"
    if "e" in text:
        return format(Decimal(text), "f")
    return text if text[-1].isdigit() else ""


def _datetime_text(value: datetime) -> str:
    if value.microsecond and value.max - value > _HALF_SECOND:
        value = (value + _HALF_SECOND).replace(microsecond=0)
    if value.hour == value.minute == value.second == 0:
        return value.date().isoformat()
    return value.replace(tzinfo=None).isoformat(" ", "seconds")


def _duration_text(value: timedelta) -> str:
    total = round(value.total_seconds())
    sign, total = ("-", -total) if total < 0 else ("", total)
    return f"{sign}{total // 3600}:{total // 60 % 60:02}:{total % 60:02}"
