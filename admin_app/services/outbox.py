"""Outgoing mail: a row written with what caused it, sent by a job, once (promise 23).

A sender claims a row by moving its next attempt beyond the lease, so two senders never have the
same one, and a row whose sender was killed comes up again. Its Message-ID never changes: should
a mail have left just before its sender died, the second copy is recognised as the same.
"""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import CursorResult, select, update

from admin_app import clock
from admin_app.errors import Conflict, NotFound
from admin_app.i18n import LANGUAGES
from admin_app.mail import settings as mail_settings
from admin_app.mail.letters.base import Letter
from admin_app.mail.message import Draft, new_message_id
from admin_app.permissions.actor import Actor
from admin_app.permissions.names import Permission
from admin_app.permissions.policy import demand
from admin_app.services.shared import jobs
from models import Contact, OutboxMail, User
from models.base import db
from models.enums import AccessType, ContactStatus, MailState
from models.normalize import clean_line

JOB = "mail.send"
LEASE = timedelta(minutes=10)
"""Longer than any sending takes; after it the row of a dead sender is taken again."""
BACKOFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440))
"""Waiting before each further attempt; a mail fails when they are used up, after two days."""
RECIPIENT_OFF = "recipient_off"
BAD_ADDRESS = "bad_address"
"""Reasons of our own in `error`; others are the server's words."""
SECRET = re.compile(r"(?<=/)[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
"""A one-time token at the end of a link."""


def may_mail(*, user: User | None = None, contact: Contact | None = None) -> bool:
    """Whether mail may go to them at all.

    Not to blocked, dismissed or deleted contacts, nor to those with notifications off (H5), nor to
    users who were deactivated.
    """
    person = contact if contact is not None else user.contact if user is not None else None
    if user is not None and not user.is_active:
        return False
    if person is None:
        return True
    served = person.status == ContactStatus.ACTIVE and person.deleted_at is None
    return served and person.notifications


def language_of(*, user: User | None = None, contact: Contact | None = None) -> str:
    """The language in which somebody is written to."""
    person = contact if contact is not None else user.contact if user is not None else None
    wishes = (user.language if user else "", person.language if person else "")
    return next((wish for wish in wishes if wish in LANGUAGES), mail_settings.settings().language)


def enqueue(
    letter: Letter, *, user: User | None = None, contact: Contact | None = None
) -> OutboxMail | None:
    """Add a mail to the caller's transaction; None when no mail may go there.

    With no SMTP server set the mail is kept for administrators to see and send later.
    """
    recipient = user if user is not None else contact
    if recipient is None or not recipient.email or not may_mail(user=user, contact=contact):
        return None
    moment = clock.now()
    queued = mail_settings.has_server()
    person = contact if contact is not None else user.contact if user is not None else None
    mail = OutboxMail(
        letter=letter.name,
        recipient=recipient.email,
        recipient_name=recipient.full_name[:200],
        language=letter.language,
        subject=clean_line(letter.subject)[:300],
        text=letter.text,
        html=letter.html,
        message_id=new_message_id(mail_settings.settings().mail_from),
        user_id=user.id if user is not None else None,
        contact_id=person.id if person is not None else None,
        state=MailState.QUEUED if queued else MailState.KEPT,
        next_attempt_at=moment,
        created_at=moment,
    )
    db.session.add(mail)
    db.session.flush()
    if queued:
        _wake()
    return mail


def draft(mail: OutboxMail) -> Draft:
    """The row as the message is built of it."""
    return Draft(
        sender=mail_settings.settings().mail_from,
        recipient=mail.recipient,
        recipient_name=mail.recipient_name,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        language=mail.language,
        message_id=mail.message_id,
        at=mail.created_at,
    )


def claim() -> OutboxMail | None:
    """Take the next due mail for this sender alone, or None. The caller commits before sending."""
    while True:
        moment = clock.now()
        mail_id = db.session.scalar(
            select(OutboxMail.id)
            .where(OutboxMail.state == MailState.QUEUED, OutboxMail.next_attempt_at <= moment)
            .order_by(OutboxMail.next_attempt_at, OutboxMail.id)
            .limit(1)
        )
        if mail_id is None:
            return None
        taken = db.session.execute(
            update(OutboxMail)
            .where(
                OutboxMail.id == mail_id,
                OutboxMail.state == MailState.QUEUED,
                OutboxMail.next_attempt_at <= moment,
            )
            .values(attempts=OutboxMail.attempts + 1, next_attempt_at=moment + LEASE)
            .execution_options(synchronize_session=False)
        )
        if isinstance(taken, CursorResult) and taken.rowcount == 1:
            return db.session.get(OutboxMail, mail_id, populate_existing=True)


def is_wanted(mail: OutboxMail) -> bool:
    """Whether the recipient may still be written to, now that the mail is about to leave."""
    user = db.session.get(User, mail.user_id) if mail.user_id else None
    contact = db.session.get(Contact, mail.contact_id) if mail.contact_id else None
    return may_mail(user=user, contact=contact)


def mark_sent(mail: OutboxMail) -> None:
    """The server has it. The one-time links in our copy have done their work and go."""
    mail.state = MailState.SENT
    mail.sent_at = clock.now()
    mail.error = ""
    mail.text = without_secrets(mail.text)
    mail.html = without_secrets(mail.html)
    db.session.flush()


def mark_undelivered(mail: OutboxMail, reason: str, *, permanent: bool) -> None:
    """Try again later, or fail when that is of no use or was done often enough."""
    mail.error = clean_line(reason)[:500]
    if permanent or mail.attempts > len(BACKOFF):
        mail.state = MailState.FAILED
    else:
        pause = BACKOFF[mail.attempts - 1]
        mail.next_attempt_at = clock.now() + pause
        _wake(pause)
    db.session.flush()


def keep_queued() -> int:
    """The SMTP server was taken out of the settings: what waits is kept for people to see."""
    result = db.session.execute(
        update(OutboxMail).where(OutboxMail.state == MailState.QUEUED).values(state=MailState.KEPT)
    )
    return result.rowcount if isinstance(result, CursorResult) else 0


def send_again(mail: OutboxMail, *, actor: Actor) -> None:
    """Queue a kept or failed mail anew.

    Raises NotAllowed, and Conflict: mail_no_server, mail_not_waiting.
    """
    demand(actor, Permission.MAIL_VIEW)
    if not mail_settings.has_server():
        raise Conflict("mail_no_server")
    if mail.state not in (MailState.KEPT, MailState.FAILED):
        raise Conflict("mail_not_waiting")
    mail.state = MailState.QUEUED
    mail.attempts = 0
    mail.error = ""
    mail.next_attempt_at = clock.now()
    db.session.flush()
    _wake()


def get(mail_id: int, *, actor: Actor) -> OutboxMail:
    """One mail; raises NotAllowed and NotFound."""
    demand(actor, Permission.MAIL_VIEW)
    mail = db.session.get(OutboxMail, mail_id)
    if mail is None:
        raise NotFound(f"mail {mail_id}")
    return mail


def shown_text(mail: OutboxMail, *, actor: Actor) -> str:
    """The text for a person to read: only administrators see links that open a login."""
    if actor.access_type == AccessType.ADMINISTRATOR:
        return mail.text
    return without_secrets(mail.text)


def without_secrets(text: str) -> str:
    """A text whose links have lost their one-time tokens."""
    return SECRET.sub("…", text)


def _wake(delay: timedelta = timedelta()) -> None:
    """Have the queue looked at; the job takes whatever is due, so one more does no harm."""
    jobs.enqueue(JOB, actor=Actor.system("mail"), delay=delay)
