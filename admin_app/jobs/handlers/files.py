"""Files of cards in the background: small pictures, and removing what belongs to nothing."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from flask import current_app

from admin_app import clock
from admin_app.importing.isolation import MEMORY
from admin_app.importing.readers.limits import limit_process
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
    """Make the small picture; one that is too much for the limits of this process has none.

    What is decoded is foreign: neither its memory nor a crash of its decoder may hurt, so this
    runs in the job's own process alone, and is not tried twice.
    """
    limit_process(MEMORY, SECONDS)
    return {"thumbnails": int(_make(int(context.arguments.get("file_id", 0))))}


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


def _make(file_id: int) -> bool:
    row = db.session.get(StoredFile, file_id)
    if row is None or row.thumbnail_key is not None:
        return False
    store = storage()
    with store.open(row.key) as file:
        small = pictures.thumbnail(io.BytesIO(file.read(stored_file.LARGEST)))
    if small is None:
        return False
    stored_file.set_thumbnail(row, small, store)
    db.session.commit()
    return True


def _chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    source = iter(keys)
    while chunk := list(islice(source, CHUNK)):
        yield chunk
