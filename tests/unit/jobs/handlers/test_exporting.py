"""Large exports as jobs: the rights of the owner, the file, cancelling, cleaning up."""

from __future__ import annotations

import json
import os
from datetime import timedelta

import pytest
from sqlalchemy import select

from admin_app import clock
from admin_app.exporting import runner as exports
from admin_app.exporting.runner import ExportOrder
from admin_app.jobs.handlers import exporting
from admin_app.jobs.registry import JobContext, registry
from admin_app.jobs.runner import InlineReporter, JobCancelled, run_inline
from admin_app.permissions import Actor
from admin_app.services.shared import jobs
from admin_app.services.shared.listing import ListQuery
from models import AuditEntry, Job
from models.base import db
from models.enums import JobState
from tests.factories.people import make_user, plain_contact

ORDER = ExportOrder("contacts", "json", "en", columns=("full_name", "status"))


@pytest.fixture
def owner(db_session):
    for name in ("Ada", "Bea", "Cyd"):
        plain_contact(full_name=name, sort_name=name.lower())
    return make_user("managers")


def queue(owner, order: ExportOrder = ORDER) -> Job:
    job = jobs.enqueue(exporting.WRITE, order.as_data(), actor=Actor.of(owner))
    db.session.commit()
    return job


def kept() -> set[str]:
    folder = exporting.storage().folder
    return set(os.listdir(folder)) if folder.is_dir() else set()


def test_the_file_is_kept_under_the_result(owner, db_session):
    job = queue(owner)
    result = run_inline(job)
    assert (result["rows"], result["noun"], result["format"]) == (3, "contacts", "json")
    with exporting.storage().open(result["file"]) as file:
        assert {row["full_name"] for row in json.load(file)} == {"Ada", "Bea", "Cyd"}
    db_session.refresh(job)
    assert job.state == JobState.DONE
    entry = db_session.scalars(select(AuditEntry).where(AuditEntry.action == "export")).one()
    assert (entry.actor_id, entry.source) == (owner.id, f"job:{job.id}")


def test_rights_are_those_at_the_time_of_writing(owner, db_session):
    job = queue(owner)
    owner.group.permissions = []
    db_session.commit()
    assert run_inline(job) == {"problem": "not_allowed"}


def test_nothing_is_written_for_one_who_may_not_sign_in(owner, db_session):
    job = queue(owner)
    owner.is_active = False
    db_session.commit()
    assert run_inline(job) == {"problem": "not_allowed"}
    assert not db_session.scalars(select(AuditEntry).where(AuditEntry.action == "export")).all()


def test_a_format_that_became_too_small_is_a_problem_not_a_crash(owner, monkeypatch):
    small = exports.FORMATS["xls"].__class__("xls", "x", 2, exports.FORMATS["xls"].write)
    monkeypatch.setitem(exports.FORMATS, "xls", small)
    result = run_inline(queue(owner, ExportOrder("contacts", "xls", "en")))
    assert result["problem"] == "too_many_rows"
    assert result["params"]["limit"] == 2


class Stopping(InlineReporter):
    """Somebody asks to cancel after the first row."""

    def should_stop(self) -> bool:
        return True


def test_a_cancelled_export_leaves_no_file(owner, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 1)
    job = queue(owner)
    before = (
        set(os.listdir(exporting.storage().folder))
        if exporting.storage().folder.is_dir()
        else set()
    )
    context = JobContext(job.id, ORDER.as_data(), owner.id, 1, Stopping())
    with pytest.raises(JobCancelled):
        registry.kinds[exporting.WRITE].handler(context)
    assert kept() == before


def test_progress_counts_up_to_all_rows(owner, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 1)
    told = []

    class Told(InlineReporter):
        def report(self, done, total):
            told.append((done, total))

    query = ListQuery(sort="full_name")
    order = ExportOrder("contacts", "csv", "en", query=query)
    registry.kinds[exporting.WRITE].handler(JobContext(0, order.as_data(), owner.id, 1, Told()))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3), (3, 3)]


def test_files_are_deleted_after_a_week(owner):
    key = run_inline(queue(owner))["file"]
    fresh = run_inline(queue(owner))["file"]
    old = (clock.now() - exporting.KEPT - timedelta(minutes=1)).timestamp()
    os.utime(exporting.storage().folder / key, (old, old))
    context = JobContext(0, {}, None, 1, InlineReporter())
    assert registry.kinds[exporting.CLEAN_UP].handler(context)["files"] >= 1
    assert not exporting.storage().exists(key)
    assert exporting.storage().exists(fresh)
