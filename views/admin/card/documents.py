"""Documents of a company: the tab of its card, the form, deleting with Undo (A3)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from admin_app.errors import Invalid, NotFound, StaleWrite
from admin_app.i18n import N_
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services import company as companies
from admin_app.services import document as documents
from admin_app.services import stored_file
from admin_app.services.document import Expiry
from admin_app.services.shared import cards
from admin_app.services.shared.files import card_files
from models import Company, Document, StoredFile
from models.base import db
from views import current, formatting
from views.admin import cells
from views.admin.activity import shown_files
from views.admin.card.dialogs import done, number
from views.admin.card_tabs import Tab
from views.notices import notice
from views.problems import show_problems

EXPIRY = {
    Expiry.SOON: (N_("Ends soon"), "orange", "alert-triangle"),
    Expiry.EXPIRED: (N_("Expired"), "red", "alert-circle"),
}
MOST_FILES = 20
bp = Blueprint("documents", __name__, url_prefix="/admin/documents")


@bp.before_request
def _guard() -> Response | None:
    return None if current.may(Permission.COMPANIES_VIEW) else current.refusal()


# ---- the tab


def _body(row: Company, actor: Actor) -> str:
    found = documents.of(row)
    files = documents.files_of(found)
    may_edit = allowed(actor, Permission.COMPANIES_EDIT, row)
    return render_template(
        "admin/tabs/documents.html",
        documents=[_shown(d, files.get(d.id, ()), may_edit=may_edit) for d in found],
        new_url=url_for("documents.new", company=row.id) if may_edit else None,
    )


def _shown(document: Document, files: Any, *, may_edit: bool) -> dict[str, Any]:
    return {
        "title": document.title,
        "number": document.number,
        "signed": formatting.day(document.signed_on),
        "starts": formatting.day(document.starts_on),
        "ends": formatting.day(document.ends_on),
        "expiry": expiry_of(document),
        "notes": cells.lines(document.notes),
        "files": [shown_files.of_row(row) for row in files],
        "edit_url": url_for("documents.edit", document_id=document.id) if may_edit else None,
        "delete_url": url_for("documents.delete", document_id=document.id) if may_edit else None,
    }


def expiry_of(document: Document) -> tuple[str, str, str] | None:
    """The warning of a document that ended or ends soon: word, colour, icon."""
    warning = EXPIRY.get(documents.expiry(document))
    return (_(warning[0]), warning[1], warning[2]) if warning else None


DOCUMENTS_TAB = Tab("documents", N_("Documents"), _body, lambda row, _actor: documents.count(row))


# ---- the form


class DocumentForm(FlaskForm):
    """Text as it is typed; the service reads and checks it."""

    version = HiddenField()
    title = StringField(
        _l("Title"),
        [InputRequired(_l("Fill in this field."))],
        description=_l("For example: Service contract."),
        render_kw={"maxlength": 200, "autofocus": True},
    )
    number = StringField(_l("Number"), render_kw={"maxlength": 100})
    signed_on = StringField(_l("Signed on"), render_kw={"type": "date"})
    starts_on = StringField(_l("Valid from"), render_kw={"type": "date"})
    ends_on = StringField(
        _l("Valid until"),
        description=_l("From 30 days before, the card and the overview warn."),
        render_kw={"type": "date"},
    )
    notes = TextAreaField(_l("Notes"), render_kw={"rows": 3})
    files = MultipleFileField(
        _l("Add files"), description=_l("Contracts, scans: several at once, up to 25 MB each.")
    )
    remove = SelectMultipleField(
        _l("Delete files for good"),
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


TYPED = ("title", "number", "signed_on", "starts_on", "ends_on", "notes")


@bp.route("/new", methods=("GET", "POST"))
def new() -> Any:
    """A new document of the company that `company` names."""
    actor = current.current_actor()
    company = companies.get(number(request.args.get("company", "")) or 0, actor)
    return _form_page(company, None, DocumentForm())


@bp.route("/<int:document_id>/edit", methods=("GET", "POST"))
def edit(document_id: int) -> Any:
    """A document of a company, and its files."""
    actor = current.current_actor()
    document = documents.get(document_id, actor)
    values = {key: str(getattr(document, key)) for key in ("version", *TYPED)}
    return _form_page(document.company, document, DocumentForm(data=values))


def _form_page(company: Company, document: Document | None, form: FlaskForm) -> Any:
    actor = current.current_actor()
    if not allowed(actor, Permission.COMPANIES_EDIT, company):
        return current.refusal()
    removable = _removable(company, document, actor)
    form.remove.choices = [(str(row.id), row.name) for row in removable.values()]
    if not removable:
        del form.remove
    if form.validate_on_submit():
        try:
            saved = _save(company, document, form, removable)
            db.session.commit()
        except (Invalid, StaleWrite) as error:
            db.session.rollback()
            show_problems(form, _at_files(error))
        else:
            notice(_("%(name)s is saved.", name=saved))
            return redirect(_address(company.id))
    title = document.title if document else _("New document")
    page = render_template(
        "admin/form.html",
        form=form,
        title=title,
        multipart=True,
        cancel_url=_address(company.id),
        conflict=None,
        groups=[
            (_("Document"), ("title", "number", "signed_on", "starts_on", "ends_on", "notes")),
            (_("Files"), ("files", "remove")),
        ],
        wide_fields=("title", "files", "remove"),
        breadcrumbs=[
            (_("Companies"), url_for("companies.index_view")),
            (company.name, _address(company.id)),
            (title, None),
        ],
        submit_label=_("Save") if document else _("Add document"),
    )
    return (page, 422) if request.method == "POST" else page


def _save(
    company: Company, document: Document | None, form: FlaskForm, removable: dict[int, StoredFile]
) -> Document:
    actor = current.current_actor()
    typed = {key: form[key].data or "" for key in TYPED}
    if document is None:
        document = documents.create(company, typed, actor)
    else:
        documents.update(document, typed, actor, version=number(form.version.data or ""))
    card = cards.card_of(company)
    for given in (form.files.data or ())[:MOST_FILES]:
        if getattr(given, "filename", ""):
            stored_file.add(
                card,
                given.filename,
                given.stream,
                actor,
                card_files(current.settings()),
                document=document,
            )
    for chosen in form.remove.data if "remove" in form else ():
        row = removable.get(number(chosen) or 0)
        if row is not None:
            stored_file.delete(row, actor)
    return document


def _removable(company: Company, document: Document | None, actor: Actor) -> dict[int, StoredFile]:
    """The files of the document that this person may delete for good, by id."""
    if document is None:
        return {}
    card = cards.card_of(company)
    rows = documents.files_of([document]).get(document.id, [])
    return {row.id: row for row in rows if stored_file.may_delete(row, card, actor)}


def _at_files(error: Invalid | StaleWrite) -> Invalid | StaleWrite:
    """Problems of one file stand at the field of all."""
    if not isinstance(error, Invalid):
        return error
    for problem in error.problems:
        if problem.field == "file":
            return Invalid.one("files", problem.code, **problem.params)
    return error


# ---- deleting


@bp.post("/<int:document_id>/delete")
def delete(document_id: int) -> Any:
    """Delete a document; Undo brings it back."""
    actor = current.current_actor()
    document = documents.get(document_id, actor)
    documents.remove(document, actor)
    undo = url_for("documents.restore", document_id=document_id)
    target = _address(document.company_id)
    return done(_("%(name)s is deleted.", name=document), target, undo_url=undo)


@bp.post("/<int:document_id>/restore")
def restore(document_id: int) -> Any:
    """Undo a deletion."""
    actor = current.current_actor()
    document = documents.get(document_id, actor, deleted=True)
    if not allowed(actor, Permission.COMPANIES_EDIT):
        raise NotFound(f"document {document_id}")
    documents.bring_back(document, actor)
    return done(_("%(name)s is back.", name=document), _address(document.company_id))


def _address(company_id: int) -> str:
    return url_for("companies.details_view", tab=DOCUMENTS_TAB.key, id=company_id)
