"""All sections of the panel, in one list."""

from __future__ import annotations

from flask import Flask
from flask_admin import Admin

from views.admin import trash
from views.admin.access_groups import AccessGroupsView
from views.admin.activity import files
from views.admin.activity import pages as activity
from views.admin.audit import AuditView
from views.admin.card import access, documents, history, people, related
from views.admin.companies import CompaniesView
from views.admin.contacts import ContactsView
from views.admin.equipment import EquipmentView
from views.admin.mail import MailView
from views.admin.merging import pages as merges
from views.admin.pages import card_settings, changes, exporting, jobs, saved_views
from views.admin.pages.choice_lists import ChoiceListsView
from views.admin.pages.fields import FieldsView
from views.admin.pages.importing import ImportView
from views.admin.pages.settings import SettingsView
from views.admin.similar import queue as similar_queue
from views.admin.similar import settings as similar_settings
from views.admin.users import UsersView


def register(app: Flask, admin: Admin) -> None:
    """Add every section to the panel."""
    admin.add_view(ContactsView())
    admin.add_view(CompaniesView())
    admin.add_view(EquipmentView())
    admin.add_view(AuditView())
    admin.add_view(UsersView())
    admin.add_view(AccessGroupsView())
    admin.add_view(MailView())
    for view in trash.views():
        admin.add_view(view)
    admin.add_view(ImportView())
    admin.add_view(SettingsView())
    admin.add_view(FieldsView())
    admin.add_view(ChoiceListsView())
    app.register_blueprint(trash.bp)
    app.register_blueprint(activity.bp)
    app.register_blueprint(files.bp)
    app.register_blueprint(exporting.bp)
    app.register_blueprint(jobs.bp)
    app.register_blueprint(saved_views.bp)
    app.register_blueprint(changes.bp)
    app.register_blueprint(related.bp)
    app.register_blueprint(documents.bp)
    app.register_blueprint(history.bp)
    app.register_blueprint(people.bp)
    app.register_blueprint(access.bp)
    app.register_blueprint(card_settings.bp)
    app.register_blueprint(merges.bp)
    app.register_blueprint(similar_queue.bp)
    app.register_blueprint(similar_settings.bp)
