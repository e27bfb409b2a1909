"""The client's side, under /cabinet/."""

from __future__ import annotations

from flask import Flask

from views.cabinet import home


def init_app(app: Flask) -> None:
    """Bind the pages of the cabinet."""
    app.register_blueprint(home.blueprint)
