"""To a new user: the link to choose the first password."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _

from admin_app.mail.letters.base import Letter, duration, write


def build(*, name: str, email: str, link: str, lifetime: timedelta, language: str) -> Letter:
    """The letter with its link."""
    return write(
        "welcome",
        language,
        lambda: _("Your access to Kontora"),
        name=name,
        email=email,
        link=link,
        lifetime=lambda: duration(lifetime),
    )
