"""The outbox: one event, one mail; claimed by one sender; lost by none."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from admin_app import clock
from admin_app.errors import Conflict, NotAllowed
from admin_app.mail.letters.base import Letter
from admin_app.permissions import Actor
from admin_app.services import outbox
from models import Job, OutboxMail
from models.base import db
from models.enums import ContactStatus, MailState
from tests.factories.people import make_group, make_user, plain_contact

TOKEN = "A1b-_" * 8 + "xyz"
LETTER = Letter(
    "welcome", "uk", "Вітаємо", f"Ось https://x.io/welcome/{TOKEN}\n", f"<p>/welcome/{TOKEN}</p>"
)


@pytest.fixture(autouse=True)
def _database(db_session):
    """Every test here needs the database."""


@pytest.fixture
def server(app, monkeypatch):
    """An SMTP server is set; nothing is sent here."""
    changed = app.extensions["settings"].model_copy(update={"smtp_url": "smtp://mx.example.com"})
    monkeypatch.setitem(app.extensions, "settings", changed)


@pytest.fixture
def at(monkeypatch):
    start = clock.now()

    def move(**time):
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(**time))

    move()
    return move


def enqueue():
    return outbox.enqueue(LETTER, user=make_user(email="olga@example.com", full_name="Ольга"))


def mails():
    return db.session.scalar(select(func.count(OutboxMail.id)))


class TestEnqueue:
    def test_keeps_the_mail_when_no_server_is_set(self):
        mail = enqueue()
        assert mail.state == MailState.KEPT
        assert db.session.scalar(select(func.count(Job.id))) == 0

    def test_queues_it_with_a_job_in_the_same_transaction(self, server):
        mail = enqueue()
        assert mail.state == MailState.QUEUED
        assert db.session.scalars(select(Job.kind)).all() == [outbox.JOB]
        db.session.rollback()
        assert mails() == 0
        assert db.session.scalar(select(func.count(Job.id))) == 0

    def test_holds_what_will_be_sent(self, server):
        mail = enqueue()
        draft = outbox.draft(mail)
        assert (draft.recipient, draft.recipient_name, draft.subject, draft.language) == (
            "olga@example.com",
            "Ольга",
            "Вітаємо",
            "uk",
        )
        assert draft.message_id == mail.message_id

    @pytest.mark.parametrize(
        "contact",
        [
            {"status": ContactStatus.BLOCKED},
            {"status": ContactStatus.DISMISSED},
            {"notifications": False},
            {"deleted_at": clock.now()},
            {"email": ""},
        ],
    )
    def test_nothing_goes_to_contacts_that_are_off(self, contact):
        assert outbox.enqueue(LETTER, contact=plain_contact(**contact)) is None
        assert mails() == 0

    def test_nor_to_their_logins(self):
        contact = plain_contact(notifications=False)
        assert outbox.enqueue(LETTER, user=make_user("clients", contact=contact)) is None

    def test_nor_to_users_who_were_deactivated(self):
        agent = make_user()
        agent.is_active = False
        assert outbox.enqueue(LETTER, user=agent) is None

    def test_goes_to_a_contact_without_a_login(self):
        contact = plain_contact()
        assert outbox.enqueue(LETTER, contact=contact).contact_id == contact.id

    def test_nobody_gets_nothing(self):
        assert outbox.enqueue(LETTER) is None


class TestLanguage:
    def test_is_the_users_then_the_contacts_then_the_systems(self):
        agent, contact = make_user(language="pl"), plain_contact(language="uk")
        assert outbox.language_of(user=agent) == "pl"
        assert outbox.language_of(contact=contact) == "uk"
        assert outbox.language_of(user=make_user("clients", contact=contact)) == "uk"
        assert outbox.language_of(user=make_user()) == "en"


class TestClaim:
    def test_one_sender_has_a_mail_alone(self, server, at):
        mail = enqueue()
        assert outbox.claim() is mail
        assert outbox.claim() is None
        assert mail.attempts == 1

    def test_the_mail_of_a_dead_sender_comes_up_again_as_the_same_mail(self, server, at):
        first = enqueue().message_id
        outbox.claim()
        at(minutes=9)
        assert outbox.claim() is None
        at(minutes=11)
        assert outbox.claim().message_id == first

    def test_the_oldest_comes_first(self, server, at):
        first, second = enqueue(), outbox.enqueue(LETTER, contact=plain_contact())
        second.next_attempt_at = first.next_attempt_at
        assert [outbox.claim(), outbox.claim()] == [first, second]

    @pytest.mark.parametrize("state", [MailState.SENT, MailState.KEPT, MailState.FAILED])
    def test_only_queued_ones_are_taken(self, server, at, state):
        enqueue().state = state
        assert outbox.claim() is None


class TestEndings:
    def test_sent_ones_lose_their_secret(self, server, at):
        mail = enqueue()
        outbox.mark_sent(mail)
        assert (mail.state, mail.sent_at) == (MailState.SENT, clock.now())
        assert TOKEN not in mail.text + mail.html
        assert "https://x.io/welcome/…" in mail.text

    def test_is_tried_again_later_and_later_then_fails(self, server, at):
        mail, waits, minutes = enqueue(), [], 0
        while mail.state == MailState.QUEUED:
            at(minutes=minutes)
            assert outbox.claim() is mail
            outbox.mark_undelivered(mail, "451 busy\r\nlater", permanent=False)
            wait = (mail.next_attempt_at - clock.now()) / timedelta(minutes=1)
            waits.append(wait)
            minutes += wait
        assert waits[:-1] == [1, 5, 15, 60, 180, 360, 720, 1440]
        assert (mail.state, mail.error) == (MailState.FAILED, "451 busy later")

    def test_wakes_the_queue_when_the_next_try_is_due(self, server, at):
        mail = enqueue()
        outbox.claim()
        outbox.mark_undelivered(mail, "451", permanent=False)
        job = db.session.scalar(select(Job).order_by(Job.id.desc()).limit(1))
        assert job.run_after == mail.next_attempt_at

    def test_a_refusal_for_good_is_not_repeated(self, server, at):
        mail = enqueue()
        outbox.claim()
        outbox.mark_undelivered(mail, "550 nobody", permanent=True)
        assert mail.state == MailState.FAILED

    def test_without_a_server_the_queue_is_kept(self, server, at):
        mail = enqueue()
        assert outbox.keep_queued() == 1
        db.session.refresh(mail)
        assert mail.state == MailState.KEPT

    def test_a_contact_blocked_meanwhile_gets_nothing(self, server):
        contact = plain_contact()
        mail = outbox.enqueue(LETTER, contact=contact)
        assert outbox.is_wanted(mail)
        contact.status = ContactStatus.BLOCKED
        assert not outbox.is_wanted(mail)


class TestAgain:
    @pytest.fixture
    def boss(self):
        return Actor.of(make_user("administrators"))

    @pytest.mark.parametrize("state", [MailState.KEPT, MailState.FAILED])
    def test_kept_and_failed_ones_can_be_sent(self, server, boss, state):
        mail = enqueue()
        mail.state, mail.attempts, mail.error = state, 9, "550"
        outbox.send_again(mail, actor=boss)
        assert (mail.state, mail.attempts, mail.error) == (MailState.QUEUED, 0, "")
        assert outbox.claim() is mail

    @pytest.mark.parametrize("state", [MailState.QUEUED, MailState.SENT])
    def test_one_event_stays_one_mail(self, server, boss, state):
        mail = enqueue()
        mail.state = state
        with pytest.raises(Conflict) as caught:
            outbox.send_again(mail, actor=boss)
        assert caught.value.code == "mail_not_waiting"

    def test_needs_a_server(self, boss):
        with pytest.raises(Conflict) as caught:
            outbox.send_again(enqueue(), actor=boss)
        assert caught.value.code == "mail_no_server"

    def test_needs_the_right(self, server):
        mail, agent = enqueue(), Actor.of(make_user())
        with pytest.raises(NotAllowed):
            outbox.send_again(mail, actor=agent)
        with pytest.raises(NotAllowed):
            outbox.get(mail.id, actor=agent)


def test_only_administrators_see_links_that_open_a_login():
    mail = enqueue()
    group = make_group("Post", permissions=["mail.view"])
    postman = Actor.of(make_user(group_id=group.id))
    assert TOKEN in outbox.shown_text(mail, actor=Actor.of(make_user("administrators")))
    assert TOKEN not in outbox.shown_text(mail, actor=postman)
