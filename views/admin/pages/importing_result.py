"""How an import ended: done, refused, cancelled or broken off; what to do, and what was kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import gettext as _

from admin_app.importing.problems import run_problem_text
from admin_app.permissions import Permission
from models import ImportRun, Job
from models.enums import ImportNoun, ImportState, JobState
from views import current
from views.admin.pages import importing_undo
from views.admin.pages import importing_words as words
from views.admin.pages.importing_rows import address
from views.admin.pages.importing_undo import may_undo

Action = tuple[str, str, str, bool, bool]
"""Label, address, icon, whether it is the main one, whether it is a download."""


@dataclass(frozen=True)
class Outcome:
    """What happened, in a few sentences."""

    icon: str
    colour: str
    title: str
    texts: tuple[str, ...]


def outcome(run: ImportRun, job: Job | None) -> dict[str, Any]:
    """What the result page is given."""
    endings = {
        ImportState.DONE: _done,
        ImportState.REFUSED: _refused,
        ImportState.CANCELLED: _cancelled,
    }
    if run.undone_at is not None:
        title = _("The import was taken back")
        told, again_url = Outcome("arrow-back-up", "blue", title, importing_undo.account(run)), None
    elif run.undo_policy:
        told, again_url = _half_undone(), None
    elif run.state in endings:
        told, again_url = endings[run.state](run), None
    else:
        stopped = job is not None and job.state == JobState.CANCELLED
        told = _stopped(run) if stopped else _broken(run, job)
        again_url = url_for("import.again", run_id=run.id)
    return {"outcome": told, "actions": _actions(run), "again_url": again_url}


def _done(run: ImportRun) -> Outcome:
    refused = run.counts.get("refused", 0)
    texts = [words.account(run)]
    if run.counts.get("companies_created") and run.noun != ImportNoun.COMPANIES:
        made = words.number_of(ImportNoun.COMPANIES, run.counts["companies_created"])
        texts.append(_("%(companies)s added on the way.", companies=made))
    if refused:
        texts.append(
            _("Download the refused rows, mend them in the file and drop that file here again.")
        )
    if refused and not (run.counts.get("created") or run.counts.get("updated")):
        return Outcome("alert-triangle", "orange", _("Nothing was imported"), tuple(texts))
    return Outcome("circle-check", "green", _("The file is imported"), tuple(texts))


def _refused(run: ImportRun) -> Outcome:
    texts = (
        run_problem_text(run, gettext),
        _("Nothing was imported; contacts and companies are as they were."),
    )
    return Outcome("ban", "red", _("The file is refused"), texts)


def _cancelled(run: ImportRun) -> Outcome:
    texts: tuple[str, ...]
    if run.counts.get("left"):
        texts = (
            words.account(run),
            _("What was imported before stays. Drop the file again to import the rest."),
        )
    else:
        texts = (_("Nothing was imported; contacts and companies are as they were."),)
    return Outcome("player-stop", "grey", _("The import was cancelled"), texts)


def _stopped(run: ImportRun) -> Outcome:
    """The job was cancelled before it began or between two steps; it can be taken up again."""
    return Outcome("player-stop", "grey", _("The work on this file was stopped"), (_kept(run),))


def _broken(run: ImportRun, job: Job | None) -> Outcome:
    """The job ended without its work done: it was lost, killed or met an error."""
    number = _("If it happens again, tell your administrator the number %(job)s.", job=run.job_id)
    texts = (_kept(run), number if job is not None else "")
    return Outcome("alert-circle", "red", _("The work on this file broke off"), texts)


def _half_undone() -> Outcome:
    """Taking back was cancelled or broke off; it goes on where it was."""
    text = _("A part of it is taken back. Go on to take back the rest, nothing twice.")
    return Outcome("player-stop", "orange", _("Taking the import back stopped"), (text,))


def _kept(run: ImportRun) -> str:
    if run.state == ImportState.COMMITTING:
        return _("What was imported before is kept. Going on imports the rest, nothing twice.")
    return _("Nothing was imported; contacts and companies are as they were.")


def _actions(run: ImportRun) -> list[Action]:
    found: list[Action] = []
    if run.counts.get("refused"):
        url = url_for("import.errors", run_id=run.id)
        found.append((_("Refused rows"), url, "download", False, True))
    if run.state == ImportState.REFUSED and run.head:
        found.append(
            (_("Back to the columns"), address(run, step="columns"), "arrow-left", False, False)
        )
    if run.state == ImportState.DONE and (shown := _list_action(run)):
        found.append(shown)
    if may_undo(run, current.current_actor()):
        label = _("Go on taking it back") if run.undo_policy else _("Undo this import")
        url = url_for("import.undo", run_id=run.id)
        found.append((label, url, "arrow-back-up", False, False))
    another = url_for("import.index", noun=run.noun.value)
    return [*found, (_("Import another file"), another, "upload", not found, False)]


def _list_action(run: ImportRun) -> Action | None:
    """The way to the list, narrowed to what was imported if there is anything."""
    if run.noun == ImportNoun.EQUIPMENT:
        return _equipment_action(run)
    companies = run.noun == ImportNoun.COMPANIES
    if not current.may(Permission.COMPANIES_VIEW if companies else Permission.CONTACTS_VIEW):
        return None
    place = "companies.index_view" if companies else "contacts.index_view"
    if run.counts.get("created") or run.counts.get("updated"):
        label = _("Show these companies") if companies else _("Show these contacts")
        return label, url_for(place, import_run=run.id), "arrow-right", True, False
    label = _("To the companies") if companies else _("To the contacts")
    return label, url_for(place), "arrow-right", True, False


def _equipment_action(run: ImportRun) -> Action | None:
    if not current.may(Permission.EQUIPMENT_VIEW):
        return None
    if run.counts.get("created") or run.counts.get("updated"):
        url = url_for("equipment.index_view", import_run=run.id)
        return _("Show this equipment"), url, "arrow-right", True, False
    return _("To the equipment"), url_for("equipment.index_view"), "arrow-right", True, False
