"""Taking an import back: a page that says in numbers what will happen, and how it went."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_admin import expose
from flask_babel import gettext as _

from admin_app.errors import Conflict, NotAllowed
from admin_app.importing import runner, touched
from admin_app.importing.undoing import TouchedRows, demand_undo
from admin_app.permissions import Actor
from models import Company, Contact, Equipment, ImportRun
from models.base import db
from models.enums import ImportNoun
from views import current, formatting
from views.admin.pages import importing_words as words
from views.admin.pages import importing_work as work
from views.admin.pages.importing_rows import address
from views.notices import notice
from views.problems import text_of

VIEWS: dict[Any, str] = {Company: "companies", Contact: "contacts", Equipment: "equipment"}
NAMED = 20
"""Names of touched records on the page; the others are counted."""


def may_undo(run: ImportRun, actor: Actor) -> bool:
    """Whether this person may take the run back, and there is something to take back."""
    try:
        demand_undo(run, actor)
    except (NotAllowed, Conflict):
        return False
    return True


class UndoPages:
    """The last step of an import that went wrong."""

    @expose("/<int:run_id>/undo", methods=("GET", "POST"))
    def undo(self, run_id: int) -> Any:
        """Ask with numbers, then take the run back in the background."""
        run: ImportRun = self.find(run_id)  # type: ignore[attr-defined]
        actor = current.current_actor()
        if work.live_job(run) is not None:
            return redirect(address(run))
        try:
            demand_undo(run, actor)
            if request.method == "POST":
                policy = request.form.get("touched", "")
                kept = policy if policy in set(TouchedRows) else TouchedRows.KEEP
                runner.start_undo(run, TouchedRows(kept), actor)
                work.start(run, work.UNDO, actor)
                db.session.commit()
                return redirect(address(run))
        except Conflict as error:
            db.session.rollback()
            notice(text_of(error), "error")
            return redirect(address(run))
        return self._ask(run, actor)

    def _ask(self, run: ImportRun, actor: Actor) -> str:
        forecast = touched.foresee(run, actor)
        return render_template(
            "admin/import/undo.html",
            deeds=_deeds(run, forecast),
            touched=forecast.touched,
            named=_named(forecast),
            more=max(0, forecast.touched - NAMED),
            going_on=bool(run.undo_policy),
            undo_url=url_for("import.undo", run_id=run.id),
            back_url=address(run),
            **self._frame(run, "result"),  # type: ignore[attr-defined]
        )


def _deeds(run: ImportRun, forecast: touched.Forecast) -> list[str]:
    """What will happen, a sentence each, with the true numbers."""
    found = []
    if forecast.made:
        made = words.number_of(run.noun, forecast.made)
        found.append(_("%(what)s that it added will be deleted.", what=made))
    if forecast.companies:
        companies = words.number_of(ImportNoun.COMPANIES, forecast.companies)
        found.append(_("%(what)s that it added on the way will be deleted.", what=companies))
    if forecast.changed:
        changed = words.number_of(run.noun, forecast.changed)
        found.append(_("%(what)s that it changed will get their old values.", what=changed))
    return found


def _named(forecast: touched.Forecast) -> list[tuple[str, str]]:
    """The first records that were touched since, with their addresses."""
    found = []
    for model, names in forecast.left.items():
        view = f"{VIEWS[model]}.details_view"
        found += [(name, url_for(view, id=row_id)) for row_id, name in names.items()]
    return found[:NAMED]


def account(run: ImportRun) -> tuple[str, ...]:
    """How taking the run back went, in sentences whose numbers add up."""
    counts = run.counts["undone"]
    texts = {
        "deleted": _("%(number)s deleted", number=formatting.number(counts["deleted"])),
        "restored": _("%(number)s changed back", number=formatting.number(counts["restored"])),
        "left": _("%(number)s left as they are", number=formatting.number(counts["left"])),
    }
    told = ", ".join(text for name, text in texts.items() if counts[name])
    total = counts["deleted"] + counts["restored"] + counts["left"]
    sentences = [_("%(rows)s: %(parts)s.", rows=words.rows(total), parts=told)]
    if counts.get("companies_deleted"):
        what = words.number_of(ImportNoun.COMPANIES, counts["companies_deleted"])
        sentences.append(_("%(companies)s deleted as well.", companies=what))
    if counts.get("companies_left"):
        what = words.number_of(ImportNoun.COMPANIES, len(counts["companies_left"]))
        sentences.append(_("%(companies)s kept: changed since, or with people.", companies=what))
    return tuple(sentences)
