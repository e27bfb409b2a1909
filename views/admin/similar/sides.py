"""Two rows side by side: what they share and where they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from admin_app.permissions import Actor, Permission, allowed
from admin_app.services.contact_ways import COLUMNS, ways_of
from models import Company, Contact
from models.normalize import person_key
from views import formatting
from views.admin import cells


@dataclass(frozen=True)
class Line:
    """A field of both rows; `state` is same, differs or one (only one of them has it)."""

    label: str
    a: Sequence[Any]
    b: Sequence[Any]
    state: str


Show = Callable[[str], Any]


def _plain(text: str) -> Any:
    return text


def lines(a: Any, b: Any, actor: Actor) -> list[Line]:
    """The fields that at least one of the rows has, as the actor may see them."""
    read = _contact if isinstance(a, Contact) else _company
    ours, theirs = read(a, actor), read(b, actor)
    found = []
    for (label, mine, show), (_label, others, _show) in zip(ours, theirs, strict=True):
        if mine or others:
            state = _state(mine, others)
            found.append(Line(label, [show(v) for v in mine], [show(v) for v in others], state))
    return found


def _state(mine: Sequence[str], others: Sequence[str]) -> str:
    if not mine or not others:
        return "one"
    known = {person_key(value) or value for value in mine}
    same = known.intersection(person_key(value) or value for value in others)
    return "same" if same else "differs"


Read = list[tuple[str, list[str], Show]]


def _contact(row: Contact, actor: Actor) -> Read:
    ways = ways_of(row)
    channels = [value for _kind, value in ways["channels"]]
    found: Read = [
        (_("Full name"), [row.full_name], _plain),
        (_("Company"), _one(row.company.name if row.company else ""), _plain),
        (_("Position"), _one(row.position), _plain),
        (_("E-mail"), ways["emails"], cells.email),
        (_("Phone"), [v for key in COLUMNS if key != "emails" for v in ways[key]], cells.phone),
        (_("Messengers"), channels, _plain),
    ]
    if allowed(actor, Permission.CONTACTS_FIELDS):
        found += [
            (_("Date of birth"), _one(row.birth_date), formatting.birthday),
            (_("Address"), _one(row.address), _plain),
        ]
    return found


def _company(row: Company, _actor: Actor) -> Read:
    return [
        (_("Name"), [row.name], _plain),
        (_("Legal name"), _one(row.legal_name), _plain),
        (_("Tax number"), _one(row.tax_id), _plain),
        (_("Registration number"), _one(row.registration_number), _plain),
        (_("E-mail"), _one(row.email), cells.email),
        (_("Phone"), _one(row.phone) + [p.number for p in row.more_phones], cells.phone),
        (_("Site"), _one(row.site), cells.site),
        (_("E-mail domains"), [d.domain for d in row.domains], _plain),
        (_("Address"), _one(row.address), _plain),
    ]


def _one(value: str) -> list[str]:
    return [value] if value else []
