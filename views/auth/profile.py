"""The own profile: name, language, time zone, theme."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask import session as browser
from flask_babel import format_datetime, refresh
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from admin_app.errors import Invalid
from admin_app.services import session as sessions
from admin_app.services import user as users
from models import User
from models.base import db
from views import current
from views.auth.forms import ProfileForm
from views.auth.shared import THEME_COOKIE, bp, landing, me, page, with_theme
from views.problems import show_problems


@bp.route("/profile", methods=["GET", "POST"])
@current.signed_in
def profile() -> Answer:
    """Name, language, time zone and theme of the person who is signed in."""
    user = me()
    form = ProfileForm(data=_profile_values(user))
    form.time_zone.choices = [("", _("As the system: %(zone)s", zone=_system_zone()))]
    if form.validate_on_submit():
        values = {name: form.data[name] for name in users.PROFILE_FIELDS}
        try:
            users.update_profile(user, values, actor=current.current_actor())
        except Invalid as error:
            db.session.rollback()
            show_problems(form, error)
        else:
            users.set_theme(user, form.theme.data)
            db.session.commit()
            browser.pop(current.LANGUAGE_KEY, None)
            refresh()
            flash(_("Saved"), "success")
            return with_theme(redirect(url_for("auth.profile")), user)
    return _profile_page(form)


def _profile_values(user: User) -> dict[str, str]:
    theme = request.cookies.get(THEME_COOKIE) or user.preferences.get("theme") or "auto"
    return {
        "full_name": user.full_name,
        "language": user.language,
        "time_zone": user.time_zone,
        "theme": theme if theme in users.THEMES else "auto",
    }


def _profile_page(form: ProfileForm) -> Response:
    row = current.current_session()
    before = sessions.previous(row) if row else None
    last = (
        {"when": format_datetime(before.created_at, "medium"), "ip": before.ip} if before else None
    )
    return page(
        "auth/profile.html",
        422 if form.errors else 200,
        form=form,
        groups=[
            (_("About you"), ["full_name"]),
            (_("How Kontora looks"), ["language", "time_zone", "theme"]),
        ],
        cancel_url=landing(me()),
        last_login=last,
    )


def _system_zone() -> str:
    return current.settings().time_zone.replace("_", " ")
