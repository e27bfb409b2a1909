"""Related contacts: the tab of a contact's card, linking and unlinking (S8)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from admin_app.errors import Conflict, Invalid, NotFound
from admin_app.i18n import N_
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services import contact as contacts
from admin_app.services import related_contact as relations
from admin_app.services import relation_kind
from models import Contact, User
from models.base import db
from models.enums import ContactKind, ContactStatus
from views import current
from views.admin import cells
from views.admin.card import related_table
from views.admin.card.dialogs import card_address, dialog, done, number
from views.admin.card_tabs import Tab
from views.admin.forms.relation import NewRelatedForm, link_form
from views.admin.similar.marks import look, picked_mark
from views.notices import notice
from views.problems import show_problems, text_of

LONGEST_QUERY = 100
bp = Blueprint("relations", __name__, url_prefix="/admin/relations")


@bp.before_request
def _guard() -> Response | None:
    return None if current.may(Permission.CONTACTS_VIEW) else current.refusal()


# ---- the tab


def _body(row: Contact, actor: Actor) -> str:
    may_link = _may_link(row, actor)
    found = relations.of(row, actor)
    may_add = may_link and allowed(actor, Permission.CONTACTS_CREATE)
    return render_template(
        "admin/tabs/related.html",
        related=[_shown(relation, may_unlink=may_link) for relation in found],
        link_url=url_for("relations.link", contact_id=row.id) if may_link else None,
        new_url=url_for("relations.new", contact_id=row.id) if may_add else None,
        **related_table.table(found, _user(), actor),
    )


def _shown(relation: relations.Related, *, may_unlink: bool) -> dict[str, Any]:
    other = relation.other
    unlink = may_unlink and other.status != ContactStatus.DISMISSED
    return {
        "title": other.full_name,
        "initials": cells.initials(other.full_name),
        "icon": None if other.kind == ContactKind.PERSON else cells.KIND_ICONS[other.kind],
        "url": url_for("contacts.details_view", id=other.id),
        "status": cells.status_of(other.status),
        "unlink_url": url_for("relations.unlink", relation_id=relation.row.id) if unlink else None,
    }


@bp.route("/columns", methods=("GET", "POST"))
def columns() -> Any:
    """The dialog of columns and density (fragment), and keeping them for this person (S9)."""
    user, actor = _user(), current.current_actor()
    if request.method == "GET":
        return related_table.columns_dialog(user, actor)
    related_table.save(user, actor)
    target = card_address(request.form.get("next", "")) or url_for("contacts.index_view")
    return done("", target)


def _user() -> User:
    user = current.current_user_or_none()
    assert user is not None  # noqa: S101 - the guard of the blueprint saw to it
    return user


def _may_link(row: Contact, actor: Actor) -> bool:
    final = row.status == ContactStatus.DISMISSED
    return not final and allowed(actor, Permission.CONTACTS_EDIT, row)


RELATED_TAB = Tab(
    "related",
    N_("Related contacts"),
    _body,
    lambda row, _actor: relations.count(row),
    Permission.CONTACTS_VIEW,
    scripts=("js/columns.js",),
)


# ---- linking


@bp.route("/<int:contact_id>/link", methods=("GET", "POST"))
def link(contact_id: int) -> Any:
    """The dialog that links a contact that there is, and its answer."""
    actor, row = current.current_actor(), _own(contact_id)
    form = link_form(lambda: url_for("relations.pick", contact_id=contact_id), _label)
    if form.validate_on_submit():
        try:
            other = _chosen(form.other.data or "", actor)
            kind, reverse = relations.kind_of(form.kind.data or "")
            relations.link(
                row, other, kind, actor, reverse=reverse, comment=form.comment.data or ""
            )
        except (Invalid, Conflict) as error:
            db.session.rollback()
            show_problems(form, error)
        else:
            return done(_("%(name)s is linked.", name=other.full_name), _address(contact_id))
    return _dialog(form, _("Link a contact"), "relations.link", contact_id, _("Link"))


@bp.route("/<int:contact_id>/new", methods=("GET", "POST"))
def new(contact_id: int) -> Any:
    """The dialog that adds a contact and links it."""
    actor, row = current.current_actor(), _own(contact_id)
    if not allowed(actor, Permission.CONTACTS_CREATE):
        return current.refusal()
    form = NewRelatedForm()
    if row.company is None:
        del form.same_company
    if form.validate_on_submit():
        try:
            kind, reverse = relations.kind_of(form.kind.data or "")
            other = contacts.create(_typed(form, row), actor)
            relations.link(
                row, other, kind, actor, reverse=reverse, comment=form.comment.data or ""
            )
        except (Invalid, Conflict) as error:
            db.session.rollback()
            show_problems(form, error)
        else:
            text = _("%(name)s is added and linked.", name=other.full_name)
            return done(text, _address(contact_id))
    return _dialog(form, _("New related contact"), "relations.new", contact_id, _("Add contact"))


def _typed(form: FlaskForm, row: Contact) -> dict[str, Any]:
    typed = {key: form[key].data for key in ("last_name", "first_name", "position")}
    for key in ("emails", "mobile_phones"):
        typed[key] = [form[key].data] if form[key].data else []
    if "same_company" in form and form.same_company.data and row.company_id:
        typed["company_id"] = row.company_id
    return typed


@bp.get("/<int:contact_id>/pick")
def pick(contact_id: int) -> Response:
    """Contacts to choose from while a name is typed, without those linked in the kind already."""
    actor = current.current_actor()
    row = contacts.get(contact_id, actor)
    typed = request.args.get("query", "").replace("\x00", "")[:LONGEST_QUERY]
    kind_id = number(request.args.get("kind", "").removesuffix("r"))
    found = relations.pick(row, typed, actor, kind_id=kind_id)
    look("contacts", [c.id for c in found], actor)
    return jsonify(
        [
            {
                "value": str(c.id),
                "text": c.full_name,
                "sub": _sub(c),
                "mark": picked_mark("contacts", c.id, actor),
            }
            for c in found
        ]
    )


def _sub(contact: Contact) -> str:
    company = contact.company.name if contact.company else ""
    return " · ".join(part for part in (company, contact.email or contact.mobile_phone) if part)


# ---- taking away


@bp.post("/<int:relation_id>/unlink")
def unlink(relation_id: int) -> Any:
    """Take a relation away; Undo links again."""
    actor = current.current_actor()
    row = relations.get(relation_id, actor)
    here = request.form.get("next", "")
    again: dict[str, Any] = {
        "contact_id": row.contact_id, "other": row.other_id, "kind": row.kind_id,
        "comment": row.comment,
    }  # fmt: skip
    name = f"{row.contact.full_name} – {row.other.full_name}"
    target = card_address(here) or _address(row.contact_id)
    try:
        relations.unlink(row, actor)
    except Conflict as error:
        db.session.rollback()
        notice(text_of(error), "error")
        return done("", target)
    undo = url_for("relations.relink", next=target, **again)
    return done(_("The link %(name)s is taken away.", name=name), target, undo_url=undo)


@bp.post("/<int:contact_id>/relink")
def relink(contact_id: int) -> Any:
    """Undo an unlinking."""
    actor = current.current_actor()
    row, other = contacts.get(contact_id, actor), _chosen(request.args.get("other", ""), actor)
    kind = relation_kind.get(number(request.args.get("kind", "")) or 0)
    target = card_address(request.args.get("next", "")) or _address(contact_id)
    try:
        relations.link(row, other, kind, actor, comment=request.args.get("comment", ""))
    except (Invalid, Conflict) as error:
        db.session.rollback()
        notice(text_of(error), "error")
        return done("", target)
    return done(_("%(name)s is linked.", name=other.full_name), target)


def _own(contact_id: int) -> Contact:
    """The contact whose relations the actor may change."""
    actor = current.current_actor()
    row = contacts.get(contact_id, actor)
    if not _may_link(row, actor):
        raise NotFound(f"relations of {contact_id}")
    return row


def _chosen(text: str, actor: Actor) -> Contact:
    contact_id = number(text)
    if contact_id is None:
        raise Invalid.one("other", "required")
    try:
        return contacts.get(contact_id, actor)
    except NotFound:
        raise Invalid.one("other", "required") from None


def _label(value: str) -> str | None:
    try:
        return _chosen(value, current.current_actor()).full_name
    except Invalid:
        return None


def _address(contact_id: int) -> str:
    return url_for("contacts.details_view", tab=RELATED_TAB.key, id=contact_id)


def _dialog(form: FlaskForm, title: str, page: str, contact_id: int, submit: str) -> Any:
    return dialog(form, title, url_for(page, contact_id=contact_id), submit)
