"""The buttons that call, send an SMS and write a mail: by whom the number is, and which one (S4).

One number is dialled at once, several are a menu. A number by default (a custom field that was
set up so) is dialled at once too, and the others wait behind the arrow beside it. SMS go to
mobile phones where there are any.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import phonenumbers
from flask_babel import gettext as _
from phonenumbers import PhoneNumberType

from admin_app.permissions import Actor
from admin_app.services.shared.custom_fields import default_phone, label_of
from admin_app.services.shared.custom_writing import fields_for
from models import Contact
from models.enums import FieldKind, FieldNoun, PointKind
from models.normalize import is_e164
from views import current, formatting

NO_SMS = {PhoneNumberType.FIXED_LINE, PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE}


@dataclass(frozen=True)
class Way:
    """A number or an address with the words of where it stands."""

    label: str
    value: str
    shown: str
    url: str


@dataclass(frozen=True)
class Button:
    """One of the buttons: goes to `first` at once, or opens the menu of all its ways."""

    key: str
    label: str
    icon: str
    ways: Sequence[Way]
    first: Way | None


def buttons(row: Any, noun: FieldNoun, actor: Actor) -> list[Button]:
    """Call, SMS and mail, as far as the row can be reached so."""
    fields = fields_for(noun, actor)
    phones = _phones(row)
    emails = [(_("E-mail"), value) for value in _emails(row)]
    for field in fields:
        value = row.custom.get(field.key)
        if value and field.kind == FieldKind.PHONE:
            phones.append((label_of(field, current.language()), str(value)))
        elif value and field.kind == FieldKind.EMAIL:
            emails.append((label_of(field, current.language()), str(value)))
    preferred = default_phone(noun)
    default = (
        row.custom.get(preferred.key, "") if preferred is not None and preferred in fields else ""
    )
    mobile = [pair for pair in phones if _takes_sms(pair[1])]
    return [
        button
        for button in (
            _button("call", _("Call"), "phone", _ways(phones, "tel"), default),
            _button("sms", _("SMS"), "message", _ways(mobile, "sms"), default),
            _button("mail", _("Write"), "mail", _ways(emails, "mailto"), ""),
        )
        if button.ways
    ]


def _button(key: str, label: str, icon: str, ways: Sequence[Way], default: str) -> Button:
    first = next((way for way in ways if way.value == default), None)
    return Button(key, label, icon, ways, ways[0] if len(ways) == 1 else first)


def _phones(row: Any) -> list[tuple[str, str]]:
    if not isinstance(row, Contact):
        numbers = [row.phone, *(phone.number for phone in row.more_phones)]
        return [(_("Phone"), number) for number in numbers]
    return [
        *((_("Mobile phone"), value) for value in _points(row, PointKind.MOBILE_PHONE)),
        *((_("Phone"), value) for value in _points(row, PointKind.PHONE)),
    ]


def _emails(row: Any) -> list[str]:
    return _points(row, PointKind.EMAIL) if isinstance(row, Contact) else [row.email]


def _points(row: Contact, kind: PointKind) -> list[str]:
    default = getattr(row, kind.value)
    return [default, *(point.value for point in row.points if point.kind == kind)]


def _ways(pairs: Iterable[tuple[str, str]], scheme: str) -> list[Way]:
    """Each number once, under the first of its labels; what cannot be dialled is left out."""
    found: dict[str, Way] = {}
    for label, value in pairs:
        if scheme == "mailto":
            address, shown = value, value
        elif is_e164(value):
            address, shown = value.partition(" x")[0], formatting.national_phone(value)
        else:
            continue
        if address:
            found.setdefault(value, Way(label, value, shown, f"{scheme}:{address}"))
    return list(found.values())


def _takes_sms(value: str) -> bool:
    if not is_e164(value):
        return False
    try:
        parsed = phonenumbers.parse(value.partition(" x")[0])
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(parsed) not in NO_SMS
