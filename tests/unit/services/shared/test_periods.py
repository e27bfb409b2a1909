"""Periods: stretches of days that move with the calendar."""

from datetime import date

import pytest

from admin_app.services.shared.listing.periods import PERIODS, days_of


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("today", "2024-03-31", "2024-03-31"),
        ("last-7", "2024-03-25", "2024-03-31"),
        ("last-30", "2024-03-02", "2024-03-31"),
        ("this-month", "2024-03-01", "2024-03-31"),
        ("last-month", "2024-02-01", "2024-02-29"),
        ("this-year", "2024-01-01", "2024-03-31"),
    ],
)
def test_days(period, first, last):
    found = days_of(period, date(2024, 3, 31))
    assert [day.isoformat() for day in found] == [first, last]


def test_last_month_of_january_is_in_the_year_before():
    assert days_of("last-month", date(2024, 1, 1)) == (date(2023, 12, 1), date(2023, 12, 31))


@pytest.mark.parametrize("period", PERIODS)
def test_every_period_that_is_offered_is_known(period):
    first, last = days_of(period, date(2024, 3, 1))
    assert first <= last
