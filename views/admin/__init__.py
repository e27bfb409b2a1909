"""The staff side: an own theme and base view over Flask-Admin."""

from __future__ import annotations

from flask import Flask
from flask_admin import Admin
from flask_admin.theme import Theme

from views import compact
from views.admin.pages.dashboard import DashboardView
from views.admin.sections import register


def init_app(app: Flask) -> Admin:
    """Bind the panel under /admin/ with all its sections."""
    compact.init_app(app)
    admin = Admin(
        app,
        name="Kontora",
        index_view=DashboardView(url="/admin", endpoint="admin"),
        theme=Theme(folder="kontora", base_template="admin/base.html"),
    )
    register(app, admin)
    return admin
