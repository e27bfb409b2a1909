"""Who is asking: the signed-in user of this request, and the guards of pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import (
    Response,
    current_app,
    g,
    has_request_context,
    make_response,
    redirect,
    request,
    url_for,
)
from flask import session as browser
from flask_login import UserMixin, current_user
from sqlalchemy.exc import OperationalError

from admin_app import database
from admin_app.config import Settings
from admin_app.errors import NotAllowed
from admin_app.extensions import login_manager
from admin_app.i18n import LANGUAGES
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services import session as sessions
from models import User, UserSession
from models.base import db
from views import errors
from views.safe_url import safe_path

P = ParamSpec("P")
LANGUAGE_KEY = "language"
"""In the browser's session: the language chosen on a page before signing in."""

login_manager.session_protection = None  # the session's row is the judge, not its address


class SignedIn(UserMixin):
    """A living session, as Flask-Login wants to see it."""

    def __init__(self, row: UserSession, token: str) -> None:
        self.row = row
        self.token = token

    def get_id(self) -> str:
        """What the browser keeps: the token of its session, never the user's id."""
        return self.token


@login_manager.user_loader
def load(token: str) -> SignedIn | None:
    """The session of this token, noting every few minutes that it was seen."""
    row = sessions.load(token)
    if row is not None and sessions.is_touch_due(row):
        _touch(row.id)
        row = sessions.load(token)
    return None if row is None else SignedIn(row, token)


def current_session() -> UserSession | None:
    """The session of this request, None when nobody is signed in."""
    if not has_request_context() or not current_user.is_authenticated:
        return None
    row: UserSession = current_user.row
    return row


def current_user_or_none() -> User | None:
    """Who is signed in, None when nobody is."""
    row = current_session()
    return None if row is None else row.user


def current_actor() -> Actor:
    """The signed-in user as services want to know him; raises NotAllowed when there is none."""
    known: Actor | None = g.get("actor")
    if known is not None:
        return known
    user = current_user_or_none()
    if user is None:
        raise NotAllowed("anonymous")
    g.actor = actor = Actor.of(user, ip=ip(), language=language())
    return actor


def ip() -> str:
    """Where the request comes from. Forged headers do not count (see TRUSTED_PROXIES)."""
    return request.remote_addr or ""


def may(permission: Permission) -> bool:
    """Whether somebody is signed in and has this right."""
    known = g.get("actor") or current_user_or_none()
    return known is not None and allowed(current_actor(), permission)


def refusal() -> Response:
    """The answer to one who may not: signing in for strangers, else the 403 page."""
    return errors.page(403) if current_user_or_none() else to_login()


@login_manager.unauthorized_handler
def to_login() -> Response:
    """Send the browser to sign in, and back here afterwards where that makes sense."""
    wanted = request.full_path if request.query_string else request.path
    target = wanted if request.method == "GET" and wanted != "/" else None
    if request.headers.get("HX-Request"):
        # a fragment: the whole page has to go, and come back to itself
        target = safe_path(
            request.headers.get("HX-Current-URL", "").removeprefix(request.host_url[:-1])
        )
        answer = make_response("", 401)
        answer.headers["HX-Redirect"] = url_for("auth.login", next=target)
        return answer
    return make_response(redirect(url_for("auth.login", next=target)))


def signed_in(view: Callable[P, Any]) -> Callable[P, Any]:
    """Only for people who are signed in, whatever their rights."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        return view(*args, **kwargs) if current_user_or_none() else to_login()

    return guarded


def needs(permission: Permission) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Only for people with this right."""

    def decorate(view: Callable[P, Any]) -> Callable[P, Any]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
            return view(*args, **kwargs) if may(permission) else refusal()

        return guarded

    return decorate


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["settings"]
    return found


def language() -> str:
    """The language of this request: the user's own, the one chosen here, the browser's."""
    if not has_request_context():
        return settings().language
    user = current_user_or_none()
    chosen = (user.language if user else "") or browser.get(LANGUAGE_KEY, "")
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(list(LANGUAGES)) or settings().language


def time_zone() -> str:
    """The time zone of this request: the user's own, else that of the installation."""
    user = current_user_or_none()
    return (user.time_zone if user else "") or settings().time_zone


def _touch(session_id: int) -> None:
    """Write in a transaction of its own; a page that only reads must not hold the write lock."""
    db.session.rollback()
    reading = database.reading.set(False)
    try:
        sessions.touch(session_id)
        db.session.commit()
    except OperationalError:
        db.session.rollback()  # the database is busy; the next page will try again
    finally:
        database.reading.reset(reading)
