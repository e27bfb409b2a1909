"""Choosing a time zone: the list of them all is fetched when it is opened, once a browser."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast
from zoneinfo import available_timezones

from flask import Response, jsonify, url_for
from wtforms import SelectField

from views import current
from views.auth.shared import bp

DAY = 24 * 3600


class TimeZoneField(SelectField):
    """A select that carries the empty choice and the chosen one alone."""

    def iter_choices(self) -> list[Any]:
        """Those of the choices that are sent with the form; another value only where it is one."""
        value, offered = self.data or "", cast("list[tuple[str, str]]", self.choices or [])
        few: list[Any] = [(key, text, key == value, {}) for key, text in offered]
        if value and (value in names() or not self.validate_choice):
            few.append((value, _text(value), True, {}))
        return few

    def __call__(self, **attributes: Any) -> Any:
        """The element, with where the rest comes from."""
        return super().__call__(**attributes, **{"data-options-url": url_for("auth.time_zones")})


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """All time zones that a person may choose."""
    return frozenset(zone for zone in available_timezones() if "/" in zone or zone == "UTC")


def _text(zone: str) -> str:
    return zone.replace("_", " ")


@bp.get("/time-zones")
@current.signed_in
def time_zones() -> Response:
    """Every time zone as [name, text]."""
    answer = jsonify([(zone, _text(zone)) for zone in sorted(names())])
    answer.headers["Cache-Control"] = f"private, max-age={DAY}"
    return answer
