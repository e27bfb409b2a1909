"""The form of a contact (A6, S1)."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from admin_app.i18n import LANGUAGES
from admin_app.services.contact_ways import CHANNELS
from admin_app.services.lists.contacts import KIND_LABELS, client_groups
from models.contact import NAME_LENGTH
from models.enums import ContactKind, PointKind
from views.admin.fields import MultiField, RecordField
from views.admin.forms.lookups import company_label
from views.auth import time_zones

CHANNEL_LABELS = {
    PointKind.TELEGRAM: "Telegram",
    PointKind.VIBER: "Viber",
    PointKind.WHATSAPP: "WhatsApp",
    PointKind.SKYPE: "Skype",
    PointKind.FACEBOOK: "Facebook",
    PointKind.OTHER: _l("Other"),
}
NAME = {"maxlength": NAME_LENGTH, "autocomplete": "off"}


def group_choices() -> list[tuple[str, str]]:
    """The groups that a contact may be in."""
    return [(str(g.id), _(g.name) if g.key else g.name) for g in client_groups()]


class ContactForm(FlaskForm):
    """Text as it is typed; the service reads and checks it."""

    version = HiddenField()
    opened = HiddenField()
    last_name = StringField(_l("Last name"), render_kw=NAME)
    first_name = StringField(_l("First name"), render_kw=NAME)
    middle_name = StringField(_l("Middle name"), render_kw=NAME)
    birth_date = StringField(
        _l("Date of birth"),
        description=_l("Like 1985-04-23, or 04-23 when the year is not known."),
    )
    company = RecordField(
        _l("Company"),
        ajax_url=lambda: url_for("companies.pick_view"),
        label_of=company_label,
        create=True,
        description=_l("Type a name; a company that is not there yet can be created."),
    )
    position = StringField(_l("Position"))
    department = StringField(_l("Department"))
    is_manager = BooleanField(
        _l("Company manager"),
        description=_l("Sees and takes part in all tickets of the company's people."),
    )
    emails = MultiField(_l("E-mails"), value_type="email", add_label=_l("Add an e-mail"))
    phones = MultiField(_l("Phones"), value_type="tel", add_label=_l("Add a phone"))
    mobile_phones = MultiField(
        _l("Mobile phones"), value_type="tel", add_label=_l("Add a mobile phone")
    )
    channels = MultiField(
        _l("Messengers"),
        kinds=[(kind.value, CHANNEL_LABELS[kind]) for kind in CHANNELS],
        add_label=_l("Add a messenger"),
    )
    address = StringField(_l("Address"))
    region = StringField(_l("Region"))
    group_id = SelectField(_l("Group"), choices=group_choices, validate_choice=False)
    language = SelectField(
        _l("Language"),
        validate_choice=False,
        choices=lambda: [("", _("Not set")), *LANGUAGES.items()],
    )
    time_zone = time_zones.TimeZoneField(
        _l("Time zone"),
        validate_choice=False,
        choices=lambda: [("", _("Not set"))],
    )
    notifications = BooleanField(
        _l("Notifications"), description=_l("Off means that no mail at all goes to this contact.")
    )
    forms_as_company = BooleanField(_l("Ticket forms as the company"))
    all_tickets = BooleanField(_l("Sees all tickets of the company"))
    notes = TextAreaField(_l("Notes"), render_kw={"rows": 4})


class NewContactForm(ContactForm):
    """With the type, which is chosen once (S1)."""

    kind = RadioField(
        _l("Type"),
        default=ContactKind.PERSON.value,
        choices=lambda: [(kind.value, _(label)) for kind, label in KIND_LABELS.items()],
    )


GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_l("Who"), ("kind", "last_name", "first_name", "middle_name", "birth_date")),
    (_l("Work"), ("company", "position", "department", "is_manager")),
    (_l("How to reach"), ("emails", "phones", "mobile_phones", "channels", "address", "region")),
    (
        _l("Desk"),
        ("group_id", "language", "time_zone", "notifications", "forms_as_company", "all_tickets"),
    ),
    (_l("Notes"), ("notes",)),
)
"""Headings of the form and the fields under them."""
WIDE = frozenset({"kind", "company", "address", "notes"})
