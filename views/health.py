"""What watches the service asks: does the process live, is it ready to serve."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from admin_app.services import health

blueprint = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    """Bind both addresses."""
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> Response:
    """The database answers and fits this program; 503 otherwise."""
    if health.is_ready():
        return Response("ready\n", mimetype="text/plain")
    return Response("not ready\n", status=503, mimetype="text/plain")
