"""The first tab of a card: what one wants to know before anything else."""

from __future__ import annotations

from flask import render_template

from admin_app.i18n import N_
from admin_app.permissions import Actor
from models import Contact
from views.admin.card_tabs import Tab
from views.admin.contact_facts import status_history


def _of_contact(row: Contact, _actor: Actor) -> str:
    return render_template("admin/tabs/contact_overview.html", history=status_history(row))


CONTACT_OVERVIEW = Tab("overview", N_("Overview"), _of_contact)
