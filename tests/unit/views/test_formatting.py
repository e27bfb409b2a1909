"""Moments as people read them, in every language."""

from datetime import UTC, datetime, timedelta

import pytest
from flask_babel import force_locale, format_date, format_datetime, format_timedelta

from admin_app import clock
from admin_app.i18n import LANGUAGES
from views import formatting

NOW = datetime(2026, 3, 15, 21, 5, 9, 123456, UTC)
AGES = [
    timedelta(minutes=1),
    timedelta(minutes=59),
    timedelta(hours=5),
    timedelta(days=6, hours=23),
]


@pytest.fixture(autouse=True)
def still(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_moment_reads_as_babel_writes_it(app, language):
    with app.test_request_context(), force_locale(language):
        for age in AGES:
            short = format_timedelta(-age, granularity="second", add_direction=True)
            exact = format_datetime(NOW - age, "medium")
            assert formatting.moment(NOW - age) == f'<span title="{exact}">{short}</span>'
        long_ago = NOW - timedelta(days=400)
        assert format_date(long_ago, "medium") in formatting.moment(long_ago)


def test_a_moment_of_now_or_of_a_clock_ahead_is_just_now(app):
    with app.test_request_context():
        assert ">just now<" in formatting.moment(NOW - timedelta(seconds=44))
        assert ">just now<" in formatting.moment(NOW + timedelta(seconds=5))
        assert formatting.moment(None) == ""
