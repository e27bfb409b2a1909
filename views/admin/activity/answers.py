"""What a fragment tells the page beside its HTML: toasts, counters of the tabs, where errors go."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, make_response
from sqlalchemy import select

from admin_app.errors import DomainError
from admin_app.services import stored_file, timeline
from admin_app.services.shared.cards import Card
from models.base import db
from views import formatting
from views.problems import text_of


def tell(answer: Response, name: str, value: Any) -> Response:
    """Add an event that the page's scripts hear."""
    told = json.loads(answer.headers.get("HX-Trigger", "{}"))
    answer.headers["HX-Trigger"] = json.dumps(told | {name: value})
    return answer


def toast(answer: Response, text: str, kind: str = "success") -> Response:
    """Say what happened."""
    return tell(answer, "toast", {"text": text, "kind": kind})


def counts(answer: Response, card: Card) -> Response:
    """Tell how many entries and files the card has now."""
    lines = timeline.count(timeline.Place(card)).scalar_subquery()
    files = stored_file.count_of(card).scalar_subquery()
    numbers = db.session.execute(select(lines, files)).one()
    names = ("activity", "files")
    shown = {name: formatting.number(n) for name, n in zip(names, numbers, strict=True)}
    return tell(answer, "k:counts", shown)


def refused(error: DomainError, place: str) -> Response:
    """Put what is wrong into the element `place`; what was typed stays where it is."""
    answer = make_response(text_of(error), 422)
    answer.mimetype = "text/plain"
    answer.headers["HX-Retarget"] = place
    answer.headers["HX-Reswap"] = "textContent"
    return answer
