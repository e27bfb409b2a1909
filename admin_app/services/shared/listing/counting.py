"""How many rows a list has: exact while that is cheap, then estimated and said so."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ClauseElement, Executable, Select, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from models.base import db

EXACT_UP_TO = 10_000
REMEMBERED = 60
"""For so many seconds a process does not ask again how long a long list is."""
_lengths: WeakKeyDictionary[Any, dict[Any, tuple[float, int]]] = WeakKeyDictionary()


class _Explain(Executable, ClauseElement):
    """PostgreSQL's plan of a statement, as JSON."""

    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(_Explain)
def _compile_explain(element: _Explain, compiler: SQLCompiler, **options: Any) -> str:
    return "EXPLAIN (FORMAT JSON) " + compiler.process(element.statement, **options)


@dataclass(frozen=True)
class Count:
    """A number of rows; `exact` says that they were counted, not estimated."""

    number: int
    exact: bool = True


def count_rows(
    model: type[Any], rows: Select[Any], *, narrowed: bool, exact: bool = False
) -> Count:
    """Count the rows of a statement, at most `EXACT_UP_TO` of them unless `exact`.

    Beyond that PostgreSQL's planner is asked. SQLite counts a whole list over an index, and of a
    narrowed one it looks how densely the newest matches lie.
    """
    ids = rows.with_only_columns(model.id).order_by(None)
    if exact:
        return Count(_counted(ids))
    on_sqlite = _on_sqlite()
    length = 0 if narrowed else _length(ids)
    if length > 2 * EXACT_UP_TO:
        return Count(length, exact=False)
    if on_sqlite and not narrowed:
        return Count(length)
    newest = ids.order_by(model.id.desc()) if on_sqlite else ids
    part = newest.limit(EXACT_UP_TO + 1).subquery()
    number, low, high = db.session.execute(
        select(func.count(), func.min(part.c.id), func.max(part.c.id)).select_from(part)
    ).one()
    if number <= EXACT_UP_TO:
        return Count(number)
    estimate = _by_density(model, number, low, high) if on_sqlite else _planned(ids)
    return Count(max(number, estimate), exact=False)


def _length(ids: Select[Any]) -> int:
    """About how many rows there are; of a long list what was found within the last minute."""
    known = _lengths.setdefault(db.session.get_bind().engine, {})
    question = ids._generate_cache_key()  # noqa: SLF001 - SQLAlchemy's own key of a statement
    assert question is not None  # noqa: S101 - selects have one
    key = (question.key, *(bound.value for bound in question.bindparams))
    at, length = known.get(key, (0.0, 0))
    if not length or monotonic() - at > REMEMBERED:
        length = _counted(ids) if _on_sqlite() else _planned(ids)
        if length > 2 * EXACT_UP_TO:
            known[key] = monotonic(), length
    return length


def _counted(ids: Select[Any]) -> int:
    return int(db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0)


def _planned(ids: Select[Any]) -> int:
    """The number of rows that PostgreSQL's planner expects."""
    plan = db.session.execute(_Explain(ids)).scalar()
    return int(plan[0]["Plan"]["Plan Rows"]) if plan else 0


def _by_density(model: type[Any], number: int, low: int, high: int) -> int:
    first, last = db.session.execute(select(func.min(model.id), func.max(model.id))).one()
    return int(number * (last - first + 1) / max(high - low + 1, 1))


def _on_sqlite() -> bool:
    return bool(db.session.get_bind().dialect.name == "sqlite")
