"""`flask demo`: believable data to look around in, and a login for each group."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

import click
from flask.cli import with_appcontext
from sqlalchemy import text

from admin_app.permissions import Actor
from admin_app.services.processes.demo import (
    AlreadyLoaded,
    DemoResult,
    demo_logins,
    load_demo,
)
from models.base import db

DEFAULT_CONTACTS = 400
MOST_CONTACTS = 5_000_000


@click.command("demo")
@click.option(
    "--contacts",
    type=click.IntRange(0, MOST_CONTACTS),
    default=DEFAULT_CONTACTS,
    show_default=True,
    help="How many contacts to make; their companies come with them.",
)
@click.option(
    "--tickets",
    type=click.IntRange(0),
    default=0,
    help="How many tickets to make; there are none in this version yet.",
)
@with_appcontext
def demo(contacts: int, tickets: int) -> None:
    """Load demo data: companies, contacts, and one login for each group.

    The same number gives the same people each time. A database that has demo data stays as it is.
    """
    if tickets:
        click.echo("No tickets are made: this version has none yet.")
    try:
        result = load_demo(contacts, actor=Actor.system("command"), progress=_progress())
        db.session.commit()
    except AlreadyLoaded:
        db.session.rollback()
        click.echo("This database has demo data already; nothing was added.")
    else:
        _tidy()
        click.echo(_summary(result))
    show_logins(demo_logins())


def show_logins(logins: Iterable[tuple[str, str, str]]) -> None:
    """Print the logins as a table."""
    for group, email, password in logins:
        click.echo(f"  {group:<16} {email:<24} {password}")


def _summary(result: DemoResult) -> str:
    return f"Made {result.companies:,} companies and {result.contacts:,} contacts."


def _progress() -> Callable[[int, int], None] | None:
    """A line that counts, where somebody watches and it takes a while."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        if total > 10_000:
            click.echo(f"\r{done:,} of {total:,}", nl=done == total, err=True)

    return show


def _tidy() -> None:
    """Let PostgreSQL look at the new rows, so that its plans and estimates fit them at once."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE company, contact, contact_point"))
