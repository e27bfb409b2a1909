"""Whether this installation can work: what `flask check` and `/readyz` tell."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from admin_app import clock
from admin_app.config import Settings
from admin_app.database import folds_cyrillic
from admin_app.services.shared import revisions
from models import Job
from models.base import db
from models.enums import JobState

QUEUE_PATIENCE = timedelta(minutes=5)


def is_ready() -> bool:
    """Whether the database answers and is of this program's version."""
    try:
        return not list(_schema_problems())
    except SQLAlchemyError:
        db.session.rollback()
        return False


def problems(settings: Settings) -> list[str]:
    """Everything that is wrong, one English line each; empty when all is well."""
    found = [*_folder_problems(settings.files_folder), *_s3_problems(settings)]
    try:
        found += [*_database_problems(), *_schema_problems()]
        if not found:
            found += _queue_problems()
    except SQLAlchemyError as error:
        db.session.rollback()
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        found.append(f"DATABASE_URL: the database does not answer: {reason}")
    return found


def advice(settings: Settings) -> list[str]:
    """What works without, but better with."""
    found = []
    if not settings.smtp_url:
        found.append("SMTP_URL is not set: mail is kept in the panel and not sent")
    if settings.base_url.startswith("http://") and "127.0.0.1" not in settings.base_url:
        found.append("BASE_URL is not https: passwords cross the network in the clear")
    return found


def _database_problems() -> Iterator[str]:
    connection = db.session.connection()
    if not folds_cyrillic(connection):
        yield (
            "DATABASE_URL: this PostgreSQL database has the locale C, under which search cannot "
            "find Cyrillic; make it anew with LC_CTYPE=C.UTF-8 or en_US.UTF-8"
        )
    if connection.dialect.name == "postgresql":
        known = connection.scalar(
            text("select 1 from pg_available_extensions where name='pg_trgm'")
        )
        if not known:
            yield "PostgreSQL lacks the extension pg_trgm; install the contrib package"


def _schema_problems() -> Iterator[str]:
    head = revisions.head()
    now = revisions.current(db.session.connection())
    if now != head:
        yield f"the database is at version {now or 'none'}, the program at {head}: run db upgrade"


def _folder_problems(folder: Path) -> Iterator[str]:
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(nearest, os.W_OK):
        yield f"FILES_URL: cannot write to {folder}"


def _s3_problems(settings: Settings) -> Iterator[str]:
    if settings.s3 is None:
        return
    from admin_app.services.shared.s3 import S3Storage  # noqa: PLC0415 - boto3 is an extra

    if reason := S3Storage(settings.s3).problem():
        yield f"FILES_URL: the bucket does not answer: {reason}"


def _queue_problems() -> Iterator[str]:
    border = clock.now() - QUEUE_PATIENCE
    waiting = select(func.count()).select_from(Job)
    number = db.session.scalar(waiting.where(Job.state == JobState.QUEUED, Job.run_after < border))
    if number:
        yield f"{number} jobs wait for more than five minutes: is a worker running?"
