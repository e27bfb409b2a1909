"""The first tab of a card: what one wants to know before anything else."""

from __future__ import annotations

from flask import render_template, url_for

from admin_app.i18n import N_
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services import document as documents
from models import Company, Contact
from views import formatting
from views.admin.card.documents import DOCUMENTS_TAB, expiry_of
from views.admin.card.people import PEOPLE_TAB, managers
from views.admin.card_tabs import Tab
from views.admin.contact_facts import status_history


def _of_contact(row: Contact, _actor: Actor) -> str:
    return render_template("admin/tabs/contact_overview.html", history=status_history(row))


def _of_company(row: Company, actor: Actor) -> str:
    may_see = allowed(actor, Permission.CONTACTS_VIEW)
    return render_template(
        "admin/tabs/company_overview.html",
        managers=managers(row, actor) if may_see else None,
        people_url=url_for("companies.details_view", tab=PEOPLE_TAB.key, id=row.id),
        documents_url=url_for("companies.details_view", tab=DOCUMENTS_TAB.key, id=row.id),
        ending=[
            {"title": str(paper), "ends": formatting.day(paper.ends_on), "expiry": expiry}
            for paper in documents.of(row)
            if (expiry := expiry_of(paper)) is not None
        ],
    )


CONTACT_OVERVIEW = Tab("overview", N_("Overview"), _of_contact)
COMPANY_OVERVIEW = Tab("overview", N_("Overview"), _of_company)
