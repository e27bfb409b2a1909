"""Setting up two-step sign-in, turning it off, new recovery codes; and leading to it who must."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TypeVar

import segno
from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from admin_app.errors import Conflict, Invalid
from admin_app.services import authenticator, throttle
from admin_app.services.processes import second_factor
from models.base import db
from views import current
from views.auth.forms import BothStepsForm, SetUpForm
from views.auth.shared import bp, me, page, try_once
from views.problems import show_problems, text_of

T = TypeVar("T")
OPEN = frozenset(
    {
        "static",
        "health.healthz",
        "health.readyz",
        "auth.logout",
        "auth.language",
        "auth.set_up_second_factor",
        "auth.begin_second_factor",
    }
)
"""What one may reach whose group demands the second step before he has set it up."""


@bp.before_app_request
def lead_to_set_up() -> Answer | None:
    """Whoever needs the second step and has none can do nothing else."""
    if request.endpoint in OPEN:
        return None
    user = current.current_user_or_none()
    if user is None or not second_factor.is_missing(user):
        return None
    target = url_for("auth.set_up_second_factor")
    if request.headers.get("HX-Request"):
        answer = make_response("", 401)
        answer.headers["HX-Redirect"] = target
        return answer
    return redirect(target, 303)


@bp.post("/profile/second-factor/begin")
@current.signed_in
def begin_second_factor() -> Answer:
    """Make a key that can be set up."""
    try:
        second_factor.begin(me())
    except Conflict as error:
        flash(text_of(error), "error")
        return redirect(url_for("auth.security"))
    db.session.commit()
    return redirect(url_for("auth.set_up_second_factor"))


@bp.route("/profile/second-factor", methods=["GET", "POST"])
@current.signed_in
def set_up_second_factor() -> Answer:
    """The key as a picture and in letters, and the code that proves that it arrived."""
    if authenticator.is_on(me()):
        return redirect(url_for("auth.security"))
    form = SetUpForm()
    if authenticator.key_of(me()) is None or not form.validate_on_submit():
        return _set_up_page(form)
    return _guess(form, second_factor.turn_on, _set_up_page, _codes_page)


@bp.route("/profile/second-factor/off", methods=["GET", "POST"])
@current.signed_in
def turn_off_second_factor() -> Answer:
    """Turn two-step sign-in off, by password and code."""
    if not authenticator.is_on(me()):
        return redirect(url_for("auth.security"))
    form = BothStepsForm()
    if not form.validate_on_submit():
        return _off_page(form)
    return _guess(form, second_factor.turn_off, _off_page, _to_security)


@bp.route("/profile/second-factor/codes", methods=["GET", "POST"])
@current.signed_in
def new_recovery_codes() -> Answer:
    """New recovery codes, by password and code."""
    if not authenticator.is_on(me()):
        return redirect(url_for("auth.security"))
    form = BothStepsForm()
    if not form.validate_on_submit():
        return _renew_page(form)
    return _guess(form, second_factor.renew_codes, _renew_page, _codes_page)


def _guess(
    form: BothStepsForm,
    act: Callable[..., T],
    again: Callable[..., Answer],
    done: Callable[[T], Answer],
) -> Answer:
    """Do what password and code allow; each try is counted as a guess at both."""
    email = me().email
    tries = try_once(throttle.OWN_PASSWORD, email)
    if tries is None:
        form.form_errors.append(_("Too many attempts. Wait a quarter of an hour and try again."))
        return again(form, 429)
    try:
        made = act(
            me(),
            current=form.current_password.data or "",
            code=form.code.data or "",
            actor=current.current_actor(),
            keep=current.current_session(),
        )
    except (Invalid, Conflict) as error:
        db.session.rollback()
        show_problems(form, error)
        return again(form, 422)
    throttle.take_back(throttle.OWN_PASSWORD, email, tries)
    db.session.commit()
    return done(made)


def _set_up_page(form: SetUpForm, status: int = 0) -> Answer:
    """The steps of setting up; before the first one there is only a button."""
    key = authenticator.key_of(me())
    return page(
        "auth/second_factor.html",
        status or (422 if form.errors else 200),
        form=form,
        key=" ".join(textwrap.wrap(key, 4)) if key else "",
        picture=_picture(authenticator.address(me(), key)) if key else "",
        is_demanded=second_factor.is_missing(me()),
    )


def _picture(text: str) -> Markup:
    """A QR code, dark on light in every theme, for that is what cameras read."""
    made = segno.make(text, error="m").svg_inline(
        scale=5, border=3, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return Markup(made)  # noqa: S704 - made of squares by the library, no text stands in it


def _codes_page(codes: list[str]) -> Answer:
    """The recovery codes, this once."""
    return page("auth/recovery_codes.html", codes=codes, email=me().email)


def _off_page(form: BothStepsForm, status: int = 0) -> Answer:
    return _proof_page(form, status, _("Turn off two-step sign-in"), _("Turn off"))


def _renew_page(form: BothStepsForm, status: int = 0) -> Answer:
    return _proof_page(form, status, _("New recovery codes"), _("Make new codes"))


def _proof_page(form: BothStepsForm, status: int, title: str, submit_label: str) -> Answer:
    return page(
        "auth/proof.html",
        status or (422 if form.errors else 200),
        form=form,
        title=title,
        submit_label=submit_label,
        breadcrumbs=[(_("Security"), url_for("auth.security")), (title, None)],
        cancel_url=url_for("auth.security"),
    )


def _to_security(_nothing: None) -> Answer:
    flash(_("Two-step sign-in is off. All other browsers are signed out."), "success")
    return redirect(url_for("auth.security"))
