"""Audit entries as sentences, for the first page."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from admin_app.permissions import Permission
from models import AuditEntry
from views import current

ROW_PAGES = {
    "contact": ("contacts.details_view", Permission.CONTACTS_VIEW),
    "company": ("companies.details_view", Permission.COMPANIES_VIEW),
    "equipment": ("equipment.details_view", Permission.EQUIPMENT_VIEW),
}


def action_text(entry: AuditEntry) -> str:
    """What was done, as the words before the row's name."""
    texts = {
        ("create", "contact"): _("added the contact"),
        ("update", "contact"): _("changed the contact"),
        ("trash", "contact"): _("deleted the contact"),
        ("restore", "contact"): _("brought back the contact"),
        ("delete", "contact"): _("deleted the contact for good"),
        ("link", "contact"): _("linked another contact with"),
        ("unlink", "contact"): _("took a link away from"),
        ("create", "document"): _("added the document"),
        ("update", "document"): _("changed the document"),
        ("trash", "document"): _("deleted the document"),
        ("restore", "document"): _("brought back the document"),
        ("delete", "document"): _("deleted the document for good"),
        ("create", "company"): _("added the company"),
        ("update", "company"): _("changed the company"),
        ("trash", "company"): _("deleted the company"),
        ("restore", "company"): _("brought back the company"),
        ("delete", "company"): _("deleted the company for good"),
        ("create", "equipment"): _("added the equipment"),
        ("update", "equipment"): _("changed the equipment"),
        ("trash", "equipment"): _("deleted the equipment"),
        ("restore", "equipment"): _("brought back the equipment"),
        ("delete", "equipment"): _("deleted the equipment for good"),
        ("undo", "equipment"): _("took back the change of the equipment"),
        ("undo", "contact"): _("took back the change of the contact"),
        ("undo", "company"): _("took back the change of the company"),
        ("merge", "contact"): _("merged others into the contact"),
        ("merged", "contact"): _("merged away the contact"),
        ("unmerge", "contact"): _("undid the merge of the contact"),
        ("merge", "company"): _("merged others into the company"),
        ("merged", "company"): _("merged away the company"),
        ("unmerge", "company"): _("undid the merge of the company"),
        ("create", "note"): _("wrote a note on the card of"),
        ("update", "note"): _("changed a note on the card of"),
        ("delete", "note"): _("deleted for good a note on the card of"),
        ("create", "stored_file"): _("added the file"),
        ("delete", "stored_file"): _("deleted the file for good"),
        ("create", "call"): _("added a call with"),
        ("delete", "call"): _("deleted for good a call with"),
        ("create", "sms"): _("added an SMS with"),
        ("delete", "sms"): _("deleted for good an SMS with"),
        ("undo", "import_run"): _("took back the import"),
        ("create", "custom_field"): _("added the field"),
        ("update", "custom_field"): _("changed the field"),
        ("create", "choice_list"): _("added the choice list"),
        ("update", "choice_list"): _("changed the choice list"),
        ("delete", "choice_list"): _("deleted the choice list"),
        ("export", "contacts"): _("exported contacts"),
        ("export", "companies"): _("exported companies"),
        ("export", "equipment"): _("exported equipment"),
    }
    return texts.get((entry.action, entry.noun)) or _of_any(entry.action) or entry.action


def _of_any(action: str) -> str | None:
    """What was done, where it is told alike of all nouns."""
    plain = {
        "sign_in": _("signed in"),
        "end_sessions": _("ended all sessions of"),
        "wrong_code": _("typed a wrong code at sign-in"),
        "recovery_codes": _("made new recovery codes"),
        "undo": _("took back"),
        "not_similar": _("said of two that look alike that they are not the same:"),
        "similar_later": _("put off two that look alike:"),
        "similar_again": _("brought back two that look alike:"),
        "create": _("added"),
        "update": _("changed"),
        "delete": _("deleted"),
        "import": _("imported"),
        "export": _("exported"),
    }
    return plain.get(action)


def row_url(entry: AuditEntry) -> str | None:
    """Where the row is looked at, for those who may."""
    page = ROW_PAGES.get(entry.noun)
    gone = entry.action in {"trash", "delete"}
    if page is None or entry.row_id is None or gone or not current.may(page[1]):
        return None
    return url_for(page[0], id=entry.row_id)
