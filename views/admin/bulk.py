"""Bulk actions on ticked contacts: a dialog with the true number, then the change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask_admin import expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField

from admin_app.errors import Conflict, Invalid, NotFound
from admin_app.messages import MESSAGES
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services.lists.contacts import STATUS_LABELS
from admin_app.services.processes import bulk
from models import Contact
from models.base import db
from models.enums import ContactStatus
from views import current
from views.admin.fields import RecordField, chosen_or_new
from views.admin.forms.contact import group_choices
from views.admin.forms.lookups import company_label
from views.notices import notice
from views.problems import text_of

NAMED_SKIPS = 3


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
        _l("Company"), ajax_url=lambda: url_for("companies.pick_view"), label_of=company_label,
        create=True, description=_l("Leave empty to take the contacts out of their companies."),
    )  # fmt: skip


class NotificationsForm(FlaskForm):
    """Mail on or off."""

    on = RadioField(
        _l("Notifications"), default="0", choices=lambda: [("1", _("On")), ("0", _("Off"))]
    )


FORMS: dict[str, type[FlaskForm]] = {
    "status": StatusForm,
    "group": GroupForm,
    "company": CompanyForm,
    "notifications": NotificationsForm,
    "delete": FlaskForm,
}
NEEDS = {"delete": Permission.CONTACTS_DELETE}


class BulkActions:
    """The part of the contacts' view that changes many of them."""

    def bulk_actions(self, actor: Actor) -> list[dict[str, Any]]:
        """The actions that this person may take on ticked rows."""
        known = [
            ("status", _("Status"), "user-check"),
            ("group", _("Group"), "users"),
            ("company", _("Company"), "building"),
            ("notifications", _("Notifications"), "bell"),
            ("delete", _("Delete"), "trash"),
        ]
        found = [
            {
                "key": key,
                "label": label,
                "icon": icon,
                "danger": key == "delete",
                "dialog_url": url_for("contacts.bulk_view", action=key),
            }
            for key, label, icon in known
            if allowed(actor, NEEDS.get(key, Permission.CONTACTS_EDIT))
        ]
        if allowed(actor, Permission.EXPORT):
            url = url_for("export.dialog", noun="contacts")
            found.append(
                {"key": "export", "label": _("Export"), "icon": "download", "dialog_url": url}
            )
        return found

    @expose("/bulk/<action>", methods=("GET", "POST"))
    def bulk_view(self, action: str) -> Any:
        """The dialog of one action, and carrying it out."""
        actor = current.current_actor()
        if action not in FORMS:
            raise NotFound(action)
        if not allowed(actor, NEEDS.get(action, Permission.CONTACTS_EDIT)):
            return current.refusal()
        rows = bulk.ticked(_ids(request.values.getlist("ids")), actor)
        form = FORMS[action]()
        if request.method == "POST" and form.validate():
            self._carry_out(action, form, rows, actor)
            return self.back()  # type: ignore[attr-defined]
        return self._dialog(action, form, rows)

    def _dialog(self, action: str, form: FlaskForm, rows: Sequence[Contact]) -> str:
        deleting = action == "delete"
        return self.render_dialog(  # type: ignore[attr-defined]
            title=_title(action, len(rows)),
            text=_("They go to the trash. You can undo this.") if deleting else "",
            url=url_for("contacts.bulk_view", action=action),
            form=form,
            ids=[row.id for row in rows],
            danger=deleting,
            submit_label=_("Delete") if deleting else _("Apply"),
            hidden=[("next", _page_below())],
        )

    def _carry_out(
        self, action: str, form: FlaskForm, rows: Sequence[Contact], actor: Actor
    ) -> None:
        try:
            outcome = _run(action, form, rows, actor)
            db.session.commit()
        except (Invalid, Conflict) as error:
            db.session.rollback()
            notice(text_of(error), "error")
            return
        undo = None
        if action == "delete" and outcome.changed:
            undo = url_for("contacts.bulk_restore_view", ids=outcome.changed)
        notice(account(outcome), "warning" if outcome.skipped else "success", undo_url=undo)

    @expose("/bulk-restore", methods=("POST",))
    def bulk_restore_view(self) -> Any:
        """Undo a bulk deletion."""
        actor = current.current_actor()
        if not allowed(actor, Permission.CONTACTS_DELETE):
            return current.refusal()
        number = bulk.restore(_ids(request.values.getlist("ids")), actor)
        db.session.commit()
        notice(ngettext("%(num)s contact is back.", "%(num)s contacts are back.", number))
        return self.back()  # type: ignore[attr-defined]


def _title(action: str, number: int) -> str:
    match action:
        case "status":
            return ngettext(
                "Change the status of %(num)s contact",
                "Change the status of %(num)s contacts",
                number,
            )
        case "group":
            return ngettext(
                "Move %(num)s contact to a group", "Move %(num)s contacts to a group", number
            )
        case "company":
            return ngettext(
                "Move %(num)s contact to a company", "Move %(num)s contacts to a company", number
            )
        case "notifications":
            return ngettext(
                "Notifications of %(num)s contact", "Notifications of %(num)s contacts", number
            )
        case _:
            return ngettext("Delete %(num)s contact?", "Delete %(num)s contacts?", number)


def _run(action: str, form: FlaskForm, rows: Sequence[Contact], actor: Actor) -> bulk.Outcome:
    data = form.data
    match action:
        case "status":
            status = ContactStatus(data["status"])
            return bulk.change_status(rows, status, actor, data["reason"] or "")
        case "group":
            return bulk.change_group(rows, int(data["group_id"]), actor)
        case "company":
            company_id, name = chosen_or_new(data["company"])
            return bulk.change_company(rows, company_id, name, actor)
        case "notifications":
            return bulk.change_notifications(rows, actor, on=data["on"] == "1")
        case _:
            return bulk.delete(rows, actor)


def account(outcome: bulk.Outcome) -> str:
    """What was done and what was left, in words."""
    parts = [
        ngettext("%(num)s contact changed.", "%(num)s contacts changed.", len(outcome.changed))
    ]
    if outcome.unchanged:
        parts.append(
            ngettext("%(num)s was so already.", "%(num)s were so already.", outcome.unchanged)
        )
    if outcome.skipped:
        parts.append(ngettext("%(num)s was left:", "%(num)s were left:", len(outcome.skipped)))
        parts += [_skip(name, code) for name, code in outcome.skipped[:NAMED_SKIPS]]
    return " ".join(parts)


def _skip(name: str, code: str) -> str:
    if code == "dismissed_final":
        return str(_(MESSAGES[code])) % {"name": name}
    return name


def _ids(texts: Sequence[str]) -> list[int]:
    return [int(t) for t in texts if t.isascii() and t.isdigit() and len(t) < 10]


def _page_below() -> str:
    """The address of the list from which the dialog was opened."""
    return request.headers.get("HX-Current-URL", "").removeprefix(request.host_url.rstrip("/"))
