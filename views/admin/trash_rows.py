"""The part of a noun's view that deletes rows into the trash and takes them back."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext as _

from admin_app.errors import NotFound, Problem
from admin_app.permissions import Actor, allowed
from admin_app.services.processes import trash
from admin_app.services.processes.trash.parts import Noun
from admin_app.services.shared.listing import ListSpec
from views import current
from views.admin.trash_words import company_choices, company_consequences, contact_consequences
from views.notices import notice
from views.problems import problem_text

MOST_TOLD = 5
LARGEST_ID = 2**31 - 1


def number(text: str) -> int | None:
    """The id that a text is, if it can be one."""
    fits = text.isascii() and text.isdigit() and int(text) <= LARGEST_ID
    return int(text) if fits else None


def tell_losses(lost: list[Problem]) -> None:
    """Say what could not come back with its owner."""
    for problem in lost[:MOST_TOLD]:
        notice(problem_text(problem), "warning")


class KeepsTrash:
    """For nouns of the trash; stands before the base view."""

    spec: ClassVar[ListSpec]

    @property
    def trash_noun(self) -> Noun:
        """The noun as the trash knows it."""
        return trash.NOUNS[self.spec.noun]

    def delete_context(self, row: Any) -> dict[str, Any]:
        """What hangs on the row, and what may become of it."""
        counts = trash.what_hangs(self.trash_noun, [row.id])
        of_company = self.trash_noun is trash.COMPANY
        may_choose = all(
            allowed(current.current_actor(), m.noun.delete) for m in self.trash_noun.members
        )
        choices = company_choices(counts) if of_company else []
        return {
            "title": _("Delete %(name)s?", name=row),
            "text": _("It stays in the trash for 30 days and can be brought back."),
            "consequences": (company_consequences if of_company else contact_consequences)(counts),
            "choices": choices if may_choose else [],
            "stays": choices[0][1] if choices and not may_choose else "",
        }

    def remove(self, row: Any, actor: Actor) -> None:
        """Move the row to the trash, with what was chosen to go along."""
        trash.delete(self.trash_noun, [row.id], actor, along=request.form.getlist("along"))

    def bring_back(self, row_id: int, actor: Actor) -> Any:
        """Take the row back with what went with it, and say what could not come."""
        if not 0 < row_id <= LARGEST_ID:
            raise NotFound(row_id)
        row = trash.get(self.trash_noun, row_id, actor)
        _found, lost = trash.restore(self.trash_noun, [row_id], actor)
        tell_losses(lost)
        return row

    @expose("/details/")
    def details_view(self) -> Any:
        """The card; of a row in the trash the way to it, for those who may bring it back."""
        try:
            return super().details_view()
        except NotFound:
            row_id = number(request.args.get("id", ""))
            if row_id is None:
                raise
            trash.get(self.trash_noun, row_id, current.current_actor())
            return redirect(url_for(f"trash-{self.spec.noun}.details_view", id=row_id))

    @expose("/<int:row_id>")
    def short_view(self, row_id: int) -> Any:
        """The card under an address that is short enough to tell."""
        return redirect(url_for(f"{self.spec.noun}.details_view", id=row_id))
