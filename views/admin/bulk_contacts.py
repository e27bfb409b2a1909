"""What can be done with many contacts at once."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField

from admin_app.i18n import N_
from admin_app.permissions import Permission
from admin_app.services.lists.contacts import STATUS_LABELS
from admin_app.services.processes import bulk
from models.enums import ContactStatus
from views.admin.bulk import BulkAction
from views.admin.fields import RecordField, chosen_or_new
from views.admin.forms.contact import group_choices
from views.admin.forms.lookups import company_label


class StatusForm(FlaskForm):
    """Status with the reason that the history keeps."""

    status = RadioField(
        _l("Status"),
        default=ContactStatus.BLOCKED.value,
        choices=lambda: [(k.value, _(v)) for k, v in STATUS_LABELS.items()],
        description=_l("Dismissed is final: nobody can change it afterwards."),
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


CONTACT_ACTIONS = (
    BulkAction(
        "status",
        N_("Status"),
        "user-check",
        Permission.CONTACTS_EDIT,
        title=lambda number: ngettext(
            "Change the status of %(num)s contact",
            "Change the status of %(num)s contacts",
            number,
        ),
        run=lambda data, rows, actor: bulk.change_status(
            rows, ContactStatus(data["status"]), actor, data["reason"] or ""
        ),
        form=StatusForm,
    ),
    BulkAction(
        "group",
        N_("Group"),
        "users",
        Permission.CONTACTS_EDIT,
        title=lambda number: ngettext(
            "Move %(num)s contact to a group", "Move %(num)s contacts to a group", number
        ),
        run=lambda data, rows, actor: bulk.change_group(rows, int(data["group_id"]), actor),
        form=GroupForm,
    ),
    BulkAction(
        "company",
        N_("Company"),
        "building",
        Permission.CONTACTS_EDIT,
        title=lambda number: ngettext(
            "Move %(num)s contact to a company", "Move %(num)s contacts to a company", number
        ),
        run=lambda data, rows, actor: bulk.change_company(
            rows, *chosen_or_new(data["company"]), actor
        ),
        form=CompanyForm,
    ),
    BulkAction(
        "notifications",
        N_("Notifications"),
        "bell",
        Permission.CONTACTS_EDIT,
        title=lambda number: ngettext(
            "Notifications of %(num)s contact", "Notifications of %(num)s contacts", number
        ),
        run=lambda data, rows, actor: bulk.change_notifications(rows, actor, on=data["on"] == "1"),
        form=NotificationsForm,
    ),
    BulkAction(
        "delete",
        N_("Delete"),
        "trash",
        Permission.CONTACTS_DELETE,
        title=lambda number: ngettext(
            "Delete %(num)s contact?", "Delete %(num)s contacts?", number
        ),
        run=lambda _data, rows, actor: bulk.delete(rows, actor),
        restore=bulk.restore,
    ),
)
