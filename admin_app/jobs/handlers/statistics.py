"""Keeping the database's own picture of its tables fresh."""

from __future__ import annotations

from admin_app.database import refresh_statistics
from admin_app.jobs.registry import JobContext, handler
from admin_app.jobs.schedule import every
from models.base import db

REFRESH = "database.statistics"
every(60, REFRESH)


@handler(REFRESH)
def refresh(_context: JobContext) -> None:
    """Refresh the statistics that queries are planned by."""
    refresh_statistics(db.session.connection())
    db.session.commit()
