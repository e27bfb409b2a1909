"""Outgoing mail: what was written, what became of it, and sending it now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response
from flask_admin import expose
from flask_babel import gettext as _

from admin_app.errors import Conflict
from admin_app.i18n import N_
from admin_app.mail import settings as mail_settings
from admin_app.permissions import Actor, Permission
from admin_app.services import outbox
from admin_app.services.lists.mail import MAIL
from admin_app.services.shared.listing import Field
from models import OutboxMail
from models.base import db
from models.enums import MailState
from views import current
from views.admin import cells, labels
from views.admin.base import BackofficeView
from views.admin.rows import Action, RowView
from views.notices import notice
from views.problems import text_of

REASONS = {
    outbox.RECIPIENT_OFF: N_("No mail may go to this person any more."),
    outbox.BAD_ADDRESS: N_("The address cannot be written to."),
}
AGAIN = (MailState.KEPT, MailState.FAILED)


class MailView(BackofficeView):
    """The outbox; mails can be read and sent again, nothing else."""

    spec = MAIL
    permissions = {"view": Permission.MAIL_VIEW}
    card_template = "admin/mail.html"

    def title(self) -> str:
        """The heading of the list."""
        return _("Outgoing mail")

    def find(self, row_id: int, actor: Actor) -> OutboxMail:
        """The mail, if the actor may see mail."""
        return outbox.get(row_id, actor=actor)

    def row_view(self, row: OutboxMail, fields: Sequence[Field], actor: Actor) -> RowView:
        """A mail in the list."""
        return RowView(
            id=row.id,
            title=row.subject,
            url=self.address("details_view", id=row.id),
            icon="mail",
            cells=[self._cell(row, f) for f in fields],
        )

    def _cell(self, row: OutboxMail, field: Field) -> Any:
        if field.key == "state":
            return labels.badge(labels.mail_state(row.state))
        if field.key == "error":
            return reason(row)
        return cells.cell(field.kind, getattr(row, field.key))

    def actions_for(self, row: OutboxMail) -> list[Action]:
        """Sending, where the mail still waits."""
        if row.state not in AGAIN or not mail_settings.has_server():
            return []
        label = _("Send now") if row.state == MailState.KEPT else _("Try again")
        url = self.address("send_view", id=row.id)
        return [Action("send", label, url, "send", "post", primary=True)]

    def list_extras(self, actor: Actor) -> dict[str, Any]:
        """The words of the list."""
        text = _("No mail was written yet.")
        if not mail_settings.has_server():
            text = _(
                "No mail was written yet. Set SMTP_URL so that mail leaves; until then it is kept."
            )
        return {
            "search_placeholder": _("Address or subject"),
            "empty": {"icon": "mail", "text": text},
        }

    def card(self, row: OutboxMail, actor: Actor) -> dict[str, Any]:
        """The mail's header, its way, and its text."""
        return {
            "title": row.subject,
            "icon_name": "mail",
            "status": labels.mail_state(row.state),
            "url": self.address("details_view", id=row.id),
            "breadcrumbs": [(self.title(), self.address("index_view")), (row.subject, None)],
            "actions": self.actions_for(row),
            "groups": _facts(row),
            "mail_text": outbox.shown_text(row, actor=actor),
            "no_server": not mail_settings.has_server(),
        }

    @expose("/send/", methods=("POST",))
    def send_view(self) -> Response:
        """Queue a kept or failed mail anew."""
        row = self.row_from_args()
        try:
            outbox.send_again(row, actor=current.current_actor())
            db.session.commit()
        except Conflict as error:
            db.session.rollback()
            notice(text_of(error), "error")
        else:
            notice(_("The mail is on its way to %(email)s.", email=row.recipient))
        return self.back(self.address("details_view", id=row.id))


def reason(row: OutboxMail) -> str:
    """Why a mail was not sent: in our words, or in the server's."""
    return _(REASONS[row.error]) if row.error in REASONS else row.error


def _facts(row: OutboxMail) -> list[tuple[str, list[tuple[str, Any]]]]:
    return [
        (
            "",
            [
                (_("Recipient"), f"{row.recipient_name} <{row.recipient}>"),
                (_("Language"), cells.language(row.language)),
                (_("Written"), cells.cell("moment", row.created_at)),
                (_("Sent"), cells.cell("moment", row.sent_at)),
                (_("Attempts"), cells.cell("number", row.attempts)),
                (_("Reason"), reason(row)),
            ],
        )
    ]
