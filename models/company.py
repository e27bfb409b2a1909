"""Companies: the clients that are served, and the e-mail domains that are theirs."""

from __future__ import annotations

from typing import Any

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
from models.enums import CompanyStatus

NAME_LENGTH = 200
LISTED = (
    "status", "phone", "site", "tax_id", "legal_name", "registration_number", "address",
    "region", "updated_at",
)  # fmt: skip
"""Columns that the list is sorted by with an index for it, beside those with one of their own."""
WITH_SUBDOMAINS = "*."


def bare_domain(rule: str) -> str:
    """The domain that a rule for e-mail domains is about, without the mark for subdomains."""
    return rule.removeprefix(WITH_SUBDOMAINS)


class Company(Timestamped, Trashable, Versioned, Base):
    """A client company (A1)."""

    __tablename__ = "company"
    __mapper_args__ = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), active_history=True)
    legal_name: Mapped[str] = mapped_column(String(300), default="", active_history=True)
    site: Mapped[str] = mapped_column(String(300), default="", active_history=True)
    email: Mapped[str] = mapped_column(String(254), default="", active_history=True)
    phone: Mapped[str] = mapped_column(String(64), default="", active_history=True)
    address: Mapped[str] = mapped_column(String(500), default="", active_history=True)
    tax_id: Mapped[str] = mapped_column(String(32), default="", index=True, active_history=True)
    registration_number: Mapped[str] = mapped_column(String(32), default="", active_history=True)
    region: Mapped[str] = mapped_column(String(100), default="", active_history=True)
    status: Mapped[CompanyStatus] = mapped_column(
        enum_column(CompanyStatus, "status"), default=CompanyStatus.ACTIVE, active_history=True
    )
    notes: Mapped[str] = mapped_column(Text, default="", active_history=True)
    custom: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default="{}", active_history=True
    )
    """Values of custom fields by key; a field without a value is left out."""
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("company.id", ondelete="SET NULL")
    )
    """The company that this one was merged into; it is then in the trash with `merge:<id>`."""
    name_key: Mapped[str] = mapped_column(String(NAME_LENGTH), index=True)
    sort_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    search_text: Mapped[str] = mapped_column(Text, default="")

    domains: Mapped[list[CompanyDomain]] = relationship(
        back_populates="company", cascade="all, delete-orphan", order_by="CompanyDomain.id"
    )
    more_phones: Mapped[list[CompanyPhone]] = relationship(
        back_populates="company", cascade="all, delete-orphan", order_by="CompanyPhone.id"
    )

    __table_args__ = (
        Index("ix_company_sort_name_id", "sort_name", "id"),
        Index("ix_company_email_id", "email", "id"),
        *list_indexes("company", *LISTED),
        only_filled("company", "merged_into_id"),
        {"sqlite_autoincrement": True},  # the audit outlives a row; its id names nobody else
    )

    def __str__(self) -> str:
        return self.name


class CompanyDomain(Base):
    """An e-mail domain that belongs to a company (H11).

    `domain` is the rule as it is written: `example.com` for exactly that domain, `*.example.com`
    for it and all below it. `claim` is the bare domain while the company is not in the trash, so
    that no two companies hold one domain.
    """

    __tablename__ = "company_domain"

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(
        ForeignKey("company.id", ondelete="CASCADE"), index=True
    )
    domain: Mapped[str] = mapped_column(String(255), index=True)
    claim: Mapped[str | None] = mapped_column(String(253), unique=True)

    company: Mapped[Company] = relationship(back_populates="domains")

    @validates("domain")
    def _claim(self, _key: str, rule: str) -> str:
        self.claim = bare_domain(rule)
        return rule


class CompanyPhone(Base):
    """A further phone of a company; the default one is on its row."""

    __tablename__ = "company_phone"

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(
        ForeignKey("company.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[str] = mapped_column(String(64), index=True)

    company: Mapped[Company] = relationship(back_populates="more_phones")
