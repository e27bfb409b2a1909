"""Addresses of the time line: its pages, notes, calls, and the colleagues to mention."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from admin_app.errors import Invalid, NotFound, Problem, StaleWrite
from admin_app.services import call, mention, timeline
from admin_app.services import note as notes
from admin_app.services.shared import cards
from admin_app.services.shared.cards import Card
from admin_app.services.shared.rich_text import safe
from models import Note
from models.base import db
from views import current, formatting
from views.admin.activity import asked, entries, tab
from views.admin.activity.answers import counts, refused, tell, toast
from views.admin.activity.call_form import CallForm
from views.problems import show_problems

bp = Blueprint("activity", __name__, url_prefix="/admin/activity")
MOST_FILES = 20
LONGEST_NAME = 60


@bp.before_request
def _staff_only() -> Response | None:
    """The time line is for staff."""
    user = current.current_user_or_none()
    return None if user is not None and current.current_actor().is_staff else current.refusal()


@bp.get("/lines")
def lines() -> Response:
    """The line as it is asked for, or its next page (fragment)."""
    actor = current.current_actor()
    view = asked.read(_card(), request.args, actor)
    if view.cursor:
        page = timeline.page(view.place, view.asked, view.cursor)
        context = tab.line_context(view, actor, page)
        return make_response(render_template("admin/activity/_entries.html", **context))
    answer = make_response(_body(view))
    answer.headers["HX-Replace-Url"] = view.page_address()
    return counts(answer, view.place.card)


@bp.get("/entry")
def entry() -> str:
    """One entry as it is now (fragment)."""
    return _entry(_card(), request.args.get("entry", ""))


@bp.get("/people")
def people() -> Response:
    """Colleagues who can be mentioned on a card, as their name is typed."""
    actor = current.current_actor()
    card = _card()
    cards.demand_write(card, actor)
    typed = request.args.get("query", "").replace("\x00", "")[:LONGEST_NAME]
    found = mention.pick(card, typed, actor)
    return jsonify([{"id": user.id, "name": user.full_name, "sub": user.email} for user in found])


# ---- notes


@bp.post("/notes")
def write_note() -> Response:
    """Add a note; answers with the line as it is then."""
    actor = current.current_actor()
    card = _card()
    form = request.form
    files = form.getlist("files")[:MOST_FILES]
    try:
        notes.write(card, form.get("html", ""), actor, about=form.get("about", ""), files=files)
        db.session.commit()
    except Invalid as error:
        db.session.rollback()
        return refused(error, "#composer-error")
    view = asked.View(timeline.Place(card), timeline.Asked())
    answer = make_response(_body(view))
    answer.headers["HX-Replace-Url"] = view.page_address()
    return tell(counts(answer, card), "k:written", {})


@bp.route("/notes/<int:note_id>/edit", methods=("GET", "POST"))
def edit_note(note_id: int) -> Any:
    """The editor with the note's text (fragment), and keeping it."""
    actor = current.current_actor()
    note, card = notes.get(note_id, actor)
    if request.method == "GET":
        if not notes.may_edit(note, card, actor):
            raise NotFound("note")
        return render_template(
            "admin/activity/_edit.html",
            note=note,
            mark=notes.mark_of(note),
            html=safe(note.html),
            url=url_for("activity.edit_note", note_id=note.id),
            cancel_url=_entry_url(card, note),
            people_url=url_for("activity.people", card=str(card)),
        )
    try:
        notes.edit(note, request.form.get("html", ""), actor, opened=request.form.get("mark", ""))
        db.session.commit()
    except (Invalid, StaleWrite) as error:
        db.session.rollback()
        return refused(error, f"#note-{note_id}-error")
    return toast(make_response(_entry(card, f"note:{note_id}")), _("The note is saved."))


@bp.get("/notes/<int:note_id>/history")
def history(note_id: int) -> str:
    """A note as it was before each edit (fragment of the dialog)."""
    note, _card = notes.get(note_id, current.current_actor())
    texts = [(version.at, version.html) for version in note.versions]
    texts.append((note.edited_at or note.at, note.html))
    versions = [
        (formatting.moment(at), Markup(safe(html)))  # noqa: S704 - cleaned just now
        for at, html in reversed(texts)
    ]
    return render_template(
        "admin/activity/_history.html", versions=versions, author=note.author_name
    )


@bp.post("/notes/<int:note_id>/delete")
def delete_note(note_id: int) -> Response:
    """Delete a note for good; its entry goes from the page."""
    actor = current.current_actor()
    note, card = notes.get(note_id, actor)
    notes.delete(note, actor)
    db.session.commit()
    return toast(counts(make_response(""), card), _("The note is deleted."))


# ---- calls and text messages


@bp.route("/<any(call, sms):kind>/new", methods=("GET", "POST"))
def call_dialog(kind: str) -> Any:
    """The dialog in which a call or an SMS is entered, and keeping it."""
    actor = current.current_actor()
    card = _card()
    cards.demand_write(card, actor)
    form = CallForm.of(kind, call.numbers_of(card))
    if form.validate_on_submit():
        log = call.log_call if kind == "call" else call.log_sms
        try:
            log(card, form.typed(), actor, zone=ZoneInfo(current.time_zone()))
            db.session.commit()
        except Invalid as error:
            db.session.rollback()
            show_problems(form, Invalid(*(_at(form, problem) for problem in error.problems)))
        else:
            said = _("The call is added.") if kind == "call" else _("The SMS is added.")
            answer = counts(make_response("", 204), card)
            return tell(toast(answer, said), "k:entered", {})
    page = render_template(
        "admin/view_dialog.html",
        title=_("Add a call") if kind == "call" else _("Add an SMS"),
        url=url_for("activity.call_dialog", kind=kind, card=str(card)),
        form=form,
        submit_label=_("Add"),
    )
    return (page, 422) if request.method == "POST" else page


@bp.post("/<any(call, sms):kind>/<int:row_id>/delete")
def delete_call(kind: str, row_id: int) -> Response:
    """Delete a call or an SMS for good; its entry goes from the page."""
    actor = current.current_actor()
    row, card = call.get(kind, row_id, actor)
    call.delete(row, actor)
    db.session.commit()
    said = _("The call is deleted.") if kind == "call" else _("The SMS is deleted.")
    return toast(counts(make_response(""), card), said)


def _at(form: CallForm, problem: Problem) -> Problem:
    return Problem(form.field_of(problem.field), problem.code, problem.params)


def _card() -> Card:
    return cards.read(request.args.get("card", ""), current.current_actor())


def _body(view: asked.View) -> str:
    context = tab.body_context(view, current.current_actor())
    return render_template("admin/activity/_body.html", **context)


def _entry(card: Card, key: str) -> str:
    place = timeline.Place(card)
    found = entries.shown([timeline.find(place, key)], place, current.current_actor())
    return render_template("admin/activity/_entries.html", entries=found, more_url=None, marked="")


def _entry_url(card: Card, note: Note) -> str:
    return url_for("activity.entry", card=str(card), entry=f"note:{note.id}")
