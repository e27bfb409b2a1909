"""What was asked of a list, and the statement that answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, text
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app.permissions import Actor, demand, scope
from admin_app.services.shared.listing.spec import ListSpec
from admin_app.services.shared.roots import found_by_identifier
from models.base import db
from models.normalize import search_terms

SHORTEST_TRIGRAM = 3
LONGEST_SEARCH = 200


@dataclass(frozen=True)
class ListQuery:
    """A search, filters by key, and a sorting by the key of a field."""

    search: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for beyond the order."""
        return bool(self.search or self.filters)


def select_rows(spec: ListSpec, query: ListQuery, actor: Actor) -> Select[Any]:
    """The rows that `actor` may see and that the query asks for, in no order.

    Raises NotAllowed without the right to see the list. Unknown filters and values that a filter
    does not understand are ignored.
    """
    demand(actor, spec.view)
    rows = spec.rows(actor) if spec.rows else scope(select(spec.model), spec.model, actor)
    for known in spec.filters_for(actor):
        values = [value for value in query.filters.get(known.key, ()) if value]
        condition = known.condition(values) if values else None
        if condition is not None:
            rows = rows.where(condition)
    if query.search.strip():
        search = spec.search or partial(matches, spec.model)
        rows = rows.where(search(query.search))
    return rows


def matches(model: type[Any], search: str) -> ColumnElement[bool]:
    """The condition that a row's folded search text holds every term of `search`.

    On PostgreSQL the trigram index serves it, on SQLite the FTS5 table; terms of one or two
    letters are looked for in the text itself. The identifier of a row that was merged away finds
    the one that it became.
    """
    if (root := found_by_identifier(model, search)) is not None:
        winner: ColumnElement[bool] = model.id == root
        return winner
    terms = search_terms(search.replace("\x00", "")[:LONGEST_SEARCH])
    if not terms:
        return false()
    if db.session.get_bind().dialect.name != "sqlite":
        return and_(*(_contains(model.search_text, forms) for forms in terms))
    long = [forms for forms in terms if all(len(f) >= SHORTEST_TRIGRAM for f in forms)]
    short = [forms for forms in terms if forms not in long]
    conditions = [_contains(model.search_text, forms) for forms in short]
    if long:
        conditions.append(_in_full_text(model, long))
    return and_(*conditions)


def _contains(column: InstrumentedAttribute[str], forms: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(column.contains(form, autoescape=True) for form in forms))


def _in_full_text(model: type[Any], terms: Sequence[Sequence[str]]) -> ColumnElement[bool]:
    table = f"{model.__tablename__}_fts"
    expression = " AND ".join(
        "(" + " OR ".join('"' + form.replace('"', '""') + '"' for form in forms) + ")"
        for forms in terms
    )
    found = text(f"SELECT rowid FROM {table} WHERE {table} MATCH :fts").bindparams(fts=expression)  # noqa: S608 - the table's name is ours
    condition: ColumnElement[bool] = model.id.in_(found.columns(model.id).scalar_subquery())
    return condition
