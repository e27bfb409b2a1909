"""Emptying the trash by the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from admin_app import clock
from admin_app.jobs import schedule
from admin_app.jobs.handlers import trash as handler
from admin_app.jobs.runner import run_inline
from admin_app.permissions import Actor
from admin_app.services.processes import trash
from admin_app.services.processes.trash import COMPANY, CONTACT
from admin_app.services.shared import jobs
from models import AuditEntry, Company, Contact
from models.base import db
from tests.factories.people import make_contact, system

pytestmark = pytest.mark.usefixtures("db_session")


def put_away(row, days: int, **how) -> None:
    noun = CONTACT if isinstance(row, Contact) else COMPANY
    trash.delete(noun, [row.id], system(), **how)
    db.session.flush()
    for kind in (Contact, Company):
        for there in db.session.query(kind).filter(kind.deleted_at > clock.now() - timedelta(1)):
            there.deleted_at -= timedelta(days=days)
    db.session.commit()


def test_what_is_older_than_a_month_goes_in_chunks(monkeypatch):
    monkeypatch.setattr(handler, "CHUNK", 2)
    company = make_contact(company="Zefir").company
    for _ in range(4):
        make_contact(company_id=company.id)
    put_away(company, 31, along=["contacts"])
    recent, alive = make_contact(), make_contact()
    put_away(recent, 29)
    job = jobs.enqueue(handler.EXPIRE, {}, actor=Actor.system("test"))
    db.session.commit()
    assert run_inline(job) == {"equipment": 0, "contacts": 5, "companies": 1}
    assert {row.id for row in db.session.query(Contact)} == {recent.id, alive.id}
    assert db.session.query(Company).count() == 0
    entry = db.session.query(AuditEntry).filter_by(noun="company", action="delete").one()
    assert (entry.row_name, entry.actor_name, entry.source) == ("Zefir", "Kontora", f"job:{job.id}")


def test_it_is_done_once_a_day():
    assert schedule.Scheduled(handler.EXPIRE, 24 * 60) in schedule.SCHEDULE
