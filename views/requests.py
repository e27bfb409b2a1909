"""What every request gets before anything else: a number to quote, and a line in the log."""

from __future__ import annotations

import logging
import re
import secrets
import time
from functools import partial

from flask import Flask, Response, current_app, g, request

from admin_app import logs

HEADER = "X-Request-ID"
_FORM = re.compile(r"[A-Za-z0-9._-]{8,64}")
_WATCHERS = {"health.healthz", "health.readyz", "metrics.metrics", "static"}
"""Endpoints that are asked all day long: their lines are for debugging only."""


def init_app(app: Flask) -> None:
    """Bind the beginning and the end; call it before anything that may refuse a request."""
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    """The number of this request."""
    number: str = g.request_id
    return number


def _begin() -> None:
    g.began = time.perf_counter()
    g.request_id = _number()
    logs.unbind_all()
    logs.bind(request_id=g.request_id)


def _number() -> str:
    """What the trusted proxy calls it, where it does; otherwise one of our own."""
    given = request.headers.get(HEADER, "")
    if current_app.extensions["settings"].trusted_proxies and _FORM.fullmatch(given):
        return given
    return secrets.token_hex(6)


def _end(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    told = {
        "method": request.method,
        "path": request.path,
        "endpoint": request.endpoint,
        "status": response.status_code,
        "ip": request.remote_addr,
        "user_id": g.actor.user_id if "actor" in g else None,
    }
    # a download goes on after this; the line is written when its last byte is out
    response.call_on_close(partial(_tell, _level(response.status_code), told, g.began))
    return response


def _level(status: int) -> int:
    if status >= 500:
        return logging.ERROR
    return logging.DEBUG if status < 400 and request.endpoint in _WATCHERS else logging.INFO


def _tell(level: int, told: dict[str, object], began: float) -> None:
    milliseconds = round((time.perf_counter() - began) * 1000, 1)
    logs.requests.log(level, "request", extra=told | {"ms": milliseconds})
