"""When things happened: moments of working days, spread over the past years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

YEARS = 6
OPENS, OPEN_HOURS = 8, 10


@dataclass(frozen=True)
class Calendar:
    """The years that end the day before `now`."""

    now: datetime

    @property
    def days(self) -> int:
        """How many days there are."""
        return YEARS * 365

    def at(self, share: float) -> datetime:
        """The moment when `share` (0 to 1) of the time is over; never after a later share's."""
        day, part = divmod(min(max(share, 0.0), 0.999_999) * self.days, 1)
        first = datetime.combine(self.now.date(), time(OPENS), self.now.tzinfo)
        return first + timedelta(days=day - self.days, hours=part * OPEN_HOURS)

    def later(self, rnd: Random, moment: datetime) -> datetime:
        """Some moment between the given one and now."""
        return moment + (self.now - moment) * rnd.random()


def birth_date(rnd: Random, today: date) -> str:
    """A grown-up's day of birth; one in five is not known by the year."""
    day = today - timedelta(days=rnd.randrange(19 * 365, 67 * 365))
    return f"--{day:%m-%d}" if rnd.random() < 0.2 else day.isoformat()
