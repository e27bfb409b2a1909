"""The first step of an import: choosing a file, samples of files, and earlier imports."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from flask import jsonify, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from admin_app.errors import Invalid, NotAllowed, NotFound
from admin_app.importing import runs
from admin_app.importing.context import demand_import
from admin_app.importing.readers.limits import MAX_FILE_BYTES
from admin_app.permissions import Actor
from admin_app.services import import_run
from models import ImportRun
from models.base import db
from models.enums import ImportNoun, ImportState
from views import current, formatting
from views.admin.pages import importing_words as words
from views.admin.pages import importing_work as work
from views.admin.pages.importing_rows import address
from views.problems import text_of

SAMPLE_FORMATS = ("csv", "xls", "xlsx")


class UploadPages:
    """The list of runs with the place to drop a file, and taking the file."""

    @expose("/")
    def index(self) -> Any:
        """The drop zone and earlier imports; `noun=` says what the file will hold."""
        return self._index_page()

    @expose("/upload", methods=("POST",))
    def upload(self) -> Any:
        """Keep the file and have it read by a job; answers a script with JSON."""
        actor = current.current_actor()
        file = request.files.get("file")
        if file is None or not file.filename:
            return self._refused(_("Choose a file first."))
        try:
            run = _take(file, actor)
            db.session.commit()
        except Invalid as error:
            db.session.rollback()
            return self._refused(text_of(error))
        target = address(run)
        return jsonify(url=target) if _is_script() else redirect(target)

    def _refused(self, message: str) -> Any:
        if _is_script():
            return jsonify(error=message), 422
        return self._index_page(message), 422

    def _index_page(self, error: str = "") -> str:
        actor = current.current_actor()
        nouns = nouns_for(actor)
        wanted = request.values.get("noun", "")
        chosen = wanted if wanted in nouns else nouns[0].value
        page: str = self.render(  # type: ignore[attr-defined]
            "admin/import/index.html",
            title=_("Import"),
            nouns=[_tile(noun, chosen) for noun in nouns],
            upload_url=url_for("import.upload"),
            limit=MAX_FILE_BYTES,
            error=error,
            steps=steps("file"),
            **_history(actor),
        )
        return page


def nouns_for(actor: Actor) -> list[ImportNoun]:
    """What this person may import; raises NotAllowed when it is nothing."""
    found = []
    nouns = (
        ImportNoun.CONTACTS, ImportNoun.COMPANIES, ImportNoun.BOTH, ImportNoun.EQUIPMENT,
    )  # fmt: skip
    for noun in nouns:
        try:
            demand_import(actor, noun)
        except NotAllowed:
            continue
        found.append(noun)
    if not found:
        raise NotAllowed("import")
    return found


def steps(now: str, run: ImportRun | None = None) -> list[tuple[str, str | None, str]]:
    """The steps of the wizard; those that one may go back to have an address."""
    names = {
        "file": _("File"),
        "columns": _("Columns and rules"),
        "preview": _("Preview"),
        "result": _("Import"),
    }
    places = list(names)
    at = places.index(now)
    found = []
    for place, (name, label) in enumerate(names.items()):
        state = "now" if place == at else "done" if place < at else "later"
        back = run is not None and state == "done"
        found.append((label, _step_url(name, run) if back else None, state))
    return found


def _step_url(name: str, run: ImportRun | None) -> str | None:
    if run is None or name == "file":
        return url_for("import.index")
    open_again = run.state in (ImportState.PREVIEW, ImportState.REFUSED) and bool(run.head)
    return address(run, step="columns") if name == "columns" and open_again else None


def _take(file: FileStorage, actor: Actor) -> ImportRun:
    wanted = request.form.get("noun", "")
    if wanted not in nouns_for(actor):
        raise NotFound(wanted)
    with NamedTemporaryFile() as kept:
        file.save(kept)
        kept.flush()
        run = runs.start_run(
            ImportNoun(wanted), Path(kept.name), str(file.filename), folder=work.folder(),
            actor=actor,
        )  # fmt: skip
    work.sniff(run, actor)
    return run


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _tile(noun: ImportNoun, chosen: str) -> tuple[Any, ...]:
    samples = [
        (kind.upper(), url_for("import.sample", file_name=f"{noun.value}.{kind}"))
        for kind in SAMPLE_FORMATS
    ]
    text = _(words.NOUN_TEXTS[noun])
    return noun.value, words.noun(noun), text, words.NOUN_ICONS[noun], samples, noun == chosen


def _history(actor: Actor) -> dict[str, Any]:
    found = import_run.history(
        actor,
        before=request.args.get("before", type=int),
        after=request.args.get("after", type=int),
    )
    ends = (found.rows[0].id, found.rows[-1].id) if found.rows else (0, 0)
    return {
        "history": [_history_row(run) for run in found.rows],
        "newer_url": url_for("import.index", after=ends[0]) if found.has_earlier else None,
        "older_url": url_for("import.index", before=ends[1]) if found.has_later else None,
    }


def _history_row(run: ImportRun) -> dict[str, Any]:
    return {
        "url": address(run),
        "file_name": run.file_name,
        "what": f"{words.noun(run.noun)}, {words.size(run.file_size)}",
        "state": words.state(run.state),
        "counts": words.outcome(run),
        "who": run.actor.full_name if run.actor else "",
        "when": formatting.moment(run.created_at),
    }
