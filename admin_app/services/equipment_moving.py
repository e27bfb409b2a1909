"""Moving a piece of equipment with all its parts, also to another company (H12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, select, update

from admin_app import clock
from admin_app.permissions import Actor
from admin_app.services.equipment_tree import below
from admin_app.services.shared.bulk_rows import insert_rows
from admin_app.services.shared.unit_of_work import entry_values
from models import AuditEntry, ChangeRow, ChangeSet, Contact, Equipment
from models.base import db
from models.enums import ChangeOutcome

PLACE = ("company_id", "contact_id", "parent_id")


@dataclass(frozen=True)
class Moved:
    """A move to another company: how many parts went along, and what takes it back."""

    parts: int
    change_set_id: int
    company: str


def place_of(row: Equipment) -> dict[str, int | None]:
    """Where a piece belongs: company, contact, and what it is a part of."""
    return {key: getattr(row, key) for key in PLACE}


def take_parts_along(row: Equipment, before: dict[str, int | None], actor: Actor) -> Moved:
    """Move all parts of a piece to its new company, in one statement, whatever their number.

    A contact of the old company does not go along. What was before is kept as a change set, which
    can be undone like any other.
    """
    db.session.flush()
    parts = below([row.id])
    states = db.session.execute(
        select(
            Equipment.id, Equipment.name, Equipment.company_id, Equipment.contact_id,
            Equipment.parent_id, Contact.company_id.label("of_company"), Equipment.deleted_at,
        )
        .outerjoin(Contact, Contact.id == Equipment.contact_id)
        .where(Equipment.id.in_(parts))
        .order_by(Equipment.id)
    ).all()  # fmt: skip
    company_id, moment = row.company_id, clock.now()
    _move(parts, company_id, moment)
    changes = {
        state.id: {
            "company_id": [state.company_id, company_id],
            "contact_id": [state.contact_id, _kept(state, company_id)],
            # it stays a part of the same piece; one that was moved since is left when undone
            "parent_id": [state.parent_id, state.parent_id],
        }
        for state in states
    }
    _audit(states, changes, actor, moment)
    now = place_of(row)
    changes[row.id] = {key: [before[key], now[key]] for key in PLACE}
    change_set_id = _keep(changes, company_id, actor, moment)
    for part in db.session.identity_map.values():
        if isinstance(part, Equipment) and part.id in changes and part is not row:
            db.session.expire(part)
    living = sum(state.deleted_at is None for state in states)
    return Moved(living, change_set_id, row.company.name if row.company else "")


def _kept(state: Any, company_id: int | None) -> int | None:
    return state.contact_id if state.of_company == company_id else None


def _move(parts: Any, company_id: int | None, moment: Any) -> None:
    owner = select(Contact.company_id).where(Contact.id == Equipment.contact_id).scalar_subquery()
    stays = owner.is_(None) if company_id is None else owner == company_id
    statement = update(Equipment).where(Equipment.id.in_(parts))
    db.session.execute(
        statement.values(
            company_id=company_id,
            contact_id=case((stays, Equipment.contact_id), else_=None),
            version=Equipment.version + 1,
            updated_at=moment,
        ),
        execution_options={"audited": True, "synchronize_session": False},
    )


def _audit(states: Any, changes: dict[int, Any], actor: Actor, moment: Any) -> None:
    entries = [
        entry_values(
            actor,
            "update",
            "equipment",
            row_id=state.id,
            row_name=state.name,
            changes={k: pair for k, pair in changes[state.id].items() if pair[0] != pair[1]},
            at=moment,
        )
        for state in states
    ]
    insert_rows(db.session.connection(), AuditEntry, entries)


def _keep(changes: dict[int, Any], company_id: int | None, actor: Actor, moment: Any) -> int:
    change_set = ChangeSet(
        noun="equipment",
        action="company",
        parameters={"company_id": company_id},
        actor_id=actor.user_id,
        total=len(changes),
        changed=len(changes),
        created_at=moment,
        finished_at=moment,
    )
    db.session.add(change_set)
    db.session.flush()
    rows = (
        {
            "change_set_id": change_set.id,
            "record_id": row_id,
            "outcome": ChangeOutcome.CHANGED,
            "reason": "",
            "changes": fields,
        }
        for row_id, fields in sorted(changes.items())
    )
    insert_rows(db.session.connection(), ChangeRow, rows)
    return change_set.id
