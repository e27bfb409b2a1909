"""The database handle, naming of constraints, column types and mixins that every table shares."""

from __future__ import annotations

import enum
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Enum,
    Index,
    MetaData,
    String,
    TypeDecorator,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

JsonColumn = JSON().with_variant(JSONB(), "postgresql")
"""JSON on SQLite, JSONB on PostgreSQL."""

E = TypeVar("E", bound=enum.StrEnum)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: stored as UTC without an offset, always aware of UTC in Python."""

    impl = DateTime
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What a value of this column is in Python."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into naive UTC; a naive one is refused, its zone is unknown."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the stored moment its zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


def enum_column(kind: type[E], name: str, length: int = 20) -> Enum:
    """A text column that holds the values of `kind` and nothing else, on every database."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """Root of all tables."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UtcDateTime,
            dict[str, Any]: JsonColumn,
            list[Any]: JsonColumn,
        },
    )


db = SQLAlchemy(model_class=Base)


class Timestamped:
    """Created and changed moments; the session fills them in (see services.shared.unit_of_work)."""

    created_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime]


class Trashable:
    """Rows that go to the trash before they go away: `deleted_at` set means there since then (S13).

    `deleted_with` names the row whose deletion took this one along, as `company:12`; it comes
    back and goes for good with that row. `deleted_by_id` is a user, without a foreign key:
    it outlives him.
    """

    deleted_at: Mapped[datetime | None]
    deleted_with: Mapped[str] = mapped_column(String(40), default="", server_default="")
    deleted_by_id: Mapped[int | None]


def list_indexes(table: str, *columns: str) -> list[Index]:
    """Indexes of a table with a trash: by each of the columns, then by id, over what lists show.

    A list sorted by a column, or counted by it, reads nothing else. The trash has one of its own,
    which holds no other row, so that no planner takes it for the way to those.
    """
    living, gone = text("deleted_at IS NULL"), text("deleted_at IS NOT NULL")
    return [
        Index(f"ix_{table}_deleted_at", "deleted_at", sqlite_where=gone, postgresql_where=gone),
        *(
            Index(f"ix_{table}_{c}_listed", c, "id", sqlite_where=living, postgresql_where=living)
            for c in columns
        ),
    ]


def only_filled(table: str, column: str) -> Index:
    """An index of a column over the few rows that have a value in it."""
    filled = text(f"{column} IS NOT NULL")
    return Index(f"ix_{table}_{column}", column, sqlite_where=filled, postgresql_where=filled)


class Versioned:
    """A counter that grows with each save, so that a stale save is noticed."""

    version: Mapped[int] = mapped_column(default=1, server_default="1")
