"""States of records as the columns of their tables, and ids for new ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, text

from admin_app.importing.records import EQUIPMENT_PLAIN, Changes, State
from admin_app.services.processes.batch.states import WAYS, further_ways
from admin_app.services.shared.bulk_rows import last_id
from admin_app.services.shared.custom_names import is_custom, name_of
from models import Company, Contact, Equipment
from models.derived import (
    company_identifier,
    company_keys,
    contact_identifier,
    contact_keys,
    equipment_identifier,
    equipment_keys,
)

_HIDDEN = frozenset({"identifier", "company_name", "other", "custom"})
BLOCK = 500
"""Ids taken from a sequence at once."""
_PLAIN_CONTACT = (
    "identifier", "kind", "first_name", "middle_name", "last_name", "company_id", "position",
    "department", "address", "region", "birth_date", "language", "time_zone", "group_id", "status",
    "notifications", "forms_as_company", "all_tickets", "notes", "custom",
)  # fmt: skip
_PLAIN_COMPANY = (
    "identifier", "name", "legal_name", "site", "email", "address", "tax_id",
    "registration_number", "region", "status", "notes", "custom",
)  # fmt: skip


class TableIds:
    """Real ids and identifiers for a commit.

    SQLite: the next free ones, safe under the write lock of the chunk's transaction. PostgreSQL:
    blocks of the tables' sequences.
    """

    def __init__(self) -> None:
        self._free: dict[str, Iterator[int]] = {}
        self._connection: Connection | None = None

    def begin(self, connection: Connection) -> None:
        """Start a chunk."""
        self._connection = connection
        if connection.dialect.name == "sqlite":
            self._free.clear()

    def contact(self) -> tuple[int, str]:
        """Id and identifier of a new contact."""
        return self._next(Contact), contact_identifier()

    def company(self) -> tuple[int, str]:
        """Id and identifier of a new company."""
        return self._next(Company), company_identifier()

    def equipment(self) -> tuple[int, str]:
        """Id and identifier of a new piece of equipment."""
        return self._next(Equipment), equipment_identifier()

    def _next(self, model: Any) -> int:
        name = model.__tablename__
        while True:
            number = next(self._free.get(name, iter(())), None)
            if number is not None:
                return number
            self._free[name] = self._block(model)

    def _block(self, model: Any) -> Iterator[int]:
        if self._connection is None:
            raise RuntimeError("ids before the first chunk")
        if self._connection.dialect.name == "sqlite":
            return count(last_id(self._connection, model) + 1)
        query = text(
            "SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"
        )
        values = {"name": model.__tablename__, "count": BLOCK}
        return iter(self._connection.scalars(query, values).all())


def contact_row(record_id: int, state: State, moment: datetime) -> dict[str, Any]:
    """Columns of a contact, the derived ones too; not those that only an insert sets."""
    row = {key: state[key] for key in _PLAIN_CONTACT}
    for key in WAYS:
        row[key] = state[key][0] if state[key] else ""
    points = [value for _kind, value in further_ways(state)]
    row |= contact_keys(
        row, identifier=state["identifier"], company_name=state["company_name"], points=points
    )
    row["id"] = record_id
    row["updated_at"] = moment
    return row


def point_rows(contact_id: int, state: State) -> list[dict[str, Any]]:
    """The further e-mails, phones and messengers of a contact, in order."""
    return [
        {"contact_id": contact_id, "kind": kind, "value": value, "position": place}
        for place, (kind, value) in enumerate(further_ways(state))
    ]


def company_row(record_id: int, state: State, moment: datetime) -> dict[str, Any]:
    """Columns of a company, the derived ones too; not those that only an insert sets."""
    row = {key: state[key] for key in _PLAIN_COMPANY}
    phones = state["phone"]
    row["phone"] = phones[0] if phones else ""
    row |= company_keys(
        row, identifier=state["identifier"], domains=state["domains"], phones=phones[1:]
    )
    row["id"] = record_id
    row["updated_at"] = moment
    return row


def equipment_row(record_id: int, state: State, moment: datetime) -> dict[str, Any]:
    """Columns of a piece of equipment, the derived ones too; not those that only an insert sets."""
    row = {key: state[key] for key in EQUIPMENT_PLAIN}
    row |= equipment_keys(row, identifier=state["identifier"])
    row["id"] = record_id
    row["updated_at"] = moment
    return row


def audit_changes(changes: Changes) -> dict[str, list[Any]]:
    """Changes as they stand in the audit: columns only, several values as one text."""
    return {
        key: [before, after] if is_custom(key) else [_plain(before), _plain(after)]
        for key, (before, after) in changes.items()
        if key != "company"
    }


def audit_creation(state: State) -> dict[str, list[Any]]:
    """What a new record holds, as the audit tells it."""
    told = {
        key: [None, "; ".join(value) if type(value) is list else value]
        for key, value in state.items()
        if (value or value is False) and key not in _HIDDEN
    }
    if custom := state.get("custom"):
        told |= {name_of(key): [None, value] for key, value in custom.items()}
    return told


def _plain(value: Any) -> Any:
    return "; ".join(value) if isinstance(value, list) else value
