"""Signing in by password and, where it is set up, a code; signing out; the language of pages."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask import session as browser
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response as Answer

from admin_app.errors import Problem
from admin_app.i18n import LANGUAGES
from admin_app.permissions import Actor
from admin_app.services import authenticator, password, throttle
from admin_app.services import session as sessions
from admin_app.services import user as users
from admin_app.services.processes import second_factor
from admin_app.services.processes.second_factor import Proof
from admin_app.services.shared.unit_of_work import audit
from models import User
from models.base import db
from views import current
from views.auth.forms import CodeForm, LoginForm, RecoveryCodeForm
from views.auth.shared import bp, forget_browser, landing, page, try_once, with_theme
from views.problems import problem_text
from views.safe_url import safe_path

WAITING = "second_step"
"""In the browser's session: the token of a sign-in whose password was right, and what it asked."""


@bp.get("/")
def home() -> Answer:
    """The first page of whoever comes."""
    user = current.current_user_or_none()
    return redirect(landing(user)) if user else current.to_login()


@bp.route("/login", methods=["GET", "POST"])
def login() -> Answer:
    """Sign in with e-mail and password."""
    if user := current.current_user_or_none():
        return redirect(safe_path(request.values.get("next")) or landing(user))
    form = LoginForm()
    if not form.is_submitted():
        form.next.data = safe_path(request.args.get("next")) or ""
    if not form.validate_on_submit():
        return page("auth/login.html", form=form)
    email = form.email.data or ""
    tries = try_once(throttle.SIGN_IN, email)
    if tries is None:
        form.form_errors.append(_("Too many attempts. Wait a quarter of an hour and try again."))
        return page("auth/login.html", 429, form=form)
    user = _authenticate(email, form.password.data or "")
    if user is None:
        form.form_errors.append(_("The e-mail or the password is not right."))
        return page("auth/login.html", 422, form=form)
    throttle.take_back(throttle.SIGN_IN, email, tries)
    remember, target = bool(form.remember.data), safe_path(form.next.data)
    if authenticator.is_on(user):
        return _ask_for_code(user, remember=remember, target=target)
    return _sign_in(user, remember=remember, target=target)


@bp.route("/login/code", methods=["GET", "POST"])
def code() -> Answer:
    """The second step: a code of the authenticator application, or a recovery code."""
    if signed_in := current.current_user_or_none():
        return redirect(landing(signed_in))
    waiting: dict[str, Any] = browser.get(WAITING, {})
    token = str(waiting.get("token", ""))
    user = second_factor.waiting(token)
    if user is None:
        flash(_("The sign-in took too long. Begin again."))
        return redirect(url_for("auth.login", next=waiting.get("next")))
    form = RecoveryCodeForm() if request.args.get("recovery") else CodeForm()
    if not form.validate_on_submit():
        return _code_page(user, form)
    email = user.email
    tries = try_once(throttle.SECOND_STEP, email)
    if tries is None:
        form.form_errors.append(_("Too many attempts. Wait a quarter of an hour and try again."))
        return _code_page(user, form, 429)
    passed = second_factor.pass_step(token, form.code.data or "", ip=current.ip())
    if passed is None:
        db.session.commit()
        form.code.errors = [problem_text(Problem("code", "code_wrong"))]
        return _code_page(user, form, 422)
    throttle.take_back(throttle.SECOND_STEP, email, tries)
    return _sign_in(
        passed.user,
        remember=bool(waiting.get("remember")),
        target=safe_path(waiting.get("next")),
        second_step=passed.proof,
    )


@bp.post("/logout")
def logout() -> Answer:
    """Sign out in this browser."""
    if current.current_user_or_none():
        sessions.end(current_user.token)
        db.session.commit()
        logout_user()
        forget_browser()
    return redirect(url_for("auth.login"))


@bp.post("/language")
def language() -> Answer:
    """Choose the language: for this browser, and for the person who is signed in."""
    code = request.form.get("language", "")
    if code in LANGUAGES:
        browser[current.LANGUAGE_KEY] = code
        if user := current.current_user_or_none():
            users.update_profile(user, {"language": code}, actor=current.current_actor())
            db.session.commit()
    return redirect(safe_path(request.form.get("next")) or url_for("auth.home"))


def _authenticate(email: str, typed: str) -> User | None:
    """Who this is, if the password fits. No transaction is open while it is checked."""
    known = users.password_hash_of(email)
    db.session.rollback()
    return users.by_email(email) if password.verify(known, typed) else None


def _ask_for_code(user: User, *, remember: bool, target: str | None) -> Answer:
    """Let the browser wait for the second step; nobody is signed in yet."""
    token = second_factor.ask(user)
    db.session.commit()
    forget_browser()
    browser[WAITING] = {"token": token, "remember": remember, "next": target}
    return redirect(url_for("auth.code"))


def _code_page(user: User, form: CodeForm | RecoveryCodeForm, status: int = 200) -> Answer:
    return page(
        "auth/code.html",
        status,
        form=form,
        by_recovery=isinstance(form, RecoveryCodeForm),
        is_readable=authenticator.key_of(user) is not None,
    )


def _sign_in(
    user: User, *, remember: bool, target: str | None, second_step: Proof | None = None
) -> Answer:
    """Begin a new session under a new id; nothing of the anonymous one stays but the language."""
    user_agent = request.user_agent.string
    token = sessions.start(user, ip=current.ip(), user_agent=user_agent)
    actor = Actor.of(user, ip=current.ip())
    audit(
        db.session,
        actor,
        "sign_in",
        "user",
        row_id=user.id,
        row_name=user.full_name,
        changes={"second_step": second_step} if second_step else None,
    )
    db.session.commit()
    row = sessions.load(token)
    forget_browser()
    if row is not None:
        login_user(current.SignedIn(row, token))
        browser.permanent = remember
    return with_theme(redirect(target or landing(user)), user)
