"""Import runs as people see them: one's own, and all of them for administrators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, case, false, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app.permissions import Actor, Permission, allowed
from models import ImportRow, ImportRun
from models.base import db
from models.enums import AccessType, ImportNoun, UndoOutcome, Verdict

LARGEST_ID = 2**31 - 1
PAGE = 50
HISTORY_PAGE = 20

M = TypeVar("M", ImportRow, ImportRun)


@dataclass(frozen=True)
class Slice(Generic[M]):
    """A few rows in order, and whether there are any before and after them."""

    rows: list[M]
    has_earlier: bool
    has_later: bool


def history(
    actor: Actor, *, before: int | None = None, after: int | None = None
) -> Slice[ImportRun]:
    """The newest runs that the actor may see; further ones before or after the id of a run."""
    query = select(ImportRun).where(_visible(actor)).options(joinedload(ImportRun.actor))
    if after is not None:
        newer = query.where(ImportRun.id > min(after, LARGEST_ID)).order_by(ImportRun.id)
        found, more = _few(newer, HISTORY_PAGE)
        return Slice(found[::-1], has_earlier=more, has_later=True)
    if before is not None:
        query = query.where(ImportRun.id < min(before, LARGEST_ID))
    found, more = _few(query.order_by(ImportRun.id.desc()), HISTORY_PAGE)
    return Slice(found, has_earlier=before is not None, has_later=more)


def rows(
    run: ImportRun,
    *,
    verdict: Verdict | None = None,
    after: int | None = None,
    before: int | None = None,
    left: bool = False,
) -> Slice[ImportRow]:
    """The rows of a run in the order of the file, beyond a row number or up to one.

    `left` asks for those that taking the run back left as they were.
    """
    query = select(ImportRow).where(ImportRow.run_id == run.id)
    if left:
        query = query.where(ImportRow.undo == UndoOutcome.LEFT)
    if verdict is not None:
        query = query.where(ImportRow.verdict == verdict)
    if before is not None:
        query = query.where(ImportRow.number < min(before, LARGEST_ID))
        found, more = _few(query.order_by(ImportRow.number.desc()), PAGE)
        return Slice(found[::-1], has_earlier=more, has_later=True)
    if after is not None:
        query = query.where(ImportRow.number > min(after, LARGEST_ID))
    found, more = _few(query.order_by(ImportRow.number), PAGE)
    return Slice(found, has_earlier=after is not None, has_later=more)


def find(number: str, actor: Actor) -> ImportRun | None:
    """The run with the id that is written so, if the actor may see it."""
    ids = _ids([number])
    return db.session.scalar(select(ImportRun).where(ImportRun.id.in_(ids), _visible(actor)))


def members(
    noun: ImportNoun, column: InstrumentedAttribute[Any], actor: Actor
) -> Callable[[Sequence[str]], ColumnElement[bool] | None]:
    """The condition of lists that a run with one of these ids made or changed the row.

    Of companies that a file of contacts brought along, those that it made. A run that the actor
    may not see has no rows.
    """

    def condition(values: Sequence[str]) -> ColumnElement[bool] | None:
        ids = _ids(values)
        if not ids:
            return None
        main, beside = ImportRow.record_id, ImportRow.company_id
        of_companies = ImportRun.noun == ImportNoun.COMPANIES
        of_equipment = ImportRun.noun == ImportNoun.EQUIPMENT
        record = case((~(of_companies | of_equipment), main))
        if noun == ImportNoun.EQUIPMENT:
            record = case((of_equipment, main))
        if noun == ImportNoun.COMPANIES:
            record = case((of_companies, main), (ImportRow.company_created, beside))
        rows = select(record).join(ImportRun, ImportRun.id == ImportRow.run_id)
        done = ImportRow.verdict.in_((Verdict.CREATE, Verdict.UPDATE)), ImportRow.applied
        return column.in_(rows.where(ImportRow.run_id.in_(ids), *done, _visible(actor)))

    return condition


def _ids(values: Sequence[str]) -> list[int]:
    return [int(v) for v in values if v.isascii() and v.isdigit() and int(v) <= LARGEST_ID]


def _few(query: Select[M], limit: int) -> tuple[list[M], bool]:
    found = list(db.session.scalars(query.limit(limit + 1)))
    return found[:limit], len(found) > limit


def _visible(actor: Actor) -> ColumnElement[bool]:
    if not allowed(actor, Permission.IMPORT):
        return false()
    if actor.access_type == AccessType.ADMINISTRATOR:
        return ImportRun.id.is_not(None)
    if actor.user_id is None:
        return false()
    return ImportRun.actor_id == actor.user_id
