"""Looking equipment and the people who answer for it up, for a chunk of rows at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import String, func, select

from admin_app.importing.overlay import Overlay
from admin_app.importing.pool import Pool
from admin_app.importing.queries import Finder, among
from admin_app.importing.records import EQUIPMENT_PLAIN, Record, equipment_index
from models import Contact, Equipment
from models.normalize import fold

_COLUMNS = (Equipment.id, *(getattr(Equipment, key) for key in EQUIPMENT_PLAIN))
_FOUND_BY = {"s": Equipment.serial_number, "a": Equipment.article}


class EquipmentPool(Pool):
    """The pieces of a chunk, with all that they are parts of, and which of them have parts."""

    def __init__(self, claims: dict[int, frozenset[str]] | None = None) -> None:
        super().__init__(equipment_index, claims)
        self.with_parts: set[int] = set()

    def has_parts(self, record_id: int) -> bool:
        """Whether anything is a part of this piece, in the database or by rows before."""
        if record_id in self.with_parts:
            return True
        return any(r.state["parent_id"] == record_id for r in self.records.values())


class People:
    """Contacts by what a cell may name them by."""

    def __init__(self) -> None:
        self._found: dict[str, dict[int, Any]] = {}

    def find(self, wanted: str) -> list[Any]:
        """The contacts with this identifier, e-mail address or full name."""
        keys = (f"i:{wanted.upper()}", f"e:{wanted.lower()}", f"n:{fold(wanted)}")
        return next((list(self._found[key].values()) for key in keys if key in self._found), [])

    def add(self, contact: Any) -> None:
        """Take a contact in."""
        for key in (f"i:{contact.identifier}", f"e:{contact.email}", f"n:{contact.sort_name}"):
            self._found.setdefault(key, {})[contact.id] = contact


def load_people(finder: Finder, cells: Iterable[str]) -> People:
    """The contacts that these cells may name."""
    wanted = {cell.rpartition("<")[2].rstrip("> ") if "<" in cell else cell for cell in cells}
    people = People()
    if not wanted:
        return people
    columns = (Contact.id, Contact.identifier, Contact.email, Contact.sort_name,
               Contact.full_name, Contact.company_id)  # fmt: skip
    for column, values in (
        (Contact.identifier, {text.upper() for text in wanted}),
        (Contact.email, {text.lower() for text in wanted}),
        (Contact.sort_name, {fold(text) for text in wanted}),
    ):
        query = select(*columns).where(
            among(finder.connection, column, values), Contact.deleted_at.is_(None)
        )
        for contact in finder.connection.execute(query):
            people.add(contact)
    return people


def load_equipment(
    finder: Finder, pool: EquipmentPool, keys: Iterable[str], overlay: Overlay | None
) -> None:
    """Put the pieces with these keys into the pool, and all that they are parts of."""
    keys = set(keys)
    _load(finder, pool, _ids(finder, pool, keys))
    if overlay is not None:
        overlay.fill(pool, keys)
    asked: set[int] = set()
    while above := _above(pool) - asked:
        asked |= above
        _load(finder, pool, {row_id for row_id in above if row_id > 0})
        if overlay is not None:
            overlay.fill(pool, {f"#:{row_id}" for row_id in above})
    _note_parts(finder, pool)


def _above(pool: Pool) -> set[int]:
    found = {record.state["parent_id"] for record in pool.records.values()}
    return {row_id for row_id in found if row_id is not None and row_id not in pool.records}


def _ids(finder: Finder, pool: Pool, keys: set[str]) -> set[int]:
    wanted: dict[str, set[str]] = {}
    for key in keys:
        letter, _colon, value = key.partition(":")
        wanted.setdefault(letter, set()).add(value)
    ids: set[int] = set()
    if identifiers := wanted.get("i"):
        query = select(Equipment.id, Equipment.identifier, Equipment.deleted_at).where(
            among(finder.connection, Equipment.identifier, identifiers)
        )
        for row_id, identifier, deleted_at in finder.connection.execute(query):
            pool.taken.add(identifier)
            if deleted_at is None:
                ids.add(row_id)
    for letter, column in _FOUND_BY.items():
        if values := wanted.get(letter):
            folded = _folded(finder, column, values)
            ids |= set(finder.connection.scalars(folded))
    if names := wanted.get("n"):
        named = select(Equipment.id).where(
            among(finder.connection, Equipment.sort_name, names), Equipment.deleted_at.is_(None)
        )
        ids |= set(finder.connection.scalars(named))
    return ids


def _folded(finder: Finder, column: Any, values: set[str]) -> Any:
    """Codes as they are typed, in capitals or small: a database folds only Latin letters."""
    forms = {form for value in values for form in (value, value.upper(), value.capitalize())}
    return select(Equipment.id).where(
        among(finder.connection, column, forms)
        | among(finder.connection, func.lower(column, type_=String), values),
        Equipment.deleted_at.is_(None),
    )


def _load(finder: Finder, pool: Pool, ids: set[int]) -> None:
    ids -= pool.records.keys()
    if not ids:
        return
    query = select(*_COLUMNS).where(among(finder.connection, Equipment.id, ids))
    if finder.lock:
        query = query.with_for_update()
    for row in finder.connection.execute(query).mappings():
        state = dict(row)
        record_id = state.pop("id")
        state["status"] = state["status"].value
        pool.add(Record(record_id, state))


def _note_parts(finder: Finder, pool: EquipmentPool) -> None:
    ids = {row_id for row_id in pool.records if row_id > 0}
    if ids:
        query = select(Equipment.parent_id).where(
            among(finder.connection, Equipment.parent_id, ids)
        )
        pool.with_parts |= set(finder.connection.scalars(query.distinct()))
