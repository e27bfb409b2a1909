"""What can be done with many pieces of equipment at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import RadioField

from admin_app.i18n import N_
from admin_app.services.lists.equipment import STATUS_LABELS
from models.enums import EquipmentStatus, FieldNoun
from views.admin.bulk import BulkDialog
from views.admin.bulk_custom import custom_dialog
from views.admin.fields import RecordField
from views.admin.forms.lookups import company_label


class StatusForm(FlaskForm):
    """The status of equipment."""

    status = RadioField(
        _l("Status"),
        default=EquipmentStatus.IN_USE.value,
        choices=lambda: [(k.value, _(v)) for k, v in STATUS_LABELS.items()],
    )


class CompanyForm(FlaskForm):
    """The company that the pieces go to."""

    company = RecordField(
        _l("Company"),
        ajax_url=lambda: url_for("companies.pick_view"),
        label_of=company_label,
        description=_l(
            "All their parts go along. Leave empty to take the equipment out of its companies."
        ),
    )


class DeletionForm(FlaskForm):
    """What becomes of the parts."""

    parts = RadioField(
        _l("Their parts"),
        default="along",
        choices=lambda: [
            ("along", _("are deleted too")),
            ("up", _("move up to what the deleted piece was a part of")),
        ],
    )


def _company(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"company_id": data["company"]}


def _parts(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"with_parts": data["parts"] == "along"}


EQUIPMENT_ACTIONS = (
    BulkDialog(
        "status",
        N_("Status"),
        "tool",
        lambda number, count: ngettext(
            "Change the status of %(count)s piece of equipment",
            "Change the status of %(count)s pieces of equipment",
            number,
            count=count,
        ),
        StatusForm,
    ),
    BulkDialog(
        "company",
        N_("Company"),
        "building",
        lambda number, count: ngettext(
            "Move %(count)s piece of equipment to a company",
            "Move %(count)s pieces of equipment to a company",
            number,
            count=count,
        ),
        CompanyForm,
        _company,
    ),
    custom_dialog(
        FieldNoun.EQUIPMENT,
        lambda number, count: ngettext(
            "Set a field of %(count)s piece of equipment",
            "Set a field of %(count)s pieces of equipment",
            number,
            count=count,
        ),
    ),
    BulkDialog(
        "delete",
        N_("Delete"),
        "trash",
        lambda number, count: ngettext(
            "Delete %(count)s piece of equipment?",
            "Delete %(count)s pieces of equipment?",
            number,
            count=count,
        ),
        DeletionForm,
        _parts,
    ),
)
