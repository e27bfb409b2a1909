"""Equipment: things of a company that are served, in a tree of any depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped, Trashable, Versioned, enum_column, list_indexes
from models.enums import EquipmentStatus

if TYPE_CHECKING:
    from models.company import Company
    from models.contact import Contact

NAME_LENGTH = 200
LISTED = ("status", "article", "warranty_until", "updated_at")
"""Columns that the list is sorted by with an index for it, beside those with one of their own."""


class Equipment(Timestamped, Trashable, Versioned, Base):
    """A machine, a programme or another object of a company (H12).

    `parent` is what it is a part of: of the same company, never itself or one of its own parts.
    """

    __tablename__ = "equipment"
    __mapper_args__ = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(String(16), unique=True)
    article: Mapped[str] = mapped_column(String(100), default="", active_history=True)
    serial_number: Mapped[str] = mapped_column(String(100), default="", active_history=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), active_history=True)
    description: Mapped[str] = mapped_column(Text, default="", active_history=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"), active_history=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), active_history=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("equipment.id"), active_history=True)
    status: Mapped[EquipmentStatus] = mapped_column(
        enum_column(EquipmentStatus, "status"), default=EquipmentStatus.IN_USE, active_history=True
    )
    warranty_until: Mapped[str] = mapped_column(String(10), default="", active_history=True)
    """ISO date, empty where there is no warranty."""
    custom: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default="{}", active_history=True
    )
    """Values of custom fields by key; a field without a value is left out."""
    sort_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    search_text: Mapped[str] = mapped_column(Text, default="")

    company: Mapped[Company | None] = relationship()
    contact: Mapped[Contact | None] = relationship()
    parent: Mapped[Equipment | None] = relationship(remote_side="Equipment.id")

    __table_args__ = (
        CheckConstraint("parent_id <> id", name="no_own_part"),
        Index("ix_equipment_sort_name_id", "sort_name", "id"),
        Index("ix_equipment_serial_number_id", "serial_number", "id"),
        Index("ix_equipment_company_id_parent_id", "company_id", "parent_id", "sort_name"),
        Index("ix_equipment_parent_id", "parent_id"),
        Index("ix_equipment_contact_id", "contact_id"),
        *list_indexes("equipment", *LISTED),
        {"sqlite_autoincrement": True},  # the audit outlives a row; its id names nobody else
    )

    def __str__(self) -> str:
        return self.name
