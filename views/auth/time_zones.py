"""Choosing a time zone: the list of them all is fetched when it is opened, once a browser."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from flask import Response, jsonify, url_for
from wtforms import SelectField

from views import current
from views.auth.shared import bp

DAY = 24 * 3600


class TimeZoneField(SelectField):
    """A select that carries the empty choice and the chosen one alone."""

    def iter_choices(self) -> list[Any]:
        """Those of the choices that are sent with the form."""
        return [
            (value, text, chosen, *more)
            for value, text, chosen, *more in super().iter_choices()
            if chosen or not value
        ]

    def __call__(self, **attributes: Any) -> Any:
        """The element, with where the rest comes from."""
        return super().__call__(**attributes, **{"data-options-url": url_for("auth.time_zones")})


def choices(empty: str) -> list[tuple[str, str]]:
    """All time zones by name, after the empty choice."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
    return [("", empty), *((zone, zone.replace("_", " ")) for zone in zones)]


@bp.get("/time-zones")
@current.signed_in
def time_zones() -> Response:
    """Every time zone as [name, text]."""
    answer = jsonify(choices("")[1:])
    answer.headers["Cache-Control"] = f"private, max-age={DAY}"
    return answer
