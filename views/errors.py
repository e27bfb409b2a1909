"""Error pages: what happened, what to do, and a number to quote; never a traceback."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, make_response, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from admin_app.errors import NotAllowed, NotFound
from models.base import db
from views.requests import request_id

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Bind the handlers."""
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotAllowed, lambda _error: page(403))
    app.register_error_handler(NotFound, lambda _error: page(404))
    app.register_error_handler(Exception, _unexpected)


def page(code: int, *, number: str = "") -> Response:
    """The page for an HTTP status code, in the visitor's language."""
    title, text, what_to_do = _texts(code)
    body = render_template(
        "errors/error.html", code=code, title=title, text=text, what_to_do=what_to_do, number=number
    )
    return make_response(body, code)


def _texts(code: int) -> tuple[str, str, str]:
    texts: dict[int, tuple[str, str, str]] = {
        400: (
            _("This request cannot be read"),
            _("Something in the address or the form was not as expected. Nothing was changed."),
            _("Go back, reload the page and try again."),
        ),
        403: (
            _("You may not open this"),
            _("Your group does not have the right for this page or action."),
            _("If you need it for your work, ask an administrator."),
        ),
        404: (
            _("There is nothing here"),
            _("The page or record does not exist, was deleted, or is not yours to see."),
            _("Check the address, or look for the record by search."),
        ),
        405: (
            _("This cannot be done this way"),
            _("The address does not take such requests. Nothing was changed."),
            _("Go back and use the buttons of the page."),
        ),
        413: (
            _("The file is too large"),
            _("Files of up to 50 MB can be taken. Nothing was stored."),
            _("Split the file and drop the parts one after another."),
        ),
        429: (
            _("Too many attempts"),
            _("There were too many attempts from here in a short time."),
            _("Wait a few minutes and try again."),
        ),
    }
    unexpected = (
        _("Something went wrong"),
        _("The program met an error that is not your fault. What was saved before is kept."),
        _("Try again. If it happens again, tell the number below to your administrator."),
    )
    return texts.get(code, unexpected if code >= 500 else texts[400])


def _csrf(_error: CSRFError) -> Response:
    title = _("The form is too old")
    text = _("You were signed in or out since this page was opened. Nothing was changed.")
    body = render_template(
        "errors/error.html",
        code=400,
        title=title,
        text=text,
        what_to_do=_("Go back, reload the page and try again."),
        number="",
    )
    return make_response(body, 400)


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    return page(error.code)


def _unexpected(error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    db.session.rollback()
    return page(500, number=request_id())
