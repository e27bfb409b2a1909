"""Merges: which row went into which, and all that it takes to part them again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, enum_column
from models.enums import MoveKind


class Merge(Base):
    """One merge of two or more contacts or companies into one of them (H8, A2).

    `noun` is the list (`contacts`). `choices` is what the person chose, `counts` how many rows of
    each kind moved, `before` and `after` the winner's fields that the merge changed. No foreign
    key leads to the rows: the record outlives them.
    """

    __tablename__ = "merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[str] = mapped_column(String(32))
    winner_id: Mapped[int]
    winner_name: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    actor_name: Mapped[str] = mapped_column(String(200), default="")
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    undone_by_name: Mapped[str] = mapped_column(String(200), default="")
    undo_counts: Mapped[dict[str, Any]] = mapped_column(default=dict)

    losers: Mapped[list[MergeLoser]] = relationship(
        back_populates="merge", cascade="all, delete-orphan", order_by=lambda: MergeLoser.id
    )

    __table_args__ = (
        Index("ix_merge_noun_winner_id", "noun", "winner_id", "id"),
        {"sqlite_autoincrement": True},
    )


class MergeLoser(Base):
    """A row that was merged away; `before` holds its fields as they were."""

    __tablename__ = "merge_loser"

    id: Mapped[int] = mapped_column(primary_key=True)
    merge_id: Mapped[int] = mapped_column(ForeignKey("merge.id", ondelete="CASCADE"), index=True)
    record_id: Mapped[int] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(300), default="")
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)

    merge: Mapped[Merge] = relationship(back_populates="losers")


class MergeRow(Base):
    """One row that a merge touched: whose it was, and what it was where that is more than that.

    `table` and `row_id` name it, `column` the link that was turned from `owner_id` (the loser)
    to the winner. `before` holds the whole row where it was set aside, its fields where changed.
    """

    __tablename__ = "merge_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    merge_id: Mapped[int] = mapped_column(ForeignKey("merge.id", ondelete="CASCADE"))
    kind: Mapped[MoveKind] = mapped_column(enum_column(MoveKind, "kind"))
    table: Mapped[str] = mapped_column(String(64))
    row_id: Mapped[int]
    column: Mapped[str] = mapped_column(String(64), default="")
    owner_id: Mapped[int]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")

    __table_args__ = (
        Index("ix_merge_row_merge_id_table", "merge_id", "table", "kind", "row_id"),
        Index("ix_merge_row_table_row_id", "table", "row_id"),
    )
