"""Settings of the panel, a page a topic."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from flask_admin import BaseView, expose
from flask_babel import gettext as _

from admin_app.errors import Invalid
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
        """Whether the section exists at all for this person."""
        return current.may(Permission.SETTINGS_EDIT)

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
        return self._import_page(ImportNoun.COMPANIES, _("Import companies"))

    @expose("/import-contacts/", methods=("GET", "POST"))
    def import_contacts(self) -> Any:
        """Clients › Import contacts: the usual rules of such files (A10)."""
        return self._import_page(ImportNoun.CONTACTS, _("Import contacts"))

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


def _topics() -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    return [
        (
            _("Clients"),
            [
                (
                    _("Import companies"),
                    _("What an import does with known, wrong and half-filled companies."),
                    "building",
                    url_for("settings.import_companies"),
                ),
                (
                    _("Import contacts"),
                    _("What an import does with known, wrong and half-filled contacts."),
                    "address-book",
                    url_for("settings.import_contacts"),
                ),
            ],
        )
    ]
