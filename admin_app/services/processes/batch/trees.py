"""Places of many pieces of equipment at once: what holds for the whole tree is checked here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from admin_app import clock
from admin_app.permissions import Actor
from admin_app.services.equipment_tree import above, loops
from admin_app.services.processes.batch import reasons
from admin_app.services.shared.bulk_rows import insert_rows
from admin_app.services.shared.unit_of_work import entry_values
from models import AuditEntry, ChangeRow, Contact, Equipment
from models.base import db

PLACE = ("company_id", "contact_id", "parent_id")
Place = Mapping[str, Any]


def to_company(
    set_id: int, states: Mapping[int, Place], company_id: int | None
) -> dict[int, dict[str, Any]]:
    """The contact and parent that pieces of a change set have in another company.

    A piece stays a part of one that moves too; a contact of the old company does not go along.
    """
    parents = {state["parent_id"] for state in states.values()} - {None}
    moving = set(
        db.session.scalars(
            select(ChangeRow.record_id).where(
                ChangeRow.change_set_id == set_id, ChangeRow.record_id.in_(parents)
            )
        )
    )
    there = _in_company(Equipment, parents, company_id)
    contacts = {state["contact_id"] for state in states.values()} - {None}
    own = _in_company(Contact, contacts, company_id)
    return {
        row_id: {
            "parent_id": p if (p := state["parent_id"]) in moving or p in there else None,
            "contact_id": c if (c := state["contact_id"]) in own else None,
        }
        for row_id, state in states.items()
    }


def _in_company(model: Any, ids: Collection[Any], company_id: int | None) -> set[int]:
    query = select(model.id).where(model.id.in_(ids), model.company_id == company_id)
    if company_id is None:
        query = select(model.id).where(model.id.in_(ids), model.company_id.is_(None))
    return set(db.session.scalars(query))


def impossible(places: Mapping[int, Place]) -> dict[int, str]:
    """Why pieces cannot have these places (company and parent) all at once; nothing for the others.

    What one of them is a part of must be there, in the same company, and not below it.
    """
    around = {p["parent_id"] for p in places.values()} - {None} | set(places)
    columns = (Equipment.id, Equipment.parent_id, Equipment.company_id, Equipment.deleted_at)
    known = {
        row.id: row
        for row in db.session.execute(select(*columns).where(Equipment.id.in_(above(around))))
    }
    found: dict[int, str] = {}
    while True:
        more = _refused(known, {k: p for k, p in places.items() if k not in found})
        if not more:
            return found
        found |= more


def _refused(known: Mapping[int, Any], places: Mapping[int, Place]) -> dict[int, str]:
    parents = {k: row.parent_id for k, row in known.items()}
    owners = {k: row.company_id for k, row in known.items()}
    for row_id, place in places.items():
        parents[row_id], owners[row_id] = place["parent_id"], place["company_id"]
    refused = dict.fromkeys(loops(parents) & places.keys(), reasons.OWN_PART)
    for row_id, place in places.items():
        parent = place["parent_id"]
        if parent is None:
            continue
        whole = known.get(parent)
        if whole is None or whole.deleted_at is not None or owners[parent] != place["company_id"]:
            refused[row_id] = reasons.PARENT_GONE
    return refused


def gone_contacts(ids: Collection[Any]) -> set[int]:
    """Those of the contacts that are no longer in any table."""
    asked = set(ids) - {None}
    if not asked:
        return set()
    return asked - set(db.session.scalars(select(Contact.id).where(Contact.id.in_(asked))))


def let_strays_go(ids: Collection[int], actor: Actor, action: str) -> None:
    """Parts that stay in another company than the pieces they belonged to come to its top."""
    whole = aliased(Equipment)
    strays = db.session.execute(
        select(Equipment.id, Equipment.name, Equipment.parent_id)
        .join(whole, whole.id == Equipment.parent_id)
        .where(whole.id.in_(ids), Equipment.company_id.is_distinct_from(whole.company_id))
    ).all()
    if not strays:
        return
    moment = clock.now()
    db.session.execute(
        update(Equipment)
        .where(Equipment.id.in_([row.id for row in strays]))
        .values(parent_id=None, version=Equipment.version + 1, updated_at=moment),
        execution_options={"audited": True, "synchronize_session": False},
    )
    entries = [
        entry_values(
            actor, action, "equipment", row_id=row.id, row_name=row.name,
            changes={"parent_id": [row.parent_id, None]}, at=moment,
        )
        for row in strays
    ]  # fmt: skip
    insert_rows(db.session.connection(), AuditEntry, entries)
