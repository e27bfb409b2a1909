"""What there is and what waits, in numbers, for whoever watches the service."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from admin_app import clock
from admin_app.services.session import IDLE
from models import ImportRun, Job, OutboxMail, UserSession
from models.base import db
from models.enums import ImportState, JobState, MailState


@dataclass(frozen=True)
class Figures:
    """Counts by state; `job_wait` is how long the oldest job that is due has waited, in seconds."""

    jobs: dict[str, int]
    job_wait: float
    mails: dict[str, int]
    imports: dict[str, int]
    sessions: int


def collect() -> Figures:
    """Read them all; a handful of counts over indexes."""
    moment = clock.now()
    due = select(func.min(Job.run_after)).where(Job.state == JobState.QUEUED)
    oldest = db.session.scalar(due)
    living = select(func.count()).where(
        UserSession.ended_at.is_(None), UserSession.last_seen_at >= moment - IDLE
    )
    return Figures(
        jobs=_by_state(Job.state, JobState),
        job_wait=max(0.0, (moment - oldest).total_seconds()) if oldest else 0.0,
        mails=_by_state(OutboxMail.state, MailState),
        imports=_by_state(ImportRun.state, ImportState),
        sessions=db.session.scalar(living) or 0,
    )


def _by_state(column: InstrumentedAttribute[Any], states: type[StrEnum]) -> dict[str, int]:
    rows = db.session.execute(select(column, func.count()).group_by(column))
    counted: dict[Any, int] = {state: number for state, number in rows}  # noqa: C416 - rows
    return {state.value: counted.get(state, 0) for state in states}
