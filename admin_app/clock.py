"""The only source of now."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """This moment, aware of UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place


def today() -> date:
    """The date in UTC."""
    return now().date()
