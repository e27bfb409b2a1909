"""The equipment of the panel: list, card, form (H12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, g, jsonify, render_template, request, url_for
from flask_admin import expose
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm

from admin_app.errors import NotFound
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services import equipment
from admin_app.services import equipment_tree as tree
from admin_app.services.equipment_moving import Moved
from admin_app.services.lists import EQUIPMENT
from admin_app.services.shared.listing import Field
from admin_app.services.shared.listing.paging import Page
from models import Equipment
from models.base import db
from models.enums import EquipmentStatus, FieldNoun
from views import current, formatting
from views.admin import cells
from views.admin.activity.tab import ACTIVITY_TAB, FILES_TAB
from views.admin.bulk import BulkActions
from views.admin.bulk_equipment import EQUIPMENT_ACTIONS
from views.admin.card.history import HISTORY_TAB
from views.admin.card.presence import SeesOthers
from views.admin.companies import LONGEST_QUERY, export_dialog
from views.admin.conflict import NOT_MERGED, KeepsBoth, opened_with
from views.admin.custom_cells import facts_group
from views.admin.equipment_facts import facts, related, warranty_marks
from views.admin.equipment_pages import PARTS_TAB, TreePages
from views.admin.forms import custom
from views.admin.forms.equipment import GROUPS, WIDE, EquipmentForm
from views.admin.rows import Action, RowView
from views.admin.similar.marks import look, picked_mark
from views.admin.trash_rows import KeepsTrash
from views.notices import notice

PLAIN_FIELDS = ("version", "name", "article", "serial_number", "warranty_until", "description")
MOST_NAMED = 3


class EquipmentView(TreePages, BulkActions, KeepsBoth, KeepsTrash, SeesOthers):
    """What companies have and the desk serves."""

    spec = EQUIPMENT
    permissions = {
        "view": Permission.EQUIPMENT_VIEW,
        "create": Permission.EQUIPMENT_CREATE,
        "edit": Permission.EQUIPMENT_EDIT,
        "delete": Permission.EQUIPMENT_DELETE,
    }
    bulk = EQUIPMENT_ACTIONS
    form = EquipmentForm
    form_template = "admin/equipment/form.html"
    tabs = (PARTS_TAB, ACTIVITY_TAB, FILES_TAB, HISTORY_TAB)

    def title(self) -> str:
        """The heading of the list."""
        return _("Equipment")

    def find(self, row_id: int, actor: Actor) -> Equipment:
        """The piece, if the actor may see it."""
        return equipment.get(row_id, actor)

    def prepare(self, page: Page) -> None:
        """Count the parts of all pieces of the page at once."""
        g.part_counts = tree.part_counts([row.id for row in page.rows])

    def row_view(self, row: Equipment, fields: Sequence[Field], actor: Actor) -> RowView:
        """A piece of equipment in the list."""
        return RowView(
            id=row.id,
            title=row.name,
            url=self.beside("details_view", row),
            edit_url=self.beside("edit_view", row) if self.may("edit", row) else None,
            initials=cells.initials(row.name),
            icon="devices",
            marks=warranty_marks(row),
            cells=[self._cell(row, f) for f in fields],
        )

    def _cell(self, row: Equipment, field: Field) -> Any:
        if field.key in {"company", "contact", "parent"}:
            return related(getattr(row, field.key), field.key)
        if field.key == "parts":
            number = g.part_counts.get(row.id, 0)
            shown = cells.cell("number", number)
            return cells.link(self.address("index_view", parent=row.id), shown) if number else ""
        if field.key == "status" and self.may("edit", row):
            return cells.status_menu(row.status, "statuses")
        return cells.of(field, row)

    @expose("/statuses")
    def statuses_view(self) -> str:
        """The statuses that can be given to a piece, as a menu (fragment)."""
        row = self.row_from_args()
        others = [s for s in EquipmentStatus if s != row.status] if self.may("edit", row) else []
        choices = [
            (cells.status_of(s), self.address("status_view", id=row.id, status=s.value))
            for s in others
        ]
        return render_template("admin/_row_menu.html", statuses=choices)

    @expose("/status", methods=("POST",))
    def status_view(self) -> Response:
        """Change the status from the row."""
        self.demand("edit")
        row = self.row_from_args()
        wanted = request.values.get("status", "")
        if wanted not in set(EquipmentStatus):
            raise NotFound(wanted)
        before = row.status
        equipment.set_status(row, EquipmentStatus(wanted), current.current_actor())
        db.session.commit()
        label = cells.status_of(row.status)["label"]
        undo = self.address("status_view", id=row.id, status=before.value)
        notice(_("%(name)s: %(status)s.", name=row.name, status=label), undo_url=undo)
        return self.back()

    def actions_for(self, row: Equipment) -> list[Action]:
        """What can be done with a piece from its row or card."""
        found = []
        if self.may("create"):
            url = self.address("create_view", parent=row.id)
            found.append(Action("add_part", _("Add a part"), url, "plus"))
        if self.may("edit", row):
            url = self.address("move_view", id=row.id)
            found.append(Action("move", _("Move to…"), url, "sitemap", "dialog"))
        return found + self.delete_action(row)

    def list_extras(self, actor: Actor) -> dict[str, Any]:
        """Bulk actions, import, export and the words of the empty list."""
        may_import = allowed(actor, Permission.IMPORT)
        import_url = url_for("import.index", noun="equipment") if may_import else None
        return {
            "bulk_actions": self.bulk_actions(actor),
            "import_url": import_url,
            "exports_url": export_dialog(actor, "equipment"),
            "new_label": _("Add equipment"),
            "search_placeholder": _("Name, article, serial number"),
            "empty": {
                "icon": "devices",
                "text": _("There is no equipment yet. Add the first piece or import your list."),
                "action_label": _("Add equipment"),
                "action_url": self.address("create_view") if self.may("create") else None,
                "second_label": _("Import"),
                "second_url": import_url,
            },
        }

    def card(self, row: Equipment, actor: Actor) -> dict[str, Any]:
        """The card's header and facts."""
        edit = self.edit_address(row)
        actions = [Action("edit", _("Edit"), edit, "pencil", primary=True)] if edit else []
        return {
            "title": row.name,
            "icon_name": "devices",
            "status": cells.status_of(row.status),
            "marks": warranty_marks(row),
            "subtitle": row.company.name if row.company else "",
            "identifier": row.identifier,
            "url": self.address("details_view", id=row.id),
            "edit_url": edit,
            "breadcrumbs": [(self.title(), self.address("index_view")), (row.name, None)],
            "actions": actions,
            "more_actions": self.actions_for(row),
            "groups": [*facts(row), facts_group(FieldNoun.EQUIPMENT, row, actor)],
        }

    def make_form(self, row: Equipment | None) -> FlaskForm:
        """The form, filled from the piece where there is one."""
        actor = current.current_actor()
        form_class = custom.with_custom(EquipmentForm, FieldNoun.EQUIPMENT, actor, row)
        if row is None:
            return form_class(data=self._defaults())
        values = self.form_values(row)
        return form_class(data={**values, "opened": opened_with(values)})

    def form_values(self, row: Equipment) -> dict[str, Any]:
        """What the form is filled with from the piece."""
        values = {name: getattr(row, name) for name in PLAIN_FIELDS}
        values["status"] = row.status.value
        for key, needed in (
            ("company", Permission.COMPANIES_VIEW),
            ("contact", Permission.CONTACTS_VIEW),
            ("parent", Permission.EQUIPMENT_VIEW),
        ):
            if current.may(needed):
                values[key] = str(getattr(row, f"{key}_id") or "")
        return values | custom.form_values(FieldNoun.EQUIPMENT, row, current.current_actor())

    def _defaults(self) -> dict[str, Any]:
        """Where a new piece belongs: to what the address names."""
        asked = {key: request.args.get(key, "") for key in ("company", "contact", "parent")}
        found = {key: text for key, text in asked.items() if text.isascii() and text.isdigit()}
        if "parent" in found:
            parent = equipment.get(min(int(found["parent"]), 2**31 - 1), current.current_actor())
            found["company"] = str(parent.company_id or "")
        return found

    def form_context(self, row: Equipment | None) -> dict[str, Any]:
        """Groups and words of the form; how many parts go along to another company."""
        title = row.name if row else _("New equipment")
        crumbs = [(self.title(), self.address("index_view"))]
        if row:
            crumbs.append((row.name, self.address("details_view", id=row.id)))
        return {
            "title": title,
            "groups": custom.groups_for(FieldNoun.EQUIPMENT, current.current_actor(), GROUPS),
            "wide_fields": WIDE,
            "breadcrumbs": [*crumbs, (_("Edit") if row else title, None)],
            "submit_label": _("Save") if row else _("Add equipment"),
            "parts": tree.count_below(row.id) if row else 0,
        }

    def save(self, row: Equipment | None, form: FlaskForm, actor: Actor) -> Equipment:
        """Add or change the piece."""
        if row is None:
            return equipment.create(_typed(form), actor)

        def update(version: int | None, actor: Actor) -> Equipment:
            changed = equipment.update_equipment(row, _typed(form), actor, version=version)
            g.moved = changed.moved
            return changed.row

        return self.save_over(row, form, actor, update)

    def saved_text(self, row: Equipment, *, new: bool) -> str:
        """What is said after saving; a move and a serial number that is there twice beside it."""
        self._warn_of_serial(row)
        if g.get("moved") is not None:
            self.tell_move(row, g.moved)
        return super().saved_text(row, new=new)

    def tell_move(self, row: Equipment, moved: Moved) -> None:
        """Say how much moved to another company, with Undo."""
        what = ngettext(
            "%(name)s moved to %(company)s together with %(count)s part.",
            "%(name)s moved to %(company)s together with %(count)s parts.",
            moved.parts,
            name=row.name,
            company=moved.company or _("no company"),
            count=formatting.number(moved.parts),
        )
        alone = _(
            "%(name)s moved to %(company)s.",
            name=row.name,
            company=moved.company or _("no company"),
        )
        notice(
            what if moved.parts else alone,
            undo_url=url_for("changes.undo", set_id=moved.change_set_id),
            more_url=url_for("changes.show", set_id=moved.change_set_id),
        )

    def _warn_of_serial(self, row: Equipment) -> None:
        others = equipment.same_serial(row, current.current_actor())
        if others:
            names = ", ".join(other.name for other in others[:MOST_NAMED])
            text = _(
                "The serial number %(number)s is also that of: %(names)s.",
                number=row.serial_number,
                names=names,
            )
            notice(text, "warning")

    @expose("/pick")
    def pick_view(self) -> Response:
        """Pieces to choose from while a name is typed."""
        found = equipment.pick(
            _query(),
            current.current_actor(),
            company_id=_number("company"),
            outside=_number("outside"),
        )
        return jsonify(
            [
                {
                    "value": str(row.id),
                    "text": row.name,
                    "sub": " · ".join(filter(None, (row.article, row.serial_number))),
                }
                for row in found
            ]
        )

    @expose("/contacts")
    def contacts_view(self) -> Response:
        """Contacts to choose from while a name is typed."""
        if not current.may(Permission.CONTACTS_VIEW):
            return current.refusal()
        actor = current.current_actor()
        found = equipment.pick_contact(_query(), actor, company_id=_number("company"))
        look("contacts", [c.id for c in found], actor)
        return jsonify(
            [
                {
                    "value": str(c.id),
                    "text": c.full_name,
                    "sub": c.email or c.phone,
                    "mark": picked_mark("contacts", c.id, actor),
                }
                for c in found
            ]
        )


def _query() -> str:
    return request.args.get("query", "").replace("\x00", "")[:LONGEST_QUERY]


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _typed(form: FlaskForm) -> dict[str, Any]:
    typed = {name: value for name, value in form.data.items() if name not in NOT_MERGED}
    for key in ("company", "contact", "parent"):
        if key in typed:
            typed[f"{key}_id"] = typed.pop(key)
    return typed | {"custom": custom.typed_custom(form)}
