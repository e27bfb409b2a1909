"""A bulk change of 5,000 contacts and its undo, with history, audit and the record for undoing.

python -m benchmarks.bulk, in the environment of a stage; answers with one JSON object. The same is
done three times, each on rows that are as they were before; the median counts.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from admin_app.permissions import Actor
from admin_app.services.processes.bulk import carrying_out, taking_back
from admin_app.services.processes.bulk.actions import action_of
from admin_app.services.processes.bulk.planning import plan_rows
from models import ChangeSet, Contact
from models.base import db
from wsgi import app

ROWS = 5_000
TIMES = 3
ACTOR = Actor.system("benchmark")


def measure() -> dict[str, Any]:
    """Seconds of the change and of its undo, until all of it is on the disk."""
    found: dict[str, list[float]] = {"change": [], "undo": []}
    for _ in range(TIMES):
        set_ids: list[int] = []
        found["change"].append(_seconds(lambda ids=set_ids: ids.append(_change())))
        found["undo"].append(_seconds(lambda ids=set_ids: _undo(ids[0])))
    rows = db.session.get_one(ChangeSet, set_ids[0]).changed
    return {"rows": rows, **{name: statistics.median(times) for name, times in found.items()}}


def _change() -> int:
    active = select(Contact).where(Contact.status == "active", Contact.deleted_at.is_(None))
    action = action_of("contacts", "status")
    change_set = plan_rows(action, {"status": "blocked"}, active.limit(ROWS), ACTOR)
    set_id = change_set.id
    db.session.commit()
    while carrying_out.chunk(set_id, ACTOR):
        db.session.commit()
    carrying_out.finish(db.session.get_one(ChangeSet, set_id))
    db.session.commit()
    return set_id


def _undo(set_id: int) -> None:
    taking_back.begin(set_id, ACTOR)
    db.session.commit()
    while taking_back.chunk(set_id, ACTOR):
        db.session.commit()
    taking_back.finish(db.session.get_one(ChangeSet, set_id))
    db.session.commit()


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    with app.app_context():
        print(json.dumps(measure()))
