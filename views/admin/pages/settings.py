"""Settings of the panel, a page a topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, request, url_for
from flask_admin import BaseView, expose
from flask_babel import gettext as _

from admin_app.errors import Invalid, NotAllowed
from admin_app.importing.policies import DEFINITIONS
from admin_app.permissions import Permission
from admin_app.services.shared import settings
from models.base import db
from models.enums import ImportNoun
from views import current
from views.admin.pages.importing_rules import rules_form, typed_rules
from views.notices import notice
from views.problems import show_problems


class SettingsView(BaseView):
    """What administrators set for everybody."""

    def __init__(self, **options: Any) -> None:
        super().__init__(endpoint="settings", url="/admin/settings", **options)

    def is_accessible(self) -> bool:
        """Whether there is any topic for this person; each page demands its own right."""
        return may_open()

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Response:
        """The sign-in page for strangers, 403 for others."""
        return current.refusal()

    @expose("/")
    def index(self) -> str:
        """The topics."""
        return self.render("admin/settings/index.html", title=_("Settings"), topics=_topics())

    @expose("/import-companies/", methods=("GET", "POST"))
    def import_companies(self) -> Any:
        """Clients › Import companies: the usual rules of such files (A10)."""
        _demand(Permission.SETTINGS_EDIT)
        return self._import_page(ImportNoun.COMPANIES, _("Import companies"))

    @expose("/import-contacts/", methods=("GET", "POST"))
    def import_contacts(self) -> Any:
        """Clients › Import contacts: the usual rules of such files (A10)."""
        _demand(Permission.SETTINGS_EDIT)
        return self._import_page(ImportNoun.CONTACTS, _("Import contacts"))

    @expose("/import-equipment/", methods=("GET", "POST"))
    def import_equipment(self) -> Any:
        """Clients › Import equipment: the usual rules of such files (H12)."""
        _demand(Permission.SETTINGS_EDIT)
        return self._import_page(ImportNoun.EQUIPMENT, _("Import equipment"))

    def _import_page(self, noun: ImportNoun, title: str) -> Any:
        definition = DEFINITIONS[noun]
        form = rules_form(noun, settings.get(definition))
        if form.validate_on_submit():
            try:
                settings.put(definition, typed_rules(form), actor=current.current_actor())
                db.session.commit()
            except Invalid as error:
                db.session.rollback()
                show_problems(form, error)
            else:
                notice(_("The settings are saved."))
                return redirect(url_for("settings.index"))
        page = self.render(
            "admin/settings/import.html",
            form=form,
            title=title,
            text=_("These rules are proposed for every file and can be changed for each."),
            groups=[],
            breadcrumbs=[(_("Settings"), url_for("settings.index")), (title, None)],
            cancel_url=url_for("settings.index"),
        )
        return (page, 422) if request.method == "POST" else page


@dataclass(frozen=True)
class Topic:
    """One page of the settings, and the right that it demands."""

    needs: Permission
    title: str
    text: str
    icon: str
    url: str


def may_open() -> bool:
    """Whether this person may open any page of the settings."""
    return any(current.may(permission) for permission in OPENING)


OPENING = (Permission.SETTINGS_EDIT, Permission.FIELDS_EDIT)
"""The rights of which each opens at least one topic."""


def _demand(permission: Permission) -> None:
    if not current.may(permission):
        raise NotAllowed(permission)


def _topics() -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    """Headings with the pages that this person may open."""
    return [
        (heading, pages)
        for heading, topics in _all_topics()
        if (pages := [(t.title, t.text, t.icon, t.url) for t in topics if current.may(t.needs)])
    ]


def _all_topics() -> list[tuple[str, list[Topic]]]:
    return [
        (
            _("Clients"),
            [
                Topic(
                    Permission.FIELDS_EDIT,
                    _("Fields"),
                    _("Fields of your own for contacts, companies and equipment."),
                    "forms",
                    url_for("fields.index_view"),
                ),
                Topic(
                    Permission.FIELDS_EDIT,
                    _("Card header"),
                    _("Which fields stand under the name on every card, and in what order."),
                    "id",
                    url_for("card_settings.header"),
                ),
                Topic(
                    Permission.FIELDS_EDIT,
                    _("Relations"),
                    _("What contacts can be to each other: manager, assistant, family."),
                    "relation-many-to-many",
                    url_for("card_settings.relations"),
                ),
                Topic(
                    Permission.SETTINGS_EDIT,
                    _("Import companies"),
                    _("What an import does with known, wrong and half-filled companies."),
                    "building",
                    url_for("settings.import_companies"),
                ),
                Topic(
                    Permission.SETTINGS_EDIT,
                    _("Import contacts"),
                    _("What an import does with known, wrong and half-filled contacts."),
                    "address-book",
                    url_for("settings.import_contacts"),
                ),
                Topic(
                    Permission.SETTINGS_EDIT,
                    _("Import equipment"),
                    _("What an import does with known and wrong pieces of equipment."),
                    "devices",
                    url_for("settings.import_equipment"),
                ),
                Topic(
                    Permission.SETTINGS_EDIT,
                    _("Similar contacts"),
                    _("From which likeness on contacts and companies are shown as similar."),
                    "arrow-merge",
                    url_for("similar_settings.index"),
                ),
            ],
        )
    ]
