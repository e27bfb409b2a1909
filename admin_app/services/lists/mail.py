"""The list of outgoing mail."""

from __future__ import annotations

from admin_app.i18n import N_
from admin_app.permissions import Permission
from admin_app.services.lists.conditions import in_days, one_of
from admin_app.services.lists.texts import holds_words
from admin_app.services.shared.listing import Field, Filter, FilterKind, ListSpec, Option
from models import OutboxMail
from models.enums import MailState

STATE_LABELS = {
    MailState.QUEUED: N_("Waiting"),
    MailState.SENT: N_("Sent"),
    MailState.KEPT: N_("Kept"),
    MailState.FAILED: N_("Failed"),
}
LETTER_LABELS = {
    "password_reset": N_("Choose a new password"),
    "password_changed": N_("Your password was changed"),
    "welcome": N_("Your access to Kontora"),
}

MAIL = ListSpec(
    noun="mail",
    model=OutboxMail,
    view=Permission.MAIL_VIEW,
    fields=(
        Field("subject", N_("Subject"), shown=True),
        Field("recipient", N_("Recipient"), sort=OutboxMail.recipient, shown=True),
        Field("state", N_("Status"), sort=OutboxMail.state, shown=True),
        Field("created_at", N_("Written"), kind="moment", sort=OutboxMail.created_at, shown=True),
        Field("sent_at", N_("Sent"), kind="moment", shown=True),
        Field("attempts", N_("Attempts"), kind="number", sort=OutboxMail.attempts),
        Field("error", N_("Reason"), shown=True),
        Field("language", N_("Language"), kind="language", sort=OutboxMail.language),
    ),
    filters=(
        Filter(
            "state",
            N_("Status"),
            FilterKind.MULTI,
            one_of(OutboxMail.state, MailState),
            options=lambda: [Option(k.value, v) for k, v in STATE_LABELS.items()],
        ),
        Filter("created", N_("Written"), FilterKind.DATE_RANGE, in_days(OutboxMail.created_at)),
    ),
    search=holds_words(OutboxMail.recipient, OutboxMail.recipient_name, OutboxMail.subject),
)
