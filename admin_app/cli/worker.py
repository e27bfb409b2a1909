"""`flask worker`: the job worker."""

import click
from flask import current_app

from admin_app.jobs.worker import Worker


@click.command("worker")
def worker() -> None:
    """Take background jobs one after another until stopped."""
    Worker(current_app._get_current_object()).run()  # type: ignore[attr-defined]  # noqa: SLF001
