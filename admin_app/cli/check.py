"""`flask check`: what is wrong with the configuration and the database."""

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from admin_app.services import health


@click.command("check")
@with_appcontext
def check() -> None:
    """Check the settings, the database, the files folder and the queue; exit code 1 if not well."""
    settings = current_app.extensions["settings"]
    problems = health.problems(settings)
    for line in problems:
        click.echo(f"problem: {line}")
    for line in health.advice(settings):
        click.echo(f"advice: {line}")
    if problems:
        sys.exit(1)
    click.echo("All is well.")
