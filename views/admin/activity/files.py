"""Uploads to a card, downloads from it. What is stored is only ever handed out as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request, send_file
from flask_babel import gettext as _

from admin_app.errors import DomainError, Invalid, NotFound
from admin_app.services import stored_file
from admin_app.services.shared import cards, pictures
from admin_app.services.shared.file_types import served_type
from admin_app.services.shared.files import Store, card_files
from models.base import db
from views import current
from views.admin.activity import shown_files, tab
from views.admin.activity.answers import counts, toast
from views.problems import text_of

bp = Blueprint("files", __name__, url_prefix="/admin/files")
PICTURE_SECONDS = 300


@bp.before_request
def _staff_only() -> Response | None:
    """Files of cards are for staff; clients have their own way to theirs."""
    user = current.current_user_or_none()
    return None if user is not None and current.current_actor().is_staff else current.refusal()


def store() -> Store:
    """Where the files of cards are kept."""
    return card_files(current.settings())


@bp.get("/")
def index() -> Response:
    """The files of a card, or those before the last one shown (fragment)."""
    actor = current.current_actor()
    card = cards.read(request.args.get("card", ""), actor)
    context = tab.files_context(card, actor, request.args.get("before", ""))
    template = "_files" if "before" in request.args else "_file_list"
    answer = make_response(render_template(f"admin/activity/{template}.html", **context))
    return counts(answer, card)


@bp.post("/")
def upload() -> Any:
    """Keep one file on a card; answers in JSON with what it is called, or what is wrong."""
    actor = current.current_actor()
    card = cards.read(request.args.get("card", ""), actor)
    given = request.files.get("file")
    if given is None:
        return jsonify(error=_("Choose a file.")), 422
    try:
        row = stored_file.add(card, given.filename or "", given.stream, actor, store())  # type: ignore[arg-type]
        db.session.commit()
    except Invalid as error:
        db.session.rollback()
        return jsonify(error=text_of(error)), 422
    except DomainError:
        db.session.rollback()
        raise
    return jsonify(key=row.key, name=row.name, size=shown_files.size(row.size)), 201


@bp.get("/<key>")
def download(key: str) -> Response:
    """The file, for those who may see its card; never to be shown by the browser itself."""
    row, _card = stored_file.find(key, current.current_actor())
    answer = send_file(
        store().open(row.key),
        mimetype=served_type(row.content_type),
        as_attachment=True,
        download_name=row.name,
    )
    answer.content_length = row.size
    return _locked(answer, "private, no-store")


@bp.get("/<key>/thumbnail")
def thumbnail(key: str) -> Response:
    """The small picture of a file: made by us, so it may be shown."""
    row, _card = stored_file.find(key, current.current_actor())
    if row.thumbnail_key is None:
        raise NotFound("thumbnail")
    answer = send_file(store().open(row.thumbnail_key), mimetype=pictures.CONTENT_TYPE)
    return _locked(answer, f"private, max-age={PICTURE_SECONDS}")


@bp.get("/<key>/preview")
def preview(key: str) -> str:
    """The picture beside a file's name (fragment), asked for until the small one is made."""
    row, _card = stored_file.find(key, current.current_actor())
    return render_template("admin/activity/_preview.html", file=shown_files.of_row(row))


@bp.post("/<key>/delete")
def delete(key: str) -> Response:
    """Delete a file for good."""
    actor = current.current_actor()
    row, card = stored_file.find(key, actor)
    name = row.name
    stored_file.delete(row, actor)
    db.session.commit()
    answer = make_response("")
    return toast(counts(answer, card), _("%(name)s is deleted.", name=name))


def _locked(answer: Response, caching: str) -> Response:
    headers = answer.headers
    headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Cache-Control"] = caching
    return answer
