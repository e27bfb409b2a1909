"""Access groups: what their members may do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, false
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Timestamped, enum_column
from models.enums import AccessType


class AccessGroup(Timestamped, Base):
    """A named set of permissions with an access type (H3).

    `key` marks the groups that Kontora comes with; they can be changed, not deleted.
    `permissions` is a sorted list of permission names; administrators have all of them anyway.
    """

    __tablename__ = "access_group"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(100), unique=True, active_history=True)
    access_type: Mapped[AccessType] = mapped_column(
        enum_column(AccessType, "access_type"), active_history=True
    )
    second_factor_required: Mapped[bool] = mapped_column(
        default=False, server_default=false(), active_history=True
    )
    permissions: Mapped[list[Any]] = mapped_column(default=list, active_history=True)

    def __str__(self) -> str:
        return self.name
