"""Deleting for good the documents that were deleted a month ago."""

from __future__ import annotations

from admin_app.jobs.registry import JobContext, handler
from admin_app.jobs.schedule import every
from admin_app.permissions import Actor
from admin_app.services import document
from models.base import db

EXPIRE = "documents.expire"
every(24 * 60, EXPIRE)


@handler(EXPIRE)
def expire(context: JobContext) -> dict[str, int]:
    """Empty the documents' trash, a chunk a transaction."""
    actor, gone = Actor.system(f"job:{context.job_id}"), 0
    while not context.cancelled() and (number := document.purge(actor)):
        gone += number
        db.session.commit()
    return {"documents": gone}
