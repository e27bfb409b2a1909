"""The bell: long work of the signed-in person, how far it is and what came of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from admin_app.errors import NotFound
from admin_app.services import mention
from admin_app.services.shared import jobs
from models import Job
from models.base import db
from views import current
from views.admin.activity.mine import mentions_of
from views.admin.pages import job_words
from views.notices import notice
from views.safe_url import safe_path

LARGEST_ID = 2**31 - 1
bp = Blueprint("jobs", __name__, url_prefix="/admin/jobs")


@bp.before_request
def _staff_only() -> Response | None:
    """Long work is started on the staff side only."""
    user = current.current_user_or_none()
    return None if user is not None and current.current_actor().is_staff else current.refusal()


@bp.get("/")
def index() -> str:
    """All recent work of this person."""
    actor = current.current_actor()
    return render_template(
        "admin/jobs.html",
        title=_("Notifications"),
        jobs=[job_words.view_of(job) for job in jobs.waiting(actor)],
        mentions=mentions_of(actor),
    )


@bp.get("/bell")
def bell() -> str:
    """The menu under the bell."""
    actor = current.current_actor()
    found, mentions = jobs.waiting(actor), mentions_of(actor)
    news = any(job.seen_at is None for job in found) or any(row["fresh"] for row in mentions)
    return render_template(
        "admin/export_bell.html",
        jobs=[job_words.view_of(job) for job in found],
        mentions=mentions,
        all_url=url_for("jobs.index"),
        seen_url=url_for("jobs.seen") if news else None,
    )


@bp.post("/seen")
def seen() -> Response:
    """Note that the person looked under the bell."""
    jobs.mark_seen(current.current_actor())
    mention.mark_seen(current.current_actor())
    db.session.commit()
    return make_response("", 204)


@bp.get("/<int:job_id>")
def show(job_id: int) -> str:
    """One job on a page of its own, which can be left and found again."""
    view = job_words.view_of(_own(job_id))
    return render_template("admin/job.html", title=view["label"], job=view)


@bp.get("/<int:job_id>/progress")
def progress(job_id: int) -> str:
    """How far a job is; the page asks for it every second."""
    return render_template("admin/_job_progress.html", job=job_words.view_of(_own(job_id)))


@bp.post("/<int:job_id>/cancel")
def cancel(job_id: int) -> Any:
    """Ask a job to stop."""
    job = _own(job_id)
    if job.state in job_words.LIVE:
        jobs.request_cancel(job)
        db.session.commit()
        notice(_("The work is being stopped."))
    target = safe_path(request.form.get("next", "")) or url_for("jobs.show", job_id=job_id)
    return redirect(target)


def _own(job_id: int) -> Job:
    """The job, if it is this person's; 404 for those of others."""
    job = db.session.get(Job, job_id) if job_id <= LARGEST_ID else None
    if job is None or job.owner_id != current.current_actor().user_id:
        raise NotFound(f"job {job_id}")
    return job
