"""What the pages of accounts share: the blueprint, counting of tries, small answers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template, url_for
from flask import session as browser
from werkzeug.wrappers import Response as Answer

from admin_app.permissions import Actor
from admin_app.services import throttle
from models import User
from models.base import db
from models.enums import AccessType
from views import current

bp = Blueprint("auth", __name__)
YEAR = 365 * 24 * 3600
THEME_COOKIE = "theme"


def me() -> User:
    """Who is signed in, on pages that are guarded."""
    user = current.current_user_or_none()
    assert user is not None  # noqa: S101 - pages above are guarded
    return user


def landing(user: User) -> str:
    """Where work begins: the panel for staff, the cabinet for clients, the profile for others."""
    if Actor.of(user).is_staff:
        return url_for("admin.index")
    is_client = user.group.access_type == AccessType.CLIENT
    return url_for("cabinet.home") if is_client else url_for("auth.profile")


def try_once(kind: throttle.Throttle, email: str) -> list[int] | None:
    """Count a try before it is judged, so that parallel ones see it; None when too many."""
    if throttle.is_closed(kind, email, current.ip()):
        db.session.rollback()
        return None
    rows = throttle.note(kind, email, current.ip())
    db.session.commit()
    exceeded = throttle.is_exceeded(kind, email, current.ip())
    db.session.rollback()
    return None if exceeded else rows


def forget_browser() -> None:
    """Empty the browser's own session but for the language."""
    chosen = browser.get(current.LANGUAGE_KEY)
    browser.clear()
    if chosen:
        browser[current.LANGUAGE_KEY] = chosen


def page(template: str, code: int = 200, **context: Any) -> Response:
    """A filled template with its status."""
    return make_response(render_template(template, **context), code)


def with_theme(answer: Answer, user: User) -> Answer:
    """Bring the theme that the person chose to this browser; the scripts read it from there."""
    theme = user.preferences.get("theme", "")
    if theme in ("light", "dark"):
        secure = current.settings().base_url.startswith("https:")
        answer.set_cookie(THEME_COOKIE, theme, max_age=YEAR, samesite="Lax", secure=secure)
    elif theme == "auto":
        answer.delete_cookie(THEME_COOKIE, samesite="Lax")
    return answer
