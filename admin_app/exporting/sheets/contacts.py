"""Columns of an export of contacts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app.exporting.sheets.base import (
    Chunk,
    Sheet,
    SheetColumn,
    chosen,
    day_or_text,
    moment,
    plain,
)
from admin_app.exporting.sheets.reading import among
from admin_app.i18n import N_
from admin_app.permissions import Permission
from admin_app.services.lists.contacts import KIND_LABELS, STATUS_LABELS
from models import Company, Contact, ContactPoint
from models.base import db
from models.enums import PointKind

LIMITED = Permission.CONTACTS_FIELDS
EMPLOYER = aliased(Company)
"""The company of the row; an alias, so that filters of the list can look at companies too."""


def _points(ids: Sequence[int]) -> Mapping[str, Mapping[int, list[str]]]:
    """Further ways to reach the contacts by kind, in their order."""
    found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    query = (
        select(type_coerce(ContactPoint.kind, String), ContactPoint.contact_id, ContactPoint.value)
        .where(among(ContactPoint.contact_id, ids))
        .order_by(ContactPoint.position, ContactPoint.id)
    )
    for kind, contact_id, value in db.session.connection().execute(query).all():
        found[kind][contact_id].append(value)
    return found


def _company(key: str, label: str, column: InstrumentedAttribute[str], width: int) -> SheetColumn:
    """A column of the contact's company, empty without one."""
    read = func.coalesce(column, "").label(key)
    return SheetColumn(key, label, lambda chunk, _wording: chunk.read[key], (read,), width=width)


def _several(column: InstrumentedAttribute[str], label: str, width: int = 20) -> SheetColumn:
    """The default value of a way to reach somebody, and the further ones."""
    key = column.key

    def cells(chunk: Chunk, _wording: object) -> Sequence[str]:
        return chunk.several(chunk.read[key], chunk.parts["points"][key])

    return SheetColumn(key, label, cells, (column,), width=width, parts=("points",))


def _messenger(kind: PointKind, label: str) -> SheetColumn:
    """The accounts at a messenger of which the row has none."""

    def cells(chunk: Chunk, _wording: object) -> Sequence[str]:
        return chunk.several(chunk.nothing(), chunk.parts["points"][kind])

    return SheetColumn(kind.value, label, cells, (), parts=("points",))


CONTACTS = Sheet(
    "contacts",
    columns=(
        plain(Contact.identifier, N_("Identifier"), width=14),
        chosen(Contact.kind, N_("Type"), KIND_LABELS),
        plain(Contact.full_name, N_("Full name"), width=36),
        plain(Contact.first_name, N_("First name")),
        plain(Contact.middle_name, N_("Middle name")),
        plain(Contact.last_name, N_("Last name")),
        _company("company", N_("Company"), EMPLOYER.name, 36),
        _company("company_email", N_("Company e-mail"), EMPLOYER.email, 30),
        _several(Contact.email, N_("E-mail"), 30),
        _several(Contact.phone, N_("Phone")),
        _several(Contact.mobile_phone, N_("Mobile phone")),
        _several(Contact.telegram, N_("Telegram")),
        _messenger(PointKind.VIBER, "Viber"),
        _messenger(PointKind.WHATSAPP, "WhatsApp"),
        _messenger(PointKind.SKYPE, "Skype"),
        _messenger(PointKind.FACEBOOK, "Facebook"),
        plain(Contact.address, N_("Address"), width=48, needs=LIMITED),
        plain(Contact.position, N_("Position"), width=28),
        plain(Contact.department, N_("Department")),
        plain(Contact.region, N_("Region"), needs=LIMITED),
        SheetColumn(
            "birth_date",
            N_("Birth date"),
            lambda chunk, _wording: [day_or_text(text) for text in chunk.read["birth_date"]],
            (Contact.birth_date,),
            kind="date",
            width=12,
            needs=LIMITED,
        ),
        SheetColumn(
            "language",
            N_("Language"),
            lambda chunk, wording: [wording.language_name(c) for c in chunk.read["language"]],
            (Contact.language,),
            width=14,
        ),
        plain(Contact.time_zone, N_("Time zone")),
        chosen(Contact.status, N_("Status"), STATUS_LABELS),
        SheetColumn(
            "group",
            N_("Group"),
            lambda chunk, wording: [wording.groups[group] for group in chunk.read["group_id"]],
            (Contact.group_id,),
        ),
        plain(Contact.notifications, N_("Notifications"), kind="bool", width=14),
        plain(Contact.forms_as_company, N_("Forms as the company"), kind="bool", width=14),
        plain(Contact.all_tickets, N_("Sees all tickets"), kind="bool", width=14),
        plain(Contact.notes, N_("Notes"), width=40, needs=LIMITED),
        SheetColumn(
            "is_manager",
            N_("Company manager"),
            lambda chunk, _wording: chunk.read["is_manager"],
            (Contact.is_manager,),
            kind="bool",
            width=14,
            extra=True,
        ),
        moment(Contact.created_at, N_("Added")),
        moment(Contact.updated_at, N_("Changed")),
    ),
    loaders={"points": _points},
    joined=((EMPLOYER, EMPLOYER.id == Contact.company_id),),
)
