"""Users: logins of staff, clients and partners, their sessions and one-time links."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped

if TYPE_CHECKING:
    from models.access_group import AccessGroup
    from models.contact import Contact


class User(Timestamped, Base):
    """A login; at most one per contact."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True, active_history=True)
    full_name: Mapped[str] = mapped_column(String(200), active_history=True)
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    group_id: Mapped[int] = mapped_column(
        ForeignKey("access_group.id"), index=True, active_history=True
    )
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id", ondelete="SET NULL"), unique=True
    )
    is_active: Mapped[bool] = mapped_column(default=True, active_history=True)
    language: Mapped[str] = mapped_column(String(5), default="", active_history=True)
    time_zone: Mapped[str] = mapped_column(String(64), default="", active_history=True)
    last_login_at: Mapped[datetime | None]
    last_login_ip: Mapped[str] = mapped_column(String(45), default="")
    password_changed_at: Mapped[datetime | None]
    second_factor_secret: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """Key of the authenticator application, sealed; empty while none is set up."""
    second_factor_at: Mapped[datetime | None] = mapped_column(active_history=True)
    """Since when the second factor is asked for at sign-in."""
    second_factor_step: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """The last time step whose code was taken, so that no code works twice."""
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What this person set for himself: columns, density and page size by list, theme."""

    group: Mapped[AccessGroup] = relationship(lazy="joined", innerjoin=True)
    contact: Mapped[Contact | None] = relationship(back_populates="user")

    def __str__(self) -> str:
        return self.full_name


class UserSession(Base):
    """One signed-in browser; ended means that its next request is anonymous (promise 16)."""

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ip: Mapped[str] = mapped_column(String(45), default="")
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class RecoveryCode(Base):
    """A code that stands in for a lost authenticator once; kept as a hash."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class LinkToken(Base):
    """A link in a mail: works once, for one purpose, for a while (promise 14); kept as a hash."""

    __tablename__ = "link_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(32))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LoginAttempt(Base):
    """A guess at a password or a request for a mail, counted for the throttle (promise 17)."""

    __tablename__ = "login_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]

    __table_args__ = (Index("ix_login_attempt_key_at", "key", "at"),)
