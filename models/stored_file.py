"""Files of cards, notes and documents; the content is in the Storage under `key`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.attached import Attached
from models.base import Base

FILE_NAME_LENGTH = 255


class StoredFile(Attached, Base):
    """One uploaded file (S10, promise 21).

    `key` is its name in the Storage, which nobody can guess. `content_type` is what the content
    was found to be, not what the browser said. A file that belongs to nothing any more is
    deleted by a job, content and row.
    """

    __tablename__ = "stored_file"
    on_delete = "SET NULL"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    thumbnail_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(FILE_NAME_LENGTH))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    """In bytes."""
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int | None]
    height: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(index=True)
    note_id: Mapped[int | None] = mapped_column(
        ForeignKey("note.id", ondelete="SET NULL"), index=True
    )
    document_id: Mapped[int | None] = mapped_column(
        ForeignKey("document.id", ondelete="SET NULL"), index=True
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (
        Index("ix_stored_file_contact_id_at", "contact_id", "at", "id"),
        Index("ix_stored_file_company_id_at", "company_id", "at", "id"),
        Index("ix_stored_file_equipment_id_at", "equipment_id", "at", "id"),
        {"sqlite_autoincrement": True},
    )

    def __str__(self) -> str:
        return self.name
