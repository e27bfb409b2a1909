"""A test client that behaves like a browser: separate requests, and a token on every form."""

import contextvars
import secrets

from flask import has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

SAFE = {"GET", "HEAD", "OPTIONS"}


def end_transaction_of_test() -> None:
    """Let go of the database: on SQLite a test that has read would lock the request out."""
    from models.base import db

    if has_app_context():
        pending = [*db.session.new, *db.session.dirty]
        assert not pending, "commit what the request shall see"
        db.session.rollback()


class BrowserLikeClient(FlaskClient):
    """Sends the CSRF token unless told `csrf=False`; requests share nothing but cookies.

    A test that holds an application context would otherwise lend its `g` and its session to the
    request, and with them the person who signed in before.
    """

    def open(self, *args, csrf: bool = True, **kwargs):
        """One request; the answer as Werkzeug's test response."""
        end_transaction_of_test()
        method = str(kwargs.get("method", "GET")).upper()
        if csrf and method not in SAFE:
            kwargs["headers"] = {
                "X-CSRFToken": self.csrf_token(),
                **dict(kwargs.get("headers") or {}),
            }
        return contextvars.Context().run(super().open, *args, **kwargs)

    def csrf_token(self) -> str:
        """The token of this browser's session, as a form of ours would carry it."""
        return contextvars.Context().run(self._csrf_token)

    def _csrf_token(self) -> str:
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        serializer = URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token")
        return serializer.dumps(raw)
