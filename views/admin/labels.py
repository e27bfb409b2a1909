"""Words and badges of accounts: groups, users, mails."""

from __future__ import annotations

from flask import get_template_attribute
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from admin_app.i18n import N_
from admin_app.services import relation_kind
from admin_app.services.lists.mail import STATE_LABELS
from admin_app.services.lists.users import ACTIVE_LABELS
from models import AccessGroup, RelationKind
from models.enums import AccessType, MailState
from views import current

ACCESS_TYPE_LABELS = {
    AccessType.ADMINISTRATOR: N_("Administrator"),
    AccessType.STAFF: N_("Staff"),
    AccessType.CLIENT: N_("Client"),
    AccessType.PARTNER: N_("Partner"),
}
MAIL_COLOURS = {
    MailState.QUEUED: "blue",
    MailState.SENT: "green",
    MailState.KEPT: "orange",
    MailState.FAILED: "red",
}


def relation(kind: RelationKind, *, reverse: bool = False) -> str:
    """What the other contact is to this one; names of built-in kinds are translated."""
    text, ours = relation_kind.label(kind, current.language(), reverse=reverse)
    return _(text) if ours else text


def relation_in(kind: RelationKind, language: str, *, reverse: bool = False) -> str:
    """The same in another language than that of the page."""
    text, ours = relation_kind.label(kind, language, reverse=reverse)
    if not ours:
        return text
    with force_locale(language):
        return _(text)


def group_name(group: AccessGroup) -> str:
    """A group's name; those of the built-in ones are translated."""
    return _(group.name) if group.key else group.name


def access_type(value: AccessType) -> str:
    """An access type as a word."""
    return _(ACCESS_TYPE_LABELS[value])


def active(*, on: bool) -> dict[str, str]:
    """Whether a login works, as the badge macro takes it."""
    return {
        "code": "active" if on else "off",
        "label": _(ACTIVE_LABELS[on]),
        "colour": "green" if on else "grey",
    }


def mail_state(state: MailState) -> dict[str, str]:
    """Where a mail is, as the badge macro takes it."""
    return {"code": state.value, "label": _(STATE_LABELS[state]), "colour": MAIL_COLOURS[state]}


def badge(status: dict[str, str]) -> Markup:
    """A status as a badge."""
    found: Markup = get_template_attribute("components/status.html", "status_badge")(status)
    return found
