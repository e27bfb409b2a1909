"""What the card of a contact tells."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from admin_app.permissions import Actor, Permission, allowed
from models import Contact, ContactStatusChange
from models.base import db
from models.enums import FieldNoun, PointKind
from views import formatting
from views.admin import cells
from views.admin.custom_cells import facts_group
from views.admin.forms.contact import CHANNEL_LABELS

Facts = list[tuple[str, list[tuple[str, Any]]]]
HISTORY_LENGTH = 50


def facts(row: Contact, actor: Actor, company: Any) -> Facts:
    """Groups of labels and values, without the fields that this person may not see."""
    all_fields = allowed(actor, Permission.CONTACTS_FIELDS)
    limited = [
        (_("Address"), row.address),
        (_("Region"), row.region),
        (_("Date of birth"), formatting.birthday(row.birth_date)),
    ]
    return [
        (
            _("How to reach"),
            [
                (_("E-mails"), cells.joined([cells.email(v) for v in _values(row, "email")])),
                (
                    _("Phones"),
                    cells.joined([cells.phone_to_copy(v) for v in _values(row, "phone")]),
                ),
                (
                    _("Mobile phones"),
                    cells.joined([cells.phone_to_copy(v) for v in _values(row, "mobile_phone")]),
                ),
                *_channels(row),
            ],
        ),
        (
            _("Work"),
            [
                (_("Company"), company),
                (_("Position"), row.position),
                (_("Department"), row.department),
                (_("Company manager"), formatting.yes_no(row.is_manager)),
            ],
        ),
        (_("Personal"), limited if all_fields else []),
        facts_group(FieldNoun.CONTACT, row, actor),
        (
            _("Desk"),
            [
                (_("Type"), cells.kind(row.kind)),
                (_("Group"), _(row.group.name) if row.group.key else row.group.name),
                (_("Notifications"), formatting.yes_no(row.notifications)),
                (_("Language"), cells.language(row.language)),
                (_("Time zone"), row.time_zone),
                (_("Sees all tickets of the company"), formatting.yes_no(row.all_tickets)),
                *_last_login(row),
                (_("Added"), formatting.moment(row.created_at)),
                (_("Changed"), formatting.moment(row.updated_at)),
            ],
        ),
        (_("Notes"), [(_("Notes"), cells.lines(row.notes))] if all_fields and row.notes else []),
    ]


def status_history(row: Contact) -> list[dict[str, Any]]:
    """The steps of the contact's status, newest first (H4, H6)."""
    query = (
        select(ContactStatusChange)
        .where(ContactStatusChange.contact_id == row.id)
        .order_by(ContactStatusChange.id.desc())
        .limit(HISTORY_LENGTH)
    )
    return [
        {
            "who": step.actor_name,
            "initials": cells.initials(step.actor_name),
            "before": cells.status_of(step.before),
            "after": cells.status_of(step.after),
            "reason": step.reason,
            "when": formatting.moment(step.at),
        }
        for step in db.session.scalars(query)
    ]


def _values(row: Contact, column: str) -> list[str]:
    default = getattr(row, column)
    return [default, *(p.value for p in row.points if p.kind == PointKind(column))]


def _channels(row: Contact) -> list[tuple[Any, Any]]:
    telegram = [(CHANNEL_LABELS[PointKind.TELEGRAM], row.telegram)] if row.telegram else []
    others = [(CHANNEL_LABELS[p.kind], p.value) for p in row.points if p.kind in CHANNEL_LABELS]
    return telegram + others


def _last_login(row: Contact) -> list[tuple[str, Any]]:
    if row.user is None or row.user.last_login_at is None:
        return []
    when = formatting.moment(row.user.last_login_at)
    return [(_("Last login"), when), (_("From address"), row.user.last_login_ip)]
