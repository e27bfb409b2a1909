"""A card's own work: similar ones of one contact, saving one, merging two with 1,000 rows each.

python -m benchmarks.cards, in the environment of a stage; answers with one JSON object. Every
contact is another one, so that no cache of the database helps more than a user's.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, insert, select

from admin_app import clock
from admin_app.permissions import Actor
from admin_app.services import contact as contacts
from admin_app.services import similar
from admin_app.services.contact_ways import ways_of
from admin_app.services.processes import merging
from models import Call, Contact, Note
from models.base import db
from models.enums import Direction
from wsgi import app

TIMES = 40
MERGES = 5
ROWS = 1_000
"""Rows of each of the two contacts that are merged, half notes and half calls."""
ACTOR = Actor.system("benchmark")


def measure() -> dict[str, Any]:
    """Milliseconds of each, median and 95th percentile."""
    people = _people()
    found = {
        "suggest": [_seconds(lambda row=row: _suggest(row)) for row in people],
        "save": [_seconds(lambda row=row: _save(row)) for row in people],
        "merge": [],
        "unmerge": [],
    }
    for first, second in zip(people[:MERGES], people[MERGES : 2 * MERGES], strict=True):
        for row in (first, second):
            _hang_on(row.id)
        db.session.commit()
        kept: list[int] = []
        ids = [first.id, second.id]
        found["merge"].append(_seconds(lambda ids=ids, kept=kept: kept.append(_merge(ids))))
        found["unmerge"].append(_seconds(lambda kept=kept: _part(kept[0])))
    return {name: _told(times) for name, times in found.items()}


def _people() -> list[Contact]:
    """Contacts from all over the table, with their names in any language."""
    newest = db.session.scalar(select(func.max(Contact.id))) or 0
    step = max(1, newest // TIMES)
    query = select(Contact).where(
        Contact.id.in_(range(1, newest + 1, step)), Contact.status == "active"
    )
    return list(db.session.scalars(query.limit(TIMES)))


def _suggest(row: Contact) -> None:
    typed = {
        "kind": row.kind,
        "first_name": row.first_name,
        "last_name": row.last_name,
        "middle_name": row.middle_name,
        **ways_of(row),
        "company_id": row.company_id,
    }
    similar.for_contact(typed, ACTOR)
    db.session.rollback()


def _save(row: Contact) -> None:
    position = f"{row.position}." if len(row.position) < 100 else ""
    contacts.update_contact(row, {"position": position, "first_name": f"{row.first_name}a"}, ACTOR)
    db.session.commit()


def _hang_on(contact_id: int) -> None:
    moment, half = clock.now(), range(ROWS // 2)
    notes = [
        {"contact_id": contact_id, "at": moment, "html": f"<p>{n}</p>", "text": str(n)}
        for n in half
    ]
    calls = [
        {"contact_id": contact_id, "at": moment, "direction": Direction.INCOMING} for _ in half
    ]
    db.session.execute(insert(Note), notes)
    db.session.execute(insert(Call), calls)


def _merge(ids: list[int]) -> int:
    merge = merging.carry_out(merging.CONTACTS, ids, ACTOR, {"main": ids[0]})
    merge_id = merge.id
    db.session.commit()
    return merge_id


def _part(merge_id: int) -> None:
    merging.part(merge_id, ACTOR)
    db.session.commit()


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _told(times: list[float]) -> dict[str, Any]:
    ordered = sorted(times)
    worst = ordered[max(0, int(len(ordered) * 0.95 + 0.5) - 1)]
    return {
        "times": len(times),
        "median": round(statistics.median(times) * 1e3, 1),
        "p95": round(worst * 1e3, 1),
    }


if __name__ == "__main__":
    with app.app_context():
        print(json.dumps(measure()))
