"""The audit of one row on its card: who changed what, from newest to oldest (H3, H6)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from sqlalchemy import ColumnElement, Select, func, select

from admin_app.i18n import N_
from admin_app.permissions import Actor, Permission
from admin_app.services.shared import cards
from models import AuditEntry
from models.base import db
from views import current, formatting
from views.admin import cells
from views.admin.audit import fields as words
from views.admin.audit.sentences import action_text, row_url
from views.admin.card.dialogs import number
from views.admin.card_tabs import Tab

PAGE = 20
MOST_FIELDS = 8
"""So many fields of a change are told at once; the entry's own page tells all."""
bp = Blueprint("card_history", __name__, url_prefix="/admin/history")


@bp.before_request
def _guard() -> Response | None:
    return None if current.may(Permission.AUDIT_VIEW) else current.refusal()


def _body(row: Any, actor: Actor) -> str:
    return render_template("admin/tabs/history.html", **_context(row, actor))


def _context(row: Any, actor: Actor) -> dict[str, Any]:
    card = cards.card_of(row)
    context = entries(_about(row), actor, named=False)
    if context["last"]:
        where = {"key": card.kind.key, "row_id": card.id, "before": context["last"]}
        context["more_url"] = url_for("card_history.more", **where)
        context["plain_url"] = f"{card.path}&tab={HISTORY_TAB.key}&before={context['last']}"
    return context


@bp.get("/<key>/<int:row_id>")
def more(key: str, row_id: int) -> str:
    """The entries before the one that `before` names (fragment)."""
    actor = current.current_actor()
    card = cards.get(key, row_id, actor)
    return render_template("admin/tabs/_history.html", **_context(card.row, actor))


def entries(which: ColumnElement[bool], actor: Actor, *, named: bool) -> dict[str, Any]:
    """A page of audit entries by keyset; `named` says that each tells of which row it is."""
    query = select(AuditEntry).where(which).order_by(AuditEntry.id.desc()).limit(PAGE + 1)
    before = number(request.args.get("before", ""))
    if before is not None:
        query = query.where(AuditEntry.id < before)
    found = db.session.scalars(query).all()
    shown = [_shown(entry, actor, named=named) for entry in found[:PAGE]]
    return {"entries": shown, "last": found[PAGE - 1].id if len(found) > PAGE else None}


def _shown(entry: AuditEntry, actor: Actor, *, named: bool) -> dict[str, Any]:
    changes = words.changes(entry, actor)
    return {
        "who": entry.actor_name,
        "initials": cells.initials(entry.actor_name),
        "text": action_text(entry) if named else words.action(entry),
        "name": words.row_name(entry) if named else "",
        "row_url": row_url(entry) if named else None,
        "when": formatting.moment(entry.at),
        "ip": entry.ip,
        "source": entry.source,
        "changes": changes[:MOST_FIELDS] if entry.action == "update" or not named else [],
        "url": url_for("audit.details_view", id=entry.id),
        "more": len(changes) > MOST_FIELDS,
    }


def _about(row: Any) -> ColumnElement[bool]:
    return (AuditEntry.noun == row.__tablename__) & (AuditEntry.row_id == row.id)


def _count(row: Any, _actor: Actor) -> Select[Any]:
    return select(func.count()).select_from(AuditEntry).where(_about(row))


HISTORY_TAB = Tab("audit", N_("Audit"), _body, _count, Permission.AUDIT_VIEW)
