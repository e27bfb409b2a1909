"""The record of a merge: what was done by whom, what undoing would do, and undoing it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from admin_app.errors import Conflict, NotFound
from admin_app.permissions import allowed
from admin_app.services.processes import merging
from admin_app.services.processes.merging import NOUNS, FieldBack, MergeNoun, Parting
from admin_app.services.processes.merging.fields import FieldRule
from models import Merge
from models.base import db
from views import current, formatting
from views.admin.merging import words
from views.notices import notice
from views.problems import problem_text, text_of

bp = Blueprint("merges", __name__, url_prefix="/admin/merges")


@bp.before_request
def _staff_only() -> Response | None:
    user = current.current_user_or_none()
    return None if user is not None and current.current_actor().is_staff else current.refusal()


@bp.get("/")
def index() -> Any:
    """The merges of one contact or company, the newest first."""
    noun = NOUNS.get(request.args.get("noun", ""))
    row_id = request.args.get("id", 0, type=int)
    if noun is None or not allowed(current.current_actor(), noun.view):
        raise NotFound
    found = merging.merges_of(noun.key, row_id) if 0 < row_id < 2**31 else ()
    if not found:
        raise NotFound(row_id)
    return render_template(
        "admin/merge/index.html",
        title=_("Merges"),
        merges=[_summary(merge) for merge in found],
        breadcrumbs=[*_crumbs(noun, found[0]), (_("Merges"), None)],
    )


@bp.get("/<int:merge_id>")
def show(merge_id: int) -> str:
    """The account of one merge, and what undoing it would do now."""
    return _page(merge_id)


@bp.post("/<int:merge_id>/undo")
def undo(merge_id: int) -> Any:
    """Take the merge apart; what must be chosen or known before is shown first."""
    actor = current.current_actor()
    noun, merge = merging.get(merge_id, actor)
    if not noun.may(actor):
        return current.refusal()
    sure = bool(request.form.get("sure"))
    found = merging.outlook(merge_id, actor)
    if not sure and not found.smooth:
        notice(_("Look at what undoing means first."), "info")
        return redirect(url_for("merges.show", merge_id=merge_id))
    since = {k.removeprefix("since-"): v for k, v in request.form.items() if k.startswith("since-")}
    try:
        choices = {"fields": request.form.getlist("before"), "since": since}
        merge = merging.part(merge_id, actor, choices)
        db.session.commit()
    except Conflict as error:
        db.session.rollback()
        notice(text_of(error), "error")
        return redirect(url_for("merges.show", merge_id=merge_id))
    number = len(merge.losers)
    told = ngettext(
        "%(num)s row is back beside %(name)s.", "%(num)s rows are back beside %(name)s.",
        number, name=merge.winner_name,
    )  # fmt: skip
    notice(told, more_url=url_for("merges.show", merge_id=merge_id))
    return redirect(url_for(f"{noun.key}.details_view", id=merge.winner_id))


def _page(merge_id: int) -> str:
    actor = current.current_actor()
    noun, merge = merging.get(merge_id, actor)
    found = merging.outlook(merge_id, actor) if noun.may(actor) else None
    return render_template(
        "admin/merge/show.html",
        title=_("Merge into %(name)s", name=merge.winner_name),
        merge=_summary(merge),
        changes=_changes(noun, merge),
        moved=words.counts(merge.counts.get("moved", {})),
        aside=merge.counts.get("moved", {}).get("relations_aside", 0),
        outlook=_outlook(found) if found is not None else None,
        undo_url=url_for("merges.undo", merge_id=merge_id),
        breadcrumbs=[*_crumbs(noun, merge), (_("Merge"), None)],
    )


def _crumbs(noun: MergeNoun, merge: Merge) -> list[tuple[str, str | None]]:
    section = _("Contacts") if noun is merging.CONTACTS else _("Companies")
    return [
        (section, url_for(f"{noun.key}.index_view")),
        (merge.winner_name, url_for(f"{noun.key}.details_view", id=merge.winner_id)),
    ]


def _summary(merge: Merge) -> dict[str, Any]:
    card = f"{merge.noun}.details_view"
    return {
        "url": url_for("merges.show", merge_id=merge.id),
        "winner": merge.winner_name,
        "winner_url": url_for(card, id=merge.winner_id),
        "losers": [
            (loser.name, url_for(card, id=loser.record_id), loser.record_id)
            for loser in merge.losers
        ],
        "who": merge.actor_name,
        "when": formatting.moment(merge.at),
        "undone": formatting.moment(merge.undone_at) if merge.undone_at else None,
        "undone_by": merge.undone_by_name,
    }


def _changes(noun: MergeNoun, merge: Merge) -> list[tuple[str, Any, Any]]:
    shown = words.Values(noun, [merge.before, merge.after])
    rules = {rule.key: rule for rule in noun.rules()}
    found = []
    for key, after in merge.after.items():
        rule = rules.get(key) or FieldRule(key, key)
        if rule.needs is None or current.may(rule.needs):
            before = merge.before.get(key)
            found.append((shown.label(rule), shown.text(rule, before), shown.text(rule, after)))
    return found


def _outlook(found: Parting) -> dict[str, Any]:
    values = [{f.rule.key: v} for f in found.fields for v in (f.before, f.now, f.kept)]
    shown = words.Values(found.noun, values)
    visible = [f for f in found.fields if f.rule.needs is None or current.may(f.rule.needs)]
    later = found.later
    return {
        "refusals": [problem_text(problem) for problem in found.refusals],
        "later_url": url_for("merges.show", merge_id=later.id) if later is not None else None,
        "back": words.counts({m.key: m.back for m in found.movers}),
        "stays": _stays(found),
        "fields": [
            (shown.label(f.rule), shown.text(f.rule, f.now), shown.text(f.rule, f.before))
            for f in visible
            if not f.changed and not f.lost
        ],
        "changed": [_changed(f, shown) for f in visible if f.changed and not f.lost],
        "lost": [(shown.label(f.rule), _(words.LOST[f.lost])) for f in visible if f.lost],
        "since": [(m.key, words.count(m.key, m.since)) for m in found.movers if m.since],
    }


def _changed(field: FieldBack, shown: words.Values) -> dict[str, Any]:
    return {
        "key": field.rule.key,
        "label": shown.label(field.rule),
        "kept": shown.text(field.rule, field.kept),
        "before": shown.text(field.rule, field.before),
    }


def _stays(found: Parting) -> list[str]:
    """Rows that do not go back, by kind and name."""
    told = []
    for mover in found.movers:
        if mover.key == "logins" and mover.names:
            names = ", ".join(mover.names)
            told.append(_("The login of %(names)s stays off: its address is taken.", names=names))
            continue
        if mover.elsewhere:
            more = "…" if mover.elsewhere > len(mover.names) else ""
            told.append(
                _("%(what)s moved on since and stay: %(names)s",
                  what=words.count(mover.key, mover.elsewhere),
                  names=", ".join(name[:60] for name in mover.names) + more)
            )  # fmt: skip
        if mover.gone:
            what = words.count(mover.key, mover.gone)
            told.append(_("%(what)s deleted since, gone for good", what=what))
    return told
