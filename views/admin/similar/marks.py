"""The mark beside the name of a row that has similar ones: in lists, pickers, on cards."""

from __future__ import annotations

from collections.abc import Collection

from flask import g
from flask_babel import gettext as _

from admin_app.permissions import Actor
from admin_app.services import similar

ICON = "arrow-merge"


def look(noun: str, ids: Collection[int], actor: Actor) -> None:
    """Ask for all rows of a page at once; `mark` then knows them."""
    known = g.setdefault("similar", {}).setdefault(noun, {})
    found = similar.marked(similar.NOUNS[noun], ids, actor)
    known |= {row_id: row_id in found for row_id in ids}


def is_marked(noun: str, row_id: int, actor: Actor) -> bool:
    """Whether a row has similar ones."""
    known = g.setdefault("similar", {}).setdefault(noun, {})
    if row_id not in known:
        look(noun, [row_id], actor)
    return bool(known[row_id])


def mark(noun: str, row_id: int, actor: Actor) -> list[tuple[str, str, str]]:
    """The mark of a row as lists and cards take it, none without similar ones."""
    if not is_marked(noun, row_id, actor):
        return []
    return [(ICON, _("Similar ones found"), "orange")]


def picked_mark(noun: str, row_id: int, actor: Actor) -> str | None:
    """The mark of a row among those of a picker, in words."""
    return _("Similar ones found") if is_marked(noun, row_id, actor) else None
