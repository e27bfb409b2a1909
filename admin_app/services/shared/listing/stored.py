"""A question to a list that is kept: by names of fields and filters, so that it outlives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from admin_app.permissions import Actor
from admin_app.services.shared.listing.paging import sort_column
from admin_app.services.shared.listing.query import ListQuery
from admin_app.services.shared.listing.spec import ListSpec


@dataclass(frozen=True)
class StoredQuestion:
    """What a kept question means today, for one actor.

    `columns` is empty where each person sees his own. `gone_columns` and `gone_filters` name what
    the list has no more; `withheld` says that something is left out for want of a right.
    """

    query: ListQuery
    columns: tuple[str, ...] = ()
    gone_columns: tuple[str, ...] = ()
    gone_filters: tuple[str, ...] = ()
    withheld: bool = False


def to_data(query: ListQuery, columns: Sequence[str] = ()) -> dict[str, Any]:
    """The question as it is kept."""
    return {
        "search": query.search,
        "filters": {key: list(values) for key, values in query.filters.items()},
        "sort": query.sort,
        "descending": query.descending,
        "columns": list(columns),
    }


def from_data(data: dict[str, Any], spec: ListSpec, actor: Actor) -> StoredQuestion:
    """Read a kept question; what is gone or out of the actor's reach takes no part (promise 12)."""
    filters, columns, sort = data.get("filters", {}), data.get("columns", []), data.get("sort", "")
    known_fields, known_filters = (
        {f.key for f in spec.all_fields()},
        {f.key for f in spec.all_filters()},
    )
    may_fields = {f.key for f in spec.fields_for(actor)}
    may_filters = {f.key for f in spec.filters_for(actor)}
    used = list(dict.fromkeys([*columns, *([sort] if sort else [])]))
    return StoredQuestion(
        query=ListQuery(
            search=data.get("search", ""),
            filters={key: values for key, values in filters.items() if key in may_filters},
            sort=sort if sort in may_fields else "",
            descending=sort in may_fields and bool(data.get("descending")),
        ),
        columns=tuple(key for key in columns if key in may_fields),
        gone_columns=tuple(key for key in used if key not in known_fields),
        gone_filters=tuple(key for key in filters if key not in known_filters),
        withheld=not (known_fields.intersection(used) <= may_fields)
        or not (known_filters.intersection(filters) <= may_filters),
    )


def asks_the_same(one: ListQuery, other: ListQuery, spec: ListSpec, actor: Actor) -> bool:
    """Whether two questions give the same rows in the same order."""
    return _essence(one, spec, actor) == _essence(other, spec, actor)


def _essence(query: ListQuery, spec: ListSpec, actor: Actor) -> tuple[Any, ...]:
    _column, descending, key = sort_column(spec, query, actor)
    filters = {name: frozenset(values) for name, values in query.filters.items()}
    return query.search, filters, key, descending
