"""SQLite chooses its indexes by what the tables hold."""

import pytest
from sqlalchemy import text

from admin_app.jobs.handlers.statistics import REFRESH
from admin_app.jobs.runner import run_inline
from admin_app.permissions import Actor
from admin_app.services.shared import jobs
from models.base import db
from models.enums import JobState
from tests.factories.people import plain_contact

pytestmark = pytest.mark.usefixtures("db_session")


def test_statistics_are_refreshed_by_a_job():
    for number in range(3):
        plain_contact(last_name=f"Lis{number}")
    job = jobs.enqueue(REFRESH, {}, actor=Actor.system("test"))
    db.session.commit()
    run_inline(jobs.claim())
    db.session.refresh(job)
    assert job.state == JobState.DONE
    if db.session.get_bind().dialect.name == "sqlite":
        known = text("SELECT stat FROM sqlite_stat1 WHERE idx = 'ix_contact_status_listed'")
        assert db.session.scalar(known).split()[0] == "3"
