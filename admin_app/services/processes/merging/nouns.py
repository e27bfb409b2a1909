"""What can be merged: contacts and companies, each with its rights, fields and movers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from admin_app.errors import NotFound
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services.processes.merging import fields, registry
from admin_app.services.processes.merging.fields import FieldRule
from admin_app.services.processes.merging.movers import Mover
from admin_app.services.shared.custom_fields import fields_of
from admin_app.services.shared.custom_names import name_of
from models import AccessGroup, Company, Contact
from models.base import db
from models.enums import AccessType, FieldNoun

LIMIT = 10
"""So many rows can be merged at once."""


@dataclass(frozen=True)
class MergeNoun:
    """One kind of row that can be merged: its table, rights, fields and what hangs on it."""

    key: str
    model: type[Any]
    merge: Permission
    view: Permission
    edit: Permission
    delete: Permission
    fields: tuple[FieldRule, ...]
    movers: tuple[Mover, ...]
    custom: FieldNoun

    def rules(self) -> list[FieldRule]:
        """The fields that a merge decides about now, custom ones with their keys last."""
        needs = Permission.CONTACTS_FIELDS if self.model is Contact else None
        own = [
            replace(rule, rank=_group_rank()) if rule.key == "group_id" else rule
            for rule in self.fields
        ]
        custom = [
            FieldRule(name_of(field.key), field.key, needs=needs)
            for field in fields_of(self.custom, retired=True)  # what nobody sees is kept as well
        ]
        return own + custom

    def rows(self, ids: Sequence[int], *, lock: bool = False) -> dict[int, Any]:
        """The rows with what their fields stand in, whether in the trash or not; raises NotFound.

        With `lock` nobody else changes them until the caller's transaction ends.
        """
        beside = (
            (selectinload(Contact.points), selectinload(Contact.group))
            if self.model is Contact
            else (selectinload(Company.more_phones), selectinload(Company.domains))
        )
        if lock:
            self._lock(ids)
        query = select(self.model).where(self.model.id.in_(ids)).order_by(self.model.id)
        query = query.options(*beside).execution_options(populate_existing=True)
        found = {row.id: row for row in db.session.scalars(query)}
        if set(ids) - found.keys():
            raise NotFound(f"{self.key} {sorted(set(ids) - found.keys())}")
        return found

    def name(self, row: Any) -> str:
        """What a row is told by."""
        return str(row)

    def may(self, actor: Actor) -> bool:
        """Whether the actor may merge such rows at all: see, change and delete them."""
        wanted = (self.merge, self.view, self.edit, self.delete)
        return all(allowed(actor, permission) for permission in wanted)

    def _lock(self, ids: Sequence[int]) -> None:
        """Take the rows in the order of their ids; of contacts their companies before.

        Everybody who takes both takes companies first, so that nobody waits in a circle.
        """
        db.session.flush()
        if self.model is Contact:
            of_companies = select(Contact.company_id).where(Contact.id.in_(ids))
            query = select(Company.id).where(Company.id.in_(of_companies)).order_by(Company.id)
            db.session.execute(query.with_for_update(read=True, key_share=True))
        query = select(self.model.id).where(self.model.id.in_(ids)).order_by(self.model.id)
        db.session.execute(query.with_for_update())


def _group_rank() -> Any:
    """How much the members of a group may: clients less than partners, then by their rights."""
    groups = {
        group.id: (group.access_type == AccessType.PARTNER, len(group.permissions))
        for group in db.session.scalars(select(AccessGroup))
    }
    return lambda group_id: groups.get(group_id, (True, 0))


CONTACTS = MergeNoun(
    "contacts",
    Contact,
    Permission.CONTACTS_MERGE,
    Permission.CONTACTS_VIEW,
    Permission.CONTACTS_EDIT,
    Permission.CONTACTS_DELETE,
    fields.OF_CONTACT,
    registry.OF_CONTACTS,
    FieldNoun.CONTACT,
)
COMPANIES = MergeNoun(
    "companies",
    Company,
    Permission.COMPANIES_MERGE,
    Permission.COMPANIES_VIEW,
    Permission.COMPANIES_EDIT,
    Permission.COMPANIES_DELETE,
    fields.OF_COMPANY,
    registry.OF_COMPANIES,
    FieldNoun.COMPANY,
)
NOUNS = {noun.key: noun for noun in (CONTACTS, COMPANIES)}
