"""The saved views of the side bar with the number of their rows, at a bounded cost."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import func, select

from admin_app.permissions import Actor
from admin_app.services import saved_view
from admin_app.services.shared.listing import select_rows
from admin_app.services.shared.listing.counting import EXACT_UP_TO, Count
from admin_app.services.shared.listing.stored import from_data
from models import SavedView
from models.base import db

LONGEST_SECONDS = 0.5
"""Counting ends when it took so long; the views that are left are shown without a number."""


@dataclass(frozen=True)
class CountedView:
    """A view of the side bar; `count` is None where there was no time to count."""

    view: SavedView
    count: Count | None


def counted(actor: Actor) -> list[CountedView]:
    """The views of the actor's side bar, counted exactly up to `EXACT_UP_TO` rows."""
    started = time.monotonic()
    found = []
    for view in saved_view.in_menu(actor):
        in_time = time.monotonic() - started < LONGEST_SECONDS
        found.append(CountedView(view, _count(view, actor) if in_time else None))
    return found


def _count(view: SavedView, actor: Actor) -> Count:
    """At most `EXACT_UP_TO` rows; `exact` is False where there are more."""
    spec = saved_view.VIEWED[view.noun]
    rows = select_rows(spec, from_data(view.query, spec, actor).query, actor)
    ids = rows.with_only_columns(spec.model.id).order_by(None).limit(EXACT_UP_TO + 1)
    number = db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    return Count(min(number, EXACT_UP_TO), exact=number <= EXACT_UP_TO)
