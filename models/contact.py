"""Contacts: the people and organisations that turn to the desk."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import (
    Base,
    Timestamped,
    Trashable,
    Versioned,
    enum_column,
    list_indexes,
    only_filled,
)
from models.enums import ContactKind, ContactStatus, PointKind

if TYPE_CHECKING:
    from models.access_group import AccessGroup
    from models.company import Company
    from models.user import User

NAME_LENGTH = 100
FULL_NAME_LENGTH = 300
LISTED = (
    "status", "position", "department", "is_manager", "notifications", "group_id", "kind",
    "language", "time_zone", "region", "address", "birth_date", "all_tickets", "updated_at",
)  # fmt: skip
"""Columns that the list is sorted by with an index for it, beside those with one of their own."""


class DismissedIsFinal(ValueError):
    """A dismissed contact can never become anything else (H4)."""


class Contact(Timestamped, Trashable, Versioned, Base):
    """A person, an organisation or another sender that the desk knows (H2, A6, S1-S3).

    `full_name` is made from the fields by the service; `company_sort` and `search_text` are
    derived keys. The default e-mail and phones stand on the row, further ones in `points`.
    """

    __tablename__ = "contact"
    __mapper_args__ = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[ContactKind] = mapped_column(
        enum_column(ContactKind, "kind"), default=ContactKind.PERSON
    )
    first_name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="", active_history=True)
    middle_name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="", active_history=True)
    last_name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="", active_history=True)
    full_name: Mapped[str] = mapped_column(String(FULL_NAME_LENGTH), active_history=True)
    company_id: Mapped[int | None] = mapped_column(
        ForeignKey("company.id"), index=True, active_history=True
    )
    is_manager: Mapped[bool] = mapped_column(default=False, active_history=True)
    position: Mapped[str] = mapped_column(String(150), default="", active_history=True)
    department: Mapped[str] = mapped_column(String(150), default="", active_history=True)
    email: Mapped[str] = mapped_column(String(254), default="", active_history=True)
    phone: Mapped[str] = mapped_column(String(64), default="", active_history=True)
    mobile_phone: Mapped[str] = mapped_column(String(64), default="", active_history=True)
    telegram: Mapped[str] = mapped_column(String(100), default="", active_history=True)
    address: Mapped[str] = mapped_column(String(500), default="", active_history=True)
    region: Mapped[str] = mapped_column(String(100), default="", active_history=True)
    birth_date: Mapped[str] = mapped_column(String(10), default="", active_history=True)
    """ISO date, or `--MM-DD` where the year is not known."""
    language: Mapped[str] = mapped_column(String(5), default="", active_history=True)
    time_zone: Mapped[str] = mapped_column(String(64), default="", active_history=True)
    group_id: Mapped[int] = mapped_column(
        ForeignKey("access_group.id"), index=True, active_history=True
    )
    status: Mapped[ContactStatus] = mapped_column(
        enum_column(ContactStatus, "status"), default=ContactStatus.ACTIVE, active_history=True
    )
    notifications: Mapped[bool] = mapped_column(default=True, active_history=True)
    forms_as_company: Mapped[bool] = mapped_column(default=True, active_history=True)
    all_tickets: Mapped[bool] = mapped_column(default=False, active_history=True)
    notes: Mapped[str] = mapped_column(Text, default="", active_history=True)
    custom: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default="{}", active_history=True
    )
    """Values of custom fields by key; a field without a value is left out."""
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id", ondelete="SET NULL")
    )
    """The contact that this one was merged into; it is then in the trash with `merge:<id>`."""
    sort_name: Mapped[str] = mapped_column(String(FULL_NAME_LENGTH))
    company_sort: Mapped[str] = mapped_column(String(200), default="")
    search_text: Mapped[str] = mapped_column(Text, default="")

    company: Mapped[Company | None] = relationship()
    group: Mapped[AccessGroup] = relationship()
    user: Mapped[User | None] = relationship(back_populates="contact", uselist=False)
    points: Mapped[list[ContactPoint]] = relationship(
        back_populates="contact",
        cascade="all, delete-orphan",
        order_by=lambda: ContactPoint.position,
    )

    __table_args__ = (
        Index("ix_contact_sort_name_id", "sort_name", "id"),
        Index("ix_contact_email_id", "email", "id"),
        Index("ix_contact_company_sort_id", "company_sort", "id"),
        Index("ix_contact_phone_id", "phone", "id"),
        Index("ix_contact_mobile_phone_id", "mobile_phone", "id"),
        Index("ix_contact_telegram_id", "telegram", "id"),
        *list_indexes("contact", *LISTED),
        only_filled("contact", "merged_into_id"),
        {"sqlite_autoincrement": True},  # the audit outlives a row; its id names nobody else
    )

    @validates("status")
    def _dismissed_is_final(self, _key: str, value: ContactStatus) -> ContactStatus:
        if self.status == ContactStatus.DISMISSED and value != ContactStatus.DISMISSED:
            raise DismissedIsFinal(self.identifier)
        return value

    def __str__(self) -> str:
        return self.full_name


class ContactPoint(Base):
    """A further e-mail, phone or messenger of a contact, in the order given."""

    __tablename__ = "contact_point"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    kind: Mapped[PointKind] = mapped_column(enum_column(PointKind, "kind"))
    value: Mapped[str] = mapped_column(String(254))
    position: Mapped[int] = mapped_column(default=0)

    contact: Mapped[Contact] = relationship(back_populates="points")

    __table_args__ = (
        Index("ix_contact_point_contact_id_position", "contact_id", "position"),
        Index("ix_contact_point_kind_value", "kind", "value"),
    )


class ContactStatusChange(Base):
    """One step in the status history of a contact: who, when, from what, to what, why (H4)."""

    __tablename__ = "contact_status_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    actor_name: Mapped[str] = mapped_column(String(200), default="")
    before: Mapped[ContactStatus] = mapped_column(enum_column(ContactStatus, "before"))
    after: Mapped[ContactStatus] = mapped_column(enum_column(ContactStatus, "after"))
    reason: Mapped[str] = mapped_column(String(500), default="")

    __table_args__ = (Index("ix_contact_status_change_contact_id_at", "contact_id", "at", "id"),)
