"""The order in which rows of equipment are planned: what a piece is a part of comes before it."""

from __future__ import annotations

from collections.abc import Iterable

from admin_app.importing.rows import RowData, problem
from admin_app.services.equipment_tree import loops
from models.normalize import company_key, fold

NAMING = ("identifier", "serial_number", "article", "name")
"""What a parent may be named by, the first that finds any deciding."""


def in_order(rows: Iterable[RowData]) -> list[RowData]:
    """The rows with parents first, however deep; those of a circle are refused, each with why.

    Rows without parents in the file stay in their order.
    """
    listed = list(rows)
    names = _names(listed)
    parents: dict[int, int | None] = {
        place: _parent(place, row, names) for place, row in enumerate(listed)
    }
    for place in loops(parents):
        row = listed[place]
        name = str(row.values.get("name", row.values.get("parent", "")))
        row.problems.append(problem("own_part", "parent", row.values["parent"], name=name))
        parents[place] = None
    depth: dict[int, int] = {}
    for place in parents:
        _measure(place, parents, depth)
    return [listed[place] for place in sorted(parents, key=lambda p: (depth[p], p))]


def _names(rows: list[RowData]) -> dict[tuple[str, str, str], int]:
    """The first row by company, by what it may be named by, and by that value."""
    found: dict[tuple[str, str, str], int] = {}
    for place, row in enumerate(rows):
        for key in NAMING:
            if value := row.values.get(key):
                for company in {_company(row), ""}:
                    found.setdefault((company, key, fold(value)), place)
    return found


def _parent(place: int, row: RowData, names: dict[tuple[str, str, str], int]) -> int | None:
    wanted = row.values.get("parent")
    if not wanted:
        return None
    for key in NAMING:
        found = names.get((_company(row), key, fold(wanted)))
        if found is not None and (found != place or key != "name"):
            return found
    return None


def _company(row: RowData) -> str:
    return company_key(row.values.get("company", ""))


def _measure(start: int, parents: dict[int, int | None], depth: dict[int, int]) -> None:
    way = []
    here: int | None = start
    while here is not None and here not in depth:
        way.append(here)
        here = parents[here]
    level = depth[here] if here is not None else -1
    for place in reversed(way):
        level += 1
        depth[place] = level
