"""To a colleague: somebody named him in a note."""

from __future__ import annotations

from flask_babel import gettext as _

from admin_app.mail.letters.base import Letter, write


def build(*, name: str, author: str, card: str, excerpt: str, link: str, language: str) -> Letter:
    """The letter; `card` is the name of the card, `excerpt` the beginning of the note."""
    return write(
        "mention",
        language,
        lambda: _("%(author)s mentioned you: %(card)s", author=author, card=card),
        name=name,
        author=author,
        card=card,
        excerpt=excerpt,
        link=link,
    )
