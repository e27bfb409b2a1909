"""Similar rows in the background: those whose rows were changed, and full scans (H8).

What is to be done stands as notes in the tables of keys, so both may be killed and go on.
"""

from __future__ import annotations

import time
from typing import Any

from admin_app.jobs.registry import JobContext, handler
from admin_app.jobs.runner import JobCancelled
from admin_app.jobs.schedule import every
from admin_app.services import similar
from admin_app.services.shared import stale
from admin_app.services.similar import scanning
from models.base import db

EVERY_MINUTES = 5
SLICE_SECONDS = 30
"""After so long other jobs have their turn."""
every(EVERY_MINUTES, stale.REFRESH)


@handler(stale.REFRESH)
def refresh(_context: JobContext) -> dict[str, Any]:
    """Look at rows that were changed; at all of them after an upgrade and at the first start."""
    scanning.renew()
    rows, began = 0, time.monotonic()
    for noun in similar.NOUNS.values():
        similar.wake(noun)
        db.session.commit()
        drain = similar.Drain(noun)
        while number := drain.step():
            db.session.commit()
            rows += number
            if time.monotonic() - began > SLICE_SECONDS:
                stale.queue_refresh()
                return {"steps": rows}
        scanning.renewed(noun)
        db.session.commit()
    return {"steps": rows}


@handler(scanning.SCAN)
def scan(context: JobContext) -> dict[str, Any]:
    """Look at all rows of a noun, as a person asked for."""
    noun = similar.NOUNS[context.arguments["noun"]]
    drain = scanning.begin(noun, context.job_id)
    db.session.commit()
    total = 2 * scanning.length(noun)
    context.progress(max(total - drain.left(), 0), total)
    done = max(total - drain.left(), 0)
    while number := drain.step():
        db.session.commit()
        done = min(done + number, total)
        context.progress(done, total)
        if context.cancelled():
            scanning.end(noun, cancelled=True)
            db.session.commit()
            raise JobCancelled
    told = scanning.end(noun)
    db.session.commit()
    return {"noun": noun.name, **told}
