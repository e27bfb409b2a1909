"""Rows that look alike: keys under which they are found, and pairs with their score (H8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from models.base import Base, enum_column
from models.enums import CandidateState


class ContactKey(Base):
    """A key of a contact: contacts that share one are compared. `key` is a hash of 63 bits."""

    __tablename__ = "contact_key"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    __table_args__ = {"sqlite_with_rowid": False}


class CompanyKey(Base):
    """A key of a company: companies that share one are compared."""

    __tablename__ = "company_key"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    company_id: Mapped[int] = mapped_column(
        ForeignKey("company.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    __table_args__ = {"sqlite_with_rowid": False}


class DuplicateCandidate:
    """Two rows that may be the same; `a_id` is the smaller one.

    `score` is in thousandths; `reasons` a list of {code, …}. What a person decided stays whatever
    is found later.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    score: Mapped[int]
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[CandidateState] = mapped_column(
        enum_column(CandidateState, "state"), default=CandidateState.OPEN
    )
    found_at: Mapped[datetime]
    later_until: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]

    @declared_attr
    def decided_by_id(cls) -> Mapped[int | None]:  # noqa: N805 - the mapper gives the class
        """The user who decided."""
        return mapped_column(ForeignKey("user.id", ondelete="SET NULL"))


def _indexes(table: str) -> tuple[Any, ...]:
    return (
        CheckConstraint("a_id < b_id", name="in_order"),
        Index(f"ix_{table}_pair", "a_id", "b_id", unique=True),
        Index(f"ix_{table}_b_id_state", "b_id", "state"),
        Index(f"ix_{table}_a_id_state", "a_id", "state"),
        Index(f"ix_{table}_state_score", "state", "score", "id"),
    )


class ContactDuplicate(DuplicateCandidate, Base):
    """Two contacts that may be one person."""

    __tablename__ = "contact_duplicate"

    a_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    b_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))

    __table_args__ = _indexes("contact_duplicate")


class CompanyDuplicate(DuplicateCandidate, Base):
    """Two companies that may be one."""

    __tablename__ = "company_duplicate"

    a_id: Mapped[int] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"))
    b_id: Mapped[int] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"))

    __table_args__ = _indexes("company_duplicate")
