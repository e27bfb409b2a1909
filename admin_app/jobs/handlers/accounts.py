"""Background work of accounts: mails with links, and cleaning up."""

from __future__ import annotations

from admin_app.jobs.registry import JobContext, handler
from admin_app.jobs.schedule import every
from admin_app.services import link_token, session, throttle
from admin_app.services.processes import password_reset
from models.base import db

CLEAN_UP = "accounts.clean_up"
every(60, CLEAN_UP)


@handler(password_reset.JOB)
def send_reset(context: JobContext) -> dict[str, int]:
    """Write the mail with a link to choose a new password, where somebody is there to get it."""
    sent = password_reset.send(
        context.arguments.get("user_id"), ip=str(context.arguments.get("ip", ""))
    )
    db.session.commit()
    return {"mails": int(sent)}


@handler(CLEAN_UP)
def clean_up(_context: JobContext) -> dict[str, int]:
    """Delete tries, sessions and links that can never matter again."""
    counts = {
        "tries": throttle.purge(),
        "sessions": session.purge(),
        "links": link_token.purge(),
    }
    db.session.commit()
    return counts
