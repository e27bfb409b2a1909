"""Rows whose similar ones have to be looked for anew (H8), noted where their keys are kept.

The note is written in the transaction of the change itself, so none is lost; a job works the notes
off and may be killed at any point. A note is a key below `FIRST_KEY` in the table of keys.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, exists, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app.permissions.actor import Actor
from admin_app.services.shared import jobs
from models import Company, CompanyKey, Contact, ContactKey, Job
from models.base import db
from models.enums import JobState

REFRESH = "similar.refresh"
"""The kind of the job that works the notes off."""
CHANGED = 0
"""The row is new or was changed; its keys are those of before."""
COMPARE = 1
"""Its keys are fresh, it is not compared yet."""
WITHOUT = 2
"""The row was looked at and has no key."""
SCAN = 3
"""A full scan has yet to make its keys."""
SCAN_COMPARE = 4
"""A full scan has yet to compare it."""
FIRST_KEY = 8
"""Keys of rows begin here."""
PART = 10_000

KEYS: dict[type[Any], tuple[type[Any], InstrumentedAttribute[int]]] = {
    Contact: (ContactKey, ContactKey.contact_id),
    Company: (CompanyKey, CompanyKey.company_id),
}
"""Of each noun its table of keys, and the column there that names the row."""
IRRELEVANT = frozenset(
    [
        "deleted_at",
        "status",
        "notifications",
        "group_id",
        "forms_as_company",
        "all_tickets",
        "language",
        "time_zone",
        "notes",
        "region",
        "department",
        "position",
        "is_manager",
    ]
)
"""Fields that nothing of the similarity hangs on."""


def mark(model: type[Any], rows: Collection[int] | Select[Any], *, queue: bool = True) -> None:
    """Note rows of `model`, by their ids or a query of these, in the caller's transaction.

    Call it whenever rows were written past their services. Without `queue` nobody is told yet:
    say so later by `queue_refresh`. Nouns that are not compared are left alone.
    """
    if model not in KEYS:
        return
    if isinstance(rows, Select):
        put_notes(model, CHANGED, model.id.in_(rows))
    else:
        ids = sorted(rows)
        for start in range(0, len(ids), PART):
            put_notes(model, CHANGED, model.id.in_(ids[start : start + PART]))
        queue = queue and bool(ids)
    if queue:
        queue_refresh()


def mark_all(model: type[Any], note: int = CHANGED) -> None:
    """Note every row of `model` outside the trash, in one statement."""
    put_notes(model, note, model.deleted_at.is_(None))


def mark_unknown(model: type[Any]) -> None:
    """Note the rows outside the trash of which no key is known, in one statement."""
    _keys, owner = KEYS[model]
    known = exists().where(owner == model.id)
    put_notes(model, CHANGED, model.deleted_at.is_(None) & ~known)


def put_notes(model: type[Any], note: int, condition: Any) -> None:
    """Note the rows that meet a condition; those with this note already keep it.

    On PostgreSQL such a note is locked, so that the job leaves it until this write is there.
    """
    keys, owner = KEYS[model]
    rows = select(literal(note), model.id).where(condition)
    columns = ["key", owner.key]
    if db.session.get_bind().dialect.name == "postgresql":
        statement = postgresql.insert(keys).from_select(columns, rows)
        same = {"key": statement.excluded.key}
        db.session.execute(statement.on_conflict_do_update(index_elements=columns, set_=same))
        return
    notes = sqlite.insert(keys).from_select(columns, rows)
    db.session.execute(notes.on_conflict_do_nothing())


def queue_refresh() -> None:
    """Ask for the job, unless one waits already; a schedule asks for it now and then as well."""
    waiting = select(Job.id).where(Job.kind == REFRESH, Job.state == JobState.QUEUED)
    if db.session.scalar(waiting.limit(1)) is None:
        jobs.enqueue(REFRESH, actor=Actor.system("similar"))
