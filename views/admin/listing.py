"""What the address of a list says, and addresses that say something else.

`search=`, `sort=KEY`, `desc=1`, `page=CURSOR`, and each filter under its own key, repeated for
several values; a range as KEY_from and KEY_to, or KEY with the name of a period.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from flask import request
from werkzeug.datastructures import MultiDict

from admin_app.permissions import Actor
from admin_app.services.shared.listing import Filter, FilterKind, ListQuery, ListSpec
from admin_app.services.shared.listing.field import EMPTY, FILLED
from admin_app.services.shared.listing.periods import PERIODS
from admin_app.services.shared.listing.query import LONGEST_SEARCH

LONGEST_VALUE = 200
MOST_VALUES = 50
LONGEST_NUMBER = 30
LONGEST_MATCH = 8_000


@dataclass(frozen=True)
class ListArguments:
    """The question put to a list, and the place in it."""

    query: ListQuery
    cursor: str = ""
    exact: bool = False


def read_arguments(spec: ListSpec, actor: Actor, args: MultiDict[str, str]) -> ListArguments:
    """Read the arguments of an address or a form; whatever is not understood is left out."""
    filters: dict[str, list[str]] = {}
    for known in spec.filters_for(actor):
        if values := _values(known, args):
            filters[known.key] = values
    query = ListQuery(
        search=_clean(args.get("search", ""))[:LONGEST_SEARCH].strip(),
        filters=filters,
        sort=_clean(args.get("sort", "")),
        descending=args.get("desc") == "1",
    )
    return ListArguments(query, args.get("page", "")[:500], args.get("exact") == "1")


def matching(args: MultiDict[str, str]) -> MultiDict[str, str] | None:
    """The list's arguments in `match=`, by which all rows that match are selected; else None."""
    if "match" not in args:
        return None
    return MultiDict(parse_qsl(args["match"][:LONGEST_MATCH], keep_blank_values=True))


def arguments_of(query: ListQuery, spec: ListSpec) -> dict[str, Any]:
    """The arguments that `read_arguments` reads this query from."""
    arguments: dict[str, Any] = {}
    ranges = {f.key for f in spec.all_filters() if f.kind.is_range}
    if query.search:
        arguments["search"] = query.search
    for key, values in query.filters.items():
        if key in ranges and ".." in values[0]:
            first, _dots, last = values[0].partition("..")
            arguments |= {k: v for k, v in ((f"{key}_from", first), (f"{key}_to", last)) if v}
        else:
            arguments[key] = list(values)
    if query.sort:
        arguments["sort"] = query.sort
        if query.descending:
            arguments["desc"] = "1"
    return arguments


def without(query: ListQuery, key: str, value: str | None = None) -> ListQuery:
    """The query less one filter, or less one of its values."""
    left = {k: list(v) for k, v in query.filters.items()}
    if value is None or left.get(key) == [value]:
        left.pop(key, None)
    else:
        left[key] = [v for v in left.get(key, []) if v != value]
    return ListQuery(query.search, left, query.sort, query.descending)


def is_fragment() -> bool:
    """Whether only a part of the page is wanted."""
    return request.headers.get("HX-Request") == "true"


def page_below() -> str:
    """The address of the list from which a dialog was opened."""
    return request.headers.get("HX-Current-URL", "").removeprefix(request.host_url.rstrip("/"))


def _values(known: Filter, args: MultiDict[str, str]) -> list[str]:
    if known.kind.is_range:
        named = args.get(known.key, "")
        if named in PERIODS or (known.fillable and named in (FILLED, EMPTY)):
            return [named]
        ends = (_clean(args.get(f"{known.key}_{end}", "")).strip() for end in ("from", "to"))
        first, last = (text[:10] if _is_days(known) else text[:LONGEST_NUMBER] for text in ends)
        return [f"{first}..{last}"] if first or last else []
    found = (_clean(value)[:LONGEST_VALUE].strip() for value in args.getlist(known.key))
    return list(dict.fromkeys(value for value in found if value))[:MOST_VALUES]


def _is_days(known: Filter) -> bool:
    return known.kind == FilterKind.DATE_RANGE


def _clean(value: str) -> str:
    return value.replace("\x00", "")
