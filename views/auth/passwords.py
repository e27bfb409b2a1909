"""Forgotten passwords, passwords chosen by the link of a mail, and changing the own one."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response as Answer

from admin_app.errors import Invalid
from admin_app.services import link_token, throttle
from admin_app.services import session as sessions
from admin_app.services import user as users
from admin_app.services.link_token import Purpose
from admin_app.services.processes import password_reset
from models.base import db
from views import current
from views.auth.forms import ChangePasswordForm, ForgotForm, ResetForm
from views.auth.shared import bp, forget_browser, me, page, try_once
from views.problems import show_problems


@bp.route("/forgot", methods=["GET", "POST"])
def forgot() -> Answer:
    """Ask for a link to choose a new password."""
    form = ForgotForm()
    if not form.validate_on_submit():
        return page("auth/forgot.html", form=form)
    email = form.email.data or ""
    if try_once(throttle.FORGOTTEN, email) is None:
        form.form_errors.append(_("Too many attempts. Wait an hour and try again."))
        return page("auth/forgot.html", 429, form=form)
    password_reset.request(email, ip=current.ip())
    db.session.commit()
    flash(_("If somebody signs in with %(email)s, a link is on its way there.", email=email))
    return redirect(url_for("auth.login"))


@bp.route("/forgot/<token>", methods=["GET", "POST"])
def reset(token: str) -> Answer:
    """Choose a new password by the link of a mail; looking at it uses nothing up."""
    return _choose_password(token, Purpose.PASSWORD_RESET)


@bp.route("/welcome/<token>", methods=["GET", "POST"])
def welcome(token: str) -> Answer:
    """Choose the first password by the link of a mail."""
    return _choose_password(token, Purpose.WELCOME)


@bp.route("/profile/password", methods=["GET", "POST"])
@current.signed_in
def change_password() -> Answer:
    """Change the own password."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _password_page(form)
    email = me().email
    tries = try_once(throttle.OWN_PASSWORD, email)
    if tries is None:
        form.form_errors.append(_("Too many attempts. Wait a quarter of an hour and try again."))
        return _password_page(form, 429)
    try:
        _set_own_password(form)
    except Invalid as error:
        db.session.rollback()
        show_problems(form, error)
        return _password_page(form, 422)
    throttle.take_back(throttle.OWN_PASSWORD, email, tries)
    db.session.commit()
    flash(_("The password is changed. All other browsers are signed out."), "success")
    return redirect(url_for("auth.profile"))


def _choose_password(token: str, purpose: Purpose) -> Answer:
    form = ResetForm()
    if link_token.peek(token, purpose) is None:
        return _secret_page("auth/link_dead.html", 404)
    if not form.validate_on_submit():
        return _secret_page("auth/reset.html", form=form)
    try:
        user = password_reset.complete(token, purpose, form.password.data or "", ip=current.ip())
    except Invalid as error:
        db.session.rollback()  # the link stays good
        show_problems(form, error)
        return _secret_page("auth/reset.html", 422, form=form)
    if user is None:
        return _secret_page("auth/link_dead.html", 404)
    db.session.commit()
    _leave()
    flash(_("The password is saved. Sign in with it."), "success")
    return redirect(url_for("auth.login"))


def _set_own_password(form: ChangePasswordForm) -> None:
    users.change_password(
        me(),
        current=form.current_password.data or "",
        new=form.password.data or "",
        actor=current.current_actor(),
        keep=current.current_session(),
    )
    password_reset.tell_changed(me(), ip=current.ip())


def _secret_page(template: str, code: int = 200, **context: Any) -> Response:
    """A page whose address is a secret: no log of a further request may hold it."""
    answer = page(template, code, **context)
    answer.headers["Referrer-Policy"] = "strict-origin"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _password_page(form: ChangePasswordForm, code: int = 200) -> Response:
    return page(
        "auth/change_password.html",
        code,
        form=form,
        groups=[(_("Password"), ["current_password", "password"])],
        cancel_url=url_for("auth.profile"),
    )


def _leave() -> None:
    """Whoever was signed in here until now: the next one is the owner of the link."""
    if current.current_user_or_none():
        sessions.end(current_user.token)
        db.session.commit()
        logout_user()
        forget_browser()
