"""Audit: facts about who changed what, written with the change and never edited."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class AuditEntry(Base):
    """One change of one row.

    No foreign keys: an entry outlives the actor and the row it tells about. `changes` maps a
    field to its value before and after; text is made when an entry is shown.
    """

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200), default="")
    ip: Mapped[str] = mapped_column(String(45), default="")
    action: Mapped[str] = mapped_column(String(32))
    noun: Mapped[str] = mapped_column(String(32))
    row_id: Mapped[int | None]
    row_name: Mapped[str] = mapped_column(String(300), default="")
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    source: Mapped[str] = mapped_column(String(64), default="")
    """Where the change came from when not from a form: `import:12`, `job:7`, `command`."""

    __table_args__ = (
        Index("ix_audit_entry_noun_row_id_id", "noun", "row_id", "id"),
        Index("ix_audit_entry_at_id", "at", "id"),
        Index("ix_audit_entry_actor_id_id", "actor_id", "id"),
    )
