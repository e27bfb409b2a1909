"""The part of a noun's view that merges rows (H8, A2): from the card, the list, or by hand."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask_admin import expose
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from admin_app.errors import Conflict, NotFound, StaleWrite
from admin_app.permissions import Actor, scope
from admin_app.services.processes import merging
from admin_app.services.processes.merging import LIMIT, NOUNS, MergeNoun, Plan
from admin_app.services.shared.listing.query import matches
from admin_app.services.shared.roots import root_of
from models.base import db
from views import current
from views.admin.listing import matching
from views.admin.merging import words
from views.admin.merging.comparing import (
    choices_of,
    hidden,
    ids_of,
    outcome,
    side_by_side,
    versions_of,
)
from views.admin.rows import Action
from views.notices import notice
from views.problems import text_of

PICKED = 20
LONGEST_QUERY = 100


class Merging:
    """For nouns that can be merged; stands before the view's other parts."""

    @property
    def merge_noun(self) -> MergeNoun:
        """The noun as merges know it."""
        return NOUNS[self.spec.noun]  # type: ignore[attr-defined]

    @expose("/details/")
    def details_view(self) -> Any:
        """The card; of a row that was merged away that of the one which it became."""
        try:
            return super().details_view()
        except NotFound:
            root = self._root()
            if root is None:
                raise
            return redirect(self._url("details_view", id=root))

    @expose("/merge/", methods=("GET", "POST"))
    def merge_view(self) -> Any:
        """Side by side with choices, then in numbers, then the merge itself."""
        actor, noun = current.current_actor(), self.merge_noun
        if not noun.may(actor):
            return current.refusal()
        values = request.values
        plan = merging.plan(noun, ids_of(values), actor, choices_of(values))
        step = request.form.get("step", "")
        if request.method == "GET" or plan.refusals or step not in ("confirm", "merge"):
            return self._compare(plan)
        if step == "confirm":
            return self._confirm(plan)
        return self._carry_out(plan, actor)

    @expose("/merge/start")
    def merge_start_view(self) -> str:
        """The dialog before: the ticked rows, or a row and the one to be found (fragment)."""
        actor, noun = current.current_actor(), self.merge_noun
        if not noun.may(actor):
            raise NotFound
        if matching(request.values) is not None:
            return self._start([], too_many=True)
        ids = list(dict.fromkeys(ids_of(request.values)))
        return self._start(ids[: LIMIT + 1], too_many=len(ids) > LIMIT)

    @expose("/merge/pick")
    def merge_pick_view(self) -> Response:
        """Rows to merge with, while a name is typed."""
        actor, noun = current.current_actor(), self.merge_noun
        if not noun.may(actor):
            raise NotFound
        typed = request.args.get("query", "").replace("\x00", "")[:LONGEST_QUERY]
        model = noun.model
        query = scope(select(model), model, actor).where(model.id.not_in(ids_of(request.args)))
        if typed.strip():
            query = query.where(matches(model, typed))
        rows = db.session.scalars(query.order_by(model.sort_name, model.id).limit(PICKED))
        return jsonify([{"value": str(r.id), "text": str(r), "sub": _sub(r)} for r in rows])

    def bulk_actions(self, actor: Actor) -> list[dict[str, Any]]:
        """The list's actions, and merging what is ticked."""
        found: list[dict[str, Any]] = super().bulk_actions(actor)
        if not self.merge_noun.may(actor):
            return found
        url = self._url("merge_start_view")
        merge = {"key": "merge", "label": _("Merge"), "icon": "git-merge", "dialog_url": url}
        return [*found, merge]

    def merge_actions(self, row: Any) -> list[Action]:
        """Merging with another row, and the merges of this one."""
        if not self.merge_noun.may(current.current_actor()):
            return []
        url = self._url("merge_start_view", ids=row.id)
        found = [Action("merge", _("Merge with another"), url, "git-merge", "dialog")]
        if merging.merges_of(self.merge_noun.key, row.id, limit=1):
            url = url_for("merges.index", noun=self.merge_noun.key, id=row.id)
            found.append(Action("merges", _("Merges"), url, "history"))
        return found

    def _root(self) -> int | None:
        """What the row of the address became, told on the next page; None for one not merged."""
        text, noun = request.args.get("id", ""), self.merge_noun
        if not (text.isascii() and text.isdigit()) or len(text) > 9:
            return None
        row = db.session.get(noun.model, int(text))
        if row is None or row.merged_into_id is None:
            return None
        root = db.session.get_one(noun.model, root_of(noun.model, row.id))
        told = _("%(name)s was merged into %(into)s.", name=row, into=root)
        more = url_for("merges.index", noun=noun.key, id=root.id)
        notice(told, "info", more_url=more if noun.may(current.current_actor()) else None)
        return int(root.id)

    def _compare(self, plan: Plan, problem: str = "") -> Any:
        page = render_template(
            "admin/merge/compare.html",
            **self._frame(plan),
            **side_by_side(plan, lambda row_id: self._url("details_view", id=row_id)),
            hidden=[pair for pair in hidden(plan) if pair[0] == "ids" or pair[0].startswith("v-")],
            problem=problem,
            limit=LIMIT,
        )
        return (page, 422) if problem else page

    def _confirm(self, plan: Plan) -> str:
        names = [str(plan.rows[row_id]) for row_id in plan.loser_ids]
        others = [user for i, user in plan.logins.items() if i != plan.login]
        return render_template(
            "admin/merge/confirm.html",
            **self._frame(plan),
            main=str(plan.rows[plan.main_id]),
            names=names,
            changes=outcome(plan),
            moving=words.counts(plan.moving),
            archived=words.counts(plan.archived),
            clashes=words.clashes(plan.clashes),
            ended=[f"{user.full_name} ({user.email})" for user in others],
            hidden=hidden(plan),
        )

    def _frame(self, plan: Plan) -> dict[str, Any]:
        list_url = self._url("index_view")
        cancel = self._url("details_view", id=plan.main_id) if len(plan.rows) < 2 else list_url
        return {
            "title": _("Merge %(what)s", what=words.sides(plan.noun, len(plan.rows))),
            "breadcrumbs": [(self.title(), list_url), (_("Merge"), None)],  # type: ignore[attr-defined]
            "url": self._url("merge_view"),
            "cancel_url": cancel,
            "of_company": plan.noun is merging.COMPANIES,
        }

    def _carry_out(self, plan: Plan, actor: Actor) -> Any:
        ids, choices = list(plan.rows), choices_of(request.form)
        try:
            versions = versions_of(request.form) or {}
            merge = merging.carry_out(self.merge_noun, ids, actor, choices, versions=versions)
            db.session.commit()
        except (Conflict, StaleWrite) as error:
            db.session.rollback()
            again = merging.plan(self.merge_noun, ids, actor, choices)
            return self._compare(again, text_of(error))
        text = ngettext(
            "%(num)s other is merged into %(name)s.",
            "%(num)s others are merged into %(name)s.",
            len(ids) - 1,
            name=merge.winner_name,
        )
        notice(
            text,
            undo_url=url_for("merges.undo", merge_id=merge.id),
            more_url=url_for("merges.show", merge_id=merge.id),
        )
        return redirect(self._url("details_view", id=merge.winner_id))

    def _start(self, ids: list[int], *, too_many: bool) -> str:
        found: dict[int, Any] = {}
        for row_id in ids:
            found[row_id] = self.find(row_id, current.current_actor())  # type: ignore[attr-defined]
        return render_template(
            "admin/merge/start.html",
            names=[(row_id, str(row)) for row_id, row in found.items()],
            url=self._url("merge_view"),
            pick_url=self._url("merge_pick_view", ids=",".join(map(str, found))),
            too_many=too_many,
            limit=LIMIT,
        )

    def _url(self, name: str, **arguments: Any) -> str:
        return url_for(f"{self.spec.noun}.{name}", **arguments)  # type: ignore[attr-defined]


def _sub(row: Any) -> str:
    return str(row.email or row.identifier)
