"""Kinds of relation between contacts, with a name for each direction (S8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select

from admin_app import clock
from admin_app.errors import Invalid, NotFound
from admin_app.i18n import LANGUAGES, N_
from admin_app.permissions import Actor, Permission, demand
from admin_app.services.shared.unit_of_work import act_as
from admin_app.services.shared.values import ValueProblem, parse_text
from models import RelatedContact, RelationKind
from models.base import db

LABEL_LENGTH = 60
BUILT_IN: dict[str, tuple[str, str]] = {
    "manager": (N_("Manager"), N_("Subordinate")),
    "assistant": (N_("Assistant"), N_("Assists")),
    "colleague": (N_("Colleague"), N_("Colleague")),
    "family": (N_("Family member"), N_("Family member")),
    "representative": (N_("Representative"), N_("Represents")),
    "referral": (N_("Recommended by"), N_("Recommended")),
}
"""Kinds that Kontora comes with: what the other is to the first, and the first to the other."""


def ensure_defaults() -> None:
    """Make the kinds that Kontora comes with, as far as they are missing."""
    known = set(db.session.scalars(select(RelationKind.key).where(RelationKind.key.is_not(None))))
    rows = [
        {"key": key, "labels": {}, "reverse_labels": {}, "position": place}
        for place, key in enumerate(BUILT_IN)
        if key not in known
    ]
    if rows:
        db.session.execute(insert(RelationKind), rows)


def all_kinds(*, retired: bool = False) -> Sequence[RelationKind]:
    """The kinds in their order; with `retired` also those that are offered no more."""
    query = select(RelationKind).order_by(RelationKind.position, RelationKind.id)
    if not retired:
        query = query.where(RelationKind.retired_at.is_(None))
    return db.session.scalars(query).all()


def get(kind_id: int) -> RelationKind:
    """The kind by its id; raises NotFound."""
    kind = db.session.get(RelationKind, kind_id)
    if kind is None:
        raise NotFound(f"relation kind {kind_id}")
    return kind


def label(kind: RelationKind, language: str, *, reverse: bool = False) -> tuple[str, bool]:
    """What the other is to the first, or (`reverse`) the first to the other.

    The second part says that the text is one of ours, in English, yet to be translated.
    """
    texts = kind.reverse_labels if reverse else kind.labels
    if own := texts.get(language):
        return str(own), False
    if kind.key in BUILT_IN:
        return BUILT_IN[kind.key][int(reverse)], True
    return str(texts.get("en") or next((text for text in texts.values() if text), "?")), False


def is_mutual(kind: RelationKind) -> bool:
    """Whether it is the same from either side."""
    built_in = BUILT_IN.get(kind.key or "")
    same = built_in is None or built_in[0] == built_in[1]
    return same and kind.labels == kind.reverse_labels


def use_counts() -> Mapping[int, int]:
    """How many relations there are of each kind, in one query."""
    query = select(RelatedContact.kind_id, func.count()).group_by(RelatedContact.kind_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def create(typed: Mapping[str, Any], actor: Actor) -> RelationKind:
    """Add a kind. `typed` holds `labels` and `reverse_labels` by language.

    Without a name for the other direction the relation is mutual. Raises Invalid, NotAllowed.
    """
    demand(actor, Permission.FIELDS_EDIT)
    act_as(db.session, actor)
    last = db.session.scalar(select(func.max(RelationKind.position))) or 0
    kind = RelationKind(position=last + 1)
    _apply(kind, typed)
    db.session.add(kind)
    db.session.flush()
    return kind


def update(kind: RelationKind, typed: Mapping[str, Any], actor: Actor) -> None:
    """Rename a kind in any language. Raises Invalid, NotAllowed."""
    demand(actor, Permission.FIELDS_EDIT)
    act_as(db.session, actor)
    _apply(kind, typed)
    db.session.flush()


def retire(kind: RelationKind, actor: Actor, *, on: bool = True) -> None:
    """Offer a kind no more, or again; relations of that kind stay and keep its name."""
    demand(actor, Permission.FIELDS_EDIT)
    act_as(db.session, actor)
    kind.retired_at = clock.now() if on else None
    db.session.flush()


def reorder(ids: Sequence[int], actor: Actor) -> None:
    """Put the kinds into this order; those that are not named come after in theirs."""
    demand(actor, Permission.FIELDS_EDIT)
    act_as(db.session, actor)
    places = {kind_id: place for place, kind_id in enumerate(ids)}
    for kind in all_kinds(retired=True):
        kind.position = places.get(kind.id, len(places) + kind.position)
    db.session.flush()


def _apply(kind: RelationKind, typed: Mapping[str, Any]) -> None:
    labels = _read("labels", typed)
    reverse = _read("reverse_labels", typed)
    if not labels and kind.key not in BUILT_IN:
        raise Invalid.one("labels", "required")
    if kind.key not in BUILT_IN:
        # a language in which only one side is named is the same from the other
        reverse = reverse or labels
    kind.labels, kind.reverse_labels = labels, reverse


def _read(name: str, typed: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        try:
            text = parse_text(str((typed.get(name) or {}).get(language) or ""), LABEL_LENGTH)
        except ValueProblem as error:
            raise Invalid.one(f"{name}_{language}", error.code, **error.params) from None
        if text:
            found[language] = text
    return found
