"""The tabs of a card: each loaded on its own, with an address and a counter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import Select, select

from admin_app.permissions import Actor, Permission, allowed
from models.base import db
from views import formatting

Number = int | Select[Any] | None
"""A number, the query of one, or none at all."""


@dataclass(frozen=True)
class Tab:
    """One tab; `body` gives its HTML for a row that the actor may see, escaped.

    `count` gives the number beside the label, None for no number. Where it gives a query of one
    number (`select(func.count())…`), those of all tabs are asked in one statement. `needs` is
    the permission without which the tab is not there. `scripts` and `styles` are static files
    that the body needs; the card's page loads them, since a fragment brings none.
    """

    key: str
    label: str
    body: Callable[[Any, Actor], str]
    count: Callable[[Any, Actor], Number] | None = None
    needs: Permission | None = None
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A tab as the template shows it: `url` is its address, `body_url` that of its fragment."""

    key: str
    label: str
    url: str
    body_url: str
    count: str | None
    active: bool


def tabs_for(tabs: Sequence[Tab], actor: Actor) -> list[Tab]:
    """The tabs that this person may open."""
    return [tab for tab in tabs if tab.needs is None or allowed(actor, tab.needs)]


def chosen_tab(tabs: Sequence[Tab], key: str) -> Tab | None:
    """The tab by its key; the first one for a key that is none of them."""
    return next((tab for tab in tabs if tab.key == key), tabs[0] if tabs else None)


def context(
    tabs: Sequence[Tab], key: str, row: Any, actor: Actor, address: Callable[[str, str], str]
) -> dict[str, Any]:
    """What the card's template needs: the tabs with their addresses, and the body of one.

    `address` gives the address of a page of the card (`details_view`, `tab_view`) for a tab.
    """
    mine = tabs_for(tabs, actor)
    chosen = chosen_tab(mine, key)
    body = Markup(chosen.body(row, actor) if chosen else "")  # noqa: S704 - a rendered template
    counts = _counts(mine, row, actor)
    shown = [
        Shown(
            tab.key,
            _(tab.label),
            address("details_view", tab.key),
            address("tab_view", tab.key),
            counts.get(tab.key),
            tab is chosen,
        )
        for tab in mine
    ]
    return {
        "tabs": shown,
        "tab_key": chosen.key if chosen else "",
        "tab_body": body,
        "tab_scripts": _once(name for tab in mine for name in tab.scripts),
        "tab_styles": _once(name for tab in mine for name in tab.styles),
    }


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _counts(tabs: Sequence[Tab], row: Any, actor: Actor) -> Mapping[str, str]:
    given = {tab.key: tab.count(row, actor) for tab in tabs if tab.count is not None}
    asked = {key: query for key, query in given.items() if isinstance(query, Select)}
    if asked:
        parts = [query.scalar_subquery().label(key) for key, query in asked.items()]
        given |= db.session.execute(select(*parts)).mappings().one()
    return {key: formatting.number(n) for key, n in given.items() if isinstance(n, int)}
