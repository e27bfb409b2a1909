"""The tab "Similar" of a card: the likely doubles with what speaks for and against it."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from markupsafe import Markup

from admin_app.i18n import N_
from admin_app.permissions import Actor, allowed
from admin_app.services import similar
from models import Contact
from views.admin.card_tabs import Tab
from views.admin.similar.pairs import view_of


def _noun(row: Any) -> similar.Noun:
    return similar.CONTACTS if isinstance(row, Contact) else similar.COMPANIES


def _body(row: Any, actor: Actor) -> Markup:
    noun = _noun(row)
    pairs = [view_of(noun, found, actor) for found in similar.of_row(noun, row, actor)]
    may_merge = allowed(actor, noun.merge)
    html = render_template(
        "admin/similar/tab.html",
        noun=noun.name,
        row=row,
        pairs=pairs,
        here=url_for(f"{noun.name}.details_view", tab=SIMILAR_TAB.key, id=row.id),
        merge_page=f"/admin/{noun.name}/merge/" if may_merge else None,
        pick_url=url_for("similar.pick", noun=noun.name, row_id=row.id),
    )
    return Markup(html)  # noqa: S704 - the template escapes


def _count(row: Any, actor: Actor) -> Any:
    return similar.counting(_noun(row), row.id, actor)


SIMILAR_TAB = Tab(
    "similar",
    N_("Similar"),
    _body,
    _count,
    scripts=("js/similar.js",),
    styles=("css/similar.css",),
)
