"""Custom fields: what managers add to contacts, companies and equipment, and their choice lists."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped, Versioned, enum_column
from models.enums import FieldKind, FieldNoun

KEY_LENGTH = 64


class ChoiceList(Timestamped, Base):
    """A dictionary that fields of the kinds choice and choices offer; several may share one."""

    __tablename__ = "choice_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True, active_history=True)

    choices: Mapped[list[Choice]] = relationship(
        back_populates="choice_list",
        cascade="all, delete-orphan",
        order_by=lambda: (Choice.position, Choice.id),
    )

    def __str__(self) -> str:
        return self.name


class Choice(Base):
    """One entry of a choice list; rows keep its `key`, people read its label.

    `labels` has a text by language; a retired choice is offered no more and stays where it is.
    """

    __tablename__ = "choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    choice_list_id: Mapped[int] = mapped_column(ForeignKey("choice_list.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict, active_history=True)
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(active_history=True)

    choice_list: Mapped[ChoiceList] = relationship(back_populates="choices")

    __table_args__ = (Index("ix_choice_choice_list_id_key", "choice_list_id", "key", unique=True),)

    def __str__(self) -> str:
        return self.key


class CustomField(Timestamped, Versioned, Base):
    """A field that was set up in the panel (S7, A12); its values stand in `custom` of the rows.

    `key` is the name in `custom`, in imports and exports; it never changes and is never given
    again, a retired field keeps it. `labels` and `helps` have a text by language. `options` hold
    what only some kinds have: `unit`, `minimum`, `maximum`, `decimals` of a number, `mask` and
    `currency` of a mask, `default` of the default phone.
    """

    __tablename__ = "custom_field"
    __mapper_args__ = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[FieldNoun] = mapped_column(enum_column(FieldNoun, "noun"))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    kind: Mapped[FieldKind] = mapped_column(enum_column(FieldKind, "kind"))
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict, active_history=True)
    helps: Mapped[dict[str, Any]] = mapped_column(default=dict, active_history=True)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict, active_history=True)
    choice_list_id: Mapped[int | None] = mapped_column(
        ForeignKey("choice_list.id"), index=True, active_history=True
    )
    visible: Mapped[bool] = mapped_column(default=True, active_history=True)
    editable: Mapped[bool] = mapped_column(default=True, active_history=True)
    required: Mapped[bool] = mapped_column(default=False, active_history=True)
    position: Mapped[int] = mapped_column(default=0)
    indexed: Mapped[bool] = mapped_column(default=False, active_history=True)
    """An index was asked for, so that lists filter and sort by it quickly; a job builds it."""
    retired_at: Mapped[datetime | None] = mapped_column(active_history=True)

    choice_list: Mapped[ChoiceList | None] = relationship()

    __table_args__ = (Index("ix_custom_field_noun_key", "noun", "key", unique=True),)

    def __str__(self) -> str:
        return self.key
