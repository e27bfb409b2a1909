"""To the owner of a login: something happened to the second step of his signing in."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import ngettext

from admin_app.mail.letters.base import Letter, write


class Event(StrEnum):
    """What happened."""

    ON = "on"
    OFF = "off"
    RESET = "reset"
    CODES = "codes"
    RECOVERY_CODE = "recovery_code"


SUBJECTS: dict[Event, Callable[[], str]] = {
    Event.ON: lambda: _("Two-step sign-in is on"),
    Event.OFF: lambda: _("Two-step sign-in is off"),
    Event.RESET: lambda: _("Two-step sign-in was reset"),
    Event.CODES: lambda: _("You have new recovery codes"),
    Event.RECOVERY_CODE: lambda: _("A recovery code was used"),
}


def build(*, event: Event, name: str, ip: str, left: int, link: str, language: str) -> Letter:
    """The letter; `left` is how many recovery codes are unused, `link` leads to the page Security.

    `ip` is empty where no browser was at work, as for a command.
    """
    return write(
        "second_factor",
        language,
        SUBJECTS[event],
        name=name,
        ip=ip,
        link=link,
        text=lambda: _text(event, left),
    )


def _text(event: Event, left: int) -> str:
    texts: dict[Event, Callable[[], str]] = {
        Event.ON: lambda: _(
            "From now on you are asked for a code of your authenticator application when you "
            "sign in. All other browsers have to sign in anew."
        ),
        Event.OFF: lambda: _(
            "From now on your password alone is enough to sign in. All other browsers have to "
            "sign in anew."
        ),
        Event.RESET: lambda: _(
            "An administrator took the second step off your login. All browsers have to sign in "
            "anew; your password alone is enough until you set the second step up again."
        ),
        Event.CODES: lambda: _("New recovery codes were made for your login; the old ones ended."),
        Event.RECOVERY_CODE: lambda: ngettext(
            "Somebody signed in with your password and a recovery code. %(num)s code is left.",
            "Somebody signed in with your password and a recovery code. %(num)s codes are left.",
            left,
        ),
    }
    return texts[event]()
