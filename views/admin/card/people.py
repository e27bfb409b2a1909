"""The people of a company: the tab of its card, search among them, who manages it (H10)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from admin_app.errors import Conflict, Invalid, NotFound
from admin_app.i18n import N_
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services import company as companies
from admin_app.services import contact as contacts
from admin_app.services.shared.listing.query import LONGEST_SEARCH, matches
from models import Company, Contact
from models.base import db
from models.enums import ContactStatus
from views import current
from views.admin import cells
from views.admin.card.dialogs import card_address, done
from views.admin.card_tabs import Tab
from views.notices import notice
from views.problems import text_of

SHOWN = 20
bp = Blueprint("people", __name__, url_prefix="/admin/people")


@bp.before_request
def _guard() -> Response | None:
    return None if current.may(Permission.CONTACTS_VIEW) else current.refusal()


def _of(row: Company) -> Select[Any]:
    return select(Contact).where(Contact.company_id == row.id, Contact.deleted_at.is_(None))


def managers(row: Company, actor: Actor) -> list[dict[str, Any]]:
    """Those who see all tickets of the company's people, by name."""
    query = _of(row).where(Contact.is_manager).order_by(Contact.sort_name, Contact.id)
    return [_person(contact, actor) for contact in db.session.scalars(query.limit(SHOWN))]


def _body(row: Company, actor: Actor) -> str:
    may_add = allowed(actor, Permission.CONTACTS_CREATE)
    return render_template(
        "admin/tabs/people.html",
        search_url=url_for("people.index", company_id=row.id),
        card_url=url_for("companies.details_view"),
        company_id=row.id,
        tab_key=PEOPLE_TAB.key,
        new_url=url_for("contacts.create_view", company=row.id) if may_add else None,
        **_found(row, actor),
    )


@bp.get("/<int:company_id>")
def index(company_id: int) -> str:
    """The people of a company whom the search finds (fragment)."""
    actor = current.current_actor()
    row = companies.get(company_id, actor)
    return render_template("admin/tabs/_people.html", **_found(row, actor))


def _found(row: Company, actor: Actor) -> dict[str, Any]:
    typed = request.args.get("people", "").replace("\x00", "")[:LONGEST_SEARCH].strip()
    query = _of(row).order_by(Contact.is_manager.desc(), Contact.sort_name, Contact.id)
    if typed:
        query = query.where(matches(Contact, typed))
    found = db.session.scalars(query.limit(SHOWN + 1)).all()
    return {
        "people": [_person(contact, actor) for contact in found[:SHOWN]],
        "typed": typed,
        "more": len(found) > SHOWN,
        "all_url": url_for("contacts.index_view", company=row.id, search=typed or None),
    }


def _person(contact: Contact, actor: Actor) -> dict[str, Any]:
    final = contact.status == ContactStatus.DISMISSED
    may_change = not final and allowed(actor, Permission.CONTACTS_EDIT)
    on = "0" if contact.is_manager else "1"
    return {
        "title": contact.full_name,
        "url": url_for("contacts.details_view", id=contact.id),
        "initials": cells.initials(contact.full_name),
        "manager": contact.is_manager,
        "position": contact.position,
        "phone": cells.phone(contact.mobile_phone or contact.phone),
        "email": cells.email(contact.email),
        "status": cells.status_of(contact.status),
        "toggle_url": url_for("people.manager", contact_id=contact.id, on=on)
        if may_change
        else None,
    }


@bp.post("/<int:contact_id>/manager")
def manager(contact_id: int) -> Any:
    """Make a contact a manager of his company (`on=1`) or not; each is the other's undo."""
    actor, on = current.current_actor(), request.args.get("on") == "1"
    row = contacts.get(contact_id, actor)
    if row.company is None:
        raise NotFound(f"company of {contact_id}")
    there = url_for("companies.details_view", tab=PEOPLE_TAB.key, id=row.company_id)
    target = card_address(request.form.get("next", "")) or there
    try:
        contacts.update_contact(row, {"is_manager": on}, actor)
    except (Invalid, Conflict) as error:
        db.session.rollback()
        notice(text_of(error), "error")
        return done("", target)
    text = (
        _("%(name)s is a manager of the company now.", name=row.full_name)
        if on
        else _("%(name)s is no manager of the company any more.", name=row.full_name)
    )
    undo = url_for("people.manager", contact_id=contact_id, on="0" if on else "1")
    return done(text, target, undo_url=undo)


def _count(row: Company, _actor: Actor) -> Select[Any]:
    return _of(row).with_only_columns(func.count())


PEOPLE_TAB = Tab("contacts", N_("Contacts"), _body, _count, Permission.CONTACTS_VIEW)
