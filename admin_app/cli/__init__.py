"""Commands of `flask --app wsgi`; each command group is a module with one or more of them."""

from flask import Flask

from admin_app.cli.serve import serve
from admin_app.cli.users import create_admin

COMMANDS = (serve, create_admin)


def register(app: Flask) -> None:
    """Give the application its commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
