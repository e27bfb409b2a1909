"""Notes: what staff write on a card, with their history and the colleagues they mention."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.attached import Attached
from models.base import Base

ABOUT_LENGTH = 40


class Note(Attached, Base):
    """A note on a card, or on one entry of its time line (S10).

    `html` is cleaned before it is kept, `text` the same in plain words. `about` names the entry
    that it was added to, as `mail:12`; empty for a note of its own.
    """

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(String(ABOUT_LENGTH), default="", server_default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(String(200), default="")
    edited_at: Mapped[datetime | None]

    versions: Mapped[list[NoteVersion]] = relationship(
        cascade="all, delete-orphan", order_by=lambda: NoteVersion.id
    )
    mentions: Mapped[list[NoteMention]] = relationship(
        back_populates="note", cascade="all, delete-orphan", order_by=lambda: NoteMention.id
    )

    __table_args__ = (
        Index("ix_note_contact_id_at", "contact_id", "at", "id"),
        Index("ix_note_company_id_at", "company_id", "at", "id"),
        Index("ix_note_equipment_id_at", "equipment_id", "at", "id"),
        Index("ix_note_author_id_at", "author_id", "at"),
        Index("ix_note_about", "about"),
        {"sqlite_autoincrement": True},
    )


class NoteVersion(Base):
    """A note as it was before an edit."""

    __tablename__ = "note_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), index=True)
    html: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    """When this text was written."""
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(String(200), default="")


class NoteMention(Base):
    """A colleague who is named in a note; unseen until he opens it."""

    __tablename__ = "note_mention"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    seen_at: Mapped[datetime | None]

    note: Mapped[Note] = relationship(back_populates="mentions")

    __table_args__ = (
        Index("ix_note_mention_note_id_user_id", "note_id", "user_id", unique=True),
        Index("ix_note_mention_user_id_seen_at", "user_id", "seen_at"),
    )
