"""Logins with two-step sign-in, and the codes that their applications show."""

from __future__ import annotations

from datetime import timedelta

import pyotp

from tests.factories.people import PASSWORD


def code_of(key: str, ahead: int = 0) -> str:
    """What the application shows now, or so many steps ahead."""
    from admin_app import clock

    return pyotp.TOTP(key).at(clock.now() + timedelta(seconds=30 * ahead))


def turn_on(user) -> tuple[str, list[str]]:
    """Set the second step up as the person would, long ago; the key and the recovery codes."""
    from admin_app.permissions import Actor
    from admin_app.services import authenticator
    from admin_app.services.processes import second_factor
    from models.base import db

    second_factor.begin(user)
    key = authenticator.key_of(user)
    codes = second_factor.turn_on(
        user, current=PASSWORD, code=code_of(key), actor=Actor.of(user), keep=None
    )
    user.second_factor_step = 0
    db.session.commit()
    return key, codes


def enter_password(client, user, **typed):
    """The first step of signing in, which asks for the second one."""
    data = {"email": user.email, "password": PASSWORD, **typed}
    answer = client.post("/login", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login/code"), answer.text
    return answer


def sign_in_by_code(client, user, code: str, **typed):
    """Both steps."""
    enter_password(client, user, **typed)
    return client.post("/login/code", data={"code": code})
