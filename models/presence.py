"""Presence: who has a card open right now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Presence(Base):
    """One browser tab on one card (S6). It counts while `seen_at` is fresh; `noun` is a list."""

    __tablename__ = "presence"

    id: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[str] = mapped_column(String(32))
    row_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    tab: Mapped[str] = mapped_column(String(32))
    editing: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (
        Index("ix_presence_noun_row_id_seen_at", "noun", "row_id", "seen_at"),
        Index("ix_presence_user_id_tab", "user_id", "tab", unique=True),
    )
