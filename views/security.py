"""Headers of every answer: content security policy with a nonce, no sniffing, no framing."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
WEEK, YEAR = 7 * 24 * 3600, 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Bind the headers and the nonce to the application."""
    app.after_request(_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """The nonce of this answer's scripts."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY.format(nonce=csp_nonce()))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if request.endpoint == "static":
        if "v" in request.args:
            headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        elif response.mimetype == "font/woff2":  # named by style sheets, which know no version
            headers["Cache-Control"] = f"public, max-age={WEEK}"
    else:
        headers.setdefault("Cache-Control", "no-store")
    return response
