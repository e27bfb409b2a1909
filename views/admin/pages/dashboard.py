"""The first page of the panel, and the search over everything."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for
from flask_admin import AdminIndexView, expose
from flask_babel import gettext as _

from admin_app.i18n import N_
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services import document as documents
from admin_app.services import overview
from admin_app.services.lists import LISTS
from admin_app.services.shared.listing import ListQuery
from admin_app.services.shared.listing.paging import ordered
from admin_app.services.shared.listing.query import LONGEST_SEARCH, select_rows
from models import AuditEntry, Document, Equipment, ImportRun
from models.base import db
from models.enums import ContactStatus
from views import current, formatting
from views.admin import cells
from views.admin.activity import mine
from views.admin.audit.fields import row_name
from views.admin.audit.sentences import action_text, row_url
from views.admin.card.documents import DOCUMENTS_TAB, expiry_of
from views.admin.pages.importing_words import was_written

FOUND_EACH = 6
FOUND_ICONS = {"companies": "building", "equipment": "devices"}
STATUS_ICONS = {
    ContactStatus.ACTIVE: ("user-check", "green"),
    ContactStatus.BLOCKED: ("lock", "orange"),
    ContactStatus.DISMISSED: ("user-off", "grey"),
}
STATUS_TILES = {
    ContactStatus.ACTIVE: N_("Active contacts"),
    ContactStatus.BLOCKED: N_("Blocked contacts"),
    ContactStatus.DISMISSED: N_("Dismissed contacts"),
}


class DashboardView(AdminIndexView):
    """What matters now, and the way to begin."""

    def is_accessible(self) -> bool:
        """Whether this person works on the staff side."""
        return current.current_user_or_none() is not None and current.current_actor().is_staff

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Response:
        """The sign-in page for strangers, 403 for others."""
        return current.refusal()

    @expose("/")
    def index(self) -> str:
        """The dashboard."""
        actor = current.current_actor()
        tiles = _tiles(actor)
        return self.render(
            "admin/dashboard.html",
            title=_("Overview"),
            welcome=_welcome(actor),
            tiles=tiles,
            panels=_panels(actor),
        )

    @expose("/search")
    def search(self) -> str:
        """Companies, contacts and equipment as one types (fragment), or as a page of links."""
        actor = current.current_actor()
        typed = request.args.get("q", "").replace("\x00", "")[:LONGEST_SEARCH].strip()
        nouns = ("contacts", "companies", "equipment") if typed else ()
        groups = [_found(noun, typed, actor) for noun in nouns]
        found = [group for group in groups if group is not None and group[1]]
        fragment = request.headers.get("HX-Request") == "true"
        template = "admin/_search.html" if fragment else "admin/search.html"
        render = render_template if fragment else self.render
        return render(template, groups=found, query=typed, title=_("Search"))


def _found(noun: str, typed: str, actor: Actor) -> tuple[str, list[dict[str, Any]]] | None:
    spec = LISTS[noun]
    if not allowed(actor, spec.view):
        return None
    rows = select_rows(spec, ListQuery(search=typed), actor)
    rows = ordered(rows, spec.model, spec.model.created_at, descending=True).limit(FOUND_EACH)
    items = [
        {
            "title": str(row),
            "subtitle": _subtitle(row),
            "url": url_for(f"{noun}.details_view", id=row.id),
            "initials": cells.initials(str(row)),
            "icon": FOUND_ICONS.get(noun),
        }
        for row in db.session.scalars(rows)
    ]
    labels = {"contacts": _("Contacts"), "companies": _("Companies"), "equipment": _("Equipment")}
    return labels[noun], items


def _subtitle(row: Any) -> str:
    if not isinstance(row, Equipment):
        return str(row.email)
    return " · ".join(filter(None, (row.article, row.serial_number)))


def _tiles(actor: Actor) -> list[tuple[str, Any, str, str, str]]:
    tiles = []
    if allowed(actor, Permission.CONTACTS_VIEW):
        for status, counted in overview.by_status(actor).items():
            icon, colour = STATUS_ICONS[status]
            url = url_for("contacts.index_view", status=status.value)
            number = formatting.count(counted)
            tiles.append((_(STATUS_TILES[status]), number, url, icon, colour))
    if allowed(actor, Permission.COMPANIES_VIEW):
        number = formatting.count(overview.total("companies", actor))
        url = url_for("companies.index_view")
        tiles.append((_("Companies"), number, url, "building", "blue"))
    return tiles


def _welcome(actor: Actor) -> dict[str, str] | None:
    """The way to begin, while there is nothing yet."""
    if not allowed(actor, Permission.IMPORT) or overview.total("contacts", actor).number:
        return None
    return {
        "import_url": url_for("import.index"),
        "company_url": url_for("companies.create_view"),
    }


def _panels(actor: Actor) -> list[dict[str, Any]]:
    panels: list[dict[str, Any]] = mine.panels(actor)
    if allowed(actor, Permission.IMPORT):
        panels.append(
            {
                "title": _("Recent imports"),
                "kind": "table",
                "url": url_for("import.index"),
                "icon": "upload",
                "columns": [_("File"), _("Rows"), _("Added"), _("When")],
                "rows": [_import_row(run) for run in overview.recent_imports(actor)],
                "empty": _("No file was imported yet."),
                "action_label": _("Import"),
                "action_url": url_for("import.index"),
            }
        )
    if allowed(actor, Permission.COMPANIES_VIEW) and (papers := documents.ending(actor, limit=8)):
        panels.append(
            {
                "title": _("Documents that end soon"),
                "kind": "changes",
                "rows": [_document_row(paper) for paper in papers],
            }
        )
    if allowed(actor, Permission.AUDIT_VIEW):
        panels.append(
            {
                "title": _("Recent changes"),
                "kind": "changes",
                "url": url_for("audit.index_view"),
                "rows": [_change_row(entry) for entry in overview.recent_changes(actor)],
                "empty": _("Nobody changed anything yet."),
            }
        )
    return panels


def _import_row(run: ImportRun) -> list[Any]:
    return [
        cells.link(url_for("import.run", run_id=run.id), run.file_name),
        formatting.number(run.counts.get("rows")),
        formatting.number(run.counts.get("created", 0)) if was_written(run) else "",
        formatting.moment(run.created_at),
    ]


def _document_row(paper: Document) -> dict[str, Any]:
    word, _colour, icon = expiry_of(paper) or ("", "", "file-text")
    return {
        "who": paper.company.name,
        "icon": icon,
        "text": f"· {word} ·",
        "title": str(paper),
        "url": url_for("companies.details_view", tab=DOCUMENTS_TAB.key, id=paper.company_id),
        "when": _("until %(day)s", day=formatting.day(paper.ends_on)),
    }


def _change_row(entry: AuditEntry) -> dict[str, Any]:
    return {
        "who": entry.actor_name,
        "initials": cells.initials(entry.actor_name),
        "text": action_text(entry),
        "title": row_name(entry),
        "url": row_url(entry),
        "when": formatting.moment(entry.at),
    }
