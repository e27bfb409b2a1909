"""Related contacts: who stands to whom in what relation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.contact import Contact


class RelationKind(Base):
    """A kind of relation with a name for each direction, by language (S8).

    `labels` says what the other is to the first («manager of»), `reverse_labels` what the first
    is to the other; both are equal where the relation is the same from either side.
    """

    __tablename__ = "relation_kind"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(32), unique=True)
    """Name of a kind that Kontora comes with; its labels are translated while they are empty."""
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict, active_history=True)
    reverse_labels: Mapped[dict[str, Any]] = mapped_column(default=dict, active_history=True)
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(active_history=True)

    def __str__(self) -> str:
        return self.key or next(iter(self.labels.values()), "")


class RelatedContact(Base):
    """One relation of two contacts; it is kept once and shown on both cards."""

    __tablename__ = "related_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    kind_id: Mapped[int] = mapped_column(ForeignKey("relation_kind.id"), index=True)
    comment: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime]

    contact: Mapped[Contact] = relationship(foreign_keys=[contact_id])
    other: Mapped[Contact] = relationship(foreign_keys=[other_id])
    kind: Mapped[RelationKind] = relationship()

    __table_args__ = (
        CheckConstraint("contact_id <> other_id", name="no_own_relation"),
        Index("ix_related_contact_pair", "contact_id", "other_id", "kind_id", unique=True),
        Index("ix_related_contact_other_id", "other_id"),
        {"sqlite_autoincrement": True},
    )
