"""`/metrics` for Prometheus: requests of this server, and the figures of the database.

Requests are counted by each process; under gunicorn all processes of one server share a folder
(see gunicorn.conf.py), so that every scrape tells of all of them. Labels are names of the
program's own: never an id, an address or a name of somebody.
"""

from __future__ import annotations

import hmac
import ipaddress
import time
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from admin_app.config import VERSION
from admin_app.services import figures
from models.base import db
from views.current import settings

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

blueprint = Blueprint("metrics", __name__)
_own = CollectorRegistry()
_requests = Counter(
    "kontora_requests",
    "Requests answered.",
    ["endpoint", "method", "status"],
    registry=_own,
)
_seconds = Histogram(
    "kontora_request_seconds",
    "Time until the answer was made.",
    ["endpoint"],
    registry=_own,
    buckets=BUCKETS,
)


def init_app(app: Flask) -> None:
    """Bind the address, and the counting to every request."""
    app.register_blueprint(blueprint)
    app.after_request(_count)


@blueprint.get("/metrics")
def metrics() -> Response:
    """All figures, for this machine or for whoever has the token."""
    if not (_has_token() or _is_local()):
        text = "Only from this machine, or with METRICS_TOKEN as a bearer token.\n"
        return Response(text, status=403, mimetype="text/plain")
    registry = CollectorRegistry()
    try:
        MultiProcessCollector(registry)
    except ValueError:  # no folder is shared: this process is the only one
        registry.register(_own)
    registry.register(_Figures())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    method = request.method if request.method in METHODS else "other"
    _requests.labels(endpoint, method, str(response.status_code)).inc()
    _seconds.labels(endpoint).observe(time.perf_counter() - g.began)
    return response


def _has_token() -> bool:
    token = settings().metrics_token
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    same = hmac.compare_digest(given.encode(errors="replace"), token.encode())
    return bool(token) and kind.lower() == "bearer" and same


def _is_local() -> bool:
    """Whether a program on this machine asks by itself, not a proxy for somebody else."""
    original = request.environ.get("werkzeug.proxy_fix.orig") or request.environ
    try:
        peer = ipaddress.ip_address(original.get("REMOTE_ADDR") or "")
    except ValueError:
        return False
    return peer.is_loopback and not any(name in request.headers for name in FORWARDED)


class _Figures(Collector):
    """The figures of the database at the moment of the scrape."""

    def collect(self) -> Iterator[Metric]:
        info = GaugeMetricFamily("kontora_info", "The version that runs.", labels=["version"])
        info.add_metric([VERSION], 1)
        yield info
        try:
            found = figures.collect()
        except SQLAlchemyError:
            db.session.rollback()
            yield _gauge("kontora_database_up", "Whether the database answers.", 0)
            return
        yield _gauge("kontora_database_up", "Whether the database answers.", 1)
        yield _by_state("kontora_jobs", "Background jobs.", found.jobs)
        yield _gauge("kontora_job_wait_seconds", "Wait of the oldest due job.", found.job_wait)
        yield _by_state("kontora_mails", "Outgoing mails.", found.mails)
        yield _by_state("kontora_imports", "Imports.", found.imports)
        yield _gauge("kontora_sessions", "Browsers that are signed in.", found.sessions)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)


def _by_state(name: str, text: str, counts: dict[str, int]) -> Metric:
    gauge = GaugeMetricFamily(name, text, labels=["state"])
    for state, number in counts.items():
        gauge.add_metric([state], number)
    return gauge
