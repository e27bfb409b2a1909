"""The form of a piece of equipment (H12)."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from admin_app.permissions import Permission
from admin_app.services.lists.equipment import STATUS_LABELS
from models import Company, Contact, Equipment
from models.base import db
from models.equipment import NAME_LENGTH
from views import current
from views.admin.fields import RecordField


def _number(value: str) -> int | None:
    fits = value.isascii() and value.isdigit() and len(value) < 10
    return int(value) if fits else None


def _label(model: type[Any], needs: Permission, value: str) -> str | None:
    row_id = _number(value)
    row = db.session.get(model, row_id) if row_id and current.may(needs) else None
    if row is None:
        return None
    return str(row) if row.deleted_at is None else _("%(name)s (in the trash)", name=row)


def _company_label(value: str) -> str | None:
    return _label(Company, Permission.COMPANIES_VIEW, value)


def _contact_label(value: str) -> str | None:
    return _label(Contact, Permission.CONTACTS_VIEW, value)


def _equipment_label(value: str) -> str | None:
    return _label(Equipment, Permission.EQUIPMENT_VIEW, value)


def _own(endpoint: str) -> str:
    """A look-up that leaves the piece that is being changed out, with its parts."""
    row_id = request.values.get("id", "")
    arguments: dict[str, Any] = {"outside": row_id} if _number(row_id) else {}
    return url_for(endpoint, **arguments)


class PlaceForm(FlaskForm):
    """Where a piece belongs."""

    company = RecordField(
        _l("Company"),
        ajax_url=lambda: url_for("companies.pick_view"),
        label_of=_company_label,
    )
    parent = RecordField(
        _l("Part of"),
        ajax_url=lambda: _own("equipment.pick_view"),
        label_of=_equipment_label,
        needs_field="company",
        description=_l("Equipment of the same company. Leave empty for the top of the tree."),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not current.may(Permission.COMPANIES_VIEW):
            del self.company


class EquipmentForm(PlaceForm):
    """Text as it is typed; the service reads and checks it."""

    version = HiddenField()
    opened = HiddenField()
    name = StringField(
        _l("Name"),
        validators=[InputRequired(_l("Fill in this field."))],
        render_kw={"maxlength": NAME_LENGTH, "autofocus": True},
    )
    article = StringField(_l("Article"), render_kw={"maxlength": 100, "autocomplete": "off"})
    serial_number = StringField(
        _l("Serial number"), render_kw={"maxlength": 100, "autocomplete": "off"}
    )
    status = SelectField(
        _l("Status"), choices=lambda: [(k.value, _l(v)) for k, v in STATUS_LABELS.items()]
    )
    warranty_until = StringField(_l("Warranty until"), render_kw={"type": "date"})
    contact = RecordField(
        _l("Contact"),
        ajax_url=lambda: url_for("equipment.contacts_view"),
        label_of=_contact_label,
        needs_field="company",
        description=_l("Who answers for it in the company."),
    )
    description = TextAreaField(_l("Description"), render_kw={"rows": 4})

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not current.may(Permission.CONTACTS_VIEW):
            del self.contact


GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        _l("Equipment"),
        ("name", "article", "serial_number", "status", "warranty_until", "description"),
    ),
    (_l("Whose it is"), ("company", "contact", "parent")),
)
"""Headings of the form and the fields under them."""
WIDE = frozenset({"name", "description", "parent"})
