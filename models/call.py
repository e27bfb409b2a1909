"""Calls and text messages with contacts, as they were entered or came from a phone system."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.attached import Attached
from models.base import Base, enum_column
from models.enums import Direction


class Call(Attached, Base):
    """One call (H6, S10). `seconds` is how long it was talked, 0 for a missed one."""

    __tablename__ = "call"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    direction: Mapped[Direction] = mapped_column(enum_column(Direction, "direction"))
    number: Mapped[str] = mapped_column(String(64), default="")
    seconds: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(Text, default="")
    """What it was about."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    user_name: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (
        Index("ix_call_contact_id_at", "contact_id", "at", "id"),
        Index("ix_call_company_id_at", "company_id", "at", "id"),
        Index("ix_call_equipment_id_at", "equipment_id", "at", "id"),
        Index("ix_call_at", "at"),
        {"sqlite_autoincrement": True},
    )


class Sms(Attached, Base):
    """One text message to or from a contact (S10, S12)."""

    __tablename__ = "sms"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    direction: Mapped[Direction] = mapped_column(enum_column(Direction, "direction"))
    number: Mapped[str] = mapped_column(String(64), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    user_name: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (
        Index("ix_sms_contact_id_at", "contact_id", "at", "id"),
        Index("ix_sms_company_id_at", "company_id", "at", "id"),
        Index("ix_sms_equipment_id_at", "equipment_id", "at", "id"),
        Index("ix_sms_at", "at"),
        {"sqlite_autoincrement": True},
    )
