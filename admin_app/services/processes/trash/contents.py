"""What lies in the trash: its lists, who put rows there, and what went with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Select, false, select
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app import clock
from admin_app.errors import NotFound
from admin_app.i18n import N_
from admin_app.permissions import Actor, allowed
from admin_app.services.processes.trash.moving import KEPT
from admin_app.services.processes.trash.of_companies import COMPANY
from admin_app.services.processes.trash.of_contacts import CONTACT
from admin_app.services.processes.trash.of_equipment import EQUIPMENT
from admin_app.services.processes.trash.parts import Noun
from admin_app.services.shared.listing import Field, ListSpec
from admin_app.services.shared.roots import by_itself
from models import User
from models.base import Trashable, db

NOUNS = {noun.list_key: noun for noun in (COMPANY, CONTACT, EQUIPMENT)}
"""The nouns of the trash by the key of their list; owners stand before what hangs on them."""


def may_see(noun: Noun, actor: Actor) -> bool:
    """Whether the trash of this noun is open to the actor: he may see and delete such rows."""
    return allowed(actor, noun.view) and allowed(actor, noun.delete)


def get(noun: Noun, row_id: int, actor: Actor) -> Any:
    """A row of the trash; raises NotFound for all others, and where the trash is not open."""
    row = db.session.scalar(_trashed(noun, actor).where(noun.model.id == row_id))
    if row is None:
        raise NotFound(f"{noun.list_key} {row_id}")
    return row


def days_left(row: Trashable) -> int:
    """In how many days the row is deleted for good, a day begun counting as one."""
    if row.deleted_at is None:
        raise NotFound
    return max(-((clock.now() - row.deleted_at - KEPT).days), 0)


def deleters(rows: Collection[Trashable]) -> Mapping[int, str]:
    """The names of those who put the rows there, by their id, in one query."""
    ids = {row.deleted_by_id for row in rows if row.deleted_by_id is not None}
    if not ids:
        return {}
    users = db.session.scalars(select(User).where(User.id.in_(ids)))
    return {user.id: user.full_name for user in users}


def taken_along(noun: Noun, ids: Collection[int]) -> Mapping[int, Mapping[str, int]]:
    """How much went with each of these rows, by kind, in one query a kind."""
    counts: dict[int, dict[str, int]] = {}
    owners = select(noun.model.id).where(noun.model.id.in_(ids))
    for members in noun.members:
        for owner, number in members.counts_along(owners).items():
            counts.setdefault(owner, {})[members.key] = number
    return counts


def went_with(rows: Collection[Trashable]) -> Mapping[str, tuple[Noun, Any]]:
    """The owners with which rows went to the trash, by what `deleted_with` says of them."""
    tags = {row.deleted_with for row in rows if row.deleted_with}
    found: dict[str, tuple[Noun, Any]] = {}
    for noun in NOUNS.values():
        prefix = f"{noun.model.__tablename__}:"
        ids = [int(tag.removeprefix(prefix)) for tag in tags if tag.startswith(prefix)]
        if ids:
            query = select(noun.model).where(noun.model.id.in_(ids))
            found |= {f"{prefix}{row.id}": (noun, row) for row in db.session.scalars(query)}
    return found


def _trashed(noun: Noun, actor: Actor) -> Select[Any]:
    query = select(noun.model).where(noun.model.deleted_at.is_not(None), by_itself(noun.model))
    return query if may_see(noun, actor) else query.where(false())


def _list(noun: Noun, label: str, sort: InstrumentedAttribute[str]) -> ListSpec:
    deleted_at = noun.model.deleted_at
    return ListSpec(
        noun=f"trash-{noun.list_key}",
        model=noun.model,
        view=noun.delete,
        fields=(
            Field("name", label, sort=sort, shown=True),
            Field("deleted_at", N_("Deleted"), kind="moment", sort=deleted_at, shown=True),
            Field("deleted_by", N_("Deleted by"), shown=True),
            Field("days_left", N_("Days left"), kind="number", shown=True),
            Field("along", N_("Together with"), shown=True),
            Field("identifier", N_("Identifier"), sort=noun.model.identifier),
        ),
        filters=(),
        default_sort="deleted_at",
        rows=lambda actor: _trashed(noun, actor),
    )


LISTS = {
    "companies": _list(COMPANY, N_("Name"), COMPANY.model.sort_name),
    "contacts": _list(CONTACT, N_("Full name"), CONTACT.model.sort_name),
    "equipment": _list(EQUIPMENT, N_("Name"), EQUIPMENT.model.sort_name),
}
"""The lists of the trash by noun."""
