"""What every letter is made of, and how its two templates are filled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from flask_babel import force_locale, ngettext

from admin_app.mail.settings import settings


@dataclass(frozen=True)
class Letter:
    """A text ready for its recipient, in his language."""

    name: str
    language: str
    subject: str
    text: str
    html: str


def write(letter: str, language: str, subject: Callable[[], str], /, **values: Any) -> Letter:
    """Fill `templates/mail/<letter>.txt` and `.html`; `subject` is called under the language.

    The templates see `values`, `subject`, `language` and `base_url`, and nothing of a request: a
    letter is the same whoever caused it.
    """
    with force_locale(language):
        title = subject()
        seen = {**values, "subject": title, "language": language, "base_url": settings().base_url}
        find = current_app.jinja_env.get_template
        return Letter(
            name=letter,
            language=language,
            subject=title,
            text=find(f"mail/{letter}.txt").render(seen).strip() + "\n",
            html=find(f"mail/{letter}.html").render(seen),
        )


def duration(time: timedelta) -> str:
    """Whole hours or days in words of the language in force."""
    hours = int(time.total_seconds() // 3600)
    if hours % 24 or not hours:
        return str(ngettext("%(num)s hour", "%(num)s hours", hours))
    return str(ngettext("%(num)s day", "%(num)s days", hours // 24))
