"""Who else has this card open, and whether somebody changed it meanwhile (S6)."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from flask import Response, make_response, render_template, request
from flask_admin import expose
from flask_babel import gettext as _

from admin_app.errors import NotFound
from admin_app.permissions import Actor
from admin_app.services import presence
from models.base import db
from views import current
from views.admin import cells
from views.admin.base import BackofficeView

TAB = re.compile(r"[A-Za-z0-9]{8,32}")


class SeesOthers(BackofficeView):
    """For nouns whose cards and forms show who else is there; rows have a version."""

    def presence_of(self, row: Any, version: str | None = None) -> dict[str, Any] | None:
        """What a page with the row needs to report and to listen.

        `version` is that of what the page shows, where it is not the row as it is now.
        """
        return {
            "url": self.address("presence_view", id=row.id),
            "leave_url": self.address("leave_view"),
            "version": version or row.version,
        }

    @expose("/presence/", methods=("POST",))
    def presence_view(self) -> Response:
        """Note that this browser has the row open, and tell who else has (fragment).

        Answers 204 while there is nothing new to what `If-None-Match` names.
        """
        actor, row = current.current_actor(), self.row_from_args()
        tab = request.form.get("tab", "")
        if TAB.fullmatch(tab) is None:
            raise NotFound("tab")
        noun, editing = row.__tablename__, request.form.get("editing") == "1"
        told = {
            "others": _others(noun, row.id, actor),
            "changed": _changed(row, request.form.get("version", ""), actor),
            "editing": editing,
        }
        presence.report(noun, row.id, tab, actor, editing=editing)
        db.session.commit()
        state = f"{current.language()} {told}"
        tag = hashlib.sha256(state.encode()).hexdigest()[:16]
        if request.if_none_match.contains(tag):
            answer = make_response("", 204)
        else:
            answer = make_response(render_template("admin/_presence.html", **told))
        answer.set_etag(tag)
        return answer

    @expose("/leave/", methods=("POST",))
    def leave_view(self) -> Response:
        """The browser tab was closed; it only ever speaks for itself."""
        presence.leave(request.form.get("tab", ""), current.current_actor())
        db.session.commit()
        return make_response("", 204)


def _others(noun: str, row_id: int, actor: Actor) -> list[dict[str, Any]]:
    return [
        {"name": other.name, "initials": cells.initials(other.name), "editing": other.editing}
        for other in presence.others(noun, row_id, actor)
    ]


def _changed(row: Any, version: str, actor: Actor) -> str:
    """Who changed the row since the version that the page shows; empty where nobody did."""
    known = int(version) if version.isascii() and version.isdigit() else row.version
    if row.version <= known:
        return ""
    entry = presence.last_change(row)
    if entry is None or not entry.actor_name:
        return _("Somebody changed this.")
    if entry.actor_id is not None and entry.actor_id == actor.user_id:
        return _("You changed this in another window.")
    return _("%(name)s changed this.", name=entry.actor_name)
