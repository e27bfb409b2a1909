"""The companies of the panel: list, card, form (A1, H10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, g, jsonify, request, url_for
from flask_admin import expose
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from admin_app.permissions import Actor, Permission, allowed
from admin_app.services import company as companies
from admin_app.services.lists import COMPANIES
from admin_app.services.shared.listing import Field
from admin_app.services.shared.listing.paging import Page
from models import Company
from models.enums import FieldNoun
from views import current
from views.admin import cells
from views.admin.activity.tab import ACTIVITY_TAB, FILES_TAB
from views.admin.bulk import BulkActions
from views.admin.bulk_companies import COMPANY_ACTIONS
from views.admin.card.documents import DOCUMENTS_TAB
from views.admin.card.history import HISTORY_TAB
from views.admin.card.overview import COMPANY_OVERVIEW
from views.admin.card.people import PEOPLE_TAB
from views.admin.card.presence import SeesOthers
from views.admin.conflict import NOT_MERGED, KeepsBoth, opened_with
from views.admin.custom_cells import facts_group
from views.admin.equipment_pages import EQUIPMENT_TAB
from views.admin.forms import custom
from views.admin.forms.company import GROUPS, WIDE, CompanyForm
from views.admin.joining import Joining
from views.admin.merging.view import Merging
from views.admin.rows import Action, RowView
from views.admin.similar.marks import look, mark, picked_mark
from views.admin.similar.tab import SIMILAR_TAB
from views.admin.similar.warning import WarnsOfSimilar
from views.admin.trash_rows import KeepsTrash

LONGEST_QUERY = 100


class CompaniesView(
    Merging, Joining, BulkActions, KeepsBoth, KeepsTrash, SeesOthers, WarnsOfSimilar
):
    """Client companies."""

    spec = COMPANIES
    permissions = {
        "view": Permission.COMPANIES_VIEW,
        "create": Permission.COMPANIES_CREATE,
        "edit": Permission.COMPANIES_EDIT,
        "delete": Permission.COMPANIES_DELETE,
    }
    bulk = COMPANY_ACTIONS
    form = CompanyForm
    tabs = (
        COMPANY_OVERVIEW,
        ACTIVITY_TAB,
        PEOPLE_TAB,
        DOCUMENTS_TAB,
        EQUIPMENT_TAB,
        FILES_TAB,
        SIMILAR_TAB,
        HISTORY_TAB,
    )

    def title(self) -> str:
        """The heading of the list."""
        return _("Companies")

    def find(self, row_id: int, actor: Actor) -> Company:
        """The company, if the actor may see it."""
        return companies.get(row_id, actor)

    def prepare(self, page: Page) -> None:
        """Count the contacts of all companies of the page at once."""
        ids = [row.id for row in page.rows]
        g.contact_counts = companies.contact_counts(ids)
        look("companies", ids, current.current_actor())

    def typed_of(self, form: FlaskForm) -> dict[str, Any]:
        """The form's values for the service."""
        return _typed(form)

    def row_view(self, row: Company, fields: Sequence[Field], actor: Actor) -> RowView:
        """A company in the list."""
        return RowView(
            id=row.id,
            title=row.name,
            url=self.beside("details_view", row),
            edit_url=self.beside("edit_view", row) if self.may("edit", row) else None,
            initials=cells.initials(row.name),
            icon="building",
            marks=mark("companies", row.id, actor),
            cells=[self._cell(row, f) for f in fields],
        )

    def _cell(self, row: Company, field: Field) -> Any:
        if field.key == "contacts":
            number = cells.cell("number", g.contact_counts.get(row.id, 0))
            if not current.may(Permission.CONTACTS_VIEW):
                return number
            return cells.link(url_for("contacts.index_view", company=row.id), number)
        if field.key == "domains":
            return ", ".join(domain.domain for domain in row.domains)
        return cells.of(field, row)

    def actions_for(self, row: Company) -> list[Action]:
        """What can be done with a company from its row."""
        found = []
        if current.may(Permission.CONTACTS_VIEW):
            url = url_for("contacts.index_view", company=row.id)
            found.append(Action("contacts", _("Show contacts"), url, "users"))
        if current.may(Permission.CONTACTS_CREATE):
            url = url_for("contacts.create_view", company=row.id)
            found.append(Action("add_contact", _("Add a contact"), url, "user-plus"))
        return found + self.joining_action(row) + self.merge_actions(row) + self.delete_action(row)

    def list_extras(self, actor: Actor) -> dict[str, Any]:
        """Import, export and the words of the empty list."""
        may_import = allowed(actor, Permission.IMPORT)
        import_url = url_for("import.index", noun="companies") if may_import else None
        return {
            "bulk_actions": self.bulk_actions(actor),
            "import_url": import_url,
            "exports_url": export_dialog(actor, "companies"),
            "new_label": _("New company"),
            "search_placeholder": _("Name, e-mail, phone, tax number"),
            "empty": {
                "icon": "building",
                "text": _("There are no companies yet. Add the first one or import your list."),
                "action_label": _("New company"),
                "action_url": self.address("create_view") if self.may("create") else None,
                "second_label": _("Import"),
                "second_url": import_url,
            },
        }

    def card(self, row: Company, actor: Actor) -> dict[str, Any]:
        """The card's header and facts."""
        edit = self.edit_address(row)
        actions = [Action("edit", _("Edit"), edit, "pencil", primary=True)] if edit else []
        url = self.address("details_view", id=row.id)
        return {
            "title": row.name,
            "icon_name": "building",
            "status": cells.status_of(row.status),
            "marks": mark("companies", row.id, actor),
            "identifier": row.identifier,
            "url": url,
            "edit_url": edit,
            "breadcrumbs": [(self.title(), self.address("index_view")), (row.name, None)],
            "actions": actions,
            "more_actions": self.actions_for(row),
            "groups": [*_facts(row), facts_group(FieldNoun.COMPANY, row, actor)],
        }

    def make_form(self, row: Company | None) -> FlaskForm:
        """The form, filled from the company where there is one."""
        actor = current.current_actor()
        form_class = custom.with_custom(CompanyForm, FieldNoun.COMPANY, actor, row)
        if row is None:
            return form_class()
        values = self.form_values(row)
        return form_class(data={**values, "opened": opened_with(values)})

    def form_values(self, row: Company) -> dict[str, Any]:
        """What the form is filled with from the company."""
        phones = [row.phone] if row.phone else []
        return {
            **{name: getattr(row, name) for name in _PLAIN_FIELDS},
            "status": row.status.value,
            "phones": phones + [p.number for p in row.more_phones],
            "domains": [d.domain for d in row.domains],
            **custom.form_values(FieldNoun.COMPANY, row, current.current_actor()),
        }

    def form_context(self, row: Company | None) -> dict[str, Any]:
        """Groups and words of the form."""
        title = row.name if row else _("New company")
        last = _("Edit") if row else _("New company")
        crumbs = [(self.title(), self.address("index_view"))]
        if row:
            crumbs.append((row.name, self.address("details_view", id=row.id)))
        return {
            "title": title,
            "groups": custom.groups_for(FieldNoun.COMPANY, current.current_actor(), GROUPS),
            "wide_fields": WIDE,
            "breadcrumbs": [*crumbs, (last, None)],
            "submit_label": _("Save") if row else _("Add company"),
        } | self.warning_context(row)

    def save(self, row: Company | None, form: FlaskForm, actor: Actor) -> Company:
        """Add or change the company."""
        g.rules_before = {rule.domain for rule in row.domains} if row else set()
        if row is None:
            self.stop_once(_typed(form), actor)
            return companies.create(_typed(form), actor)

        def update(version: int | None, actor: Actor) -> Company:
            return companies.update_company(row, _typed(form), actor, version=version)

        return self.save_over(row, form, actor, update)

    @expose("/pick")
    def pick_view(self) -> Response:
        """Companies to choose from while a name is typed."""
        typed = request.args.get("query", "").replace("\x00", "")[:LONGEST_QUERY]
        actor = current.current_actor()
        found = companies.pick(typed, actor)
        look("companies", [c.id for c in found], actor)
        return jsonify(
            [
                {
                    "value": str(c.id),
                    "text": c.name,
                    "sub": c.email,
                    "mark": picked_mark("companies", c.id, actor),
                }
                for c in found
            ]
        )


