"""Export of a list: the dialog, small files at once, large ones as a job, and their download."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext, to_user_timezone

from admin_app import clock
from admin_app.errors import Conflict, NotFound
from admin_app.exporting.runner import (
    ExportOrder,
    count_export,
    demand_export,
    write_export,
)
from admin_app.exporting.sheets import SHEETS
from admin_app.exporting.sheets.custom import sheet_of
from admin_app.exporting.writers.registry import FORMATS
from admin_app.jobs.handlers.exporting import WRITE, storage
from admin_app.permissions import Actor, Permission
from admin_app.services import preferences
from admin_app.services.lists import LISTS
from admin_app.services.shared import jobs
from admin_app.services.shared.custom_names import key_of
from models import Job
from models.base import db
from models.enums import JobState
from views import current, formatting
from views.admin import view_tabs
from views.admin.listing import arguments_of, matching, read_arguments
from views.notices import notice
from views.problems import text_of
from views.safe_url import safe_path

AT_ONCE = 5_000
"""More rows than that are written by a job."""
MOST_IDS = 1_000
IN_MEMORY = 8 * 1024 * 1024
bp = Blueprint("export", __name__, url_prefix="/admin")


def dialog(noun: str) -> str:
    """The question: which columns, which format; with the true number of rows."""
    actor = current.current_actor()
    order = _order(noun, request.args, actor)
    number = count_export(order, actor)
    return render_template(
        "admin/export_dialog.html",
        title=_title(noun, number),
        url=url_for("export.start", noun=noun),
        hidden=[*_hidden(order), *_view_of(request.args)],
        formats=_formats(number),
        as_job=number > AT_ONCE,
        number=number,
    )


def start(noun: str) -> Any:
    """Write the file into the answer, or leave it to a job."""
    actor = current.current_actor()
    order = _order(noun, request.form, actor)
    try:
        if count_export(order, actor) > AT_ONCE:
            return _queue(order, actor)
        return _attachment(order, actor)
    except Conflict as error:
        db.session.rollback()
        notice(text_of(error), "error")
        return redirect(_list_address(order))


@bp.get("/jobs/<int:job_id>/file")
@current.needs(Permission.EXPORT)
def download(job_id: int) -> Response:
    """The file of a finished export, for the one who asked for it and may still see the list."""
    actor = current.current_actor()
    job = db.session.get(Job, job_id) if job_id < 2**31 else None
    if job is None or job.owner_id != actor.user_id or job.kind != WRITE:
        raise NotFound(f"job {job_id}")
    if job.state != JobState.DONE or "file" not in job.result:
        raise NotFound(f"file of job {job_id}")
    order = ExportOrder.from_data(job.arguments)
    demand_export(order.noun, actor)
    file = storage().open(str(job.result["file"]))
    return _send(file, order)


def _order(noun: str, args: Any, actor: Actor) -> ExportOrder:
    """What the address or the form asks for; what is not understood is left out."""
    spec = demand_export(noun, actor)
    if (matched := matching(args)) is not None:
        args = matched
    wanted = args.get("format", "")
    return ExportOrder(
        noun,
        wanted if wanted in FORMATS else "csv",
        current.language(),
        current.time_zone(),
        read_arguments(spec, actor, args).query,
        _shown_columns(noun, actor, args) if args.get("columns") == "shown" else (),
        _ids(args.getlist("ids")),
    )


def _shown_columns(noun: str, actor: Actor, args: Any) -> tuple[str, ...]:
    """The columns of the list as this person set them, or as the saved view has them."""
    user, spec = current.current_user_or_none(), LISTS[noun]
    if user is None:
        abort(403)
    prefs = view_tabs.choose(spec, user, actor, args).preferences()
    may = {column.key for column in sheet_of(noun).columns_for(actor)}
    fields = preferences.shown_fields(spec, prefs, actor)
    keys = (key_of(field.key) for field in fields)
    return tuple(key for key in keys if key in may)


def _ids(texts: Sequence[str]) -> tuple[int, ...]:
    found = (int(t) for t in texts[:MOST_IDS] if t.isascii() and t.isdigit() and len(t) < 10)
    return tuple(dict.fromkeys(found))


def _hidden(order: ExportOrder) -> list[tuple[str, str]]:
    """The fields of the form that ask the same of the list again."""
    pairs: list[tuple[str, str]] = [("ids", str(row_id)) for row_id in order.ids]
    for key, value in arguments_of(order.query, LISTS[order.noun]).items():
        pairs += [(key, text) for text in (value if isinstance(value, list) else [value])]
    return pairs


def _view_of(args: Any) -> list[tuple[str, str]]:
    """The saved view under which the list is seen, for its columns."""
    return [(view_tabs.NAME, args[view_tabs.NAME])] if view_tabs.NAME in args else []


def _formats(number: int) -> list[dict[str, Any]]:
    """The formats with what they are for, and whether they can hold so many rows."""
    words = {
        "xlsx": ("Excel (XLSX)", _("Keeps phones and dates as they are")),
        "csv": ("CSV", _("For other programs; opens in Excel too")),
        "ods": ("OpenDocument (ODS)", _("LibreOffice")),
        "xls": ("Excel 97 (XLS)", _("For old programs")),
        "json": ("JSON", _("For programmers")),
    }
    found = []
    for key, (label, purpose) in words.items():
        limit = FORMATS[key].max_rows
        fits = limit is None or number <= limit
        most = "" if fits else _("At most %(limit)s rows", limit=formatting.number(limit))
        found.append({"key": key, "label": label, "text": most or purpose, "fits": fits})
    return found


def _title(noun: str, number: int) -> str:
    shown = formatting.number(number)
    if noun == "companies":
        return ngettext(
            "Export %(count)s company", "Export %(count)s companies", number, count=shown
        )
    if noun == "equipment":
        return ngettext(
            "Export %(count)s piece of equipment",
            "Export %(count)s pieces of equipment",
            number,
            count=shown,
        )
    return ngettext("Export %(count)s contact", "Export %(count)s contacts", number, count=shown)


def _attachment(order: ExportOrder, actor: Actor) -> Response:
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the answer
    try:
        write_export(order, file, actor)  # type: ignore[arg-type]
        db.session.commit()
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return _send(file, order)


def _queue(order: ExportOrder, actor: Actor) -> Any:
    job = jobs.enqueue(WRITE, order.as_data(), actor=actor)
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id))


def _send(file: Any, order: ExportOrder) -> Response:
    day = to_user_timezone(clock.now()).date()
    chosen = FORMATS[order.format]
    return send_file(
        file,
        mimetype=chosen.mimetype,
        as_attachment=True,
        download_name=f"{order.noun}-{day.isoformat()}.{chosen.extension}",
    )


def _list_address(order: ExportOrder) -> str:
    back = safe_path(request.form.get("next", ""))
    arguments = arguments_of(order.query, LISTS[order.noun])
    return back or url_for(f"{order.noun}.index_view", **arguments)


_guard = current.needs(Permission.EXPORT)
_dialog, _start = _guard(dialog), _guard(start)
for _noun in SHEETS:
    # an address for each noun: under a variable one Flask-Admin's own would be found first
    _for = {"noun": _noun}
    bp.add_url_rule(f"/{_noun}/export/dialog", "dialog", _dialog, defaults=_for)
    bp.add_url_rule(f"/{_noun}/export", "start", _start, defaults=_for, methods=["POST"])
