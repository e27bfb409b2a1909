"""What an address wants of a time line, and the address of what is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from werkzeug.datastructures import MultiDict

from admin_app import clock
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services import timeline
from admin_app.services.shared.cards import COMPANY, Card
from admin_app.services.shared.listing.periods import PERIODS, days_of
from views import current

OLDEST_FIRST = "oldest"
CONTACTS = "contacts"


@dataclass(frozen=True)
class View:
    """A time line as it is asked for; unknown values of the address are left out."""

    place: timeline.Place
    asked: timeline.Asked
    period: str = ""
    cursor: str = ""
    entry: str = ""

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments that ask for the same again, without the page."""
        asked = self.asked
        found: dict[str, Any] = {
            "kind": sorted(asked.kinds),
            "author": asked.author_id,
            "period": self.period,
            "about": asked.about,
            "sort": OLDEST_FIRST if asked.oldest_first else "",
            "with": CONTACTS if self.place.with_contacts else "",
        }
        return {key: value for key, value in found.items() if value}

    def address(self, **more: Any) -> str:
        """The fragment with the entries."""
        arguments = {**self.arguments, **more}
        return url_for("activity.lines", card=str(self.place.card), **arguments)

    def page_address(self) -> str:
        """The card with this line, to be sent to somebody."""
        card = self.place.card
        page = url_for(f"{card.kind.noun}.details_view", tab="activity", id=card.id)
        more = url_for("activity.lines", **self.arguments).partition("?")[2]
        return f"{page}&{more}" if more else page


def read(card: Card, args: MultiDict[str, str], actor: Actor) -> View:
    """The line of a card that the arguments ask for."""
    people = args.get("with") == CONTACTS and card.kind is COMPANY
    place = timeline.Place(card, people and allowed(actor, Permission.CONTACTS_VIEW))
    period = args.get("period", "")
    since, until = _moments(period) if period in PERIODS else (None, None)
    asked = timeline.Asked(
        kinds=frozenset(args.getlist("kind")) & frozenset(timeline.SOURCES),
        author_id=_number(args.get("author", "")),
        since=since,
        until=until,
        about=_key(args.get("about", "")),
        oldest_first=args.get("sort") == OLDEST_FIRST,
    )
    shown = period if period in PERIODS else ""
    return View(place, asked, shown, args.get("cursor", ""), _key(args.get("entry", "")))


def _moments(period: str) -> tuple[datetime, datetime]:
    zone = ZoneInfo(current.time_zone())
    first, last = days_of(period, clock.now().astimezone(zone).date())
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    return begin.astimezone(UTC), end.astimezone(UTC)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _key(text: str) -> str:
    kind, _, number = text.partition(":")
    return text if kind in timeline.SOURCES and _number(number) is not None else ""
