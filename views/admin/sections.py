"""All sections of the panel, in one list."""

from __future__ import annotations

from flask import Flask
from flask_admin import Admin

from views.admin.companies import CompaniesView
from views.admin.contacts import ContactsView


def register(app: Flask, admin: Admin) -> None:
    """Add every section to the panel."""
    admin.add_view(ContactsView())
    admin.add_view(CompaniesView())
