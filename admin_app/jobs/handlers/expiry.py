"""Forgetting finished jobs."""

from __future__ import annotations

from admin_app.jobs.registry import JobContext, handler
from admin_app.jobs.schedule import every
from admin_app.services.shared import jobs
from models.base import db

EXPIRE = "jobs.expire"
every(24 * 60, EXPIRE)


@handler(EXPIRE)
def expire(_context: JobContext) -> dict[str, int]:
    """Delete the rows of jobs that ended long ago."""
    count = jobs.expire()
    db.session.commit()
    return {"jobs": count}
