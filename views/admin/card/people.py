"""The people of a company: the tab of its card, and who among them manages it (H10)."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from sqlalchemy import Select, func, select

from admin_app.i18n import N_
from admin_app.permissions import Actor, Permission, allowed
from models import Company, Contact
from models.base import db
from views.admin import cells
from views.admin.card_tabs import Tab

SHOWN = 20


def _of(row: Company) -> Select[Any]:
    return select(Contact).where(Contact.company_id == row.id, Contact.deleted_at.is_(None))


def _body(row: Company, actor: Actor) -> str:
    query = _of(row).order_by(Contact.is_manager.desc(), Contact.sort_name, Contact.id)
    people = [_person(contact) for contact in db.session.scalars(query.limit(SHOWN))]
    may_add = allowed(actor, Permission.CONTACTS_CREATE)
    return render_template(
        "admin/tabs/people.html",
        people=people,
        all_url=url_for("contacts.index_view", company=row.id),
        new_url=url_for("contacts.create_view", company=row.id) if may_add else None,
    )


def _person(contact: Contact) -> dict[str, Any]:
    return {
        "title": contact.full_name,
        "url": url_for("contacts.details_view", id=contact.id),
        "manager": contact.is_manager,
        "position": contact.position,
        "email": cells.email(contact.email),
        "status": cells.status_of(contact.status),
    }


def _count(row: Company, _actor: Actor) -> Select[Any]:
    return _of(row).with_only_columns(func.count())


PEOPLE_TAB = Tab("contacts", N_("Contacts"), _body, _count, Permission.CONTACTS_VIEW)
