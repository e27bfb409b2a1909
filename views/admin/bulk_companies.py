"""What can be done with many companies at once."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField

from admin_app.i18n import N_
from admin_app.permissions import Permission
from admin_app.services.lists.companies import STATUS_LABELS
from models.enums import CompanyStatus, FieldNoun
from views import current
from views.admin.bulk import BulkDialog
from views.admin.bulk_custom import custom_dialog


class StatusForm(FlaskForm):
    """The status of companies."""

    status = RadioField(
        _l("Status"),
        default=CompanyStatus.ARCHIVED.value,
        choices=lambda: [(k.value, _(v)) for k, v in STATUS_LABELS.items()],
    )


class DeletionForm(FlaskForm):
    """Whether the people of the companies go with them; only offered to who may delete them."""

    with_contacts = BooleanField(
        _l("Delete their contacts too"),
        description=_l("Otherwise the contacts stay and keep their data."),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not current.may(Permission.CONTACTS_DELETE):
            del self.with_contacts


COMPANY_ACTIONS = (
    BulkDialog(
        "status",
        N_("Status"),
        "building",
        lambda number, count: ngettext(
            "Change the status of %(count)s company",
            "Change the status of %(count)s companies",
            number,
            count=count,
        ),
        StatusForm,
    ),
    custom_dialog(
        FieldNoun.COMPANY,
        lambda number, count: ngettext(
            "Set a field of %(count)s company",
            "Set a field of %(count)s companies",
            number,
            count=count,
        ),
    ),
    BulkDialog(
        "delete",
        N_("Delete"),
        "trash",
        lambda number, count: ngettext(
            "Delete %(count)s company?", "Delete %(count)s companies?", number, count=count
        ),
        DeletionForm,
    ),
)
