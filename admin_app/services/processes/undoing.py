"""Taking back what was changed: bulk changes, imports, domain rules.

A row gets its old values back only while every field of the change still holds what the change
gave it; rows that were changed again are left and named. H4 stands above undoing: a dismissed
contact can be changed by nobody, so dismissing is never taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from admin_app.permissions import Actor, Permission, allowed, demand
from admin_app.services import administrators
from admin_app.services.contact import LIMITED
from admin_app.services.equipment_tree import lock_all_trees
from admin_app.services.lists.contacts import client_groups
from admin_app.services.processes import trash
from admin_app.services.processes.batch import reasons, trees
from admin_app.services.processes.batch.states import (
    Changes,
    Model,
    State,
    read_states,
    visible_ids,
)
from admin_app.services.processes.batch.writing import NewValues, write
from admin_app.services.shared.custom_names import keys_in
from admin_app.services.shared.unit_of_work import plain
from models import Company, CompanyDomain, Contact, Equipment
from models.base import db
from models.company import bare_domain
from models.enums import ContactStatus

CHUNK = 1000
Batch = Mapping[int, Changes]
"""What is to be taken back: the id of a row to its fields with [before, after]."""
NEEDS: Mapping[Model, tuple[Permission, Permission]] = {
    Contact: (Permission.CONTACTS_EDIT, Permission.CONTACTS_DELETE),
    Company: (Permission.COMPANIES_EDIT, Permission.COMPANIES_DELETE),
    Equipment: (Permission.EQUIPMENT_EDIT, Permission.EQUIPMENT_DELETE),
}
TRASH = {noun.model: noun for noun in trash.NOUNS.values()}
RESTORED = ""


def take_back(
    model: Model,
    batch: Batch,
    actor: Actor,
    *,
    reason: str = "",
    even_changed: bool = False,
) -> dict[int, str]:
    """Give the rows their old values; of each id, why it was left, or RESTORED.

    The values of `batch` are plain as JSON holds them (see batch.states); a deletion is
    `deleted_at` alone, and brings back all that went to the trash with the row. With
    `even_changed` rows that were changed since get their old values all the same. The audit says
    `undo`; `reason` goes into the status history. Everything happens in the caller's transaction,
    in a fixed number of statements for `CHUNK` rows. Raises NotAllowed without the right to
    change such rows at all.
    """
    found: dict[int, str] = {}
    for part in _parts(model, batch):
        judged = _judge(model, part, actor, even_changed=even_changed)
        rows = [row.back for row in judged if row.back is not None]
        write(model, [row for row in rows if row.values], actor, "undo", reason=reason)
        if model is Equipment:
            trees.let_strays_go([row.state["id"] for row in rows], actor, "undo")
        if deleted := [row.state["id"] for row in rows if not row.values]:
            trash.restore(TRASH[model], deleted, actor)
        found |= {row.id: row.reason for row in judged}
    return found


def foresee(
    model: Model, batch: Batch, actor: Actor, *, even_changed: bool = False
) -> dict[int, str]:
    """What `take_back` would answer now, without writing anything."""
    found: dict[int, str] = {}
    for part in _parts(model, batch):
        judged = _judge(model, part, actor, even_changed=even_changed, lock=False)
        found |= {row.id: row.reason for row in judged}
    return found


@dataclass(frozen=True)
class _Judged:
    """One row of a batch: what it gets back (nothing but its place, if deleted), or why not."""

    id: int
    reason: str = RESTORED
    back: NewValues | None = None


def _parts(model: Model, batch: Batch) -> Iterator[Batch]:
    ids = sorted(batch)
    size = CHUNK if model is not Equipment else max(len(ids), 1)  # a tree comes back whole
    for start in range(0, len(ids), size):
        yield {row_id: batch[row_id] for row_id in ids[start : start + size]}


def _judge(
    model: Model, batch: Batch, actor: Actor, *, even_changed: bool, lock: bool = True
) -> list[_Judged]:
    fields = {key for changes in batch.values() for key in changes}
    edit, remove = NEEDS[model]
    for permission in {remove if key == "deleted_at" else edit for key in fields}:
        demand(actor, permission)
    if model is Equipment and not fields.isdisjoint(trees.PLACE):
        fields |= {*trees.PLACE}
        if lock:
            lock_all_trees()
    states = read_states(model, batch.keys(), fields, lock=lock)
    facts = _Facts.gather(model, batch, actor)
    judged = []
    for row_id, changes in batch.items():
        state = states.get(row_id)
        why = _why_left(model, state, changes, facts, even_changed=even_changed)
        if why or state is None:
            judged.append(_Judged(row_id, why))
            continue
        values = {key: pair[0] for key, pair in changes.items() if key != "deleted_at"}
        judged.append(_Judged(row_id, back=NewValues(state, values)))
    if model is Equipment and not fields.isdisjoint(trees.PLACE):
        return _keep_the_trees(judged, states)
    return _keep_the_keys(judged) if model is Contact else judged


@dataclass(frozen=True)
class _Facts:
    """What the actor may see, and what must still be there to come back to."""

    visible: Collection[int]
    hidden: Collection[str]
    groups: Collection[int]
    companies: Collection[int]
    claims: Mapping[str, int]

    @classmethod
    def gather(cls, model: Model, batch: Batch, actor: Actor) -> _Facts:
        """The facts of a batch, in one query each and only where they are asked for."""
        grouped = any("group_id" in changes for changes in batch.values())
        fields = model is not Contact or allowed(actor, Permission.CONTACTS_FIELDS)
        return cls(
            visible_ids(model, batch.keys(), actor),
            () if fields else LIMITED,
            [group.id for group in client_groups()] if grouped else (),
            _living_companies(batch),
            _claims(batch),
        )


def _living_companies(batch: Batch) -> set[int]:
    asked = set(_befores(batch, "company_id")) - {None}
    if not asked:
        return set()
    query = select(Company.id).where(Company.id.in_(asked), Company.deleted_at.is_(None))
    return set(db.session.scalars(query))


def _befores(batch: Batch, field: str) -> Iterable[Any]:
    return (changes[field][0] for changes in batch.values() if field in changes)


def _claims(batch: Batch) -> dict[str, int]:
    """Whose the domains are that would come back."""
    asked = {bare_domain(d) for domains in _befores(batch, "domains") for d in domains}
    if not asked:
        return {}
    query = select(CompanyDomain.claim, CompanyDomain.company_id)
    rows = db.session.execute(query.where(CompanyDomain.claim.in_(asked)))
    return {claim: owner for claim, owner in rows if claim is not None}


def _why_left(
    model: Model, state: State | None, changes: Changes, facts: _Facts, *, even_changed: bool
) -> str:
    """Why the row cannot get its old values; RESTORED when it can."""
    if state is None:
        return reasons.GONE
    if "deleted_at" not in changes:
        if state["deleted_at"] is not None:
            return reasons.IN_TRASH
        if state["id"] not in facts.visible or _is_hidden(changes, facts):
            return reasons.NOT_ALLOWED
    final = model is Contact and state["status"] == ContactStatus.DISMISSED
    if final and changes.keys() - {"deleted_at"}:
        return reasons.DISMISSED
    if not even_changed and any(not _same(state[key], pair[1]) for key, pair in changes.items()):
        return reasons.CHANGED_SINCE
    return _what_is_missing(state["id"], changes, facts)


def _is_hidden(changes: Changes, facts: _Facts) -> bool:
    """Whether fields are among the changes that the actor may not work with (H3)."""
    limited = not changes.keys().isdisjoint(facts.hidden)
    return limited or (bool(facts.hidden) and bool(keys_in(changes)))


def _what_is_missing(row_id: int, changes: Changes, facts: _Facts) -> str:
    if "group_id" in changes and changes["group_id"][0] not in facts.groups:
        return reasons.GROUP_GONE
    company = changes["company_id"][0] if "company_id" in changes else None
    if company is not None and company not in facts.companies:
        return reasons.COMPANY_GONE
    domains = changes["domains"][0] if "domains" in changes else ()
    if any(facts.claims.get(bare_domain(d), row_id) != row_id for d in domains):
        return reasons.DOMAIN_TAKEN
    return RESTORED


def _same(now: Any, after: Any) -> bool:
    return bool(plain(now) == after)


def _keep_the_trees(judged: list[_Judged], states: Mapping[int, State]) -> list[_Judged]:
    """Equipment goes back only to where a tree still is; a contact that is gone is left out."""
    backs = {row.id: row.back.values for row in judged if row.back is not None and row.back.values}
    places = {row_id: {**states[row_id], **values} for row_id, values in backs.items()}
    refused = trees.impossible(places)
    gone = trees.gone_contacts([values.get("contact_id") for values in backs.values()])
    return [
        _Judged(row.id, refused[row.id])
        if row.id in refused
        else replace(row, back=_without(row.back, gone))
        for row in judged
    ]


def _without(back: NewValues | None, contacts: Collection[int]) -> NewValues | None:
    if back is None or back.values.get("contact_id") not in contacts:
        return back
    return NewValues(back.state, {**back.values, "contact_id": None})


def _keep_the_keys(judged: list[_Judged]) -> list[_Judged]:
    """Blocking again may not end the login of the last administrator."""
    ended = [
        row.id
        for row in judged
        if row.back is not None
        and row.back.values.get("status", ContactStatus.ACTIVE) != ContactStatus.ACTIVE
    ]
    kept = administrators.indispensable(ended)
    return [
        _Judged(row.id, reasons.LAST_ADMINISTRATOR) if row.id == kept else row for row in judged
    ]
