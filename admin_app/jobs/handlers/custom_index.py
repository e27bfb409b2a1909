"""Building and dropping the indexes of custom fields."""

from __future__ import annotations

from datetime import timedelta
from time import sleep

from admin_app.jobs.registry import JobContext, handler
from admin_app.jobs.schedule import every
from admin_app.permissions import Actor
from admin_app.services import custom_index
from admin_app.services.shared import jobs
from models.base import db

TRIES = 3
LATER = timedelta(minutes=1)
every(60, custom_index.JOB)  # after a restore, a crash, a migration that made a table anew


@handler(custom_index.JOB)
def build(context: JobContext) -> dict[str, int]:
    """Bring the indexes into line with what the fields want; later where another one is at it."""
    for _try in range(TRIES):
        try:
            return custom_index.bring_into_line(context.cancelled)
        except custom_index.Busy:
            sleep(1)
    jobs.enqueue(custom_index.JOB, actor=Actor.system(f"job:{context.job_id}"), delay=LATER)
    db.session.commit()
    return {"made": 0, "dropped": 0}
