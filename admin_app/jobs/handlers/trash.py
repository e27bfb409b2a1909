"""Emptying the trash of what has been there for a month."""

from __future__ import annotations

from admin_app.jobs.registry import JobContext, handler
from admin_app.jobs.schedule import every
from admin_app.permissions import Actor
from admin_app.services.processes import trash
from models.base import db

EXPIRE = "trash.expire"
CHUNK = 500
every(24 * 60, EXPIRE)


@handler(EXPIRE)
def expire(context: JobContext) -> dict[str, int]:
    """Delete for good what is older than 30 days, committing after each chunk of rows.

    What went along with an owner goes before it, so that no chunk grows with the owner's size.
    """
    actor = Actor.system(f"job:{context.job_id}")
    counts = {}
    for key, noun in reversed(trash.NOUNS.items()):
        counts[key] = 0
        while not context.cancelled() and (ids := trash.expired(noun, CHUNK)):
            counts[key] += len(trash.purge(noun, ids, actor))
            db.session.commit()
    return counts
