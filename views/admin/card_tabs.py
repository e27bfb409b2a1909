"""The tabs of a card: each loaded on its own, with an address and a counter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from admin_app.permissions import Actor, Permission, allowed


@dataclass(frozen=True)
class Tab:
    """One tab; `body` gives its HTML for a row that the actor may see, escaped.

    `count` gives the number beside the label, None for no number. `needs` is the permission
    without which the tab is not there.
    """

    key: str
    label: str
    body: Callable[[Any, Actor], str]
    count: Callable[[Any, Actor], int | None] | None = None
    needs: Permission | None = None


def tabs_for(tabs: Sequence[Tab], actor: Actor) -> list[Tab]:
    """The tabs that this person may open."""
    return [tab for tab in tabs if tab.needs is None or allowed(actor, tab.needs)]


def chosen_tab(tabs: Sequence[Tab], key: str) -> Tab | None:
    """The tab by its key; the first one for a key that is none of them."""
    return next((tab for tab in tabs if tab.key == key), tabs[0] if tabs else None)


def context(
    tabs: Sequence[Tab], key: str, row: Any, actor: Actor, address: Callable[[str], str]
) -> dict[str, Any]:
    """What the card's template needs: the tabs with their addresses, and the body of one."""
    mine = tabs_for(tabs, actor)
    chosen = chosen_tab(mine, key)
    shown = [
        (
            tab.key,
            _(tab.label),
            address(tab.key),
            tab.count and tab.count(row, actor),
            tab is chosen,
        )
        for tab in mine
    ]
    return {"tabs": shown, "tab_body": chosen.body(row, actor) if chosen else ""}
