"""The pages of a card: the whole, one tab of it, the quick look."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Response, make_response, render_template, request
from flask_admin import expose

from admin_app.permissions import Actor
from admin_app.services.shared.custom_fields import NOUNS
from admin_app.services.shared.listing import ListSpec
from models.enums import FieldNoun
from views import current
from views.admin import card_tabs
from views.admin.card.header import strip
from views.admin.card.reaching import buttons
from views.admin.card_tabs import Tab
from views.admin.listing import is_fragment


class CardPages:
    """For the base view: what a noun shows of one row."""

    spec: ClassVar[ListSpec]
    card_template = "admin/card.html"
    quick_template = "admin/_quick.html"
    tabs: ClassVar[tuple[Tab, ...]] = ()

    def card(self, row: Any, actor: Actor) -> dict[str, Any]:
        """What the card and the quick look show."""
        raise NotImplementedError

    def row_from_args(self) -> Any:
        """The row named by `id=`; raises NotFound."""
        raise NotImplementedError

    def presence_of(self, row: Any, version: str | None = None) -> dict[str, Any] | None:
        """What tells who else has the row open; None for nouns that do not (see presence.py)."""
        return None

    def address(self, name: str, **arguments: Any) -> str:
        """The address of one of this view's pages."""
        raise NotImplementedError

    @expose("/details/")
    def details_view(self) -> str:
        """The card."""
        actor = current.current_actor()
        row = self.row_from_args()
        around = {
            **self.tab_context(row, actor),
            **self.header_context(row, actor),
            "presence": self.presence_of(row),
        }
        page: str = self.render(  # type: ignore[attr-defined]
            self.card_template, **self.card(row, actor), **around
        )
        return page

    @expose("/tab/")
    def tab_view(self) -> Response:
        """The tabs of the card with the body of one (fragment); the browser shows its address."""
        actor = current.current_actor()
        row = self.row_from_args()
        context = self.tab_context(row, actor)
        answer = make_response(render_template("admin/_card_tabs.html", **context))
        if is_fragment() and context["tab_key"]:
            address = self.address("details_view", tab=context["tab_key"], id=row.id)
            answer.headers["HX-Push-Url"] = address
        return answer

    def tab_context(self, row: Any, actor: Actor) -> dict[str, Any]:
        """The card's tabs, and the body of the one that the address names."""
        return card_tabs.context(
            self.tabs,
            request.args.get("tab", ""),
            row,
            actor,
            lambda page, key: self.address(page, tab=key, id=row.id),
        )

    def header_context(self, row: Any, actor: Actor) -> dict[str, Any]:
        """The buttons by which the row is reached and the chosen fields, for nouns with both."""
        noun = NOUNS.get(type(row))
        if noun is None:
            return {}
        reach = buttons(row, noun, actor) if noun != FieldNoun.EQUIPMENT else []
        return {"reach": reach, "strip": strip(self.spec, row, actor)}

    @expose("/quick/")
    def quick_view(self) -> str:
        """The card's facts in a drawer beside the list."""
        actor = current.current_actor()
        return render_template(self.quick_template, **self.card(self.row_from_args(), actor))
