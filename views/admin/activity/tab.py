"""The tabs "Activity" and "Files" of a card."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select

from admin_app.i18n import N_
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services import call, stored_file, timeline
from admin_app.services.shared import cards
from admin_app.services.shared.cards import COMPANY, Card, card_of
from admin_app.services.shared.listing.periods import PERIODS
from views.admin.activity import asked, entries, shown_files
from views.admin.card_tabs import Tab
from views.formatting import number

MEGABYTE = 1024 * 1024


def line_context(view: asked.View, actor: Actor, page: timeline.Page) -> dict[str, Any]:
    """What the entries of a page and the way to the next one need."""
    return {
        "entries": entries.shown(page.entries, view.place, actor),
        "more_url": view.address(cursor=page.next) if page.next else None,
        "marked": view.entry,
    }


def body_context(view: asked.View, actor: Actor) -> dict[str, Any]:
    """What the filters and the first page of the line need."""
    place, wanted = view.place, view.asked
    page = timeline.page(place, wanted, view.cursor)
    led_to = _led_to(view, page)
    return line_context(view, actor, page) | {
        "card": str(place.card),
        "lines_url": url_for("activity.lines"),
        "clear_url": url_for("activity.lines", card=str(place.card)),
        "kinds": [
            (key, source.label, source.icon, key in wanted.kinds)
            for key, source in timeline.SOURCES.items()
        ],
        "people": timeline.authors(place),
        "periods": PERIODS,
        "asked": view.arguments,
        "narrowed": wanted.narrowed,
        "has_contacts": place.card.kind is COMPANY and allowed(actor, Permission.CONTACTS_VIEW),
        "led_to": entries.shown([led_to], place, actor) if led_to else [],
    }


def page_context(card: Card, actor: Actor) -> dict[str, Any]:
    """What the composer, the buttons and the upload need."""
    return {
        "card": str(card),
        "may_write": cards.may_write(card, actor),
        "note_url": url_for("activity.write_note", card=str(card)),
        "call_url": url_for("activity.call_dialog", kind="call", card=str(card)),
        "sms_url": url_for("activity.call_dialog", kind="sms", card=str(card)),
        "people_url": url_for("activity.people", card=str(card)),
        "upload_url": url_for("files.upload", card=str(card)),
        "upload_limit": stored_file.LARGEST,
        "too_large": _(
            "The file is larger than %(limit)s MB.", limit=number(stored_file.LARGEST // MEGABYTE)
        ),
        "has_numbers": bool(call.numbers_of(card)),
    }


def files_context(card: Card, actor: Actor, before: str = "") -> dict[str, Any]:
    """What the list of files and the way to older ones need."""
    rows, more = stored_file.page_of(card, before=shown_files.read_place(before))
    last = shown_files.place_of(rows[-1]) if more else ""
    return {
        "files": [shown_files.listed(row, card, actor) for row in rows],
        "files_url": url_for("files.index", card=str(card)),
        "more_url": url_for("files.index", card=str(card), before=last) if more else None,
    }


def _activity(row: Any, actor: Actor) -> str:
    card = card_of(row)
    view = asked.read(card, request.args, actor)
    context = page_context(card, actor) | body_context(view, actor)
    return render_template("admin/activity/tab.html", **context)


def _files(row: Any, actor: Actor) -> str:
    card = card_of(row)
    context = page_context(card, actor) | files_context(card, actor)
    return render_template("admin/activity/files.html", **context)


def _count(row: Any, _actor: Actor) -> Select[Any]:
    return timeline.count(timeline.Place(card_of(row)))


def _count_files(row: Any, _actor: Actor) -> Select[Any]:
    return stored_file.count_of(card_of(row))


def _led_to(view: asked.View, page: timeline.Page) -> timeline.Entry | None:
    """The entry that the address leads to, where it is not on the page anyway."""
    if not view.entry or view.entry in {entry.key for entry in page.entries}:
        return None
    return timeline.many(view.place, [view.entry]).get(view.entry)


_SCRIPTS, _STYLES = ("js/note-editor.js", "js/activity.js"), ("css/activity.css",)
ACTIVITY_TAB = Tab("activity", N_("Activity"), _activity, _count, scripts=_SCRIPTS, styles=_STYLES)
FILES_TAB = Tab("files", N_("Files"), _files, _count_files, scripts=_SCRIPTS, styles=_STYLES)
