"""Bulk changes of the last 30 days: what was done, what was left and why, and Undo."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from admin_app.errors import Conflict
from admin_app.jobs.handlers.bulk import UNDO
from admin_app.permissions import allowed
from admin_app.services import change_set as change_sets
from admin_app.services.lists.changes import OUTCOMES
from admin_app.services.processes.bulk import taking_back
from admin_app.services.processes.bulk.actions import action_of
from admin_app.services.processes.undoing import RESTORED
from admin_app.services.shared import jobs
from models import ChangeSet, Job
from models.base import db
from models.enums import ChangeOutcome, UndoOutcome
from views import current, formatting
from views.admin import change_words as words
from views.admin.bulk import AT_ONCE
from views.admin.pages import job_words
from views.notices import notice
from views.problems import text_of

PAGE = 50
NAMED = 50
"""Rows that undoing left and that are named on the page; the list has all of them."""
OUT_OF_LISTS = ("in_trash", "gone", "not_allowed")
bp = Blueprint("changes", __name__, url_prefix="/admin/changes")


@bp.before_request
def _staff_only() -> Response | None:
    user = current.current_user_or_none()
    return None if user is not None and current.current_actor().is_staff else current.refusal()


@bp.get("/")
def index() -> str:
    """The history: one's own bulk changes, or everybody's with the right to the audit."""
    before = request.args.get("before", change_sets.LARGEST_ID, type=int)
    before = min(max(before, 0), change_sets.LARGEST_ID)
    found = change_sets.history(current.current_actor(), before=before, limit=PAGE + 1)
    more = url_for("changes.index", before=found[PAGE - 1].id) if len(found) > PAGE else None
    return render_template(
        "admin/changes.html",
        title=_("Bulk changes"),
        changes=[_summary(change_set) for change_set in found[:PAGE]],
        more_url=more,
    )


@bp.get("/<int:set_id>")
def show(set_id: int) -> str:
    """The account of one change, with its progress while it lasts."""
    actor = current.current_actor()
    change_set = change_sets.get(set_id, actor)
    may_undo = taking_back.can_be_undone(change_set) and allowed(
        actor, action_of(change_set.noun, change_set.action).needs
    )
    return render_template(
        "admin/change.html",
        change=_summary(change_set),
        job=_living_job(change_set),
        lines=_lines(change_set) if change_sets.is_over(change_set) else [],
        undo_lines=_undo_lines(change_set),
        left_rows=_left_rows(change_set),
        undo_dialog_url=url_for("changes.undo", set_id=set_id) if may_undo else None,
        list_url=url_for(f"{change_set.noun}.index_view"),
        breadcrumbs=[(_("Bulk changes"), url_for("changes.index")), (f"{set_id}", None)],
    )


@bp.route("/<int:set_id>/undo", methods=("GET", "POST"))
def undo(set_id: int) -> Any:
    """What undoing would do, and undoing."""
    actor = current.current_actor()
    change_set = change_sets.get(set_id, actor)
    if not allowed(actor, action_of(change_set.noun, change_set.action).needs):
        return current.refusal()
    if request.method == "GET":
        return _undo_dialog(change_set)
    try:
        change_set = taking_back.begin(set_id, actor)
        if change_set.changed > AT_ONCE:
            job = jobs.enqueue(UNDO, {"change_set_id": set_id}, actor=actor)
            change_set.undo_job_id = job.id
        else:
            taking_back.undo(change_set, actor)
        db.session.commit()
    except Conflict as error:
        db.session.rollback()
        notice(text_of(error), "error")
        return redirect(url_for("changes.show", set_id=set_id))
    if change_set.undone_at is None or change_set.left:
        return redirect(url_for("changes.show", set_id=set_id))
    notice(_("Undone: %(what)s.", what=words.rows(change_set, change_set.restored)))
    return redirect(url_for(f"{change_set.noun}.index_view"))


def _undo_dialog(change_set: ChangeSet) -> str:
    outlook = taking_back.outlook(change_set, current.current_actor())
    back = outlook.pop(RESTORED, 0)
    title = words.title(change_set)
    left = [
        _("%(what)s will stay: %(reason)s.", what=words.rows(change_set, n), reason=words.reason(c))
        for c, n in outlook.items()
    ]
    return render_template(
        "admin/confirm_delete.html",
        title=_("Undo “%(change)s”?", change=title),
        text=ngettext(
            "%(what)s gets back what was there before.",
            "%(what)s get back what was there before.",
            back,
            what=words.rows(change_set, back),
        ),
        consequences=left,
        url=url_for("changes.undo", set_id=change_set.id),
        confirm_label=_("Undo"),
        danger=False,
    )


def _summary(change_set: ChangeSet) -> dict[str, Any]:
    """A change as one line of the history."""
    return {
        "title": words.title(change_set),
        "icon": words.ICONS.get(change_set.action, "list-check"),
        "url": url_for("changes.show", set_id=change_set.id),
        "rows": words.rows(change_set, change_set.total),
        "who": change_set.actor.full_name if change_set.actor else "Kontora",
        "when": formatting.moment(change_set.created_at),
        "reason": change_set.parameters.get("reason", ""),
        "changed": change_set.changed,
        "left": change_set.skipped,
        "state": _state(change_set),
    }


def _state(change_set: ChangeSet) -> tuple[str, str]:
    """How far it is, in a word and its colour."""
    if change_set.undone_at is not None:
        return _("Undone"), "secondary"
    if jobs.is_living(change_set.undo_job_id):
        return _("Being undone"), "blue"
    if not change_sets.is_over(change_set):
        return _("Under way"), "blue"
    if _not_reached(change_set):
        return _("Stopped"), "orange"
    return _("Done"), "green"


def _not_reached(change_set: ChangeSet) -> int:
    done = change_set.changed + change_set.unchanged + change_set.skipped
    return change_set.total - done


def _living_job(change_set: ChangeSet) -> dict[str, Any] | None:
    """The progress of the work that goes on; only its owner may stop it."""
    for job_id in (change_set.undo_job_id, change_set.job_id):
        if jobs.is_living(job_id):
            job = db.session.get_one(Job, job_id)
            view = job_words.view_of(job)
            own = job.owner_id == current.current_actor().user_id
            return view if own else None
    return None


def _lines(change_set: ChangeSet) -> list[dict[str, Any]]:
    """What became of the rows, each with the way to them."""
    outcomes = ChangeOutcome
    lines = [
        _line(change_set, outcomes.CHANGED, change_set.changed, "circle-check", "green"),
        _line(change_set, outcomes.UNCHANGED, change_set.unchanged, "minus", "secondary"),
        *_reasons(change_set, outcomes.SKIPPED),
        _line(change_set, outcomes.PENDING, _not_reached(change_set), "player-stop", "orange"),
    ]
    return [line for line in lines if line["number"]]


def _undo_lines(change_set: ChangeSet) -> list[dict[str, Any]]:
    restored = change_set.restored
    lines = [
        _line(change_set, UndoOutcome.RESTORED, restored, "arrow-back-up", "green"),
        *_reasons(change_set, UndoOutcome.LEFT),
    ]
    return [line for line in lines if line["number"]]


def _reasons(change_set: ChangeSet, outcome: ChangeOutcome | UndoOutcome) -> list[dict[str, Any]]:
    return [
        _line(change_set, key, number, "alert-triangle", "orange")
        for key, number in change_sets.reasons(change_set).items()
        if key.startswith(f"{outcome.value}.")
    ]


def _line(change_set: ChangeSet, key: str, number: int, icon: str, colour: str) -> dict[str, Any]:
    """One line of the account; rows that no list shows have no way to them."""
    outcome, _dot, reason = key.partition(".")
    text = _(OUTCOMES[outcome])
    if reason:
        text += f": {words.reason(reason)}"
    url: str | None = url_for(f"{change_set.noun}.index_view", change=f"{change_set.id}:{key}")
    if reason in OUT_OF_LISTS:
        url = None
    elif change_set.action == "delete" and outcome == ChangeOutcome.CHANGED:
        url = url_for(f"trash-{change_set.noun}.index_view")
    return {"text": text, "number": number, "url": url, "icon": icon, "colour": colour}


def _left_rows(change_set: ChangeSet) -> list[dict[str, Any]]:
    """Rows that undoing left, by name, each with why."""
    found = change_sets.left_rows(change_set, limit=NAMED)
    if not found:
        return []
    model: type[Any] = action_of(change_set.noun, change_set.action).model
    ids = [record_id for record_id, _reason in found]
    query = select(model).where(model.id.in_(ids))
    names = {row.id: str(row) for row in db.session.scalars(query)}
    return [
        {
            "name": names.get(record_id, f"#{record_id}"),
            "url": None
            if reason in OUT_OF_LISTS
            else url_for(f"{change_set.noun}.details_view", id=record_id),
            "reason": words.reason(reason),
        }
        for record_id, reason in found
    ]
