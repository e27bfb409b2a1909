"""Files of cards: adding, finding, deleting them (S10, promise 21).

The content goes into the store before its row is committed; what then has no row is swept up by
the same job that removes the content of rows that belong to nothing any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, update

from admin_app import clock
from admin_app.errors import Invalid, NotAllowed, NotFound
from admin_app.permissions import Actor
from admin_app.services.shared import cards, jobs, pictures
from admin_app.services.shared.cards import Card
from admin_app.services.shared.file_names import clean_name
from admin_app.services.shared.file_types import type_of
from admin_app.services.shared.files import Store, is_key
from admin_app.services.shared.unit_of_work import audit
from models import Document, Note, StoredFile
from models.base import db

LARGEST = 25 * 1024 * 1024
"""Bytes of one file."""
THUMBNAIL = "files.thumbnail"
CLEAN_UP = "files.clean_up"
"""The jobs that make a small picture of a file, and that remove what belongs to nothing."""
PAGE = 60
_CHUNK = 1024 * 1024
_OWNERS = ("contact_id", "company_id", "equipment_id", "note_id", "document_id")


def add(
    card: Card,
    name: str,
    source: BinaryIO,
    actor: Actor,
    store: Store,
    *,
    document: Document | None = None,
) -> StoredFile:
    """Keep an uploaded file on the card; with `document` it belongs to that paper of the company.

    `source` can be sought. Raises NotAllowed, Invalid file_too_large, file_empty.
    """
    cards.demand_write(card, actor)
    size, digest = _measure(source)
    if size > LARGEST:
        raise Invalid.one("file", "file_too_large", limit=LARGEST // 1024**2)
    if size == 0:
        raise Invalid.one("file", "file_empty")
    content_type = type_of(source, size)
    row = StoredFile(
        key=store.put(source),
        name=clean_name(name),
        content_type=content_type,
        size=size,
        sha256=digest,
        at=clock.now(),
        author_id=actor.user_id,
        author_name=actor.name[:200],
        document_id=document.id if document is not None else None,
        **card.link,
    )
    db.session.add(row)
    db.session.flush()
    if content_type in pictures.TYPES:
        jobs.enqueue(THUMBNAIL, {"file_id": row.id}, actor=Actor.system("files"))
    _tell(row, "create", actor)
    return row


def find(key: str, actor: Actor) -> tuple[StoredFile, Card]:
    """The file under this key and its card; raises NotFound for all that the actor may not see."""
    if not is_key(key):
        raise NotFound("file")
    row = db.session.scalar(select(StoredFile).where(StoredFile.key == key))
    if row is None:
        raise NotFound("file")
    paper = db.session.get(Document, row.document_id) if row.document_id else None
    if paper is not None and paper.deleted_at is not None:
        raise NotFound("file")
    return row, cards.of_attached(row, actor)


def get(file_id: int, actor: Actor) -> tuple[StoredFile, Card]:
    """The file by its id and its card; raises NotFound for all that the actor may not see."""
    row = db.session.get(StoredFile, file_id) if 0 < file_id <= cards.LARGEST_ID else None
    if row is None:
        raise NotFound("file")
    return find(row.key, actor)


def attach(keys: Collection[str], note: Note, card: Card, actor: Actor) -> list[StoredFile]:
    """Put files into a note: those that the actor himself has just uploaded to the same card.

    Raises Invalid file_not_yours for any other, so that nobody gets at another's file by its key.
    """
    if not keys:
        return []
    link = card.kind.link(StoredFile)
    query = select(StoredFile).where(
        StoredFile.key.in_(list(keys)),
        link == card.id,
        StoredFile.author_id == actor.user_id,
        StoredFile.note_id.is_(None),
        StoredFile.document_id.is_(None),
    )
    found = list(db.session.scalars(query.order_by(StoredFile.id)))
    if len(found) != len(set(keys)):
        raise Invalid.one("files", "file_not_yours")
    for row in found:
        row.note_id = note.id
    db.session.flush()
    return found


def delete(row: StoredFile, actor: Actor) -> None:
    """Take a file away for good (S10); its content goes by a job, in the next seconds.

    Raises NotAllowed for those who neither brought it nor hold activity.purge.
    """
    card = cards.of_attached(row, actor)
    if not cards.may_remove(row.author_id, card, actor):
        raise NotAllowed("activity.purge")
    let_go([row], actor)


def let_go(rows: Sequence[StoredFile], actor: Actor) -> None:
    """Take the files off whatever they belong to, and have their content removed."""
    for row in rows:
        _tell(row, "delete", actor)
        for owner in _OWNERS:
            setattr(row, owner, None)
    if rows:
        db.session.flush()
        sweep_soon()


def sweep_soon() -> None:
    """Have what belongs to nothing removed by a job."""
    jobs.enqueue(CLEAN_UP, actor=Actor.system("files"))


def may_delete(row: StoredFile, card: Card, actor: Actor) -> bool:
    """Whether the actor may delete this file for good."""
    return cards.may_remove(row.author_id, card, actor)


def on_card(card: Card) -> ColumnElement[bool]:
    """The condition of the files of a card; those of papers in the trash are left out."""
    gone = select(Document.id).where(Document.deleted_at.is_not(None))
    loose = or_(StoredFile.document_id.is_(None), StoredFile.document_id.not_in(gone))
    return and_(card.kind.link(StoredFile) == card.id, loose)


def count_of(card: Card) -> Select[int]:
    """The query of how many files the card has."""
    return select(func.count()).select_from(StoredFile).where(on_card(card))


def page_of(
    card: Card, *, before: tuple[datetime, int] | None = None, size: int = PAGE
) -> tuple[list[StoredFile], bool]:
    """The newest files of a card, or those before a moment and id, and whether there are more."""
    older: ColumnElement[bool] = true()
    if before is not None:
        at, row_id = before
        older = or_(StoredFile.at < at, and_(StoredFile.at == at, StoredFile.id < row_id))
    query = select(StoredFile).where(on_card(card), older)
    query = query.order_by(StoredFile.at.desc(), StoredFile.id.desc()).limit(size + 1)
    found = list(db.session.scalars(query))
    return found[:size], len(found) > size


def of_notes(note_ids: Collection[int]) -> dict[int, list[StoredFile]]:
    """The files of these notes, by note, in one query."""
    found: dict[int, list[StoredFile]] = {}
    query = select(StoredFile).where(StoredFile.note_id.in_(list(note_ids)))
    for row in db.session.scalars(query.order_by(StoredFile.id)):
        found.setdefault(row.note_id or 0, []).append(row)
    return found


# ---- for jobs


def set_thumbnail(row: StoredFile, small: pictures.Thumbnail, store: Store) -> None:
    """Keep the small picture; one that was made meanwhile stays."""
    key = store.put(small.content)
    made = db.session.execute(
        update(StoredFile)
        .where(StoredFile.id == row.id, StoredFile.thumbnail_key.is_(None))
        .values(thumbnail_key=key, width=small.width, height=small.height)
        .execution_options(synchronize_session=False)
        .returning(StoredFile.id)
    )
    if made.first() is None:
        store.delete(key)


def orphans(limit: int) -> list[StoredFile]:
    """Rows that belong to nothing any more."""
    nothing = [getattr(StoredFile, owner).is_(None) for owner in _OWNERS]
    return list(db.session.scalars(select(StoredFile).where(*nothing).limit(limit)))


def forget(row: StoredFile, store: Store) -> None:
    """Remove content and row; done again after a kill it does the same."""
    for key in (row.thumbnail_key, row.key):
        if key:
            store.delete(key)
    db.session.delete(row)


def without_rows(keys: Collection[str]) -> set[str]:
    """Which of the keys in the store no row names."""
    asked = list(keys)
    known: set[str | None] = set()
    for column in (StoredFile.key, StoredFile.thumbnail_key):
        known |= set(db.session.scalars(select(column).where(column.in_(asked))))
    return set(asked) - known


def _measure(source: BinaryIO) -> tuple[int, str]:
    """Size and SHA-256; what is larger than allowed is not read to its end."""
    digest, size = hashlib.sha256(), 0
    source.seek(0)
    while size <= LARGEST and (chunk := source.read(_CHUNK)):
        digest.update(chunk)
        size += len(chunk)
    source.seek(0)
    return size, digest.hexdigest()


def _tell(row: StoredFile, action: str, actor: Actor) -> None:
    owner = {k: v for k in _OWNERS if (v := getattr(row, k)) is not None}
    facts = {"size": row.size, **owner}
    changes = {k: [None, v] if action == "create" else [v, None] for k, v in facts.items()}
    audit(
        db.session, actor, action, "stored_file", row_id=row.id, row_name=row.name, changes=changes
    )
