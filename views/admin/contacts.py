"""The contacts of the panel: list, card, form, status and notifications in the row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, g, render_template, request, url_for
from flask_admin import expose
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from admin_app.errors import Conflict, NotFound
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services import contact as contacts
from admin_app.services.contact_status import set_notifications, set_status
from admin_app.services.contact_ways import ways_of
from admin_app.services.lists import CONTACTS
from admin_app.services.shared.listing import Field
from admin_app.services.shared.listing.paging import Page
from models import Contact
from models.base import db
from models.enums import ContactKind, ContactStatus, FieldNoun
from views import current
from views.admin import cells
from views.admin.activity.tab import ACTIVITY_TAB, FILES_TAB
from views.admin.bulk import BulkActions
from views.admin.bulk_contacts import CONTACT_ACTIONS
from views.admin.card.access import ACCESS_TAB
from views.admin.card.history import HISTORY_TAB
from views.admin.card.overview import CONTACT_OVERVIEW
from views.admin.card.presence import SeesOthers
from views.admin.card.related import RELATED_TAB
from views.admin.companies import export_dialog
from views.admin.conflict import NOT_MERGED, KeepsBoth, opened_with
from views.admin.contact_facts import facts
from views.admin.equipment_pages import CONTACT_EQUIPMENT_TAB
from views.admin.fields import chosen_or_new
from views.admin.forms import custom
from views.admin.forms.contact import GROUPS, WIDE, ContactForm, NewContactForm
from views.admin.merging.view import Merging
from views.admin.rows import Action, RowView
from views.admin.similar.marks import look, mark
from views.admin.similar.tab import SIMILAR_TAB
from views.admin.similar.warning import WarnsOfSimilar
from views.admin.trash_rows import KeepsTrash
from views.notices import notice
from views.problems import text_of

PLAIN_FIELDS = (
    "version", "first_name", "middle_name", "last_name", "birth_date", "position", "department",
    "is_manager", "address", "region", "group_id", "language", "time_zone", "notifications",
    "forms_as_company", "all_tickets", "notes",
)  # fmt: skip


class ContactsView(Merging, BulkActions, KeepsBoth, KeepsTrash, SeesOthers, WarnsOfSimilar):
    """The people and organisations that turn to the desk."""

    spec = CONTACTS
    permissions = {
        "view": Permission.CONTACTS_VIEW,
        "create": Permission.CONTACTS_CREATE,
        "edit": Permission.CONTACTS_EDIT,
        "delete": Permission.CONTACTS_DELETE,
    }
    bulk = CONTACT_ACTIONS
    form = ContactForm
    tabs = (
        CONTACT_OVERVIEW, ACTIVITY_TAB, RELATED_TAB, CONTACT_EQUIPMENT_TAB, FILES_TAB, SIMILAR_TAB,
        ACCESS_TAB, HISTORY_TAB,
    )  # fmt: skip

    def title(self) -> str:
        """The heading of the list."""
        return _("Contacts")

    def find(self, row_id: int, actor: Actor) -> Contact:
        """The contact, if the actor may see it."""
        return contacts.get(row_id, actor)

    def prepare(self, page: Page) -> None:
        """Find out at once which contacts of the page have similar ones."""
        look("contacts", [row.id for row in page.rows], current.current_actor())

    def typed_of(self, form: FlaskForm) -> dict[str, Any]:
        """The form's values for the service."""
        return _typed(form)

    def row_view(self, row: Contact, fields: Sequence[Field], actor: Actor) -> RowView:
        """A contact in the list."""
        return RowView(
            id=row.id,
            title=row.full_name,
            url=self.beside("details_view", row),
            edit_url=self.beside("edit_view", row) if self._may_change(row) else None,
            initials=cells.initials(row.full_name),
            icon=None if row.kind == ContactKind.PERSON else cells.KIND_ICONS[row.kind],
            marks=_marks(row) + mark("contacts", row.id, actor),
            cells=[self._cell(row, f) for f in fields],
        )

    def _cell(self, row: Contact, field: Field) -> Any:
        if field.key == "company":
            return self._company_link(row)
        if field.key == "group":
            return _(row.group.name) if row.group.key else row.group.name
        if field.key == "status":
            return self._status(row)
        if field.key == "notifications":
            return self._switch(row)
        return cells.of(field, row)

    def _company_link(self, row: Contact) -> Any:
        if row.company is None:
            return ""
        if row.company.deleted_at:
            return cells.in_trash(row.company.name)
        if not current.may(Permission.COMPANIES_VIEW):
            return row.company.name
        if "company_address" not in g:
            g.company_address = url_for("companies.details_view")
        return cells.link(f"{g.company_address}?id={row.company_id}", row.company.name)

    def _status(self, row: Contact) -> Any:
        if not self._may_change(row):
            return cells.badge(row.status)
        return cells.status_menu(row.status, "statuses")

    @expose("/statuses")
    def statuses_view(self) -> str:
        """The statuses that can be given to a contact, as a menu (fragment)."""
        row = self.row_from_args()
        choices = [(cells.status_of(s), url) for s, url in self._status_choices(row)]
        return render_template("admin/_row_menu.html", statuses=choices)

    def _status_choices(self, row: Contact) -> list[tuple[ContactStatus, str]]:
        """The statuses that this person may give; dismissing has a question of its own (H4)."""
        if row.status == ContactStatus.DISMISSED or not self.may("edit", row):
            return []
        others = [s for s in (ContactStatus.ACTIVE, ContactStatus.BLOCKED) if s != row.status]
        return [(s, self.address("status_view", id=row.id, status=s.value)) for s in others]

    def _may_change(self, row: Contact) -> bool:
        return row.status != ContactStatus.DISMISSED and self.may("edit", row)

    def _switch(self, row: Contact) -> Any:
        page = "notifications" if self._may_change(row) else None
        return cells.toggle(page, on=row.notifications)

    def actions_for(self, row: Contact) -> list[Action]:
        """What can be done with a contact from its row or card."""
        found = []
        if row.email:
            found.append(Action("mail", _("Write a mail"), f"mailto:{row.email}", "mail"))
        if self.may("edit", row) and row.status != ContactStatus.DISMISSED:
            url = self.address("bulk_view", key="status", ids=row.id)
            found.append(Action("status", _("Change status"), url, "user-check", "dialog"))
        return found + self.merge_actions(row) + self.delete_action(row)

    def list_extras(self, actor: Actor) -> dict[str, Any]:
        """Bulk actions, import, export and the words of the empty list."""
        may_import = allowed(actor, Permission.IMPORT)
        import_url = url_for("import.index", noun="contacts") if may_import else None
        return {
            "bulk_actions": self.bulk_actions(actor),
            "import_url": import_url,
            "exports_url": export_dialog(actor, "contacts"),
            "new_label": _("New contact"),
            "search_placeholder": _("Name, e-mail, phone, company"),
            "empty": {
                "icon": "address-book",
                "text": _("There are no contacts yet. Add the first one or import your list."),
                "action_label": _("New contact"),
                "action_url": self.address("create_view") if self.may("create") else None,
                "second_label": _("Import"),
                "second_url": import_url,
            },
        }

    def card(self, row: Contact, actor: Actor) -> dict[str, Any]:
        """The card's header and facts."""
        may_edit = row.status != ContactStatus.DISMISSED and self.may("edit", row)
        edit = self.address("edit_view", id=row.id) if may_edit else None
        actions = [Action("edit", _("Edit"), edit, "pencil", primary=True)] if edit else []
        return {
            "title": row.full_name,
            "initials": cells.initials(row.full_name),
            "icon_name": None if row.kind == ContactKind.PERSON else cells.KIND_ICONS[row.kind],
            "status": cells.status_of(row.status),
            "marks": [_kind_mark(row), *_marks(row), *mark("contacts", row.id, actor)],
            "subtitle": self._company_link(row),
            "identifier": row.identifier,
            "url": self.address("details_view", id=row.id),
            "edit_url": edit,
            "breadcrumbs": [(self.title(), self.address("index_view")), (row.full_name, None)],
            "actions": actions,
            "more_actions": self.actions_for(row),
            "groups": facts(row, actor, self._company_link(row)),
        }

    def make_form(self, row: Contact | None) -> FlaskForm:
        """The form, filled from the contact where there is one, without fields out of reach."""
        actor = current.current_actor()
        if row is None:
            form_class = custom.with_custom(NewContactForm, FieldNoun.CONTACT, actor, None)
            form: FlaskForm = form_class(data=self._defaults())
        else:
            values = self.form_values(row)
            form_class = custom.with_custom(ContactForm, FieldNoun.CONTACT, actor, row)
            form = form_class(data={**values, "opened": opened_with(values)})
        if not current.may(Permission.CONTACTS_FIELDS):
            for name in contacts.LIMITED:
                del form[name]
        return form

    def form_values(self, row: Contact) -> dict[str, Any]:
        """What the form is filled with from the contact."""
        hidden = frozenset() if current.may(Permission.CONTACTS_FIELDS) else contacts.LIMITED
        values = {name: getattr(row, name) for name in PLAIN_FIELDS if name not in hidden}
        values["group_id"] = str(row.group_id)
        values["company"] = str(row.company_id or "")
        own = custom.form_values(FieldNoun.CONTACT, row, current.current_actor())
        return values | ways_of(row) | own

    def _defaults(self) -> dict[str, Any]:
        company = request.args.get("company", "")
        return {
            "notifications": True,
            "forms_as_company": True,
            "company": company if company.isascii() and company.isdigit() else "",
        }

    def form_context(self, row: Contact | None) -> dict[str, Any]:
        """Groups and words of the form."""
        title = row.full_name if row else _("New contact")
        crumbs = [(self.title(), self.address("index_view"))]
        if row:
            crumbs.append((row.full_name, self.address("details_view", id=row.id)))
        return {
            "title": title,
            "groups": custom.groups_for(FieldNoun.CONTACT, current.current_actor(), GROUPS),
            "wide_fields": WIDE,
            "breadcrumbs": [*crumbs, (_("Edit") if row else title, None)],
            "submit_label": _("Save") if row else _("Add contact"),
        } | self.warning_context(row)

    def save(self, row: Contact | None, form: FlaskForm, actor: Actor) -> Contact:
        """Add or change the contact."""
        if row is None:
            return self._add(_typed(form), actor)

        def update(version: int | None, actor: Actor) -> Contact:
            return contacts.update_contact(row, _typed(form), actor, version=version)

        return self.save_over(row, form, actor, update)

    def _add(self, typed: dict[str, Any], actor: Actor) -> Contact:
        self.stop_once(typed, actor)
        contact = contacts.create(typed, actor)
        chosen = typed.get("company_id") or typed.get("company")
        if contact.company is not None and not chosen:
            text = _("By the e-mail domain the contact joined %(name)s.", name=contact.company.name)
            notice(text, "info")
        return contact

    @expose("/status", methods=("POST",))
    def status_view(self) -> Response:
        """Change the status from the row."""
        self.demand("edit")
        row = self.row_from_args()
        wanted = request.values.get("status", "")
        if wanted not in set(ContactStatus):
            raise NotFound(wanted)
        before = row.status
        try:
            set_status(row, ContactStatus(wanted), current.current_actor())
            db.session.commit()
        except Conflict as error:
            db.session.rollback()
            notice(text_of(error), "error")
            return self.back()
        label = cells.status_of(row.status)["label"]
        undo = self.address("status_view", id=row.id, status=before.value)
        final = row.status == ContactStatus.DISMISSED
        text = _("%(name)s: %(status)s.", name=row.full_name, status=label)
        notice(text, undo_url=None if final else undo)
        return self.back()

    @expose("/notifications", methods=("POST",))
    def notifications_view(self) -> Any:
        """Turn mail to this contact on or off from the row (H5); answers with the switch."""
        self.demand("edit")
        row = self.row_from_args()
        try:
            set_notifications(row, current.current_actor(), on=request.form.get("on") == "1")
            db.session.commit()
        except Conflict:
            db.session.rollback()
        return self._switch(row)


def _typed(form: FlaskForm) -> dict[str, Any]:
    typed = {name: value for name, value in form.data.items() if name not in NOT_MERGED}
    typed["custom"] = custom.typed_custom(form)
    typed["company_id"], typed["company"] = chosen_or_new(form["company"].data)
    return typed


def _kind_mark(row: Contact) -> tuple[str, str, str]:
    return cells.KIND_ICONS[row.kind], cells.kind(row.kind), "grey"


def _marks(row: Contact) -> list[tuple[str, str, str]]:
    return [("star", _("Company manager"), "yellow")] if row.is_manager else []
