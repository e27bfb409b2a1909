"""Related contacts: who stands to whom in what relation, kept once and told on both cards (S8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import contains_eager, joinedload

from admin_app import clock
from admin_app.errors import Conflict, Invalid, NotFound
from admin_app.permissions import Actor, Permission, demand, scope
from admin_app.services import relation_kind
from admin_app.services.shared.listing.query import matches
from admin_app.services.shared.unit_of_work import act_as, audit
from models import Contact, RelatedContact, RelationKind
from models.base import db
from models.enums import ContactStatus
from models.normalize import fold

COMMENT_LENGTH = 300
PICK_LIMIT = 20


@dataclass(frozen=True)
class Related:
    """A relation as it is seen from one of its sides.

    `reverse` says that the card is the other of the two, so that the other name of the kind holds.
    """

    row: RelatedContact
    other: Contact
    reverse: bool


def _sides(contact: Contact) -> tuple[Any, Any]:
    """Whether a relation is of this contact, and the id of the one on its other side."""
    mine = or_(RelatedContact.contact_id == contact.id, RelatedContact.other_id == contact.id)
    first = RelatedContact.contact_id == contact.id
    return mine, case((first, RelatedContact.other_id), else_=RelatedContact.contact_id)


def of(contact: Contact, actor: Actor) -> Sequence[Related]:
    """The relations of a contact with people outside the trash, by kind and name, in one query."""
    demand(actor, Permission.CONTACTS_VIEW)
    mine, other_id = _sides(contact)
    query = (
        select(RelatedContact, Contact)
        .join(Contact, Contact.id == other_id)
        .join(RelatedContact.kind)
        .where(mine)
        .options(
            contains_eager(RelatedContact.kind),
            joinedload(Contact.company),
            joinedload(Contact.group),
        )
        .order_by(RelationKind.position, RelationKind.id, Contact.sort_name, RelatedContact.id)
    )
    found = db.session.execute(scope(query, Contact, actor)).all()
    return [Related(row, other, reverse=row.other_id == contact.id) for row, other in found]


def count(contact: Contact) -> Select[Any]:
    """The query of how many relations `of` gives."""
    mine, other_id = _sides(contact)
    query = select(func.count()).select_from(RelatedContact)
    return query.join(Contact, Contact.id == other_id).where(mine, Contact.deleted_at.is_(None))


def get(relation_id: int, actor: Actor) -> RelatedContact:
    """A relation whose both sides the actor may see; raises NotFound."""
    demand(actor, Permission.CONTACTS_VIEW)
    row = db.session.get(RelatedContact, relation_id)
    if row is None or row.contact.deleted_at or row.other.deleted_at:
        raise NotFound(f"relation {relation_id}")
    return row


def link(
    contact: Contact,
    other: Contact,
    kind: RelationKind,
    actor: Actor,
    *,
    reverse: bool = False,
    comment: str = "",
) -> RelatedContact:
    """Relate two contacts; with `reverse` the first is to the other what the kind names.

    Raises NotAllowed; Conflict dismissed_final; Invalid for oneself, a retired kind, and two who
    are linked in that kind already, from whichever side.
    """
    _demand_both(contact, other, actor)
    if contact.id == other.id:
        raise Invalid.one("other", "related_to_oneself")
    if kind.retired_at is not None:
        raise Invalid.one("kind", "relation_retired")
    first, second = (other, contact) if reverse else (contact, other)
    if db.session.scalar(_between(contact.id, other.id, kind).limit(1)) is not None:
        raise Invalid.one("other", "related_already", name=other.full_name)
    row = RelatedContact(
        contact=first,
        other=second,
        kind=kind,
        comment=" ".join(comment.split())[:COMMENT_LENGTH],
        created_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # somebody else linked them in this very moment
        raise Invalid.one("other", "related_already", name=other.full_name) from None
    _tell("link", row, actor)
    return row


def unlink(row: RelatedContact, actor: Actor) -> None:
    """Take a relation away; linking again with the same values undoes it. Raises as `link`."""
    _demand_both(row.contact, row.other, actor)
    _tell("unlink", row, actor)
    db.session.delete(row)
    db.session.flush()


def pick(
    contact: Contact, search: str, actor: Actor, *, kind_id: int | None = None
) -> Sequence[Contact]:
    """Contacts to link while a name is typed: not the contact, nor who is linked in that kind."""
    query = scope(select(Contact), Contact, actor).where(Contact.id != contact.id)
    if kind_id is not None:
        mine, other_id = _sides(contact)
        linked = select(other_id).where(mine, RelatedContact.kind_id == kind_id)
        query = query.where(Contact.id.not_in(linked))
    if search.strip():
        query = query.where(matches(Contact, search))
    start = Contact.sort_name.startswith(fold(search), autoescape=True)
    order = (start.desc(), Contact.sort_name, Contact.id)
    query = query.options(joinedload(Contact.company)).order_by(*order)
    return db.session.scalars(query.limit(PICK_LIMIT)).all()


def _between(one: int, two: int, kind: RelationKind) -> Select[Any]:
    pair = or_(
        and_(RelatedContact.contact_id == one, RelatedContact.other_id == two),
        and_(RelatedContact.contact_id == two, RelatedContact.other_id == one),
    )
    return select(RelatedContact.id).where(pair, RelatedContact.kind_id == kind.id)


def _demand_both(contact: Contact, other: Contact, actor: Actor) -> None:
    for side in (contact, other):
        demand(actor, Permission.CONTACTS_EDIT, side)
        if side.status == ContactStatus.DISMISSED:
            raise Conflict("dismissed_final", name=side.full_name)


def _tell(action: str, row: RelatedContact, actor: Actor) -> None:
    """Write the audit of both contacts: each entry names the other one."""
    act_as(db.session, actor)
    gone = action == "unlink"
    for side, other in ((row.contact, row.other), (row.other, row.contact)):
        told: dict[str, Any] = {"related": other.full_name, "relation_kind_id": row.kind.id}
        if row.comment:
            told["comment"] = row.comment
        audit(
            db.session,
            actor,
            action,
            "contact",
            row_id=side.id,
            row_name=side.full_name,
            changes={key: [value, None] if gone else [None, value] for key, value in told.items()},
        )


def kind_of(text: str) -> tuple[RelationKind, bool]:
    """The kind and direction that a form names as `3`, or `3r` from the other side.

    Raises Invalid for anything else.
    """
    number = text.removesuffix("r")
    kinds = {str(kind.id): kind for kind in relation_kind.all_kinds()}
    if number not in kinds:
        raise Invalid.one("kind", "relation_unknown")
    return kinds[number], text.endswith("r")
