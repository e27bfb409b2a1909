"""The only source of now."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The moment it is, aware of UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place


def today() -> date:
    """The date in UTC."""
    return now().date()
