"""The work queue "Similar": pairs by likeness, decided one after another, mostly by keyboard."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy import select

from admin_app.errors import NotFound
from admin_app.permissions import Actor, allowed, demand, scope
from admin_app.services import similar
from admin_app.services.shared.listing.query import matches
from admin_app.services.similar import scanning
from models.base import db
from views import current, formatting
from views.admin.pages import job_words
from views.admin.similar.marks import ICON, look, picked_mark
from views.admin.similar.pairs import view_of
from views.notices import notice
from views.safe_url import safe_path

PICKED = 20
LONGEST_QUERY = 100
bp = Blueprint("similar", __name__, url_prefix="/admin/similar")


@bp.before_request
def _staff_only() -> Response | None:
    user = current.current_user_or_none()
    return None if user is not None and current.current_actor().is_staff else current.refusal()


@bp.get("/")
def index() -> Any:
    """The queue of contacts or companies, from a place on."""
    actor = current.current_actor()
    mine = [noun for noun in similar.NOUNS.values() if allowed(actor, noun.view)]
    if not mine:
        return current.refusal()
    noun = next((n for n in mine if n.name == request.args.get("noun")), mine[0])
    page = similar.queue(noun, actor, place=request.args.get("after", "")[:100])
    job = scanning.living(noun)
    return render_template(
        "admin/similar/queue.html",
        title=_("Similar"),
        noun=noun.name,
        tabs=[_tab(one, noun, actor) for one in mine],
        pairs=[view_of(noun, found, actor) for found in page.found],
        here=url_for("similar.index", noun=noun.name),
        more_url=url_for("similar.index", noun=noun.name, after=page.more) if page.more else None,
        first_url=url_for("similar.index", noun=noun.name) if "after" in request.args else None,
        job=job_words.view_of(job) if job and job.owner_id == actor.user_id else None,
        scanning=job is not None,
        last_scan=_account(noun),
        scan_url=url_for("similar.scan", noun=noun.name) if allowed(actor, noun.edit) else None,
        icon=ICON,
    )


@bp.post("/<noun>/<int:pair_id>/decide")
def decide(noun: str, pair_id: int) -> Any:
    """Keep a decision about a pair: `decision` is not_similar, week, month or open."""
    kind, actor = _noun(noun), current.current_actor()
    wanted = request.values.get("decision", "")
    if wanted not in set(similar.Decision):
        raise NotFound(wanted)
    decision = similar.Decision(wanted)
    pair = similar.decide(kind, pair_id, decision, actor)
    texts = {
        similar.Decision.NOT_SIMILAR: _("Marked as not similar."),
        similar.Decision.WEEK: _("Put off for a week."),
        similar.Decision.MONTH: _("Put off for a month."),
        similar.Decision.OPEN: _("The pair is back."),
    }
    back = safe_path(request.values.get("next", "")) or url_for("similar.index", noun=noun)
    undo = url_for("similar.decide", noun=noun, pair_id=pair.id, decision="open", next=back)
    db.session.commit()
    notice(texts[decision], undo_url=None if decision == similar.Decision.OPEN else undo)
    return redirect(back)


@bp.post("/<noun>/scan")
def scan(noun: str) -> Any:
    """Look at all rows anew, in the background."""
    scanning.ask(_noun(noun), current.current_actor())
    db.session.commit()
    return redirect(url_for("similar.index", noun=noun))


@bp.get("/<noun>/<int:row_id>/pick")
def pick(noun: str, row_id: int) -> Response:
    """Other rows to choose from while a name is typed, to merge by hand."""
    kind, actor = _noun(noun), current.current_actor()
    demand(actor, kind.merge)
    typed = request.args.get("query", "").replace("\x00", "")[:LONGEST_QUERY]
    query = scope(select(kind.model), kind.model, actor).where(kind.model.id != row_id)
    if typed.strip():
        query = query.where(matches(kind.model, typed))
    rows = db.session.scalars(query.order_by(kind.model.sort_name, kind.model.id).limit(PICKED))
    found = rows.all()
    look(noun, [row.id for row in found], actor)
    return jsonify(
        [
            {
                "value": str(row.id),
                "text": str(row),
                "sub": row.email,
                "mark": picked_mark(noun, row.id, actor),
            }
            for row in found
        ]
    )


def _noun(name: str) -> similar.Noun:
    """The noun of an address; 404 for any other, and for one that this person may not see."""
    noun = similar.NOUNS.get(name)
    if noun is None or not allowed(current.current_actor(), noun.view):
        raise NotFound(name)
    return noun


def _tab(noun: similar.Noun, chosen: similar.Noun, actor: Actor) -> dict[str, Any]:
    labels = {"contacts": _("Contacts"), "companies": _("Companies")}
    return {
        "label": labels[noun.name],
        "url": url_for("similar.index", noun=noun.name),
        "count": counted(noun, actor),
        "active": noun is chosen,
    }


def counted(noun: similar.Noun, actor: Actor) -> str:
    """How many pairs wait, as a counter shows it."""
    number = similar.queue_length(noun, actor)
    return formatting.number(number) + ("+" if number >= similar.MOST_COUNTED else "")


def _account(noun: similar.Noun) -> Markup | None:
    """What the last scan found, in a sentence; all that goes into it is escaped already."""
    known = scanning.account(noun)
    if not known.get("ended_at"):
        return None
    when = formatting.moment(scanning.moment_of(known["ended_at"]))
    if known.get("cancelled"):
        return Markup(_("The last scan was stopped %(when)s.", when=when))  # noqa: S704
    pairs = int(known.get("pairs", 0))
    text = ngettext(
        "The last scan, %(when)s, looked at %(rows)s and found %(pairs)s pair.",
        "The last scan, %(when)s, looked at %(rows)s and found %(pairs)s pairs.",
        pairs,
        when=when,
        rows=formatting.number(int(known.get("rows", 0))),
        pairs=formatting.number(pairs),
    )
    return Markup(text)  # noqa: S704
