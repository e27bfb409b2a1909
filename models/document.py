"""Documents of a company: contracts with number, dates and files."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped, Trashable, Versioned
from models.company import Company


class Document(Timestamped, Trashable, Versioned, Base):
    """A contract or another paper of a company (A3). Dates are ISO dates, empty where unknown."""

    __tablename__ = "document"
    __mapper_args__ = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), active_history=True)
    number: Mapped[str] = mapped_column(String(100), default="", active_history=True)
    title: Mapped[str] = mapped_column(String(200), active_history=True)
    signed_on: Mapped[str] = mapped_column(String(10), default="", active_history=True)
    starts_on: Mapped[str] = mapped_column(String(10), default="", active_history=True)
    ends_on: Mapped[str] = mapped_column(String(10), default="", active_history=True)
    notes: Mapped[str] = mapped_column(Text, default="", active_history=True)

    company: Mapped[Company] = relationship()

    __table_args__ = (
        Index("ix_document_company_id_ends_on", "company_id", "ends_on"),
        Index("ix_document_ends_on", "ends_on"),
        Index("ix_document_deleted_at", "deleted_at"),
        {"sqlite_autoincrement": True},
    )

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()
