"""What can be done with many contacts at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField

from admin_app.i18n import LANGUAGES, N_
from admin_app.services.lists.contacts import STATUS_LABELS
from models.enums import ContactStatus, FieldNoun
from views.admin.bulk import BulkDialog
from views.admin.bulk_custom import custom_dialog
from views.admin.fields import RecordField, chosen_or_new
from views.admin.forms.contact import group_choices
from views.admin.forms.lookups import company_label


class StatusForm(FlaskForm):
    """Status with the reason that the history keeps."""

    status = RadioField(
        _l("Status"),
        default=ContactStatus.BLOCKED.value,
        choices=lambda: [(k.value, _(v)) for k, v in STATUS_LABELS.items()],
        description=_l("Dismissed is final: nobody can change or undo it afterwards."),
    )
    reason = StringField(_l("Reason"), render_kw={"maxlength": 500})


class GroupForm(FlaskForm):
    """One of the groups of clients and partners."""

    group_id = SelectField(_l("Group"), choices=group_choices)


class CompanyForm(FlaskForm):
    """A company, or a new name."""

    company = RecordField(
        _l("Company"),
        ajax_url=lambda: url_for("companies.pick_view"),
        label_of=company_label,
        create=True,
        description=_l("Leave empty to take the contacts out of their companies."),
    )


class NotificationsForm(FlaskForm):
    """Mail on or off."""

    on = RadioField(
        _l("Notifications"), default="0", choices=lambda: [("1", _("On")), ("0", _("Off"))]
    )


class LanguageForm(FlaskForm):
    """One of the interface's languages."""

    language = SelectField(_l("Language"), choices=lambda: list(LANGUAGES.items()))


class DepartmentForm(FlaskForm):
    """A department, or none."""

    department = StringField(
        _l("Department"),
        render_kw={"maxlength": 150},
        description=_l("Leave empty to take the contacts out of their departments."),
    )


def _company(data: Mapping[str, Any]) -> dict[str, Any]:
    chosen, name = chosen_or_new(data["company"])
    return {"company_id": chosen, "company": name}


CONTACT_ACTIONS = (
    BulkDialog(
        "status",
        N_("Status"),
        "user-check",
        lambda number, count: ngettext(
            "Change the status of %(count)s contact",
            "Change the status of %(count)s contacts",
            number,
            count=count,
        ),
        StatusForm,
    ),
    BulkDialog(
        "group",
        N_("Group"),
        "users",
        lambda number, count: ngettext(
            "Move %(count)s contact to a group",
            "Move %(count)s contacts to a group",
            number,
            count=count,
        ),
        GroupForm,
    ),
    BulkDialog(
        "company",
        N_("Company"),
        "building",
        lambda number, count: ngettext(
            "Move %(count)s contact to a company",
            "Move %(count)s contacts to a company",
            number,
            count=count,
        ),
        CompanyForm,
        _company,
    ),
    BulkDialog(
        "department",
        N_("Department"),
        "briefcase",
        lambda number, count: ngettext(
            "Department of %(count)s contact",
            "Department of %(count)s contacts",
            number,
            count=count,
        ),
        DepartmentForm,
        folded=True,
    ),
    BulkDialog(
        "language",
        N_("Language"),
        "language",
        lambda number, count: ngettext(
            "Language of %(count)s contact", "Language of %(count)s contacts", number, count=count
        ),
        LanguageForm,
        folded=True,
    ),
    BulkDialog(
        "notifications",
        N_("Notifications"),
        "bell",
        lambda number, count: ngettext(
            "Notifications of %(count)s contact",
            "Notifications of %(count)s contacts",
            number,
            count=count,
        ),
        NotificationsForm,
        lambda data: {"notifications": data["on"] == "1"},
        folded=True,
    ),
    custom_dialog(
        FieldNoun.CONTACT,
        lambda number, count: ngettext(
            "Set a field of %(count)s contact",
            "Set a field of %(count)s contacts",
            number,
            count=count,
        ),
    ),
    BulkDialog(
        "delete",
        N_("Delete"),
        "trash",
        lambda number, count: ngettext(
            "Delete %(count)s contact?", "Delete %(count)s contacts?", number, count=count
        ),
    ),
)
