"""Changes of many rows in one go, with what it takes to take them back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, enum_column
from models.enums import ChangeOutcome, UndoOutcome
from models.user import User


class ChangeSet(Base):
    """One action on many rows: a bulk change, a deletion, a domain rule that moved contacts.

    `noun` is the list (`contacts`), `action` the key of what was done, `parameters` what was
    chosen for it. The four counts reconcile: total = changed + unchanged + skipped + pending.
    """

    __tablename__ = "change_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(32))
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    total: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    undo_actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    undo_job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))
    undone_at: Mapped[datetime | None]
    restored: Mapped[int] = mapped_column(default=0)
    left: Mapped[int] = mapped_column(default=0)

    actor: Mapped[User | None] = relationship(foreign_keys=[actor_id])

    __table_args__ = (Index("ix_change_set_actor_id_id", "actor_id", "id"),)


class ChangeRow(Base):
    """One row of a change set: what became of it, and its fields before and after.

    `changes` maps a field to [before, after]; `reason` is the code of why it was skipped, or
    of why undoing left it. The rows are written as pending when the change is asked for, so a
    worker that dies goes on where it stopped.
    """

    __tablename__ = "change_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    change_set_id: Mapped[int] = mapped_column(ForeignKey("change_set.id", ondelete="CASCADE"))
    record_id: Mapped[int]
    outcome: Mapped[ChangeOutcome] = mapped_column(
        enum_column(ChangeOutcome, "outcome"), default=ChangeOutcome.PENDING
    )
    reason: Mapped[str] = mapped_column(String(48), default="")
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undo: Mapped[UndoOutcome | None] = mapped_column(enum_column(UndoOutcome, "undo"))

    __table_args__ = (
        Index("ix_change_row_change_set_id_record_id", "change_set_id", "record_id", unique=True),
        Index("ix_change_row_change_set_id_outcome", "change_set_id", "outcome", "id"),
        Index("ix_change_row_record_id", "record_id"),
    )
