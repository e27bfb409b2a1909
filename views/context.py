"""What every page of the theme is given: menu, account, bell, languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _

from admin_app.i18n import LANGUAGES
from admin_app.permissions import Actor, Permission
from admin_app.services import mention, overview, similar
from admin_app.services.shared import jobs
from models import User
from models.enums import AccessType
from views import current, formatting, texts
from views.admin import cells, trash
from views.admin.pages import saved_views, settings
from views.admin.similar import marks, queue


@dataclass
class MenuItem:
    """A section of the side bar; without a url it is a heading over its children."""

    label: str
    url: str | None = None
    icon: str | None = None
    count: str | None = None
    active: bool = False
    children: list[MenuItem] = field(default_factory=list)


def init_app(app: Flask) -> None:
    """Bind the context and the formats to all templates."""
    formatting.init_app(app)
    texts.init_app(app)
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    """The same for all templates of a request: parts of a page are rendered one by one."""
    if "page_context" not in g:
        g.page_context = _new_context()
    return dict(g.page_context)


def _new_context() -> dict[str, Any]:
    user = current.current_user_or_none()
    context: dict[str, Any] = {
        "ui_language": current.language(),
        "ui_languages": list(LANGUAGES.items()),
        "language_url": url_for("auth.language"),
        "search_url": None,
    }
    if user is None or request.headers.get("HX-Request") == "true":
        return context
    context["account"] = {
        "name": user.full_name,
        "email": user.email,
        "initials": cells.initials(user.full_name),
        "profile_url": url_for("auth.profile"),
        "security_url": url_for("auth.security"),
        "password_url": url_for("auth.change_password"),
        "sign_out_url": url_for("auth.logout"),
    }
    if not current.current_actor().is_staff:
        return context | _client_context(user)
    return context | {
        "menu": _menu(),
        "search_url": url_for("admin.search"),
        "bell": {"count": _news(current.current_actor()), "url": url_for("jobs.bell")},
        "views_url": saved_views.menu_address(user),
    }


def _news(actor: Actor) -> int:
    """How much there is under the bell that this person has not seen."""
    return jobs.unseen(actor) + mention.unseen(actor)


def _client_context(user: User) -> dict[str, Any]:
    """The frame of the client's side; partners have no pages of their own yet."""
    if user.group.access_type != AccessType.CLIENT:
        return {"menu": [], "home_url": url_for("auth.profile")}
    home = MenuItem(_("Your cabinet"), url_for("cabinet.home"), "home", active=_is_here("cabinet"))
    return {"menu": [home], "home_url": home.url}


SECTIONS = (
    ("contacts.index_view", Permission.CONTACTS_VIEW, "address-book", "contacts"),
    ("companies.index_view", Permission.COMPANIES_VIEW, "building", "companies"),
    ("equipment.index_view", Permission.EQUIPMENT_VIEW, "devices", "equipment"),
)
ADMINISTRATION = (
    ("import.index", Permission.IMPORT, "upload"),
    ("changes.index", Permission.CONTACTS_EDIT, "list-check"),
    ("audit.index_view", Permission.AUDIT_VIEW, "history"),
    ("users.index_view", Permission.USERS_VIEW, "user"),
    ("groups.index_view", Permission.GROUPS_EDIT, "shield"),
    ("mail.index_view", Permission.MAIL_VIEW, "mail"),
    ("settings.index", Permission.SETTINGS_EDIT, "settings"),
)


def _labels() -> dict[str, str]:
    return {
        "contacts": _("Contacts"),
        "companies": _("Companies"),
        "equipment": _("Equipment"),
        "import": _("Import"),
        "changes": _("Bulk changes"),
        "audit": _("Audit"),
        "users": _("Users"),
        "groups": _("Groups and rights"),
        "mail": _("Outgoing mail"),
        "settings": _("Settings"),
    }


def _menu() -> list[MenuItem]:
    labels, known = _labels(), g.get("totals", {})
    menu = [MenuItem(_("Overview"), url_for("admin.index"), "home", active=_is_here("admin"))]
    for endpoint, permission, icon, noun in SECTIONS:
        if current.may(permission):
            count = formatting.count(
                known.get(noun) or overview.total(noun, current.current_actor())
            )
            menu.append(MenuItem(labels[noun], url_for(endpoint), icon, count, _is_here(noun)))
            if noun == "contacts":
                menu[-1].children.append(_similar())
    work = [
        MenuItem(labels[name], url_for(endpoint), icon, active=_is_here(name))
        for endpoint, permission, icon in ADMINISTRATION
        if (name := endpoint.partition(".")[0])
        and (settings.may_open() if name == "settings" else current.may(permission))
    ]
    if (address := trash.first_address()) is not None:
        here = (request.blueprint or "").startswith("trash")
        work.append(MenuItem(_("Trash"), address, "trash", active=here))
    if work:
        menu.append(MenuItem(_("Administration"), children=work))
    return menu


def _similar() -> MenuItem:
    waiting = queue.counted(similar.CONTACTS, current.current_actor())
    return MenuItem(
        _("Similar"), url_for("similar.index"), marks.ICON, waiting, _is_here("similar")
    )


def _is_here(blueprint: str) -> bool:
    return PART_OF.get(request.blueprint or "", request.blueprint) == blueprint


PART_OF = {"fields": "settings", "choice_lists": "settings"}
"""Pages that stand under a section of another name."""
