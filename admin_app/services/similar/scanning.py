"""The full scan: every row noted, then worked off; what came of the last one (H8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from admin_app import clock
from admin_app.permissions import Actor, demand
from admin_app.services.shared import jobs, settings, stale
from admin_app.services.similar.fingerprint import ENGINE
from admin_app.services.similar.nouns import NOUNS, Noun
from admin_app.services.similar.refreshing import Drain, cancel
from admin_app.services.similar.thresholds import SETTING, WHOLE, SimilarSettings
from models import Job, Setting
from models.base import db
from models.enums import CandidateState, JobState

SCAN = "similar.scan"
"""The kind of the job of a scan that a person asked for."""
NOTES = (stale.SCAN, stale.SCAN_COMPARE)
_ACCOUNT = "similar_scan"


def ask(noun: Noun, actor: Actor) -> Job:
    """Queue a full scan; one that waits or works already is answered. Raises NotAllowed."""
    demand(actor, noun.edit)
    return living(noun) or jobs.enqueue(SCAN, {"noun": noun.name}, actor=actor)


def living(noun: Noun) -> Job | None:
    """The scan that waits or works now."""
    query = select(Job).where(Job.kind == SCAN, Job.state.in_((JobState.QUEUED, JobState.RUNNING)))
    found = db.session.scalars(query.order_by(Job.id))
    return next((job for job in found if job.arguments.get("noun") == noun.name), None)


def begin(noun: Noun, job_id: int) -> Drain:
    """Note every row for the scan of this job, unless it did so before it was killed."""
    known = account(noun)
    if known.get("begun_by") != job_id:
        stale.mark_all(noun.model, stale.SCAN)
        _keep(noun, {**known, "begun_by": job_id, "begun_at": clock.now().isoformat()})
    return Drain(noun, NOTES)


def end(noun: Noun, *, cancelled: bool = False) -> dict[str, int]:
    """Keep the account of a scan that is over: rows and pairs, and when it ended."""
    if cancelled:
        cancel(noun, NOTES)
    pairs = select(func.count()).select_from(noun.pairs)
    told = {
        "rows": length(noun),
        "pairs": db.session.scalar(pairs.where(noun.pairs.state == CandidateState.OPEN)) or 0,
    }
    moment = clock.now().isoformat()
    now = {**told, "ended_at": moment, "cancelled": cancelled, "renewing": False}
    _keep(noun, {**account(noun), **now})
    return told


def length(noun: Noun) -> int:
    """How many rows there are outside the trash."""
    rows = select(func.count()).select_from(noun.model).where(noun.model.deleted_at.is_(None))
    return db.session.scalar(rows) or 0


def account(noun: Noun) -> dict[str, Any]:
    """What is known of the last scan: rows, pairs, begun_at, ended_at, cancelled, engine."""
    row = db.session.get(Setting, _name(noun))
    return dict(row.value) if row is not None else {}


def moment_of(text: str) -> datetime:
    """A moment of an account."""
    return datetime.fromisoformat(text)


def renew() -> None:
    """Note all rows after an upgrade of the engine, and at the very first start."""
    for noun in NOUNS.values():
        known = account(noun)
        if known.get("engine") != ENGINE:
            stale.mark_all(noun.model)
            _keep(noun, {**known, "engine": ENGINE, "renewing": True})


def renewed(noun: Noun) -> None:
    """Keep the account of that, once all notes are worked off."""
    if account(noun).get("renewing"):
        end(noun)


def put_settings(typed: Mapping[str, Any], actor: Actor) -> SimilarSettings:
    """Change the threshold: pairs below it go at once, for lower ones all rows are looked at anew.

    Raises Invalid, NotAllowed.
    """
    before = settings.get(SETTING)
    after = settings.put(SETTING, typed, actor=actor)
    for noun in NOUNS.values():
        if after.threshold > before.threshold:
            least = after.threshold * WHOLE // 100
            _drop_below(noun, least)
        elif after.threshold < before.threshold:
            stale.put_notes(noun.model, stale.COMPARE, noun.model.deleted_at.is_(None))
    if after.threshold < before.threshold:
        stale.queue_refresh()
    return after


def _drop_below(noun: Noun, least: int) -> None:
    pairs, quiet = noun.pairs, {"synchronize_session": False}
    low = pairs.score < least
    is_open = pairs.state == CandidateState.OPEN
    db.session.execute(delete(pairs).where(is_open, low), execution_options=quiet)
    db.session.execute(update(pairs).where(low).values(score=0), execution_options=quiet)


def _name(noun: Noun) -> str:
    return f"{_ACCOUNT}.{noun.name}"


def _keep(noun: Noun, value: dict[str, Any]) -> None:
    """Past the session's hooks: an account is no change of a setting by a person."""
    table: Any = Setting.__table__
    row = db.session.get(Setting, _name(noun))
    if row is None:
        db.session.execute(insert(table).values(name=_name(noun), value=value))
        return
    db.session.execute(update(table).where(table.c.name == _name(noun)).values(value=value))
    db.session.expire(row)
