"""The form of a new row says, before anything is saved, what is there already (H8)."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, request, url_for
from flask_admin import expose
from flask_wtf import FlaskForm
from markupsafe import Markup

from admin_app.errors import Conflict
from admin_app.permissions import Actor
from admin_app.services import similar
from models import Contact
from models.enums import ContactStatus
from views import current
from views.admin import cells
from views.admin.base import BackofficeView
from views.admin.similar import words

SEEN = "similar_seen"


class WarnsOfSimilar(BackofficeView):
    """A view whose form of a new row warns of similar ones, and stops once before adding one."""

    def typed_of(self, form: FlaskForm) -> dict[str, Any]:
        """What the form holds, as the noun's service takes it."""
        raise NotImplementedError

    @expose("/similar", methods=("POST",))
    def similar_view(self) -> str:
        """What looks like the row that is being typed (fragment); nothing is changed."""
        self.demand("create")
        actor = current.current_actor()
        return self._warning(self._alike(self.typed_of(self.make_form(None)), actor), actor)

    def stop_once(self, typed: dict[str, Any], actor: Actor) -> None:
        """Raise Conflict similar_found unless the person saw all the rows that are like this."""
        found = self._alike(typed, actor)
        seen = set(request.form.getlist(SEEN))
        g.similar_warning = self._warning(found, actor)
        if any(str(one.row.id) not in seen for one in found):
            g.similar_stop = True
            raise Conflict("similar_found")

    def warning_context(self, row: Any | None) -> dict[str, Any]:
        """What the form's template needs for it."""
        if row is not None:
            return {}
        return {
            "similar_url": self.address("similar_view"),
            "similar_warning": g.get("similar_warning", ""),
            "similar_stop": g.get("similar_stop", False),
        }

    def _alike(self, typed: dict[str, Any], actor: Actor) -> list[similar.Suggestion]:
        look = similar.for_contact if self.spec.noun == "contacts" else similar.for_company
        return look(typed, actor)

    def _warning(self, found: list[similar.Suggestion], actor: Actor) -> Markup:
        views = [self._found(one, actor) for one in found]
        html = render_template("admin/similar/_warning.html", found=views, seen_name=SEEN)
        return Markup(html)  # noqa: S704 - the template escapes

    def _found(self, one: similar.Suggestion, actor: Actor) -> dict[str, Any]:
        row = one.row
        may_use = self.may("edit", row) and row.status != ContactStatus.DISMISSED
        page = "edit_view" if may_use else "details_view"
        return {
            "id": row.id,
            "name": str(row),
            "initials": cells.initials(str(row)),
            "sub": " · ".join(text for text in _told(row) if text),
            "status": cells.status_of(row.status),
            "likeness": words.likeness(one.score),
            "reasons": [
                reason["text"]
                for reason in words.reasons(one.reasons, actor, self.spec.noun)
                if reason["speaks_for"]
            ],
            "open_url": url_for(f"{self.endpoint}.details_view", id=row.id),
            "use_url": url_for(f"{self.endpoint}.{page}", id=row.id),
        }


def _told(row: Any) -> tuple[str, ...]:
    if isinstance(row, Contact):
        return row.company.name if row.company else "", row.email, row.identifier
    return row.tax_id, row.email, row.identifier
