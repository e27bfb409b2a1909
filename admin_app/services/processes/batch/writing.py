"""Writing new values onto many rows, and what follows: keys, history, sessions, audit.

The rules are those of the single services (contact, contact_status, company); whoever calls this
has judged every row by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from admin_app import clock
from admin_app.permissions import Actor
from admin_app.services import company as companies
from admin_app.services import contact as contacts
from admin_app.services.processes.batch.states import (
    KEY_SOURCES,
    SEVERAL,
    Model,
    State,
    company_names,
    further_ways,
)
from admin_app.services.shared import stale
from admin_app.services.shared.bulk_rows import insert_rows, update_rows
from admin_app.services.shared.custom_names import COLUMN, is_custom, keys_in, with_values
from admin_app.services.shared.unit_of_work import HIDDEN, entry_values, plain
from models import (
    AuditEntry,
    Company,
    CompanyDomain,
    CompanyPhone,
    Contact,
    ContactPoint,
    ContactStatusChange,
    Equipment,
)
from models.base import db
from models.company import bare_domain
from models.derived import company_keys, contact_keys, equipment_keys
from models.enums import ContactStatus

Row = dict[str, Any]


@dataclass(frozen=True)
class NewValues:
    """A row as `read_states` gave it, and the fields that get other values."""

    state: State
    values: Mapping[str, Any]

    @property
    def after(self) -> State:
        """The whole state with the new values."""
        return {**self.state, **self.values}


def write(
    model: Model, rows: Sequence[NewValues], actor: Actor, action: str, *, reason: str = ""
) -> None:
    """Put the new values on the rows in set-based statements, in the caller's transaction.

    `action` is that of the audit entries, `reason` that of the status history. A version grows, so
    that a form opened before is noticed as stale.
    """
    if not rows:
        return
    db.session.flush()
    moment = clock.now()
    connection = db.session.connection()
    _columns(connection, model, rows, moment)
    if model is Contact:
        _points(connection, rows)
        _statuses(connection, rows, actor, moment, reason)
    elif model is Company:
        _company_children(connection, rows)
        _renames(rows)
    _audit(model, rows, actor, action, moment)
    stale.mark(model, [r.state["id"] for r in rows if r.values.keys() - stale.IRRELEVANT])
    db.session.flush()
    db.session.expire_all()


def _columns(
    connection: Connection, model: Model, rows: Sequence[NewValues], moment: datetime
) -> None:
    names: dict[int, str] = {}
    if model is Contact:
        names = company_names({row.after["company_id"] for row in rows if _keyed(model, row)})
    by_columns: dict[frozenset[str], list[Row]] = {}
    for row in rows:
        values = _plain_columns(model, row.values)
        if _keyed(model, row):
            values |= _keys(model, row.after, names)
        if keys_in(row.values):
            values[COLUMN] = with_values(row.state[COLUMN], row.values)
        values |= {"id": row.state["id"], "updated_at": moment}
        by_columns.setdefault(frozenset(values), []).append(values)
    for alike in by_columns.values():
        update_rows(connection, model, alike)


def _keyed(model: Model, row: NewValues) -> bool:
    return not row.values.keys().isdisjoint(KEY_SOURCES[model])


def _plain_columns(model: Model, values: Mapping[str, Any]) -> Row:
    columns = model.__table__.c
    found: Row = {}
    for key, value in values.items():
        if key in SEVERAL[model]:
            if key in columns:
                found[key] = value[0] if value else ""
        elif not is_custom(key):
            found[key] = value
    return found


def _keys(model: Model, state: State, names: Mapping[int, str]) -> Row:
    if model is Equipment:
        return equipment_keys(state, identifier=state["identifier"])
    first = {key: state[key][0] if state[key] else "" for key in SEVERAL[model] if key != "other"}
    values = {**state, **first}
    if model is Company:
        return company_keys(
            values,
            identifier=state["identifier"],
            domains=state["domains"],
            phones=state["phone"][1:],
        )
    return contact_keys(
        values,
        identifier=state["identifier"],
        company_name=names.get(state["company_id"], ""),
        points=[value for _kind, value in further_ways(state)],
    )


def _points(connection: Connection, rows: Sequence[NewValues]) -> None:
    changed = [row for row in rows if not row.values.keys().isdisjoint(SEVERAL[Contact])]
    _forget(connection, ContactPoint, ContactPoint.contact_id, changed)
    points = [
        {"contact_id": row.state["id"], "kind": kind, "value": value, "position": place}
        for row in changed
        for place, (kind, value) in enumerate(further_ways(row.after))
    ]
    insert_rows(connection, ContactPoint, points)


def _company_children(connection: Connection, rows: Sequence[NewValues]) -> None:
    phones = [row for row in rows if "phone" in row.values]
    _forget(connection, CompanyPhone, CompanyPhone.company_id, phones)
    numbers = [
        {"company_id": row.state["id"], "number": number}
        for row in phones
        for number in row.values["phone"][1:]
    ]
    insert_rows(connection, CompanyPhone, numbers)
    _domains(connection, [row for row in rows if "domains" in row.values])


def _domains(connection: Connection, rows: Sequence[NewValues]) -> None:
    """Only what differs: a domain that stays keeps its rule."""
    new = []
    for row in rows:
        owner, before, after = row.state["id"], row.state["domains"], row.values["domains"]
        gone = [domain for domain in before if domain not in after]
        if gone:
            connection.execute(
                delete(CompanyDomain).where(
                    CompanyDomain.company_id == owner, CompanyDomain.domain.in_(gone)
                )
            )
        new += [
            {"company_id": owner, "domain": domain, "claim": bare_domain(domain)}
            for domain in after
            if domain not in before
        ]
    insert_rows(connection, CompanyDomain, new)


def _forget(connection: Connection, model: Any, column: Any, rows: Sequence[NewValues]) -> None:
    """Remove the child rows of these rows; they are written anew."""
    if rows:
        connection.execute(delete(model.__table__).where(column.in_([r.state["id"] for r in rows])))


def _renames(rows: Sequence[NewValues]) -> None:
    """Put other names of companies into the keys of their contacts, where they have any."""
    renamed = {row.state["id"]: row for row in rows if "name" in row.values}
    if not renamed:
        return
    query = select(Contact.company_id).where(Contact.company_id.in_(renamed)).distinct()
    for company_id in db.session.scalars(query).all():
        if company_id is not None:
            row = renamed[company_id]
            companies.rename_in_contacts(company_id, row.state["name"], row.values["name"])


def _statuses(
    connection: Connection, rows: Sequence[NewValues], actor: Actor, moment: datetime, reason: str
) -> None:
    """Keep the status history (H4); who may not be here any more is signed out (promise 16)."""
    history = [
        {
            "contact_id": row.state["id"],
            "at": moment,
            "actor_id": actor.user_id,
            "actor_name": actor.name[:200],
            "before": row.state["status"],
            "after": row.values["status"],
            "reason": reason[:500],
        }
        for row in rows
        if "status" in row.values
    ]
    insert_rows(connection, ContactStatusChange, history)
    if ended := [row.state["id"] for row in rows if _ends_login(row)]:
        contacts.end_sessions(ended, moment)


def _ends_login(row: NewValues) -> bool:
    status = row.values.get("status", ContactStatus.ACTIVE)
    return status != ContactStatus.ACTIVE or row.values.get("deleted_at") is not None


def _audit(
    model: Model, rows: Iterable[NewValues], actor: Actor, action: str, moment: datetime
) -> None:
    name = "full_name" if model is Contact else "name"
    entries = [
        entry_values(
            actor,
            action,
            model.__tablename__,
            row_id=row.state["id"],
            row_name=row.state[name],
            changes={
                key: [_told(key, row.state[key]), _told(key, value)]
                for key, value in row.values.items()
                if key not in HIDDEN and row.state[key] != value
            },
            at=moment,
        )
        for row in rows
    ]
    insert_rows(db.session.connection(), AuditEntry, entries)


def _told(key: str, value: Any) -> Any:
    """A value as the audit tells it, several as one text but for those of custom fields."""
    if isinstance(value, list) and not is_custom(key):
        return "; ".join(v if isinstance(v, str) else v[-1] for v in value)
    return plain(value)
