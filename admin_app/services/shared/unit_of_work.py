"""What every session does by itself: stamps moments and writes the audit with each flush."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import event, insert, inspect
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlalchemy.orm.scoping import scoped_session

from admin_app import clock
from admin_app.permissions.actor import Actor
from admin_app.services.shared import custom_names
from models import (
    AccessGroup,
    AuditEntry,
    ChoiceList,
    Company,
    Contact,
    CustomField,
    Document,
    Equipment,
    RelationKind,
    SavedView,
    Setting,
    User,
)
from models.base import Timestamped

AnySession = Session | scoped_session[Any]

AUDITED: tuple[type[Any], ...] = (
    Company, Contact, Equipment, User, AccessGroup, SavedView, Setting,
    CustomField, ChoiceList, RelationKind, Document,
)  # fmt: skip
HIDDEN = frozenset(
    [
        "id",
        "identifier",
        "created_at",
        "updated_at",
        "version",
        "search_text",
        "sort_name",
        "name_key",
        "company_sort",
        "preferences",
        "last_login_at",
        "last_login_ip",
        "deleted_with",
        "deleted_by_id",
        "second_factor_secret",
        "second_factor_step",
    ]
)
"""Columns that no person changes by hand; a change of them alone is no audit entry."""
SECRET = frozenset({"password_hash"})
CHILDREN: dict[type[Any], tuple[str, ...]] = {
    Contact: ("points",),
    Company: ("domains", "more_phones"),
}
FALLBACK_ACTOR = Actor.system("unknown")


def act_as(session: AnySession, actor: Actor) -> None:
    """Name the actor of what this session writes from here on."""
    session.info["actor"] = actor


def audit(
    session: AnySession,
    actor: Actor,
    action: str,
    noun: str,
    *,
    row_id: int | None = None,
    row_name: str = "",
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Write one audit entry about something that is not a change of a row, e.g. an export."""
    entry = entry_values(actor, action, noun, row_id=row_id, row_name=row_name, changes=changes)
    session.execute(insert(AuditEntry), [entry])


def entry_values(
    actor: Actor,
    action: str,
    noun: str,
    *,
    row_id: int | None,
    row_name: str,
    changes: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> dict[str, Any]:
    """Columns of one audit entry, ready for a bulk insert."""
    return {
        "at": at or clock.now(),
        "actor_id": actor.user_id,
        "actor_name": actor.name[:200],
        "ip": actor.ip,
        "action": action,
        "noun": noun,
        "row_id": row_id,
        "row_name": row_name[:300],
        "changes": dict(changes or {}),
        "source": actor.source,
    }


def plain(value: Any) -> Any:
    """A column's value as it stands in the audit: JSON knows no enums and moments."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


def install() -> None:
    """Bind the hooks to all sessions, once a process."""
    if not event.contains(Session, "before_flush", _stamp):
        event.listen(Session, "before_flush", _stamp)
        event.listen(Session, "after_flush", _write_audit)
        event.listen(Session, "do_orm_execute", _refuse_silent_bulk)


def _stamp(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    moment = clock.now()
    for row in session.new:
        if isinstance(row, Timestamped):
            row.created_at = getattr(row, "created_at", None) or moment
            row.updated_at = moment
    for row in session.dirty:
        if isinstance(row, Timestamped) and session.is_modified(row):
            row.updated_at = moment


def _write_audit(session: Session, _context: UOWTransaction) -> None:
    actor = session.info.get("actor", FALLBACK_ACTOR)
    entries = [
        *_entries(session.new, "create", actor),
        *_entries(session.dirty, "update", actor),
        *_entries(session.deleted, "delete", actor),
    ]
    if entries:
        session.connection().execute(insert(AuditEntry.__table__), entries)  # type: ignore[arg-type]


def _entries(rows: Iterable[Any], action: str, actor: Actor) -> list[dict[str, Any]]:
    entries = []
    for row in rows:
        if not isinstance(row, AUDITED):
            continue
        changes = _changes(row, action)
        if not changes and action == "update":
            continue
        if action == "update" and "deleted_at" in changes:
            action_name = "restore" if changes["deleted_at"][1] is None else "trash"
        else:
            action_name = action
        entries.append(
            entry_values(
                actor,
                action_name,
                row.__tablename__,
                row_id=getattr(row, "id", None),
                row_name=_name(row),
                changes=changes,
            )
        )
    return entries


def _name(row: Any) -> str:
    return row.name if isinstance(row, Setting) else str(row)


def _changes(row: Any, action: str) -> dict[str, Any]:
    state = inspect(row)
    changes: dict[str, Any] = {}
    for column in state.mapper.column_attrs:
        if column.key in HIDDEN:
            continue
        history = state.attrs[column.key].history
        if not history.has_changes():
            continue
        if column.key == custom_names.COLUMN:
            changes |= _custom_changes(history.deleted, history.added)
            continue
        before = plain(history.deleted[0]) if history.deleted else None
        after = plain(history.added[0]) if history.added else None
        if before == after or (action == "create" and after in (None, "")):
            continue
        changes[column.key] = ["•", "•"] if column.key in SECRET else [before, after]
    for name in CHILDREN.get(type(row), ()):
        history = state.attrs[name].history
        if history.has_changes():
            kept = list(history.unchanged)
            changes[name] = [
                _children(kept + list(history.deleted)),
                _children(kept + list(history.added)),
            ]
    return changes


def _custom_changes(deleted: Sequence[Any], added: Sequence[Any]) -> dict[str, Any]:
    """Each custom field that changed by its own name."""
    before = (deleted[0] if deleted else None) or {}
    after = (added[0] if added else None) or {}
    return {
        custom_names.name_of(key): [before.get(key), after.get(key)]
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    }


def _children(rows: list[Any]) -> list[str]:
    return sorted(
        getattr(row, "value", "") or getattr(row, "domain", "") or getattr(row, "number", "")
        for row in rows
    )


def _refuse_silent_bulk(state: ORMExecuteState) -> None:
    """A bulk change passes by the flush hooks, so it must say that it wrote its own audit."""
    if not (state.is_update or state.is_delete) or state.execution_options.get("audited"):
        return
    mapper = state.bind_mapper
    if mapper is not None and mapper.class_ in AUDITED:
        raise RuntimeError(f"bulk change of {mapper.class_.__name__} without audit")
