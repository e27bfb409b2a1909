"""To one who forgot his password: the link to choose a new one."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _

from admin_app.mail.letters.base import Letter, duration, write


def build(*, name: str, link: str, lifetime: timedelta, ip: str, language: str) -> Letter:
    """The letter with its link; `ip` is where the request came from."""
    return write(
        "password_reset",
        language,
        lambda: _("Choose a new password"),
        name=name,
        link=link,
        ip=ip,
        lifetime=lambda: duration(lifetime),
    )
