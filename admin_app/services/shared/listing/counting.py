"""How many rows a list has: exact while that is cheap, then estimated and said so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement, Executable, Select, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from models.base import db

EXACT_UP_TO = 10_000


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
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    if exact or (on_sqlite and not narrowed):
        return Count(_scalar(select(func.count()).select_from(_ids(model, rows).subquery())))
    if not on_sqlite and not narrowed and (planned := _planned(rows)) > 2 * EXACT_UP_TO:
        return Count(planned, exact=False)
    newest = _ids(model, rows)
    if on_sqlite:
        newest = newest.order_by(model.id.desc())
    part = newest.limit(EXACT_UP_TO + 1).subquery()
    number, low, high = db.session.execute(
        select(func.count(), func.min(part.c.id), func.max(part.c.id)).select_from(part)
    ).one()
    if number <= EXACT_UP_TO:
        return Count(number)
    if on_sqlite:
        return Count(max(number, _by_density(model, number, low, high)), exact=False)
    return Count(max(number, _planned(rows)), exact=False)


def _ids(model: type[Any], rows: Select[Any]) -> Select[Any]:
    return rows.with_only_columns(model.id).order_by(None)


def _scalar(statement: Select[Any]) -> int:
    return int(db.session.scalar(statement) or 0)


def _planned(rows: Select[Any]) -> int:
    """The number of rows that PostgreSQL's planner expects."""
    plan = db.session.execute(_Explain(rows.order_by(None))).scalar()
    return int(plan[0]["Plan"]["Plan Rows"]) if plan else 0


def _by_density(model: type[Any], number: int, low: int, high: int) -> int:
    first, last = db.session.execute(select(func.min(model.id), func.max(model.id))).one()
    return int(number * (last - first + 1) / max(high - low + 1, 1))
