"""Cards: the nouns that have a time line, notes, files and calls, and who may see and write them.

Whatever hangs on a card is seen by whoever may see the card, and written by whoever may change it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app.errors import NotFound
from admin_app.permissions import Actor, Permission, allowed, demand, scope
from models import Company, Contact, Equipment
from models.attached import Attached
from models.base import db

LARGEST_ID = 2**31 - 1


@dataclass(frozen=True)
class CardKind:
    """A noun with a card; `noun` is its list and the first part of its addresses."""

    key: str
    noun: str
    model: type[Any]
    view: Permission
    edit: Permission

    def link(self, model: type[Attached]) -> InstrumentedAttribute[int | None]:
        """The column by which rows of the model hang on such a card."""
        column: InstrumentedAttribute[int | None] = getattr(model, f"{self.key}_id")
        return column


CONTACT = CardKind(
    "contact", "contacts", Contact, Permission.CONTACTS_VIEW, Permission.CONTACTS_EDIT
)
COMPANY = CardKind(
    "company", "companies", Company, Permission.COMPANIES_VIEW, Permission.COMPANIES_EDIT
)
EQUIPMENT = CardKind(
    "equipment", "equipment", Equipment, Permission.EQUIPMENT_VIEW, Permission.EQUIPMENT_EDIT
)
KINDS = {kind.key: kind for kind in (CONTACT, COMPANY, EQUIPMENT)}


@dataclass(frozen=True)
class Card:
    """The card of one row."""

    kind: CardKind
    row: Any

    @property
    def id(self) -> int:
        """The id of the row."""
        row_id: int = self.row.id
        return row_id

    @property
    def name(self) -> str:
        """The row's name."""
        return str(self.row)

    @property
    def link(self) -> dict[str, int]:
        """The values that hang a row on this card."""
        return {f"{self.kind.key}_id": self.id}

    @property
    def path(self) -> str:
        """The address of the card within the site."""
        return f"/admin/{self.kind.noun}/details/?id={self.id}"

    def __str__(self) -> str:
        return f"{self.kind.key}:{self.id}"


def card_of(row: Any) -> Card:
    """The card of a contact, a company or a piece of equipment."""
    kind = next(kind for kind in KINDS.values() if isinstance(row, kind.model))
    return Card(kind, row)


def get(key: str, row_id: int, actor: Actor) -> Card:
    """The card of this kind and id; raises NotFound for all that the actor may not see."""
    kind = KINDS.get(key)
    if kind is None or not allowed(actor, kind.view) or not 0 < row_id <= LARGEST_ID:
        raise NotFound(f"card {key}:{row_id}")
    row = db.session.scalar(scope(select(kind.model).filter_by(id=row_id), kind.model, actor))
    if row is None:
        raise NotFound(f"card {key}:{row_id}")
    return Card(kind, row)


def read(text: str, actor: Actor) -> Card:
    """The card that is written as `contact:12`; raises NotFound."""
    key, _, number = text.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 11):
        raise NotFound(f"card {text[:40]}")
    return get(key, int(number), actor)


def of_attached(row: Attached, actor: Actor) -> Card:
    """The card on which a note, a file or a call hangs; raises NotFound, also for loose rows."""
    for key in KINDS:
        row_id = getattr(row, f"{key}_id")
        if row_id is not None:
            return get(key, row_id, actor)
    raise NotFound("card of nothing")


def of_many(rows: Iterable[Attached], actor: Actor) -> dict[Attached, Card]:
    """The cards of these rows, by row, in one query a kind; rows out of reach are left out."""
    found: dict[Attached, Card] = {}
    listed = list(rows)
    for kind in KINDS.values():
        ids = {row_id for row in listed if (row_id := getattr(row, f"{kind.key}_id")) is not None}
        if not ids or not allowed(actor, kind.view):
            continue
        query = scope(select(kind.model).where(kind.model.id.in_(ids)), kind.model, actor)
        owners = {owner.id: Card(kind, owner) for owner in db.session.scalars(query)}
        for row in listed:
            if (card := owners.get(getattr(row, f"{kind.key}_id"))) is not None:
                found[row] = card
    return found


def may_write(card: Card, actor: Actor) -> bool:
    """Whether the actor may add notes, files and calls to the card."""
    return allowed(actor, card.kind.edit, card.row)


def demand_write(card: Card, actor: Actor) -> None:
    """Raise NotAllowed unless the actor may add to the card.

    The row is held until the transaction ends, so that nobody merges it away or puts it into the
    trash while something is added; raises NotFound where that has just happened.
    """
    demand(actor, card.kind.edit, card.row)
    model = card.kind.model
    living = select(model.id).where(model.id == card.id, model.deleted_at.is_(None))
    if db.session.scalar(living.with_for_update(read=True)) is None:
        raise NotFound(f"card {card}")


def may_remove(author_id: int | None, card: Card, actor: Actor) -> bool:
    """Whether the actor may delete for good what this user wrote on the card (S10)."""
    own = author_id is not None and author_id == actor.user_id
    return may_write(card, actor) and (own or allowed(actor, Permission.ACTIVITY_PURGE))
