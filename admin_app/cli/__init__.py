"""Commands of `flask --app wsgi`; each module here has one or more of them."""

from importlib import import_module
from pkgutil import iter_modules

import click
from flask import Flask


def register(app: Flask) -> None:
    """Give the application every command of this package."""
    for module in iter_modules(__path__):
        for part in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(part, click.Command):
                app.cli.add_command(part)
