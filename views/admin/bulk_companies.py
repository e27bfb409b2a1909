"""What can be done with many companies at once."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import RadioField

from admin_app.i18n import N_
from admin_app.permissions import Permission
from admin_app.services.lists.companies import STATUS_LABELS
from admin_app.services.processes import bulk
from models.enums import CompanyStatus
from views.admin.bulk import BulkAction


class StatusForm(FlaskForm):
    """The status of companies."""

    status = RadioField(
        _l("Status"),
        default=CompanyStatus.ARCHIVED.value,
        choices=lambda: [(k.value, _(v)) for k, v in STATUS_LABELS.items()],
    )


COMPANY_ACTIONS = (
    BulkAction(
        "status",
        N_("Status"),
        "building",
        Permission.COMPANIES_EDIT,
        title=lambda number: ngettext(
            "Change the status of %(num)s company",
            "Change the status of %(num)s companies",
            number,
        ),
        run=lambda data, rows, actor: bulk.change_company_status(
            rows, CompanyStatus(data["status"]), actor
        ),
        form=StatusForm,
    ),
    BulkAction(
        "delete",
        N_("Delete"),
        "trash",
        Permission.COMPANIES_DELETE,
        title=lambda number: ngettext(
            "Delete %(num)s company?", "Delete %(num)s companies?", number
        ),
        run=lambda _data, rows, actor: bulk.delete_companies(rows, actor),
        restore=bulk.restore_companies,
    ),
)
