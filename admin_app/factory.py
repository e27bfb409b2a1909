"""Making the application: the one place that knows all parts."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from admin_app import cli, database
from admin_app.config import ROOT, Settings, load_settings
from admin_app.extensions import babel, csrf, login_manager, migrate
from admin_app.jobs import handlers
from admin_app.services.shared import unit_of_work
from models.base import db
from views import admin as admin_views
from views import (
    auth,
    cabinet,
    compression,
    context,
    current,
    errors,
    health,
    metrics,
    requests,
    security,
    static,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The application under `settings`, by default those of the environment.

    Raises ConfigError where the environment holds wrong values.
    """
    settings = settings or load_settings()
    app = Flask(
        "admin_app",
        root_path=str(ROOT / "admin_app"),
        instance_path=str(ROOT / "instance"),
    )
    app.config.from_mapping(settings.flask_config())
    if proxies := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    app.extensions["settings"] = settings
    database.install()
    unit_of_work.install()
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    requests.init_app(app)  # before whatever may refuse a request
    csrf.init_app(app)
    babel.init_app(app, locale_selector=current.language, timezone_selector=current.time_zone)
    login_manager.init_app(app)
    app.before_request(_note_reading)
    security.init_app(app)
    static.init_app(app)
    compression.init_app(app)
    context.init_app(app)
    errors.init_app(app)
    health.init_app(app)
    metrics.init_app(app)
    auth.init_app(app)
    admin_views.init_app(app)
    cabinet.init_app(app)
    handlers.load()
    cli.register(app)
    return app


def _note_reading() -> None:
    """Requests that only read take no write lock on SQLite."""
    database.reading.set(request.method in {"GET", "HEAD", "OPTIONS"})
