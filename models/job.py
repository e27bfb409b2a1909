"""Background jobs; the row is the truth about where a job is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, enum_column
from models.enums import JobState


class Job(Base):
    """One piece of background work, written in the transaction of what asked for it.

    `arguments` hold ids, never contents. `done` of `total` is the progress in rows. A running job
    whose heartbeat is old was lost with its worker and is queued again.
    """

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(48))
    arguments: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[JobState] = mapped_column(enum_column(JobState, "state"), default=JobState.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempt: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    unique_key: Mapped[str | None] = mapped_column(String(100), unique=True)
    """Set while only one such job may exist, e.g. a schedule's name and minute."""
    created_at: Mapped[datetime]
    run_after: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime | None]
    """When its owner saw the result under the bell."""

    __table_args__ = (
        Index("ix_job_state_run_after_id", "state", "run_after", "id"),
        Index("ix_job_owner_id_id", "owner_id", "id"),
    )
