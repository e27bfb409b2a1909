"""Similar rows as jobs: after an import, at the first start, scans that are killed or cancelled."""

from __future__ import annotations

import pytest

from admin_app.jobs.handlers import similar as handler
from admin_app.jobs.runner import JobCancelled, run_inline
from admin_app.permissions import Actor
from admin_app.services import similar
from admin_app.services.shared import jobs, stale
from admin_app.services.similar import refreshing, scanning
from models import ContactDuplicate, ContactKey, Job, Setting
from models.base import db
from tests.factories.people import plain_contact, system

pytestmark = pytest.mark.usefixtures("db_session")
SAME = {"first_name": "Олена", "last_name": "Коваль", "mobile_phone": "+380671234567"}


class Stops:
    """A reporter that cancels after so many looks."""

    def __init__(self, after: int) -> None:
        self.left = after
        self.told: list[tuple[int, int]] = []

    def report(self, done: int, total: int) -> None:
        self.told.append((done, total))

    def should_stop(self) -> bool:
        self.left -= 1
        return self.left < 0


def twins(number: int = 2) -> None:
    for _ in range(number):
        plain_contact(**SAME, full_name="Коваль Олена")


def run(kind: str, **arguments):
    job = jobs.enqueue(kind, arguments, actor=Actor.system("test"))
    db.session.commit()
    return run_inline(job)


def context(job: Job, reporter) -> handler.JobContext:
    return handler.JobContext(job.id, dict(job.arguments), None, 1, reporter)


def pairs() -> int:
    return db.session.query(ContactDuplicate).count()


def notes() -> int:
    return db.session.query(ContactKey).filter(ContactKey.key < stale.FIRST_KEY).count()


def test_at_the_first_start_all_rows_are_looked_at_once():
    twins()
    assert run(stale.REFRESH)["steps"] == 4
    assert (pairs(), notes()) == (1, 0)
    assert scanning.account(similar.CONTACTS)["rows"] == 2
    assert run(stale.REFRESH)["steps"] == 0


def test_another_engine_looks_at_all_rows_again(monkeypatch):
    twins()
    run(stale.REFRESH)
    monkeypatch.setattr(scanning, "ENGINE", "another")
    assert run(stale.REFRESH)["steps"] == 4


def test_a_scan_tells_its_progress_and_its_account(monkeypatch):
    monkeypatch.setattr(refreshing, "CHUNK", 2)
    twins(4)
    assert run(scanning.SCAN, noun="contacts") == {"noun": "contacts", "rows": 4, "pairs": 6}
    known = scanning.account(similar.CONTACTS)
    assert (known["rows"], known["pairs"], known["cancelled"]) == (4, 6, False)


def test_a_cancelled_scan_leaves_no_notes(monkeypatch):
    monkeypatch.setattr(refreshing, "CHUNK", 1)
    twins(3)
    job = jobs.enqueue(scanning.SCAN, {"noun": "contacts"}, actor=system())
    db.session.commit()
    reporter = Stops(after=1)
    with pytest.raises(JobCancelled):
        handler.scan(context(job, reporter))
    assert notes() == 0
    assert reporter.told[-1] == (2, 6)
    assert scanning.account(similar.CONTACTS)["cancelled"]


def test_a_killed_scan_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(refreshing, "CHUNK", 1)
    twins(3)
    job = jobs.enqueue(scanning.SCAN, {"noun": "contacts"}, actor=system())
    db.session.commit()
    step, calls = similar.Drain.step, []

    def dies(drain):
        calls.append(1)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return step(drain)

    monkeypatch.setattr(similar.Drain, "step", dies)
    with pytest.raises(KeyboardInterrupt):
        handler.scan(context(job, Stops(after=99)))
    db.session.rollback()
    again = Stops(after=99)
    assert handler.scan(context(job, again))["pairs"] == 3
    assert again.told[0] == (4, 6)
    assert (pairs(), notes()) == (3, 0)


def test_a_decision_survives_a_full_scan():
    twins()
    run(stale.REFRESH)
    pair = db.session.query(ContactDuplicate).one()
    similar.decide(similar.CONTACTS, pair.id, similar.Decision.NOT_SIMILAR, system())
    db.session.commit()
    run(scanning.SCAN, noun="contacts")
    db.session.expire_all()
    assert db.session.query(ContactDuplicate).one().state == "not_similar"


def test_a_lower_threshold_looks_again_and_a_higher_one_keeps_decisions():
    twins()
    run(stale.REFRESH)
    scanning.put_settings({"threshold": "99"}, system())
    db.session.commit()
    scanning.put_settings({"threshold": "51"}, system())
    db.session.commit()
    assert notes() == 2
    assert db.session.query(Job).filter_by(kind=stale.REFRESH, state="queued").count() == 1
    run(stale.REFRESH)
    assert pairs() == 1
    assert db.session.query(Setting).filter_by(name="similar").count() == 1


def test_the_command_tells_pairs_of_rows_never_looked_at(app):
    import json

    twins()
    found = app.test_cli_runner().invoke(args=["similar", "--json"])
    (pair,) = json.loads(found.output)["pairs"]
    assert set(pair) == {"a", "b", "score", "reasons"}
    assert 0.5 < pair["score"] <= 1
    assert pair["a"] != pair["b"]
    assert "1 pairs." in app.test_cli_runner().invoke(args=["similar"]).output
