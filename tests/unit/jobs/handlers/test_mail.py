"""Sending the outbox to a real server: each mail once, none lost."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from admin_app import clock
from admin_app.jobs.handlers.mail import send_mail
from admin_app.jobs.registry import JobContext, registry
from admin_app.jobs.runner import InlineReporter
from admin_app.mail.letters.base import Letter
from admin_app.services import outbox
from models import OutboxMail
from models.base import db
from models.enums import ContactStatus, MailState
from tests.factories.people import plain_contact
from tests.helpers.smtp import free_port, smtp_server

LETTER = Letter("welcome", "en", "Hello", "Hello\n", "<p>Hello</p>")


@pytest.fixture(autouse=True)
def _database(db_session):
    """Every test here needs the database."""


@pytest.fixture
def use(app, monkeypatch):
    def _use(url):
        changed = app.extensions["settings"].model_copy(update={"smtp_url": url})
        monkeypatch.setitem(app.extensions, "settings", changed)

    _use("smtp://127.0.0.1:1")
    return _use


@pytest.fixture
def box(use):
    with smtp_server() as (url, box):
        use(url)
        yield box


def enqueue(count=1):
    made = [outbox.enqueue(LETTER, contact=plain_contact()) for _ in range(count)]
    db.session.commit()
    return made


def run():
    return send_mail(JobContext(1, {}, None, 1, InlineReporter()))


def states():
    db.session.expire_all()
    return Counter(db.session.scalars(select(OutboxMail.state)))


def test_is_known_to_the_worker():
    assert registry.kinds[outbox.JOB].handler is send_mail
    assert registry.kinds[outbox.JOB].retry


def test_sends_what_is_due_once(box):
    mails = enqueue(3)
    assert run() == {"sent": 3, "undelivered": 0}
    assert run() == {"sent": 0, "undelivered": 0}
    assert states() == {MailState.SENT: 3}
    assert {m["Message-ID"] for m in box.messages} == {m.message_id for m in mails}


def test_two_workers_send_each_mail_once(app, box):
    enqueue(20)
    barrier = threading.Barrier(2, timeout=20)

    def work():
        with app.app_context():
            barrier.wait()
            run()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    sent = Counter(m["Message-ID"] for m in box.messages)
    assert len(sent) == 20
    assert set(sent.values()) == {1}
    assert states() == {MailState.SENT: 20}


def test_a_mail_whose_worker_was_killed_is_sent_by_the_next(box, monkeypatch):
    (mail,) = enqueue()
    outbox.claim()
    db.session.commit()  # and here the worker dies
    assert run() == {"sent": 0, "undelivered": 0}
    later = clock.now() + outbox.LEASE + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert run() == {"sent": 1, "undelivered": 0}
    assert [m["Message-ID"] for m in box.messages] == [mail.message_id]


def test_a_refused_recipient_fails_with_the_reason_and_the_others_get_theirs(box):
    refused, _fine = enqueue(2)
    box.refusals[refused.recipient] = "550 no such person"
    assert run() == {"sent": 1, "undelivered": 1}
    db.session.refresh(refused)
    assert (refused.state, refused.error) == (MailState.FAILED, "550 no such person")


def test_a_busy_server_is_asked_again_later(box):
    (mail,) = enqueue()
    box.refusals[mail.recipient] = "451 busy"
    run()
    db.session.refresh(mail)
    assert (mail.state, mail.attempts) == (MailState.QUEUED, 1)
    assert mail.next_attempt_at > clock.now()
    assert run() == {"sent": 0, "undelivered": 0}


def test_a_server_that_is_away_costs_one_mail_one_attempt(use):
    mails = enqueue(3)
    use(f"smtp://127.0.0.1:{free_port()}")
    assert run() == {"sent": 0, "undelivered": 1}
    db.session.expire_all()
    assert sorted(mail.attempts for mail in mails) == [0, 0, 1]
    assert states() == {MailState.QUEUED: 3}


def test_a_contact_blocked_meanwhile_gets_nothing(box):
    contact = plain_contact()
    outbox.enqueue(LETTER, contact=contact)
    contact.status = ContactStatus.BLOCKED
    enqueue()
    assert run() == {"sent": 1, "undelivered": 0}
    assert states() == {MailState.SENT: 1, MailState.FAILED: 1}
    assert len(box.messages) == 1


def test_a_recipient_that_is_no_address_fails_and_stops_nobody(box):
    bad, _fine = enqueue(2)
    bad.recipient = "x@y.io, evil@example.org"
    db.session.commit()
    assert run() == {"sent": 1, "undelivered": 1}
    db.session.refresh(bad)
    assert (bad.state, bad.error) == (MailState.FAILED, outbox.BAD_ADDRESS)


def test_without_a_server_the_queue_is_kept(use):
    enqueue(2)
    use("")
    assert run() == {"kept": 2}
    assert states() == {MailState.KEPT: 2}
