"""Sending what waits in the outbox."""

from __future__ import annotations

import logging

from admin_app.jobs.registry import JobContext, handler
from admin_app.jobs.schedule import every
from admin_app.mail import settings as mail_settings
from admin_app.mail.message import BadAddress, build
from admin_app.mail.transport import Connection, Server, Undelivered, connect
from admin_app.services import outbox
from models import OutboxMail
from models.base import db

log = logging.getLogger(__name__)

every(5, outbox.JOB)  # finds mails whose sender died


@handler(outbox.JOB)
def send_mail(context: JobContext) -> dict[str, int]:
    """Send all mail that is due over one connection, committing after each."""
    if not mail_settings.has_server():
        kept = outbox.keep_queued()
        db.session.commit()
        return {"kept": kept}
    counts = {"sent": 0, "undelivered": 0}
    mail = _next()
    if mail is None:
        return counts
    try:
        with connect(Server.from_url(mail_settings.settings().smtp_url)) as connection:
            while mail is not None and not context.cancelled():
                counts["sent" if _send(connection, mail) else "undelivered"] += 1
                mail = _next()
    except Undelivered as error:
        # the server is away; the mail in hand waits, the others come up when it is tried again
        _give_up(mail, error)
        counts["undelivered"] += 1
    return counts


def _next() -> OutboxMail | None:
    """Claim a mail that may still go out; committed, so that nobody else sends it."""
    while True:
        mail = outbox.claim()
        wanted = mail is None or outbox.is_wanted(mail)
        if mail is not None and not wanted:
            outbox.mark_undelivered(mail, outbox.RECIPIENT_OFF, permanent=True)
        db.session.commit()
        if wanted:
            return mail


def _send(connection: Connection, mail: OutboxMail) -> bool:
    """Whether the server took it. Raises Undelivered when the connection is gone."""
    try:
        message = build(outbox.draft(mail))
        db.session.rollback()  # no transaction stays open while the server thinks
        connection.send(message)
    except BadAddress:
        outbox.mark_undelivered(mail, outbox.BAD_ADDRESS, permanent=True)
    except Undelivered as error:
        if error.lost:
            raise
        outbox.mark_undelivered(mail, str(error), permanent=error.permanent)
    else:
        outbox.mark_sent(mail)
        db.session.commit()
        return True
    db.session.commit()
    return False


def _give_up(mail: OutboxMail | None, error: Undelivered) -> None:
    db.session.rollback()
    log.warning("mail server: %s", error)
    if mail is not None:
        outbox.mark_undelivered(mail, str(error), permanent=error.permanent)
        db.session.commit()
