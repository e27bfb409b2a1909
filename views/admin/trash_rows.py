"""The part of a noun's view that deletes rows into the trash and takes them back."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_admin import expose
from flask_babel import gettext as _

from admin_app.errors import Conflict, NotFound, Problem, StaleWrite
from admin_app.permissions import allowed
from admin_app.services.processes import trash
from admin_app.services.processes.trash.parts import Noun
from models.base import db
from views import current
from views.admin.base import LARGEST_ID, BackofficeView
from views.admin.rows import Action
from views.admin.trash_words import CHOICES, CONSEQUENCES
from views.notices import notice
from views.problems import problem_text, text_of

MOST_TOLD = 5


def number(text: str) -> int | None:
    """The id that a text is, if it can be one."""
    fits = text.isascii() and text.isdigit() and int(text) <= LARGEST_ID
    return int(text) if fits else None


def tell_losses(lost: list[Problem]) -> None:
    """Say what could not come back with its owner."""
    for problem in lost[:MOST_TOLD]:
        notice(problem_text(problem), "warning")


class KeepsTrash(BackofficeView):
    """For nouns of the trash: the question before, deleting with Undo, the way to what is there."""

    @property
    def trash_noun(self) -> Noun:
        """The noun as the trash knows it."""
        return trash.NOUNS[self.spec.noun]

    def delete_action(self, row: Any) -> list[Action]:
        """The deletion as a row action, where it is allowed."""
        if not self.may("delete", row):
            return []
        url = self.address("delete_view", id=row.id)
        return [Action("delete", _("Delete"), url, "trash", "dialog", danger=True)]

    @expose("/delete/", methods=("GET", "POST"))
    def delete_view(self) -> Any:
        """The question with what hangs on the row, and the deletion with Undo."""
        self.demand("delete")
        row = self.row_from_args()
        if request.method == "GET":
            return self._question(row)
        name, row_id = str(row), row.id
        along = request.form.getlist("along")
        try:
            trash.delete(self.trash_noun, [row_id], current.current_actor(), along=along)
            db.session.commit()
        except Conflict as error:
            db.session.rollback()
            notice(text_of(error), "error")
        else:
            undo = self.address("restore_view", id=row_id)
            notice(_("%(name)s is deleted.", name=name), undo_url=undo)
        return self.back()

    def _question(self, row: Any) -> str:
        counts = trash.what_hangs(self.trash_noun, [row.id])
        choices = CHOICES[self.spec.noun](counts)
        actor = current.current_actor()
        may_choose = all(m.always or allowed(actor, m.noun.delete) for m in self.trash_noun.members)
        return render_template(
            "admin/confirm_delete.html",
            url=self.address("delete_view", id=row.id),
            next_url=self.address("index_view"),
            title=_("Delete %(name)s?", name=row),
            text=_("It stays in the trash for 30 days and can be brought back."),
            consequences=CONSEQUENCES[self.spec.noun](counts),
            choices=choices if may_choose else [],
            stays=choices[0][1] if choices and not may_choose else "",
            choices_label=_("What becomes of its parts")
            if self.trash_noun is trash.EQUIPMENT
            else None,
        )

    @expose("/restore/", methods=("POST",))
    def restore_view(self) -> Any:
        """Undo a deletion: the row comes back with what went with it."""
        self.demand("delete")
        row_id, actor = number(request.values.get("id", "")), current.current_actor()
        row = trash.get(self.trash_noun, row_id or 0, actor)
        try:
            _found, lost = trash.restore(self.trash_noun, [row.id], actor)
            db.session.commit()
        except StaleWrite as error:
            db.session.rollback()
            notice(text_of(error), "error")
            return self.back()
        notice(_("%(name)s is back.", name=row))
        tell_losses(lost)
        return self.back(self.address("details_view", id=row.id))

    @expose("/details/")
    def details_view(self) -> Any:
        """The card; of a row in the trash the way to it, for those who may bring it back."""
        try:
            return super().details_view()
        except NotFound:
            row_id = number(request.args.get("id", ""))
            row = trash.get(self.trash_noun, row_id or 0, current.current_actor())
            return redirect(url_for(f"trash-{self.spec.noun}.details_view", id=row.id))

    @expose("/<int:row_id>")
    def short_view(self, row_id: int) -> Any:
        """The card under an address that is short enough to tell."""
        return redirect(self.address("details_view", id=row_id))
