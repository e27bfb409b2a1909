"""Entries of the time line as they are shown: who, what, when, and what may be done with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy import select

from admin_app.permissions import Actor, Permission, allowed
from admin_app.services import note as notes
from admin_app.services import stored_file, timeline
from admin_app.services.outbox import without_secrets
from admin_app.services.shared import cards
from admin_app.services.shared.rich_text import safe
from admin_app.services.timeline import Entry, Place
from models import Contact
from models.base import db
from models.enums import AccessType, ContactStatus, Direction, MailState, Verdict
from views import formatting
from views.admin import cells, labels
from views.admin.activity import shown_files
from views.admin.activity.shown_files import FileView

CALL_ICONS = {
    Direction.INCOMING: "phone-incoming",
    Direction.OUTGOING: "phone-outgoing",
    Direction.MISSED: "phone-x",
}


@dataclass
class EntryView:
    """One entry. `line` is what happened, `html` or `text` what there is to read."""

    key: str
    kind: str
    icon: str
    who: str
    line: Any
    when: Markup
    html: Markup | None = None
    text: str = ""
    changed: Markup | None = None
    files: list[FileView] = field(default_factory=list)
    about: tuple[str, str] | None = None
    whose: tuple[str, str] | None = None
    note_count: str = ""
    notes_url: str = ""
    label: str = ""
    edit_url: str | None = None
    history_url: str | None = None
    delete_url: str | None = None
    delete_text: str = ""
    may_note: bool = False

    @property
    def dom_id(self) -> str:
        """Its id on the page."""
        return self.key.replace(":", "-")

    @property
    def initials(self) -> str:
        """Letters of who did it."""
        return cells.initials(self.who)


def shown(entries: Sequence[Entry], place: Place, actor: Actor) -> list[EntryView]:
    """The entries of a page, with all that hangs on them, in a fixed number of queries."""
    note_ids = [entry.id for entry in entries if entry.kind == "note"]
    files = stored_file.of_notes(note_ids) if note_ids else {}
    abouts = {entry.texts["about"] for entry in entries if entry.texts.get("about")}
    others = timeline.many(place, abouts) if abouts else {}
    counts = notes.counts_about(place.card, [entry.key for entry in entries]) if entries else {}
    people = _people(entries) if place.with_contacts else {}
    may_write = cards.may_write(place.card, actor)
    found = []
    for entry in entries:
        view = _view(entry, place, actor)
        own = place.card.kind is not cards.COMPANY or entry.contact_id is None
        view.may_note = may_write and own
        if not (may_write if own else allowed(actor, Permission.CONTACTS_EDIT)):
            view.edit_url = None
        if entry.kind == "note":
            view.files = [shown_files.of_row(row) for row in files.get(entry.id, [])]
            view.about = _about(entry, others)
        if not own:
            view.whose = people.get(entry.contact_id or 0)
        if number := counts.get(entry.key):
            view.note_count = ngettext("%(num)s note", "%(num)s notes", number)
            view.notes_url = url_for("activity.lines", card=str(place.card), about=entry.key)
        found.append(view)
    return found


def label(entry: Entry) -> str:
    """An entry in two words, for a note that was added to it."""
    words = {
        "note": lambda: _("Note"),
        "file": lambda: entry.texts["name"],
        "call": lambda: direction(Direction(entry.texts["direction"])),
        "sms": lambda: _("SMS"),
        "mail": lambda: entry.texts["subject"],
        "status": lambda: _("Change of status"),
        "merge": lambda: _("Merge"),
        "import": lambda: _("Import"),
    }
    return words[entry.kind]()


def direction(value: Direction) -> str:
    """The direction of a call as a word."""
    return {
        Direction.INCOMING: lambda: _("Incoming call"),
        Direction.OUTGOING: lambda: _("Outgoing call"),
        Direction.MISSED: lambda: _("Missed call"),
    }[value]()


def duration(seconds: int | None) -> str:
    """How long a call was, in minutes."""
    if not seconds:
        return ""
    minutes = max(1, round(seconds / 60))
    return ngettext("%(num)s minute", "%(num)s minutes", minutes)


def _view(entry: Entry, place: Place, actor: Actor) -> EntryView:
    view = EntryView(
        key=entry.key,
        kind=entry.kind,
        icon=timeline.SOURCES[entry.kind].icon,
        who=entry.author_name or "Kontora",
        line="",
        when=formatting.moment(entry.at),
        label=f"{label(entry)}",
    )
    SHOW[entry.kind](view, entry, actor)
    if entry.kind in DELETE_TEXTS and _may_remove(entry, place, actor):
        view.delete_text = DELETE_TEXTS[entry.kind]()
        view.delete_url = _delete_url(entry)
    return view


def _note(view: EntryView, entry: Entry, actor: Actor) -> None:
    view.line = _("added a note") if entry.texts["about"] else _("wrote a note")
    view.html = Markup(safe(entry.texts["html"]))  # noqa: S704 - cleaned just now
    if entry.changed_at is not None:
        view.changed = formatting.moment(entry.changed_at)
        view.history_url = url_for("activity.history", note_id=entry.id)
    if entry.author_id is not None and entry.author_id == actor.user_id:
        view.edit_url = url_for("activity.edit_note", note_id=entry.id)


def _file(view: EntryView, entry: Entry, _actor: Actor) -> None:
    view.line = _("added a file")
    view.files = [shown_files.of_entry(entry)]


def _call(view: EntryView, entry: Entry, _actor: Actor) -> None:
    way = Direction(entry.texts["direction"])
    view.icon = CALL_ICONS[way]
    length = duration(entry.numbers["seconds"])
    view.line = _parts(direction(way), _phone(entry), length)
    view.text = entry.texts["text"]


def _sms(view: EntryView, entry: Entry, _actor: Actor) -> None:
    outgoing = entry.texts["direction"] == Direction.OUTGOING
    view.line = _parts(_("SMS sent") if outgoing else _("SMS received"), _phone(entry))
    view.text = entry.texts["text"]


def _mail(view: EntryView, entry: Entry, _actor: Actor) -> None:
    state = labels.badge(labels.mail_state(MailState(entry.texts["state"])))
    view.line = _parts(entry.texts["subject"], entry.texts["recipient"]) + Markup(" ") + state
    view.text = without_secrets(entry.texts["text"])


def _status(view: EntryView, entry: Entry, _actor: Actor) -> None:
    before, after = (cells.badge(ContactStatus(entry.texts[key])) for key in ("before", "after"))
    view.line = Markup("{} → {}").format(before, after)
    view.text = entry.texts["reason"]


def _merge(view: EntryView, entry: Entry, _actor: Actor) -> None:
    told = _("merged into this card: %(names)s", names=entry.texts["names"])
    view.line = cells.link(url_for("merges.show", merge_id=entry.id), told)
    if entry.changed_at is not None:
        view.text = _("Parted again by %(name)s.", name=entry.texts["undone_by"])


def _import(view: EntryView, entry: Entry, actor: Actor) -> None:
    made = entry.texts["verdict"] == Verdict.CREATE
    view.line = _("added this card by an import:") if made else _("changed this card by an import:")
    own = entry.author_id is not None and entry.author_id == actor.user_id
    every = actor.access_type == AccessType.ADMINISTRATOR
    name: Any = entry.texts["file"]
    if allowed(actor, Permission.IMPORT) and (own or every):
        name = cells.link(url_for("import.run", run_id=entry.numbers["run_id"]), name)
    view.line = Markup("{} {}").format(view.line, name)
    if entry.texts["undo"] == "restored":
        view.text = _("Taken back since.")


SHOW: Mapping[str, Callable[[EntryView, Entry, Actor], None]] = {
    "note": _note,
    "file": _file,
    "call": _call,
    "sms": _sms,
    "mail": _mail,
    "status": _status,
    "merge": _merge,
    "import": _import,
}
DELETE_TEXTS: Mapping[str, Callable[[], str]] = {
    "note": lambda: _("The note, its history and its files are deleted for good."),
    "file": lambda: _("The file is deleted for good."),
    "call": lambda: _("The call is deleted for good."),
    "sms": lambda: _("The SMS is deleted for good."),
}


def _may_remove(entry: Entry, place: Place, actor: Actor) -> bool:
    if entry.contact_id is not None and place.card.kind is cards.COMPANY:
        own = entry.author_id is not None and entry.author_id == actor.user_id
        purge = own or allowed(actor, Permission.ACTIVITY_PURGE)
        return purge and allowed(actor, Permission.CONTACTS_EDIT)
    return cards.may_remove(entry.author_id, place.card, actor)


def _delete_url(entry: Entry) -> str:
    if entry.kind == "note":
        return url_for("activity.delete_note", note_id=entry.id)
    if entry.kind == "file":
        return url_for("files.delete", key=entry.texts["key"])
    return url_for("activity.delete_call", kind=entry.kind, row_id=entry.id)


def _about(entry: Entry, others: Mapping[str, Entry]) -> tuple[str, str] | None:
    key = entry.texts["about"]
    if not key:
        return None
    other = others.get(key)
    if other is None:
        return _("an entry that was deleted"), ""
    return label(other), key.replace(":", "-")


def _people(entries: Iterable[Entry]) -> Mapping[int, tuple[str, str]]:
    ids = {entry.contact_id for entry in entries if entry.contact_id is not None}
    query = select(Contact.id, Contact.full_name).where(Contact.id.in_(ids))
    return {
        row_id: (name, url_for("contacts.details_view", id=row_id))
        for row_id, name in db.session.execute(query)
    }


def _phone(entry: Entry) -> Any:
    return cells.phone(entry.texts["number"]) if entry.texts["number"] else ""


def _parts(*parts: Any) -> Markup:
    return Markup(" · ").join(part for part in parts if part)
