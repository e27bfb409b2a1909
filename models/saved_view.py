"""Saved views: a list's search, filters, sorting and columns under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped

if TYPE_CHECKING:
    from models.access_group import AccessGroup
    from models.user import User


class SavedView(Timestamped, Base):
    """A view of one list: its owner's alone, or shared with the members of a group.

    `query` keeps names of fields and filters, never positions, so that it outlives columns:
    {search, filters: {name: [values]}, sort, descending, columns}; without columns each person
    sees his own.
    """

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(100), active_history=True)
    owner_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), index=True, active_history=True
    )
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("access_group.id", ondelete="SET NULL"), index=True, active_history=True
    )
    query: Mapped[dict[str, Any]] = mapped_column(default=dict, active_history=True)
    in_menu: Mapped[bool] = mapped_column(default=False, active_history=True)
    """Shown in the side bar with the number of its rows."""

    owner: Mapped[User] = relationship()
    group: Mapped[AccessGroup | None] = relationship()

    __table_args__ = (Index("ix_saved_view_noun_owner_id", "noun", "owner_id"),)

    def __str__(self) -> str:
        return self.name
