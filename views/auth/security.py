"""The page Security: password, two-step sign-in, and the browsers that are signed in."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import logout_user
from werkzeug.wrappers import Response as Answer

from admin_app.services import authenticator, recovery_code
from admin_app.services import session as sessions
from models.base import db
from views import current, devices
from views.auth.shared import bp, forget_browser, landing, me, page


@bp.get("/profile/security")
@current.signed_in
def security() -> Answer:
    """How this person signs in, and where he is signed in."""
    user = me()
    return page(
        "auth/security.html",
        user=user,
        is_on=authenticator.is_on(user),
        is_readable=authenticator.key_of(user) is not None,
        codes_left=recovery_code.left(user),
        here=current.current_session(),
        sessions=[
            (row, devices.browser(row.user_agent), devices.is_phone(row.user_agent))
            for row in sessions.living(user)
        ],
        breadcrumbs=[(_("Profile"), url_for("auth.profile")), (_("Security"), None)],
        home_url=landing(user),
    )


@bp.post("/profile/sessions/end")
@current.signed_in
def end_other_sessions() -> Answer:
    """Sign out everywhere but here."""
    sessions.end_all(me(), but=current.current_session())
    db.session.commit()
    flash(_("Signed out in all other browsers"), "success")
    return redirect(url_for("auth.security"))


@bp.post("/profile/sessions/<int:session_id>/end")
@current.signed_in
def end_session(session_id: int) -> Answer:
    """Sign out in one browser; in this one it is signing out."""
    here = current.current_session()
    is_here = here is not None and here.id == session_id
    sessions.end_one(me(), session_id)
    db.session.commit()
    if is_here:
        logout_user()
        forget_browser()
        return redirect(url_for("auth.login"))
    flash(_("Signed out in that browser"), "success")
    return redirect(url_for("auth.security"))