_PLAIN_FIELDS = (
    "version", "name", "legal_name", "site", "email", "address", "region", "tax_id",
    "registration_number", "notes",
)  # fmt: skip


def _typed(form: FlaskForm) -> dict[str, Any]:
    typed = {name: value for name, value in form.data.items() if name not in NOT_MERGED}
    return typed | {"custom": custom.typed_custom(form)}


def export_dialog(actor: Actor, noun: str) -> str | None:
    """The address of the export dialog, for those who may export."""
    if not allowed(actor, Permission.EXPORT):
        return None
    return url_for("export.dialog", noun=noun)


def _facts(row: Company) -> list[tuple[str, list[tuple[str, Any]]]]:
    numbers = [row.phone, *(p.number for p in row.more_phones)]
    phones = [cells.phone_to_copy(number) for number in numbers]
    return [
        (
            _("Contact details"),
            [
                (_("E-mail"), cells.email(row.email)),
                (_("Phones"), cells.joined(phones)),
                (_("Site"), cells.site(row.site)),
                (_("Address"), row.address),
                (_("Region"), row.region),
            ],
        ),
        (
            _("Papers"),
            [
                (_("Legal name"), row.legal_name),
                (_("Tax number"), row.tax_id),
                (_("Registration number"), row.registration_number),
                (_("E-mail domains"), ", ".join(d.domain for d in row.domains)),
            ],
        ),
        (
            _("Record"),
            [
                (_("Notes"), cells.lines(row.notes)),
                (_("Added"), cells.cell("moment", row.created_at)),
                (_("Changed"), cells.cell("moment", row.updated_at)),
            ],
        ),
    ]
