"""Background jobs as their owner reads about them."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from admin_app import clock
from admin_app.jobs.handlers import bulk, exporting
from admin_app.messages import MESSAGES
from admin_app.services.similar import scanning
from models import Job
from models.enums import JobState
from views import formatting
from views.problems import message

LIVE = (JobState.QUEUED, JobState.RUNNING)


def view_of(job: Job) -> dict[str, Any]:
    """A job as the progress component takes it, with `url` for its next state."""
    stopping = job.cancel_requested and job.state in LIVE
    view: dict[str, Any] = {
        "dom_id": f"job-{job.id}",
        "label": _label(job),
        "state": job.state.value,
        "done": job.done,
        "total": job.total,
        "eta": _seconds_left(job),
        "text": _("Stopping") if stopping else None,
        "url": url_for("jobs.progress", job_id=job.id),
        "cancel_url": None if stopping else url_for("jobs.cancel", job_id=job.id),
    }
    results = {
        exporting.WRITE: _export_result,
        bulk.CHANGE: _bulk_result,
        bulk.UNDO: _bulk_result,
        scanning.SCAN: _scan_result,
    }
    return view | results.get(job.kind, _import_result)(job)


def _label(job: Job) -> str:
    if job.kind == exporting.WRITE:
        nouns = {
            "contacts": _("Export of contacts"),
            "companies": _("Export of companies"),
            "equipment": _("Export of equipment"),
        }
        noun = str(job.arguments.get("noun", ""))
        return nouns.get(noun, _("Export")) + f" · {str(job.arguments.get('format', '')).upper()}"
    known = {
        "import.sniff": _("Reading the file"),
        "import.check": _("Checking an import"),
        "import.commit": _("Importing"),
        "import.undo": _("Taking an import back"),
        "bulk.change": _("Bulk change"),
        "bulk.undo": _("Undoing a bulk change"),
        scanning.SCAN: _("Looking for similar ones"),
    }
    return known.get(job.kind, _("Background work"))


def _export_result(job: Job) -> dict[str, Any]:
    if job.state != JobState.DONE:
        return {}
    if code := job.result.get("problem"):
        text = message(code, job.result.get("params", {})) if code in MESSAGES else None
        return {"state": JobState.FAILED.value, "text": text or _("This is not allowed.")}
    if not exporting.storage().exists(str(job.result.get("file", ""))):
        return {"text": _("The file was deleted after seven days.")}
    number = int(job.result.get("rows", 0))
    text = ngettext("%(rows)s row", "%(rows)s rows", number, rows=formatting.number(number))
    url = url_for("export.download", job_id=job.id)
    return {"text": text, "result_url": url, "result_label": _("Download")}


def _bulk_result(job: Job) -> dict[str, Any]:
    found = {"result_url": url_for("changes.show", set_id=job.arguments["change_set_id"])}
    if job.result.get("problem"):
        return found | {"state": JobState.FAILED.value, "text": _("This is not allowed.")}
    return found


def _scan_result(job: Job) -> dict[str, Any]:
    url = url_for("similar.index", noun=job.arguments.get("noun"))
    if job.state != JobState.DONE:
        return {"result_url": url}
    number = int(job.result.get("pairs", 0))
    text = ngettext("%(pairs)s pair", "%(pairs)s pairs", number, pairs=formatting.number(number))
    return {"text": text, "result_url": url}


def _import_result(job: Job) -> dict[str, Any]:
    run = job.arguments.get("run_id")
    if not isinstance(run, int) or "import.run" not in current_app.view_functions:
        return {}
    url = url_for("import.run", run_id=run)
    # the import says itself when it can still be stopped
    return {"result_url": url, "cancel_url": None}


def _seconds_left(job: Job) -> int | None:
    if job.state != JobState.RUNNING or not job.done or not job.total or job.started_at is None:
        return None
    spent = (clock.now() - job.started_at).total_seconds()
    return max(1, round(spent * (job.total - job.done) / job.done))
