"""What runs by the clock. Each due minute is one unique row, so many workers start one job."""

from __future__ import annotations

from dataclasses import dataclass

from admin_app import clock
from admin_app.jobs.registry import registry
from admin_app.services.shared import jobs
from models.base import db


@dataclass(frozen=True)
class Scheduled:
    """A kind of job that is started every so many minutes."""

    kind: str
    minutes: int


SCHEDULE: list[Scheduled] = []


def every(minutes: int, kind: str) -> None:
    """Start jobs of `kind` every `minutes` minutes."""
    entry = Scheduled(kind, minutes)
    if entry not in SCHEDULE:
        SCHEDULE.append(entry)


def tick() -> None:
    """Start what is due in this minute, unless another worker did."""
    moment = clock.now()
    minute = int(moment.timestamp()) // 60
    for entry in SCHEDULE:
        if entry.kind not in registry.kinds:
            continue
        slot = minute - minute % entry.minutes
        jobs.schedule_once(entry.kind, f"{entry.kind}@{slot}")
    db.session.remove()
