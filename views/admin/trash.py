"""The trash: what was deleted by whom, bringing it back, deleting it for good (S13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_admin import expose
from flask_admin.contrib.sqla import ModelView
from flask_babel import format_date, format_datetime, ngettext
from flask_babel import gettext as _
from markupsafe import escape

from admin_app.errors import Conflict, NotFound, StaleWrite
from admin_app.permissions import Actor, Permission
from admin_app.services import preferences
from admin_app.services.processes import trash
from admin_app.services.processes.trash.parts import Noun
from admin_app.services.shared.listing import Field
from admin_app.services.shared.listing.paging import Page, read_page
from models.base import db
from views import current, formatting
from views.admin import cells
from views.admin import rows as shown
from views.admin.base import BackofficeView
from views.admin.listing import is_fragment, read_arguments
from views.admin.rows import Action, RowView
from views.admin.trash_rows import number, tell_losses
from views.admin.trash_words import in_words
from views.notices import notice
from views.problems import text_of

MOST_TICKED = 500
ICONS = {"companies": "building", "contacts": "user", "equipment": "devices"}

bp = Blueprint("trash", __name__, url_prefix="/admin/trash")


@bp.get("/")
def index() -> Any:
    """The first trash that is open to this person."""
    if current.current_user_or_none() is None:
        return current.to_login()
    address = first_address()
    return redirect(address) if address else current.refusal()


def first_address() -> str | None:
    """Where the trash begins for this person; None where none of it is open."""
    return next((url for _key, _label, url in _tabs()), None)


def _tabs() -> list[tuple[str, str, str]]:
    labels = {"companies": _("Companies"), "contacts": _("Contacts"), "equipment": _("Equipment")}
    actor = current.current_actor()
    return [
        (key, labels[key], url_for(f"trash-{key}.index_view"))
        for key, noun in trash.NOUNS.items()
        if trash.may_see(noun, actor)
    ]


class TrashView(BackofficeView):
    """The trash of one noun: a list, a card for each row, and what may be done there."""

    list_template = "admin/trash/list.html"
    card_template = "admin/trash/row.html"

    def __init__(self, noun: Noun) -> None:
        self.noun = noun
        self.spec = trash.LISTS[noun.list_key]
        self.permissions = {"view": noun.view}
        url = f"/admin/trash/{noun.list_key}"
        ModelView.__init__(self, noun.model, db, endpoint=self.spec.noun, url=url)

    def is_accessible(self) -> bool:
        """Whether this person may see and delete such rows."""
        signed_in = current.current_user_or_none() is not None
        return signed_in and trash.may_see(self.noun, current.current_actor())

    def title(self) -> str:
        """The heading of the list."""
        return _("Trash")

    def find(self, row_id: int, actor: Actor) -> Any:
        """The row, while it is in the trash."""
        return trash.get(self.noun, row_id, actor)

    def prepare(self, page: Page) -> None:
        """Read once for the page who deleted the rows, and what went with them."""
        self._read(page.rows)

    def _read(self, rows: Sequence[Any]) -> None:
        g.deleters = trash.deleters(rows)
        g.taken_along = trash.taken_along(self.noun, [row.id for row in rows])
        g.went_with = trash.went_with(rows)

    # ---- the list

    @expose("/")
    def index_view(self) -> str:
        """What is in the trash, the last deleted first."""
        actor, user = current.current_actor(), current.current_user_or_none()
        assert user is not None  # noqa: S101 - is_accessible saw to it
        asked = read_arguments(self.spec, actor, request.args)
        kept = preferences.list_preferences(user, self.spec, actor)
        fields = preferences.shown_fields(self.spec, kept, actor)
        page = read_page(self.spec, asked.query, actor, size=kept.page_size, cursor=asked.cursor)
        self.prepare(page)
        views = [self.row_view(row, fields[1:], actor) for row in page.rows]
        context = self.list_context(asked.query, fields, actor)
        context["page"] = shown.page_view(
            page, views, asked.query, self.spec, address=self.list_address,
            size_address=lambda size: self.address("page_size_view", size=size),
        )  # fmt: skip
        template = "admin/_list_body.html" if is_fragment() else self.list_template
        return self.render(template, density=kept.density.value, **context)

    def list_address(self, arguments: dict[str, Any]) -> str:
        """The list's own address with these arguments."""
        return self.address("index_view", **arguments)

    def list_extras(self, actor: Actor) -> dict[str, Any]:
        """The nouns as tabs, what may be done with ticked rows, the words of an empty trash."""
        return {
            "trash_tabs": [(label, url, key == self.noun.list_key) for key, label, url in _tabs()],
            "bulk_actions": self._bulk_actions(),
            "search_placeholder": _("Name, e-mail, phone"),
            "empty": {
                "icon": "trash",
                "text": _("Nothing here. What is deleted stays for 30 days."),
            },
        }

    def _bulk_actions(self) -> list[dict[str, Any]]:
        back = {"key": "restore", "label": _("Restore"), "icon": "arrow-back-up"}
        found = [{**back, "dialog_url": self.address("restore_view")}]
        if current.may(Permission.TRASH_PURGE):
            gone = {"key": "purge", "label": _("Delete for good"), "icon": "trash", "danger": True}
            found.append({**gone, "dialog_url": self.address("purge_view")})
        return found

    def row_view(self, row: Any, fields: Sequence[Field], actor: Actor) -> RowView:
        """A row of the trash."""
        return RowView(
            id=row.id,
            title=str(row),
            url=self.address("details_view", id=row.id),
            initials=cells.initials(str(row)),
            icon=ICONS[self.noun.list_key],
            cells=[self._cell(row, f) for f in fields],
        )

    def _cell(self, row: Any, field: Field) -> Any:
        if field.key == "deleted_by":
            return _deleter(row)
        if field.key == "days_left":
            return formatting.number(trash.days_left(row))
        if field.key == "along":
            return _along(row)
        return cells.cell(field.kind, getattr(row, field.key))

    def actions_for(self, row: Any) -> list[Action]:
        """What can be done with a row of the trash."""
        restore = self.address("restore_view", ids=row.id)
        found = [Action("restore", _("Restore"), restore, "arrow-back-up", "post")]
        if current.may(Permission.TRASH_PURGE):
            url = self.address("purge_view", ids=row.id)
            found.append(Action("purge", _("Delete for good"), url, "trash", "dialog", danger=True))
        return found

    # ---- one row

    @expose("/details/")
    def details_view(self) -> Any:
        """The card of a deleted row; of one that is back, the way to its own."""
        actor = current.current_actor()
        try:
            row = self.row_from_args()
        except NotFound:
            row_id = number(request.args.get("id", ""))
            living = db.session.get(self.noun.model, row_id) if row_id else None
            if living is None or living.deleted_at is not None:
                raise
            return redirect(url_for(f"{self.noun.list_key}.details_view", id=row_id))
        return self.render(self.card_template, **self.card(row, actor))

    def card(self, row: Any, actor: Actor) -> dict[str, Any]:
        """Since when it is there, until when, and what went with it."""
        self._read([row])
        back, *others = self.actions_for(row)
        counts = trash.what_hangs(self.noun, [row.id], trashed=True)
        gone_at = row.deleted_at + trash.KEPT
        return {
            "title": str(row),
            "icon_name": ICONS[self.noun.list_key],
            "subtitle": _("in the trash"),
            "identifier": row.identifier,
            "url": self.address("details_view", id=row.id),
            "breadcrumbs": [(self.title(), self.address("index_view")), (str(row), None)],
            "actions": [Action(back.key, back.label, back.url, back.icon, "post", primary=True)],
            "more_actions": others,
            "groups": [(_("In the trash"), _facts(row, counts, gone_at))],
            "since": format_date(row.deleted_at, "long"),
            "until": format_date(gone_at, "long"),
        }

    # ---- bringing back and deleting for good

    @expose("/restore/", methods=("GET", "POST"))
    def restore_view(self) -> Any:
        """Take rows back with all that went with them; asks first when several are ticked."""
        actor, ids = current.current_actor(), _ids()
        if request.method == "GET":
            return self._dialog(
                ids, "restore_view", confirm_label=_("Restore"), danger=False,
                title=ngettext("Restore %(num)s row?", "Restore %(num)s rows?", len(ids)),
                text=_("They come back with all that went to the trash with them."),
            )  # fmt: skip
        try:
            found, lost = trash.restore(self.noun, ids, actor)
            db.session.commit()
        except (Conflict, StaleWrite) as error:
            db.session.rollback()
            notice(text_of(error), "error")
            return self.back()
        if not found:
            raise NotFound(ids)
        row = db.session.get(self.noun.model, found[0])
        several = ngettext("%(num)s row is back.", "%(num)s rows are back.", len(found))
        notice(_("%(name)s is back.", name=row) if len(found) == 1 else several)
        tell_losses(lost)
        return self.back()

    @expose("/purge/", methods=("GET", "POST"))
    def purge_view(self) -> Any:
        """Delete rows for good, once it was said how much that is and agreed to."""
        if not current.may(Permission.TRASH_PURGE):
            return current.refusal()
        actor, ids = current.current_actor(), _ids()
        if request.method == "GET":
            return self._purge_dialog(ids)
        if not request.form.get("sure"):
            notice(_("Nothing was deleted: tick that you know what this means."), "error")
            return self.back()
        gone = trash.purge(self.noun, ids, actor)
        db.session.commit()
        if not gone:
            raise NotFound(ids)
        n = len(gone)
        notice(ngettext("%(num)s row is gone for good.", "%(num)s rows are gone for good.", n))
        return self.back()

    def _purge_dialog(self, ids: list[int]) -> str:
        rows = [trash.get(self.noun, row_id, current.current_actor()) for row_id in ids[:1]]
        name = str(rows[0]) if len(ids) == 1 else ""
        several = ngettext(
            "Delete %(num)s row for good?", "Delete %(num)s rows for good?", len(ids)
        )
        return self._dialog(
            ids, "purge_view", confirm_label=_("Delete for good"),
            title=_("Delete %(name)s for good?", name=name) if name else several,
            text=_("With all that hangs on it. The history of changes stays."),
            consequences=in_words(trash.what_hangs(self.noun, ids, trashed=True)),
            sure_label=_("I know that this cannot be undone"),
        )  # fmt: skip

    def _dialog(self, ids: list[int], endpoint: str, **words: Any) -> str:
        if not ids:
            raise NotFound
        url, back = self.address(endpoint), self.address("index_view")
        template = "admin/confirm_delete.html"
        return render_template(template, url=url, next_url=back, ids=ids, **words)


