"""Files as they are shown: icon, size, thumbnail, and what may be done with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from admin_app import clock
from admin_app.permissions import Actor
from admin_app.services import stored_file, timeline
from admin_app.services.shared import pictures
from admin_app.services.shared.cards import Card
from admin_app.services.shared.file_types import Shape, shape_of
from models import StoredFile
from views import formatting

PATIENCE = timedelta(seconds=60)
"""How long a small picture is waited for."""
ICONS = {
    Shape.PICTURE: "photo",
    Shape.DOCUMENT: "file-text",
    Shape.SHEET: "file-spreadsheet",
    Shape.ARCHIVE: "archive",
    Shape.PROGRAM: "alert-triangle",
    Shape.PAGE: "alert-triangle",
}


@dataclass(frozen=True)
class FileView:
    """One file; `poll_url` is asked again while its small picture is being made."""

    id: int
    key: str
    name: str
    size: str
    icon: str
    url: str
    thumbnail_url: str | None
    poll_url: str | None
    warning: str


def of_row(row: StoredFile) -> FileView:
    """A file by its row."""
    return _view(row.id, row.key, row.name, row.content_type, row.size, row.thumbnail_key, row.at)


def of_entry(entry: timeline.Entry) -> FileView:
    """A file as an entry of the time line."""
    texts = entry.texts
    return _view(
        entry.id, texts["key"], texts["name"], texts["content_type"],
        entry.numbers["size"] or 0, texts["thumbnail_key"], entry.at,
    )  # fmt: skip


def size(number: int) -> str:
    """Bytes in words."""
    if number < 1024:
        return _("%(number)s B", number=formatting.number(number))
    if number < 1024**2:
        return _("%(number)s KB", number=formatting.number(round(number / 1024)))
    return _("%(number)s MB", number=formatting.number(round(number / 1024**2, 1)))


def _view(  # noqa: PLR0917 - the columns of a row
    row_id: int, key: str, name: str, kind: str, number: int, thumbnail: Any, at: datetime
) -> FileView:
    shape = shape_of(kind)
    pending = kind in pictures.TYPES and not thumbnail and clock.now() - at < PATIENCE
    risky = shape in {Shape.PROGRAM, Shape.PAGE}
    return FileView(
        id=row_id,
        key=key,
        name=name,
        size=size(number),
        icon=ICONS.get(shape, "file"),
        url=url_for("files.download", key=key),
        thumbnail_url=url_for("files.thumbnail", key=key) if thumbnail else None,
        poll_url=url_for("files.preview", key=key) if pending else None,
        warning=_("A program or a web page: open it only if you trust its sender.")
        if risky
        else "",
    )


@dataclass(frozen=True)
class ListedFile:
    """A file in the list of files: with who brought it when, and the way to delete it."""

    file: FileView
    who: str
    when: Any
    delete_url: str | None


def listed(row: StoredFile, card: Card, actor: Actor) -> ListedFile:
    """A file of the list."""
    deletable = stored_file.may_delete(row, card, actor)
    return ListedFile(
        of_row(row),
        row.author_name,
        formatting.moment(row.at),
        url_for("files.delete", key=row.key) if deletable else None,
    )


def place_of(row: StoredFile) -> str:
    """Where a page of the list ends, as it stands in an address."""
    return f"{row.at.isoformat()}~{row.id}"


def read_place(text: str) -> tuple[datetime, int] | None:
    """The place that an address names; None for what is none."""
    moment, _sign, number = text.partition("~")
    if not (number.isascii() and number.isdigit() and len(number) < 11):
        return None
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, int(number)) if at.tzinfo is not None else None
