"""Notes on cards: writing, editing with history, deleting for good (S10).

What is kept is cleaned; a colleague who is mentioned hears of it once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial

from sqlalchemy import func, select

from admin_app import clock
from admin_app.errors import Invalid, NotAllowed, NotFound, StaleWrite
from admin_app.permissions import Actor
from admin_app.services import mention, stored_file, timeline
from admin_app.services.shared import cards
from admin_app.services.shared.cards import Card
from admin_app.services.shared.rich_text import RichText, clean, mentioned
from admin_app.services.shared.unit_of_work import audit
from models import Note, NoteVersion
from models.base import db

LARGEST = 100_000
"""Signs of a note with its formatting."""


def write(
    card: Card, typed: str, actor: Actor, *, about: str = "", files: Collection[str] = ()
) -> Note:
    """Add a note to the card, or to the entry of its time line that `about` names.

    `files` are keys of files that the actor has just uploaded to the card. Raises NotAllowed,
    Invalid (an empty or endless text, a file of somebody else), NotFound for an entry that is
    none of this card.
    """
    cards.demand_write(card, actor)
    text = _read(card, typed, has_files=bool(files))
    if about:
        timeline.find(timeline.Place(card), about)
    note = Note(
        at=clock.now(),
        html=text.html,
        text=text.text,
        about=about,
        author_id=actor.user_id,
        author_name=actor.name[:200],
        mentions=[],
        versions=[],
        **card.link,
    )
    db.session.add(note)
    db.session.flush()
    stored_file.attach(files, note, card, actor)
    mention.set_mentions(note, text.mentions, card, actor)
    _tell(note, card, "create", actor)
    return note


def edit(note: Note, typed: str, actor: Actor, *, opened: str = "") -> Note:
    """Give the note another text; the one before stays in its history.

    `opened` is the mark (`mark_of`) of the text that was opened. Raises NotAllowed for all but the
    author, Invalid, and StaleWrite when the note was edited since.
    """
    card = cards.of_attached(note, actor)
    if not may_edit(note, card, actor):
        raise NotAllowed("note")
    if opened and opened != mark_of(note):
        raise StaleWrite
    text = _read(card, typed, has_files=bool(stored_file.of_notes([note.id])))
    if text.html == note.html:
        return note
    told = {i for version in note.versions for i in mentioned(version.html)}
    note.versions.append(
        NoteVersion(
            html=note.html,
            at=note.edited_at or note.at,
            author_id=note.author_id,
            author_name=note.author_name,
        )
    )
    note.html, note.text, note.edited_at = text.html, text.text, clock.now()
    mention.set_mentions(note, text.mentions, card, actor, told=told)
    db.session.flush()
    _tell(note, card, "update", actor)
    return note


def delete(note: Note, actor: Actor) -> None:
    """Delete a note for good, with its history and its files.

    Raises NotAllowed for those who neither wrote it nor hold activity.purge.
    """
    card = cards.of_attached(note, actor)
    if not cards.may_remove(note.author_id, card, actor):
        raise NotAllowed("activity.purge")
    stored_file.let_go(stored_file.of_notes([note.id]).get(note.id, []), actor)
    _tell(note, card, "delete", actor)
    db.session.delete(note)
    db.session.flush()


def get(note_id: int, actor: Actor) -> tuple[Note, Card]:
    """The note and its card; raises NotFound for all that the actor may not see."""
    note = db.session.get(Note, note_id) if 0 < note_id <= cards.LARGEST_ID else None
    if note is None:
        raise NotFound(f"note {note_id}")
    return note, cards.of_attached(note, actor)


def may_edit(note: Note, card: Card, actor: Actor) -> bool:
    """Whether the actor may change the text: its author alone."""
    own = note.author_id is not None and note.author_id == actor.user_id
    return own and cards.may_write(card, actor)


def mark_of(note: Note) -> str:
    """What tells one text of a note from the next."""
    return (note.edited_at or note.at).isoformat()


def counts_about(card: Card, keys: Collection[str]) -> Mapping[str, int]:
    """How many notes of the card were added to each of these entries, in one query."""
    query = select(Note.about, func.count()).where(
        card.kind.link(Note) == card.id, Note.about.in_(list(keys))
    )
    found = db.session.execute(query.group_by(Note.about))
    return {row[0]: row[1] for row in found}


def _read(card: Card, typed: str, *, has_files: bool) -> RichText:
    if len(typed) > LARGEST:
        raise Invalid.one("html", "too_long", limit=LARGEST)
    text = clean(typed, partial(mention.names, card))
    if not text.text and not has_files:
        raise Invalid.one("html", "required")
    return text


def _tell(note: Note, card: Card, action: str, actor: Actor) -> None:
    """That it happened, never what it says."""
    key = f"{card.kind.key}_id"
    changes = {key: [None, card.id]} if action == "create" else {key: [card.id, None]}
    audit(
        db.session,
        actor,
        action,
        "note",
        row_id=note.id,
        row_name=card.name,
        changes={} if action == "update" else changes,
    )