def views() -> list[TrashView]:
    """The trash of every noun."""
    return [TrashView(noun) for noun in trash.NOUNS.values()]


def _ids() -> list[int]:
    found = [number(text) for text in request.values.getlist("ids")]
    return [row_id for row_id in found if row_id is not None][:MOST_TICKED]


def _deleter(row: Any) -> str:
    return str(g.deleters.get(row.deleted_by_id, ""))


def _along(row: Any) -> Any:
    if row.deleted_with in g.went_with:
        noun, owner = g.went_with[row.deleted_with]
        return cells.link(url_for(f"trash-{noun.list_key}.details_view", id=owner.id), str(owner))
    return ", ".join(in_words(g.taken_along.get(row.id, {})))


def _facts(row: Any, counts: Any, gone_at: datetime) -> list[tuple[str, Any]]:
    with_owner = [(_("Went with"), _along(row))] if row.deleted_with else []
    return [
        (_("Deleted"), format_datetime(row.deleted_at, "medium")),
        (_("Deleted by"), _deleter(row)),
        (_("Deleted for good"), format_datetime(gone_at, "medium")),
        (_("Days left"), formatting.number(trash.days_left(row))),
        *with_owner,
        (_("Together with"), cells.joined([escape(text) for text in in_words(counts)])),
    ]
