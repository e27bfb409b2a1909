"""Accounts from the person's side: signing in and out, passwords, security, the own profile."""

from flask import Flask

from views.auth import passwords, profile, second_factor, security, sign_in, time_zones
from views.auth.shared import bp

__all__ = ["init_app", "passwords", "profile", "second_factor", "security", "sign_in", "time_zones"]


def init_app(app: Flask) -> None:
    """Bind the pages to the application."""
    app.register_blueprint(bp)
