"""Looking records up for a chunk of rows at once: one query a kind of key, on both databases."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any, cast

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Select,
    String,
    distinct,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy import cast as type_cast

from admin_app.importing.pool import Pool
from admin_app.importing.records import Record
from admin_app.services.processes.batch.states import put_ways
from admin_app.services.shared.roots import root_of
from models import Company, CompanyDomain, CompanyPhone, Contact, ContactPoint
from models.enums import PointKind

MOST_FITS = 50
"""Records that one e-mail or name may bring in; more are told apart by nobody."""

_PHONE_KINDS = (PointKind.PHONE, PointKind.MOBILE_PHONE)
_CONTACT_COLUMNS = (
    Contact.id, Contact.identifier, Contact.kind, Contact.first_name, Contact.middle_name,
    Contact.last_name, Contact.full_name, Contact.company_id, Contact.position, Contact.department,
    Contact.address, Contact.region, Contact.birth_date, Contact.language, Contact.time_zone,
    Contact.group_id, Contact.status, Contact.notifications, Contact.forms_as_company,
    Contact.all_tickets, Contact.notes, Contact.email, Contact.phone, Contact.mobile_phone,
    Contact.telegram, Contact.custom,
)  # fmt: skip
_COMPANY_COLUMNS = (
    Company.id, Company.identifier, Company.name, Company.legal_name, Company.site, Company.email,
    Company.phone, Company.address, Company.tax_id, Company.registration_number, Company.region,
    Company.status, Company.notes, Company.custom,
)  # fmt: skip


def among(
    connection: Connection, column: Any, values: Collection[str] | Collection[int]
) -> ColumnElement[bool]:
    """Whether `column` is one of `values`, as one parameter, however many there are.

    A sub-query is joined by index or by hash, while `= ANY(array)` may be a loop over both. Drivers
    take one text quicker than an array, and SQLite finds sorted values quicker.
    """
    listed = literal(json.dumps(sorted(values), ensure_ascii=False), String)
    if connection.dialect.name == "postgresql":
        each = func.json_array_elements_text(type_cast(listed, JSON)).column_valued("value")
        return cast("ColumnElement[bool]", column.in_(select(type_cast(each, column.type))))
    value = func.json_each(listed).table_valued("value").c.value
    return cast("ColumnElement[bool]", column.in_(select(value)))


class Finder:
    """Fills the pools of a chunk from the database; with `lock` for changing them afterwards."""

    def __init__(self, connection: Connection, *, lock: bool) -> None:
        self.connection = connection
        self.lock = lock

    def contacts(self, pool: Pool, keys: Iterable[str]) -> None:
        """Put the contacts with these keys (see `records.contact_index`) into the pool."""
        wanted = _by_kind(keys)
        ids = self._identifiers(Contact, wanted.get("i"), pool)
        ids |= self._emails(wanted.get("e"))
        ids |= self._telegrams(wanted.get("t"))
        ids |= self._phones(wanted.get("p"), wanted.get("pn"), pool)
        self.load_contacts(pool, ids)

    def companies(self, pool: Pool, keys: Iterable[str]) -> None:
        """Put the companies with these keys (see `records.company_index`) into the pool."""
        wanted = _by_kind(keys)
        ids = self._identifiers(Company, wanted.get("i"), pool)
        columns = (("n", Company.name_key), ("x", Company.tax_id), ("e", Company.email))
        for kind, column in columns:
            if values := wanted.get(kind):
                query = self._alive(select(column, Company.id), Company, column, values)
                rows = self.connection.execute(query).all()
                ids |= _first_few(rows)
                ids |= self._merged_away(pool, kind, column, values - {row[0] for row in rows})
        if domains := wanted.get("d"):
            query = select(CompanyDomain.company_id).join(Company)
            query = self._alive(query, Company, CompanyDomain.claim, domains)
            ids |= set(self.connection.scalars(query))
        self.load_companies(pool, ids)

    def _merged_away(self, pool: Pool, kind: str, column: Any, values: Collection[str]) -> set[int]:
        """What companies became that had a name, tax number or e-mail which no living one has."""
        if not values:
            return set()
        query = select(column, Company.id).where(
            Company.merged_into_id.is_not(None), among(self.connection, column, values)
        )
        found = {
            value: root_of(Company, row_id) for value, row_id in self.connection.execute(query)
        }
        for value, root in found.items():
            pool.lead(f"{kind}:{value}", root)
        return set(found.values())

    def _alive(self, query: Any, model: Any, column: Any, values: Collection[str]) -> Any:
        return query.where(among(self.connection, column, values), model.deleted_at.is_(None))

    def _identifiers(self, model: Any, values: set[str] | None, pool: Pool) -> set[int]:
        if not values:
            return set()
        query = select(model.id, model.identifier, model.deleted_at, model.merged_into_id)
        ids = set()
        for row_id, identifier, deleted_at, merged_into in self.connection.execute(
            query.where(among(self.connection, model.identifier, values))
        ):
            pool.taken.add(identifier)
            if deleted_at is None:
                ids.add(row_id)
            elif merged_into is not None:
                root = root_of(model, row_id)
                pool.lead(f"i:{identifier}", root)
                ids.add(root)
        return ids

    def _emails(self, values: set[str] | None) -> set[int]:
        if not values:
            return set()
        return self._default_or_point(Contact.email, (PointKind.EMAIL,), values)

    def _telegrams(self, values: set[str] | None) -> set[int]:
        if not values:
            return set()
        return self._default_or_point(Contact.telegram, (PointKind.TELEGRAM,), values)

    def _default_or_point(
        self, column: Any, kinds: tuple[PointKind, ...], values: set[str]
    ) -> set[int]:
        default = self._alive(select(column, Contact.id), Contact, column, values)
        ids = _first_few(self.connection.execute(default))
        return ids | _first_few(self.connection.execute(self._points(kinds, values)))

    def _points(self, kinds: tuple[PointKind, ...], values: set[str]) -> Select[Any]:
        query = select(ContactPoint.value, ContactPoint.contact_id).join(Contact)
        query = query.where(ContactPoint.kind.in_(kinds))
        return self._alive(query, Contact, ContactPoint.value, values)  # type: ignore[no-any-return]

    def _phones(self, phones: set[str] | None, named: set[str] | None, pool: Pool) -> set[int]:
        """Contacts that have one of the phones alone, or under a name that is looked for.

        Whoever shares a phone with thousands is not loaded with them.
        """
        if not phones:
            return set()
        held = self._phone_holders(phones)
        query = select(held.c.value, func.min(held.c.id), func.count(distinct(held.c.id)))
        ids, shared = set(), set()
        for phone, contact_id, count in self.connection.execute(query.group_by(held.c.value)):
            if count == 1:
                ids.add(contact_id)
            else:
                shared.add(phone)
        pool.shared.update(f"p:{phone}" for phone in shared)
        names = {key.partition("|")[2] for key in named or () if key.partition("|")[0] in shared}
        if names:
            held = self._phone_holders(shared)
            same = select(held.c.value, held.c.id).where(
                among(self.connection, held.c.sort_name, names)
            )
            ids |= _first_few(self.connection.execute(same))
        return ids

    def _phone_holders(self, phones: set[str]) -> Any:
        columns = (Contact.id.label("id"), Contact.sort_name.label("sort_name"))
        point = select(ContactPoint.value.label("value"), *columns).join(Contact)
        queries = [
            select(column.label("value"), *columns)
            for column in (Contact.phone, Contact.mobile_phone)
        ]
        return union_all(
            self._alive(queries[0], Contact, Contact.phone, phones),
            self._alive(queries[1], Contact, Contact.mobile_phone, phones),
            self._alive(
                point.where(ContactPoint.kind.in_(_PHONE_KINDS)),
                Contact,
                ContactPoint.value,
                phones,
            ),
        ).subquery()

    def load_contacts(self, pool: Pool, ids: Collection[int]) -> None:
        """Put the contacts with these ids into the pool, unless they are there."""
        ids = set(ids) - pool.records.keys()
        if not ids:
            return
        query = select(*_CONTACT_COLUMNS, Company.name.label("company_name"))
        query = query.outerjoin(Company, Contact.company_id == Company.id)
        query = query.where(among(self.connection, Contact.id, ids))
        if self.lock:
            query = query.with_for_update(of=Contact)
        found = {row["id"]: dict(row) for row in self.connection.execute(query).mappings()}
        points = select(ContactPoint.contact_id, ContactPoint.kind, ContactPoint.value)
        points = points.where(among(self.connection, ContactPoint.contact_id, ids))
        more: dict[int, list[tuple[PointKind, str]]] = {}
        for contact_id, kind, value in self.connection.execute(
            points.order_by(ContactPoint.position, ContactPoint.id)
        ):
            more.setdefault(contact_id, []).append((kind, value))
        for contact_id, state in found.items():
            pool.add(_contact(contact_id, state, more.get(contact_id, [])))

    def load_companies(self, pool: Pool, ids: Collection[int]) -> None:
        """Put the companies with these ids into the pool, unless they are there."""
        ids = set(ids) - pool.records.keys()
        if not ids:
            return
        query = select(*_COMPANY_COLUMNS).where(among(self.connection, Company.id, ids))
        if self.lock:
            query = query.with_for_update()
        found = {row["id"]: dict(row) for row in self.connection.execute(query).mappings()}
        domains = self._children(CompanyDomain, CompanyDomain.domain, ids)
        phones = self._children(CompanyPhone, CompanyPhone.number, ids)
        for company_id, state in found.items():
            del state["id"]
            state["status"] = state["status"].value
            state["phone"] = _with_default(state["phone"], phones.get(company_id, []))
            state["domains"] = domains.get(company_id, [])
            pool.add(Record(company_id, state))

    def _children(self, model: Any, column: Any, ids: Collection[int]) -> dict[int, list[str]]:
        query = select(model.company_id, column)
        query = query.where(among(self.connection, model.company_id, ids)).order_by(model.id)
        found: dict[int, list[str]] = {}
        for company_id, value in self.connection.execute(query):
            found.setdefault(company_id, []).append(value)
        return found


def _contact(contact_id: int, state: dict[str, Any], points: list[tuple[PointKind, str]]) -> Record:
    del state["id"]
    state["kind"] = state["kind"].value
    state["status"] = state["status"].value
    state["company_name"] = state["company_name"] or ""
    put_ways(state, points)
    return Record(contact_id, state)


def _with_default(default: str, more: list[str]) -> list[str]:
    return [default, *more] if default else more


def _by_kind(keys: Iterable[str]) -> dict[str, set[str]]:
    """Keys sorted out by what stands before their colon."""
    sorted_out: dict[str, set[str]] = {}
    for key in keys:
        kind, _, value = key.partition(":")
        sorted_out.setdefault(kind, set()).add(value)
    return sorted_out


def _first_few(rows: Iterable[Any]) -> set[int]:
    """The ids of (value, id) rows, no more than `MOST_FITS` for a value."""
    ids: dict[str, list[int]] = {}
    for value, row_id in rows:
        known = ids.setdefault(value, [])
        if len(known) < MOST_FITS:
            known.append(row_id)
    return {row_id for known in ids.values() for row_id in known}
