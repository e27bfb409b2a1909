"""Notes, files and calls for tests, and pictures to upload."""

from __future__ import annotations

import io


def picture(width: int = 40, height: int = 30, kind: str = "PNG", **options) -> bytes:
    """A picture of one colour, as a file."""
    from PIL import Image

    target = io.BytesIO()
    Image.new("RGB", (width, height), (200, 40, 40)).save(target, kind, **options)
    return target.getvalue()


def staff(group: str = "managers", **values):
    """A colleague and the actor that he is."""
    from admin_app.permissions import Actor
    from tests.factories.people import make_user

    user = make_user(group, **values)
    return user, Actor.of(user)


def make_note(card, html: str, actor, **values):
    """A note, committed."""
    from admin_app.services import note
    from models.base import db

    made = note.write(card, html, actor, **values)
    db.session.commit()
    return made


def store(app):
    """Where the files of cards of this application are."""
    from admin_app.services.shared.files import card_files

    return card_files(app.extensions["settings"])


def make_file(app, card, actor, name: str = "plan.txt", content: bytes = b"hello"):
    """A file on a card, committed."""
    from admin_app.services import stored_file
    from models.base import db

    row = stored_file.add(card, name, io.BytesIO(content), actor, store(app))
    db.session.commit()
    return row
