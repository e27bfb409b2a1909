"""In whose name a job works."""

from __future__ import annotations

from admin_app.errors import NotAllowed
from admin_app.jobs.registry import JobContext
from admin_app.permissions import Actor
from admin_app.services.session import may_sign_in
from models import User
from models.base import db


def owner_of(context: JobContext) -> Actor:
    """Who asked for the job, with the rights that he has now; raises NotAllowed when he is gone."""
    user = db.session.get(User, context.owner_id) if context.owner_id else None
    if user is None or not may_sign_in(user):
        raise NotAllowed(f"job {context.job_id}")
    return Actor.of(user)
