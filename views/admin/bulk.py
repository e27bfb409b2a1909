"""Bulk actions on ticked rows: a dialog with the true number, then the change and its account."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import render_template, request, url_for
from flask_admin import expose
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm

from admin_app.errors import Conflict, Invalid, NotFound
from admin_app.messages import MESSAGES
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services.processes.bulk import Outcome, ticked
from admin_app.services.shared.listing import ListSpec
from models.base import db
from views import current
from views.notices import notice
from views.problems import text_of

NAMED_SKIPS = 3


@dataclass(frozen=True)
class BulkAction:
    """One action on many rows: its button, dialog, the right it needs, and what it does.

    `title` gives the heading for a number of rows; `run` gets the form's values, the rows and
    the actor. `restore` undoes a deletion by the ids of the rows.
    """

    key: str
    label: str
    icon: str
    needs: Permission
    title: Callable[[int], str]
    run: Callable[[Mapping[str, Any], Sequence[Any], Actor], Outcome]
    form: type[FlaskForm] = FlaskForm
    restore: Callable[[Sequence[int], Actor], int] | None = None


class BulkActions:
    """The part of a noun's view that changes many rows; the noun names its `actions`."""

    spec: ClassVar[ListSpec]
    bulk: ClassVar[tuple[BulkAction, ...]]

    def changed_text(self, number: int) -> str:
        """So many rows were changed, in the words of the noun."""
        raise NotImplementedError

    def bulk_actions(self, actor: Actor) -> list[dict[str, Any]]:
        """The actions that this person may take on ticked rows."""
        found = [
            {
                "key": action.key,
                "label": _(action.label),
                "icon": action.icon,
                "danger": action.restore is not None,
                "dialog_url": self._address("bulk_view", key=action.key),
            }
            for action in self.bulk
            if allowed(actor, action.needs)
        ]
        if allowed(actor, Permission.EXPORT):
            url = url_for("export.dialog", noun=self.spec.noun)
            found.append(
                {"key": "export", "label": _("Export"), "icon": "download", "dialog_url": url}
            )
        return found

    @expose("/bulk/<key>", methods=("GET", "POST"))
    def bulk_view(self, key: str) -> Any:
        """The dialog of one action, and carrying it out."""
        actor = current.current_actor()
        action = self._action(key)
        if not allowed(actor, action.needs):
            return current.refusal()
        rows = ticked(self.spec, _ids(request.values.getlist("ids")), actor)
        form = action.form()
        if request.method == "POST" and form.validate():
            self._carry_out(action, form, rows, actor)
            return self.back()  # type: ignore[attr-defined]
        return self._dialog(action, form, rows)

    @expose("/bulk-restore", methods=("POST",))
    def bulk_restore_view(self) -> Any:
        """Undo a bulk deletion."""
        actor = current.current_actor()
        action = next(a for a in self.bulk if a.restore is not None)
        if action.restore is None or not allowed(actor, action.needs):
            return current.refusal()
        number = action.restore(_ids(request.values.getlist("ids")), actor)
        db.session.commit()
        notice(ngettext("%(num)s is back.", "%(num)s are back.", number))
        return self.back()  # type: ignore[attr-defined]

    def _action(self, key: str) -> BulkAction:
        action = next((a for a in self.bulk if a.key == key), None)
        if action is None:
            raise NotFound(key)
        return action

    def _address(self, name: str, **arguments: Any) -> str:
        return url_for(f"{self.spec.noun}.{name}", **arguments)

    def _dialog(self, action: BulkAction, form: FlaskForm, rows: Sequence[Any]) -> str:
        deletes = action.restore is not None
        return render_template(
            "admin/bulk_dialog.html",
            title=action.title(len(rows)),
            text=_("They go to the trash. You can undo this.") if deletes else "",
            url=self._address("bulk_view", key=action.key),
            form=form,
            ids=[row.id for row in rows],
            danger=deletes,
            submit_label=_("Delete") if deletes else _("Apply"),
            hidden=[("next", _page_below())],
        )

    def _carry_out(
        self, action: BulkAction, form: FlaskForm, rows: Sequence[Any], actor: Actor
    ) -> None:
        try:
            outcome = action.run(form.data, rows, actor)
            db.session.commit()
        except (Invalid, Conflict) as error:
            db.session.rollback()
            notice(text_of(error), "error")
            return
        undo = None
        if action.restore is not None and outcome.changed:
            undo = self._address("bulk_restore_view", ids=outcome.changed)
        text = " ".join([self.changed_text(len(outcome.changed)), *_left(outcome)])
        notice(text, "warning" if outcome.skipped else "success", undo_url=undo)


def _left(outcome: Outcome) -> list[str]:
    """What was not changed, in words."""
    parts = []
    if outcome.unchanged:
        parts.append(
            ngettext("%(num)s was so already.", "%(num)s were so already.", outcome.unchanged)
        )
    if outcome.skipped:
        parts.append(ngettext("%(num)s was left:", "%(num)s were left:", len(outcome.skipped)))
        parts += [_skip(name, code) for name, code in outcome.skipped[:NAMED_SKIPS]]
    return parts


def _skip(name: str, code: str) -> str:
    if code == "dismissed_final":
        return str(_(MESSAGES[code])) % {"name": name}
    return name


def _ids(texts: Sequence[str]) -> list[int]:
    return [int(t) for t in texts if t.isascii() and t.isdigit() and len(t) < 10]


def _page_below() -> str:
    """The address of the list from which the dialog was opened."""
    return request.headers.get("HX-Current-URL", "").removeprefix(request.host_url.rstrip("/"))
