"""To the owner of a login: its password was changed."""

from __future__ import annotations

from flask_babel import gettext as _

from admin_app.mail.letters.base import Letter, write


def build(*, name: str, link: str, ip: str, language: str) -> Letter:
    """The letter; `link` leads to asking for a new password, in case it was somebody else."""
    return write(
        "password_changed",
        language,
        lambda: _("Your password was changed"),
        name=name,
        link=link,
        ip=ip,
    )
