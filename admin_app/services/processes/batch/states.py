"""Contacts and companies as plain values by field, a chunk of rows in a fixed number of queries.

A field that holds several values (`email`, `phone`, `mobile_phone`, `telegram`, the messengers and
`other` of a contact, `phone`, `domains` of a company) is a list, the default first; `other` holds
pairs of kind and value. A custom field is a field of its own by the name `custom:KEY`, None where
the row has no value. All else is the column. Imports keep what they changed in the same form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from admin_app.permissions import Actor, scope
from admin_app.services.shared.custom_names import COLUMN, keys_in, name_of
from models import Company, CompanyDomain, CompanyPhone, Contact, ContactPoint, Equipment
from models.base import db
from models.enums import PointKind

Model = type[Contact] | type[Company] | type[Equipment]
State = dict[str, Any]
Changes = Mapping[str, Sequence[Any]]
"""Field to [before, after]."""

WAYS = {
    "email": PointKind.EMAIL,
    "phone": PointKind.PHONE,
    "mobile_phone": PointKind.MOBILE_PHONE,
    "telegram": PointKind.TELEGRAM,
}
"""Ways whose default stands on the row of the contact."""
MESSENGERS = (PointKind.VIBER, PointKind.WHATSAPP, PointKind.SKYPE, PointKind.FACEBOOK)
"""Ways without a default; each is a field by its own name."""
SEVERAL: Mapping[Model, frozenset[str]] = {
    Contact: frozenset((*WAYS, *MESSENGERS, "other")),
    Company: frozenset(("phone", "domains")),
    Equipment: frozenset(),
}
KEY_SOURCES: Mapping[Model, tuple[str, ...]] = {
    Contact: ("first_name", "middle_name", "last_name", "company_id", *WAYS, *MESSENGERS, "other"),
    Company: (
        "name", "legal_name", "email", "site", "phone", "domains", "tax_id", "registration_number",
    ),
    Equipment: ("name", "article", "serial_number", "description"),
}  # fmt: skip
"""Fields that the search line and the names of sorting are made from (models.derived)."""
_ALWAYS: Mapping[Model, tuple[str, ...]] = {
    Contact: ("id", "identifier", "full_name", "status", "deleted_at"),
    Company: ("id", "identifier", "name", "status", "deleted_at"),
    Equipment: ("id", "identifier", "name", "status", "deleted_at"),
}


def read_states(
    model: Model, ids: Collection[int], fields: Collection[str], *, lock: bool = True
) -> dict[int, State]:
    """These fields of the rows, and of each its name, status and place in the trash.

    With `lock` nobody else changes the rows until the caller's transaction ends. Fields that a
    search line is made from bring all such fields along.
    """
    wanted = {*_ALWAYS[model], *fields}
    if not wanted.isdisjoint(KEY_SOURCES[model]):
        wanted.update(KEY_SOURCES[model])
    custom = keys_in(wanted)
    if custom:
        wanted.add(COLUMN)
    table = model.__table__
    columns = [table.c[name] for name in sorted(wanted) if name in table.c]
    query = select(*columns).where(table.c.id.in_(ids)).order_by(table.c.id)
    if lock:
        query = query.with_for_update()
    found = {row["id"]: dict(row) for row in db.session.connection().execute(query).mappings()}
    if not wanted.isdisjoint(SEVERAL[model]):
        several = _contact_ways if model is Contact else _company_lists
        several(found)
    for state in found.values() if custom else ():
        state.update({name_of(key): state[COLUMN].get(key) for key in custom})
    return found


def visible_ids(model: Model, ids: Collection[int], actor: Actor) -> set[int]:
    """Those of the rows that the actor may see."""
    return set(db.session.scalars(scope(select(model.id).where(model.id.in_(ids)), model, actor)))


def company_names(ids: Collection[int | None]) -> dict[int, str]:
    """The names of these companies, in the trash or not."""
    known = {row_id for row_id in ids if row_id is not None}
    if not known:
        return {}
    rows = db.session.execute(select(Company.id, Company.name).where(Company.id.in_(known)))
    return {row.id: row.name for row in rows}


def put_ways(state: State, points: Iterable[tuple[PointKind, str]]) -> None:
    """Put the further ways of a contact into its state, which has the default ones as texts."""
    by_kind: dict[PointKind, list[str]] = {}
    for kind, value in points:
        by_kind.setdefault(kind, []).append(value)
    for key, way in WAYS.items():
        state[key] = _with_default(state[key], by_kind.pop(way, []))
    for way in MESSENGERS:
        state[way.value] = by_kind.pop(way, [])
    state["other"] = [[kind.value, value] for kind, values in by_kind.items() for value in values]


def further_ways(state: State) -> list[tuple[PointKind, str]]:
    """The ways of a contact that stand beside its row, in their order."""
    further = [(kind, value) for key, kind in WAYS.items() for value in state[key][1:]]
    further += [(kind, value) for kind in MESSENGERS for value in state[kind.value]]
    return further + [(PointKind(kind), value) for kind, value in state["other"]]


def _contact_ways(found: Mapping[int, State]) -> None:
    points: dict[int, list[tuple[PointKind, str]]] = {}
    query = select(ContactPoint.contact_id, ContactPoint.kind, ContactPoint.value)
    query = query.where(ContactPoint.contact_id.in_(found))
    for owner, kind, value in db.session.execute(
        query.order_by(ContactPoint.position, ContactPoint.id)
    ):
        points.setdefault(owner, []).append((kind, value))
    for row_id, state in found.items():
        put_ways(state, points.get(row_id, ()))


def _company_lists(found: Mapping[int, State]) -> None:
    domains = _children(CompanyDomain, CompanyDomain.domain, found)
    phones = _children(CompanyPhone, CompanyPhone.number, found)
    for row_id, state in found.items():
        state["domains"] = domains.get(row_id, [])
        state["phone"] = _with_default(state["phone"], phones.get(row_id, []))


def _children(model: Any, column: Any, owners: Collection[int]) -> dict[int, list[str]]:
    values: dict[int, list[str]] = {}
    query = select(model.company_id, column).where(model.company_id.in_(owners))
    for owner, value in db.session.execute(query.order_by(model.id)):
        values.setdefault(owner, []).append(value)
    return values


def _with_default(default: str, more: list[str]) -> list[str]:
    return [default, *more] if default else more
