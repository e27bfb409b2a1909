"""Stretches of days that move with the calendar, so that a saved view stays true tomorrow."""

from __future__ import annotations

from datetime import date, timedelta

from admin_app.i18n import N_

PERIODS: dict[str, str] = {
    "today": N_("Today"),
    "last-7": N_("Last 7 days"),
    "last-30": N_("Last 30 days"),
    "this-month": N_("This month"),
    "last-month": N_("Last month"),
    "this-year": N_("This year"),
}
"""Keys as they stand in an address, with their labels."""


def days_of(period: str, today: date) -> tuple[date, date]:
    """The first and the last day of a period of `PERIODS`, as seen from `today`."""
    month = today.replace(day=1)
    if period == "this-month":
        return month, today
    if period == "last-month":
        end = month - timedelta(days=1)
        return end.replace(day=1), end
    if period == "this-year":
        return today.replace(month=1, day=1), today
    length = {"today": 1, "last-7": 7, "last-30": 30}[period]
    return today - timedelta(days=length - 1), today
