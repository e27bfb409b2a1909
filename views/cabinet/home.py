"""The first page of the cabinet: what the desk knows of the client."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _

from views import formatting
from views.cabinet.access import current_contact, for_clients

blueprint = Blueprint("cabinet", __name__, url_prefix="/cabinet")


@blueprint.get("/")
@for_clients
def home() -> str:
    """The client's own details."""
    contact = current_contact()
    facts = []
    if contact is not None:
        facts = [
            (_("Full name"), contact.full_name),
            (_("Company"), contact.company.name if contact.company else ""),
            (_("Position"), contact.position),
            (_("E-mail"), contact.email),
            (_("Phone"), formatting.phone(contact.phone or contact.mobile_phone)),
        ]
    return render_template("cabinet/home.html", title=_("Your cabinet"), facts=facts)
