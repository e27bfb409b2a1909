"""Files of cards in the background: small pictures, and removing what belongs to nothing."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from flask import current_app

from admin_app import clock
from admin_app.importing.isolation import in_child
from admin_app.importing.readers.errors import FileRefused
from admin_app.jobs.registry import JobContext, handler
from admin_app.jobs.schedule import every
from admin_app.services import stored_file
from admin_app.services.shared import pictures
from admin_app.services.shared.files import Storage, Store, card_files
from models import StoredFile
from models.base import db

CHUNK = 200
UNFINISHED = timedelta(days=1)
"""How old content without a row must be: an upload may still be under way."""
SECONDS = 20
every(24 * 60, stored_file.CLEAN_UP)


def storage() -> Store:
    """Where the files of cards are kept."""
    return card_files(current_app.extensions["settings"])


@handler(stored_file.THUMBNAIL, retry=False)
def make_thumbnail(context: JobContext) -> dict[str, int]:
    """Make the small picture in a child process with limits; a picture that is too much has none.

    What the child decodes is foreign, and neither its memory nor a crash of its decoder may hurt.
    """
    file_id = int(context.arguments.get("file_id", 0))
    try:
        in_child(lambda: _make(file_id), cpu_seconds=SECONDS)
    except (FileRefused, RuntimeError):
        return {"thumbnails": 0}
    return {"thumbnails": 1}


@handler(stored_file.CLEAN_UP)
def clean_up(context: JobContext) -> dict[str, int]:
    """Remove files that belong to nothing, and content that no row names."""
    store, counts = storage(), {"files": 0, "left_over": 0}
    while not context.cancelled() and (rows := stored_file.orphans(CHUNK)):
        for row in rows:
            stored_file.forget(row, store)
        counts["files"] += len(rows)
        db.session.commit()
    border = clock.now() - UNFINISHED
    for keys in _chunks(store.older(border)):
        for key in stored_file.without_rows(keys):
            store.delete(key)
            counts["left_over"] += 1
    if isinstance(store, Storage):
        counts["left_over"] += store.purge_drafts(border)
    return counts


def _make(file_id: int) -> None:
    row = db.session.get(StoredFile, file_id)
    if row is None or row.thumbnail_key is not None:
        return
    store = storage()
    with store.open(row.key) as file:
        small = pictures.thumbnail(io.BytesIO(file.read(stored_file.LARGEST)))
    if small is not None:
        stored_file.set_thumbnail(row, small, store)
        db.session.commit()


def _chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    source = iter(keys)
    while chunk := list(islice(source, CHUNK)):
        yield chunk
