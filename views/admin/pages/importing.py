"""Import: the wizard from a file to a result, one page for whatever step a run is in."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask_admin import BaseView, expose
from flask_babel import gettext as _

from admin_app.errors import Conflict, NotFound
from admin_app.importing import runs
from admin_app.importing.context import demand_import
from admin_app.permissions import Permission
from models import ImportRun, Job
from models.base import db
from models.enums import ImportState
from views import current
from views.admin.base import LARGEST_ID
from views.admin.listing import is_fragment
from views.admin.pages import importing_words as words
from views.admin.pages import importing_work as work
from views.admin.pages.importing_files import FilePages
from views.admin.pages.importing_mapping import MappingPages, columns_page
from views.admin.pages.importing_result import outcome
from views.admin.pages.importing_rows import address, page_of_rows
from views.admin.pages.importing_undo import UndoPages
from views.admin.pages.importing_upload import UploadPages, steps
from views.notices import notice
from views.problems import text_of

STEP_OF_JOB = {
    work.SNIFF: "columns",
    work.CHECK: "preview",
    work.COMMIT: "result",
    work.UNDO: "result",
}
OPEN_AGAIN = (ImportState.PREVIEW, ImportState.REFUSED)


class ImportView(UploadPages, MappingPages, FilePages, UndoPages, BaseView):
    """Companies and contacts out of a file; a run is its owner's and the administrators' alone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(endpoint="import", url="/admin/import", **options)

    def is_accessible(self) -> bool:
        """Whether the section exists at all for this person."""
        return current.may(Permission.IMPORT)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Response:
        """The sign-in page for strangers, 403 for others."""
        return current.refusal()

    def find(self, run_id: int) -> ImportRun:
        """The run, for its owner and administrators; raises NotFound for others."""
        if run_id > LARGEST_ID:
            raise NotFound(str(run_id))
        return runs.get(run_id, current.current_actor())

    @expose("/<int:run_id>/")
    def run(self, run_id: int) -> Any:
        """The step that a run is in; `step=columns` goes back to the columns."""
        run = self.find(run_id)
        job = work.live_job(run)
        if job is not None:
            return self._progress(run, job)
        wants_columns = request.args.get("step") == "columns"
        if run.state == ImportState.MAPPING or (wants_columns and _may_reopen(run)):
            broken = _("The work on this file broke off. Try again.") if work.broke_off(run) else ""
            return columns_page(self, run, problem=broken)
        if run.state == ImportState.PREVIEW:
            return self._preview(run)
        return self._result(run)

    @expose("/<int:run_id>/progress")
    def progress(self, run_id: int) -> str:
        """How far the run's job is (fragment); a finished one ends the polling."""
        run = self.find(run_id)
        job = work.job_of(run)
        if job is None:
            raise NotFound(str(run_id))
        return render_template(
            "admin/import/_progress.html", job=work.progress_view(run, job),
            progress_url=url_for("import.progress", run_id=run.id),
        )  # fmt: skip

    @expose("/<int:run_id>/confirm", methods=("POST",))
    def confirm(self, run_id: int) -> Any:
        """Import what the preview showed."""
        run = self.find(run_id)
        demand_import(current.current_actor(), run.noun)
        if run.state == ImportState.PREVIEW:
            work.start(run, work.COMMIT, current.current_actor())
            db.session.commit()
        return redirect(address(run))

    @expose("/<int:run_id>/cancel", methods=("POST",))
    def cancel(self, run_id: int) -> Any:
        """Stop a run; rows that were imported already stay and are told."""
        run = self.find(run_id)
        try:
            work.cancel(run)
            db.session.commit()
        except Conflict as error:
            db.session.rollback()
            notice(text_of(error), "error")
        return redirect(address(run))

    @expose("/<int:run_id>/again", methods=("POST",))
    def again(self, run_id: int) -> Any:
        """Start the job of a run anew after it broke off."""
        run = self.find(run_id)
        demand_import(current.current_actor(), run.noun)
        work.again(run, current.current_actor())
        db.session.commit()
        return redirect(address(run))

    def _frame(self, run: ImportRun, step: str) -> dict[str, Any]:
        return {
            "title": run.file_name,
            "breadcrumbs": [(_("Import"), url_for("import.index")), (run.file_name, None)],
            "steps": steps(step, run),
        }

    def _progress(self, run: ImportRun, job: Job) -> str:
        return self.render(
            "admin/import/progress.html",
            job=work.progress_view(run, job),
            progress_url=url_for("import.progress", run_id=run.id),
            run_url=address(run),
            note=_progress_note(job),
            **self._frame(run, STEP_OF_JOB.get(job.kind, "columns")),
        )

    def _preview(self, run: ImportRun) -> str:
        rows = page_of_rows(run)
        if is_fragment():
            return render_template("admin/import/_rows.html", **rows)
        counts = run.counts
        acting = counts.get("created", 0) + counts.get("updated", 0)
        return self.render(
            "admin/import/preview.html",
            sentence=words.forecast(run),
            broken=work.broke_off(run),
            button=_("Import %(rows)s", rows=words.rows(acting)) if acting else None,
            confirm_url=url_for("import.confirm", run_id=run.id),
            cancel_url=url_for("import.cancel", run_id=run.id),
            back_url=address(run, step="columns"),
            errors_url=url_for("import.errors", run_id=run.id) if counts.get("refused") else None,
            **self._frame(run, "preview"),
            **rows,
        )

    def _result(self, run: ImportRun) -> str:
        has_rows = bool(run.counts)
        rows = page_of_rows(run) if has_rows else {}
        if is_fragment():
            return render_template("admin/import/_rows.html", **rows) if has_rows else ""
        return self.render(
            "admin/import/result.html",
            has_rows=has_rows,
            **outcome(run, work.job_of(run)),
            **self._frame(run, _step_of_end(run)),
            **rows,
        )


def _step_of_end(run: ImportRun) -> str:
    """The step that a run came to before it ended."""
    if words.was_written(run) or run.state == ImportState.COMMITTING:
        return "result"
    return "preview" if run.counts else "columns"


def _may_reopen(run: ImportRun) -> bool:
    return run.state in OPEN_AGAIN and bool(run.head)


def _progress_note(job: Job) -> str:
    if job.kind in (work.COMMIT, work.UNDO):
        return _("You can close this page; the bell will tell when it is done.")
    if job.kind == work.CHECK:
        return _("Nothing is written by this. You can close this page and come back.")
    return _("This takes a few seconds. You can close this page and come back.")
