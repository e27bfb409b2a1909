"""Dialogs of a card: a form in the dialog of the page, and back to the card after it."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request
from flask_wtf import FlaskForm

from models.base import db
from views.admin.listing import is_fragment
from views.notices import notice
from views.safe_url import safe_path

LARGEST_ID = 2**31 - 1


def number(text: str) -> int | None:
    """The id that a text is, if it can be one."""
    fits = text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID
    return int(text) if fits else None


def card_address(text: str) -> str:
    """An address of this site to go back to; empty for any other."""
    return safe_path(text) or ""


def dialog(form: FlaskForm, title: str, url: str, submit_label: str, **more: Any) -> Any:
    """The form in a dialog; 422 where it comes back with what is wrong."""
    template = more.pop("template", "admin/view_dialog.html")
    page = render_template(
        template, form=form, title=title, url=url, submit_label=submit_label, **more
    )
    return (page, 422) if request.method == "POST" else page


def done(text: str, target: str, *, undo_url: str | None = None) -> Response:
    """Commit, say so on the next page, and go there: by htmx where a dialog asked."""
    db.session.commit()
    if text:
        notice(text, undo_url=undo_url)
    if not is_fragment():
        return make_response(redirect(target))
    answer = make_response("", 204)
    answer.headers["HX-Redirect"] = target
    return answer
