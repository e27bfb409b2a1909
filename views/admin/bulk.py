"""Bulk actions on ticked rows or on all that match: a dialog with the true number, the work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import redirect, render_template, request, url_for
from flask_admin import expose
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm

from admin_app.errors import Conflict, Invalid, NotFound
from admin_app.jobs.handlers.bulk import CHANGE
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services.processes.bulk import carrying_out, taking_back
from admin_app.services.processes.bulk.actions import BulkAction, action_of
from admin_app.services.processes.bulk.planning import Selection, count, plan
from admin_app.services.shared import jobs
from admin_app.services.shared.listing import Field, ListQuery, ListSpec
from models import ChangeSet
from models.base import db
from views import current, formatting
from views.admin import change_words
from views.admin.listing import matching, page_below, read_arguments
from views.notices import notice
from views.problems import text_of

AT_ONCE = 500
"""More rows than that are changed by a job."""


@dataclass(frozen=True)
class BulkDialog:
    """One action on many rows as it is offered: its button, heading and form.

    `title` gives the heading for a number of rows, written as text; `typed` makes what the service
    reads of the form's values. Seldom wanted ones are `folded` into a menu.
    """

    key: str
    label: str
    icon: str
    title: Callable[[int, str], str]
    form: type[FlaskForm] = FlaskForm
    typed: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict
    folded: bool = False
    offered: Callable[[Actor], bool] = lambda _actor: True


class BulkActions:
    """The part of a noun's view that changes many rows; the noun names its `bulk` dialogs."""

    spec: ClassVar[ListSpec]
    bulk: ClassVar[tuple[BulkDialog, ...]]

    def list_context(
        self, query: ListQuery, fields: Sequence[Field], actor: Actor
    ) -> dict[str, Any]:
        """The list's context with where the selection bar asks how many rows match."""
        context = super().list_context(query, fields, actor)
        return {**context, "matching_url": self._address("matching_view")}

    def bulk_actions(self, actor: Actor) -> list[dict[str, Any]]:
        """The actions that this person may take on selected rows."""
        found = [
            {
                "key": dialog.key,
                "label": _(dialog.label),
                "icon": dialog.icon,
                "danger": self._action(dialog.key).deletes,
                "folded": dialog.folded,
                "dialog_url": self._address("bulk_view", key=dialog.key),
            }
            for dialog in self.bulk
            if allowed(actor, self._action(dialog.key).needs) and dialog.offered(actor)
        ]
        if allowed(actor, Permission.EXPORT):
            url = url_for("export.dialog", noun=self.spec.noun)
            found.append(
                {"key": "export", "label": _("Export"), "icon": "download", "dialog_url": url}
            )
        return found

    @expose("/matching")
    def matching_view(self) -> str:
        """The offer to select all rows that match, with their true number (fragment)."""
        number = count(self.spec.noun, self._selection(), current.current_actor())
        return render_template("admin/_select_all.html", number=number)

    @expose("/bulk/<key>", methods=("GET", "POST"))
    def bulk_view(self, key: str) -> Any:
        """The dialog of one action, and carrying it out."""
        dialog = next((d for d in self.bulk if d.key == key), None)
        if dialog is None:
            raise NotFound(key)
        actor, action = current.current_actor(), self._action(key)
        if not allowed(actor, action.needs):
            return current.refusal()
        form = dialog.form()
        if request.method == "GET":
            return self._dialog(dialog, form, actor)
        if not form.validate():
            notice(_("Nothing was changed: %(what)s", what=_errors(form)), "error")
            return self.back()  # type: ignore[attr-defined]
        return self._change_rows(action, dialog.typed(form.data), actor)

    def _action(self, key: str) -> BulkAction:
        return action_of(self.spec.noun, key)

    def _address(self, name: str, **arguments: Any) -> str:
        return url_for(f"{self.spec.noun}.{name}", **arguments)

    def _selection(self) -> Selection:
        matched = matching(request.values)
        if matched is None:
            return Selection(_ids(request.values.getlist("ids")))
        return Selection(query=read_arguments(self.spec, current.current_actor(), matched).query)

    def _dialog(self, dialog: BulkDialog, form: FlaskForm, actor: Actor) -> str:
        action, selection = self._action(dialog.key), self._selection()
        number = count(self.spec.noun, selection, actor)
        hidden = [("next", page_below())]
        hidden += [("match", text) for text in request.args.getlist("match")]
        return render_template(
            "admin/bulk_dialog.html",
            title=dialog.title(number, formatting.number(number)),
            text=_("They go to the trash. You can undo this for 30 days.")
            if action.deletes
            else "",
            url=self._address("bulk_view", key=dialog.key),
            form=form,
            ids=selection.ids or (),
            hidden=hidden,
            danger=action.deletes,
            submit_label=_("Delete") if action.deletes else _("Apply"),
            number=number,
            as_job=number > AT_ONCE,
        )

    def _change_rows(self, action: BulkAction, typed: Mapping[str, Any], actor: Actor) -> Any:
        try:
            change_set = plan(action, typed, self._selection(), actor)
            address = start(change_set, actor)
        except (Invalid, Conflict) as error:
            db.session.rollback()
            notice(text_of(error), "error")
            address = ""
        return redirect(address) if address else self.back()  # type: ignore[attr-defined]


def start(change_set: ChangeSet, actor: Actor) -> str:
    """Carry a planned change out and say so, or have a job do it: then the address of its page.

    Commits.
    """
    if change_set.total <= AT_ONCE:
        carrying_out.carry_out(change_set, actor)
        db.session.commit()
        _tell(change_set)
        return ""
    job = jobs.enqueue(CHANGE, {"change_set_id": change_set.id}, actor=actor)
    change_set.job_id = job.id
    db.session.commit()
    return url_for("changes.show", set_id=change_set.id)


def _tell(change_set: ChangeSet) -> None:
    """Say what was changed and what was not, with Undo where there is one."""
    undo_url = None
    if taking_back.can_be_undone(change_set):
        undo_url = url_for("changes.undo", set_id=change_set.id)
    parts = [change_words.changed(change_set)]
    if change_set.unchanged:
        parts.append(
            ngettext("%(num)s was so already.", "%(num)s were so already.", change_set.unchanged)
        )
    parts += change_words.left(change_set)
    notice(
        " ".join(parts),
        "warning" if change_set.skipped else "success",
        undo_url=undo_url,
        more_url=url_for("changes.show", set_id=change_set.id),
    )


def _errors(form: FlaskForm) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def _ids(texts: Sequence[str]) -> list[int]:
    return [int(t) for t in texts if t.isascii() and t.isdigit() and len(t) < 10]
