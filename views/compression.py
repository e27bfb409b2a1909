"""Pages and static files compressed for browsers that take it, where no proxy does that."""

from __future__ import annotations

import zlib
from functools import lru_cache

from flask import Flask, Response, request

TEXTS = frozenset({"text/html", "text/css", "text/javascript", "image/svg+xml", "application/json"})
SMALLEST = 1400
"""Shorter answers fit into one packet as they are."""
GZIP = 16 + zlib.MAX_WBITS


def init_app(app: Flask) -> None:
    """Compress what is worth it."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    static = request.endpoint == "static"
    if response.mimetype not in TEXTS or (response.is_streamed and not static):
        return response
    response.vary.add("Accept-Encoding")
    wanted = request.method == "GET" and request.accept_encodings["gzip"] > 0
    if not wanted or response.status_code == 304 or "Content-Encoding" in response.headers:
        return response
    response.direct_passthrough = False  # a static file may be read here
    data = response.get_data()
    if len(data) < SMALLEST:
        return response
    response.set_data(_packed_once(data) if static else _packed(data, 1))
    response.headers["Content-Encoding"] = "gzip"
    if etag := response.get_etag()[0]:
        response.set_etag(etag, weak=True)  # the same content in two forms
    return response


def _packed(data: bytes, level: int) -> bytes:
    packer = zlib.compressobj(level, wbits=GZIP)
    return packer.compress(data) + packer.flush()


@lru_cache(maxsize=256)
def _packed_once(data: bytes) -> bytes:
    """A static file, as small as it gets; once a process."""
    return _packed(data, 9)
