"""Statements on the rows themselves: marks of the trash, deletion for good, and their audit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, delete, literal, select, update
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app.services import similar
from admin_app.services.processes.trash.parts import Ids, Mark, Noun
from admin_app.services.shared import stale
from admin_app.services.shared.bulk_rows import insert_rows
from admin_app.services.shared.unit_of_work import entry_values, plain
from models import AuditEntry
from models.base import db

ALONE = literal("")
"""The tag of rows that go to the trash by themselves."""


def run(statement: Any) -> None:
    """Carry out a statement that has its audit written; the session is expired afterwards."""
    options = {"audited": True, "synchronize_session": False}
    db.session.execute(statement, execution_options=options)


def put_away(noun: Noun, rows: Ids, mark: Mark, tag: ColumnElement[str] = ALONE) -> None:
    """Mark the rows as in the trash; `tag` names the owner with which they go."""
    _audit_mark(noun, rows, "trash", mark)
    similar.let_go(noun.model, rows)
    model = noun.model
    marks = {"deleted_at": mark.moment, "deleted_by_id": mark.actor.user_id, "deleted_with": tag}
    grown = {"version": model.version + 1, "updated_at": mark.moment}
    run(update(model).where(model.id.in_(rows)).values(**marks, **grown))


def take_out(noun: Noun, rows: Ids, mark: Mark) -> None:
    """Take the marks off again."""
    _audit_mark(noun, rows, "restore", mark)
    stale.mark(noun.model, rows)
    model = noun.model
    marks = {"deleted_at": None, "deleted_by_id": None, "deleted_with": ""}
    grown = {"version": model.version + 1, "updated_at": mark.moment}
    run(update(model).where(model.id.in_(rows)).values(**marks, **grown))


def delete_for_good(model: type[Any], name: Any, rows: Ids, mark: Mark) -> None:
    """Delete the rows; what has a key to them and lives by them goes by that key."""
    write_audit(model, name, rows, mark, "delete")
    run(delete(model).where(model.id.in_(rows)))


def write_audit(
    model: type[Any],
    name: InstrumentedAttribute[str],
    rows: Ids,
    mark: Mark,
    action: str,
    **changes: Any,
) -> None:
    """One entry a row, all of the same change."""
    found = db.session.execute(select(model.id, name).where(model.id.in_(rows)).order_by(model.id))
    _insert([(row_id, text, changes) for row_id, text in found], model, mark, action)


def _audit_mark(noun: Noun, rows: Ids, action: str, mark: Mark) -> None:
    model = noun.model
    query = select(model.id, noun.name, model.deleted_at).where(model.id.in_(rows))
    now = None if action == "restore" else plain(mark.moment)
    found = db.session.execute(query.order_by(model.id))
    entries = [(i, text, {"deleted_at": [plain(before), now]}) for i, text, before in found]
    _insert(entries, model, mark, action)


def _insert(
    rows: list[tuple[int, str, dict[str, Any]]], model: type[Any], mark: Mark, action: str
) -> None:
    entries = [
        entry_values(
            mark.actor,
            action,
            model.__tablename__,
            row_id=row_id,
            row_name=name,
            changes=changes,
            at=mark.moment,
        )
        for row_id, name, changes in rows
    ]
    insert_rows(db.session.connection(), AuditEntry, entries)
