"""The tree of equipment on cards: its levels, moving by drag and by a dialog (H12)."""

from __future__ import annotations

from typing import Any

from flask import jsonify, render_template, request, url_for
from flask_admin import expose
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import func, select

from admin_app.errors import Conflict, Invalid, NotFound, StaleWrite
from admin_app.i18n import N_
from admin_app.permissions import Actor, Permission, allowed, scope
from admin_app.services import company as companies
from admin_app.services import equipment
from admin_app.services import equipment_tree as tree
from models import Company, Contact, Equipment
from models.base import db
from views import current, formatting
from views.admin import cells
from views.admin.card_tabs import Tab
from views.admin.equipment_facts import warranty_marks
from views.admin.forms.equipment import PlaceForm
from views.admin.listing import page_below
from views.notices import notice
from views.problems import text_of

LARGEST_ID = 2**31 - 1
SCRIPTS = ("vendor/sortable.min.js", "js/menus.js", "js/equipment.js")
STYLES = ("css/equipment.css",)
MOST_OF_CONTACT = 100


class TreePages:
    """The part of the equipment's view that shows a level of a tree and moves pieces."""

    @expose("/level")
    def level_view(self) -> str:
        """One level of a tree (fragment): the parts of a piece, or the top of a company's tree."""
        actor = current.current_actor()
        parent_id, company_id = _number("parent"), _number("company")
        if parent_id is not None:
            company_id = equipment.get(parent_id, actor).company_id
        elif company_id is not None:
            companies.get(company_id, actor)
        else:
            raise NotFound
        depth = min(max(_number("depth") or 1, 1), 1000)
        return _level(company_id, parent_id, actor, depth=depth)

    @expose("/move", methods=("GET", "POST"))
    def move_view(self) -> Any:
        """The dialog that moves a piece with its parts, and moving it; by drag without a form."""
        self.demand("edit")  # type: ignore[attr-defined]
        actor = current.current_actor()
        row = self.row_from_args()  # type: ignore[attr-defined]
        if request.method == "GET":
            return self._move_dialog(row)
        typed = {"parent_id": request.form.get("parent", "")}
        if "company" in request.form and current.may(Permission.COMPANIES_VIEW):
            typed["company_id"] = request.form["company"]
        dragged = request.form.get("drag") == "1"
        before = row.parent_id
        try:
            changed = equipment.update_equipment(row, typed, actor)
            db.session.commit()
        except (Invalid, Conflict, StaleWrite) as error:
            db.session.rollback()
            if dragged:
                return jsonify({"refused": text_of(error)}), 409
            notice(text_of(error), "error")
            return self.back()  # type: ignore[attr-defined]
        if dragged:
            return jsonify(self._moved_by_drag(row, before))
        if changed.moved is not None:
            self.tell_move(row, changed.moved)  # type: ignore[attr-defined]
        else:
            notice(_moved_text(row), undo_url=_undo_url(row, before))
        return self.back()  # type: ignore[attr-defined]

    @expose("/put-back", methods=("POST",))
    def put_back_view(self) -> Any:
        """Undo a move within a company, unless the piece was moved again since."""
        self.demand("edit")  # type: ignore[attr-defined]
        row = self.row_from_args()  # type: ignore[attr-defined]
        parent, now = _number("parent"), _number("now")
        try:
            _demand_still(row, now)
            equipment.update_equipment(
                row, {"parent_id": parent}, current.current_actor().from_source("undo")
            )
            db.session.commit()
        except (Invalid, StaleWrite) as error:
            db.session.rollback()
            notice(text_of(error), "error")
        else:
            notice(_moved_text(row))
        return self.back(url_for("equipment.details_view", id=row.id))  # type: ignore[attr-defined]

    def _move_dialog(self, row: Equipment) -> str:
        form = PlaceForm(
            data={"company": str(row.company_id or ""), "parent": str(row.parent_id or "")}
        )
        return render_template(
            "admin/equipment/move.html",
            title=_("Move %(name)s", name=row.name),
            url=url_for("equipment.move_view", id=row.id),
            form=form,
            next_url=page_below(),
            parts=tree.count_below(row.id),
        )

    def _moved_by_drag(self, row: Equipment, before: int | None) -> dict[str, Any]:
        return {"text": _moved_text(row), "undo_url": _undo_url(row, before)}


def _demand_still(row: Equipment, parent_id: int | None) -> None:
    if row.parent_id != parent_id:
        raise StaleWrite


def _moved_text(row: Equipment) -> str:
    if row.parent is None:
        return _("%(name)s is at the top now.", name=row.name)
    return _("%(name)s is a part of %(parent)s now.", name=row.name, parent=row.parent.name)


def _undo_url(row: Equipment, before: int | None) -> str | None:
    if before == row.parent_id:
        return None
    return url_for(
        "equipment.put_back_view", id=row.id, parent=before or "", now=row.parent_id or ""
    )


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    fits = text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID
    return int(text) if fits else None


def _after() -> tuple[str, int] | None:
    last = _number("after")
    return (request.args.get("name", "").replace("\x00", ""), last) if last is not None else None


def _html(template: str, **context: Any) -> Markup:
    return Markup(render_template(template, **context))  # noqa: S704 - escaped by the template


def _level(company_id: int | None, parent_id: int | None, actor: Actor, *, depth: int) -> Markup:
    found = tree.level(company_id, parent_id, actor, after=_after())
    more_url = None
    if found.more is not None:
        name, last = found.more
        more_url = url_for(
            "equipment.level_view", company=company_id, parent=parent_id, depth=depth,
            name=name, after=last,
        )  # fmt: skip
    return _html(
        "admin/equipment/_level.html",
        pieces=[_piece(row, found.parts.get(row.id, 0), depth) for row in found.rows],
        more_url=more_url,
        depth=depth,
    )


def _piece(row: Equipment, parts: int, depth: int) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "url": url_for("equipment.details_view", id=row.id),
        "codes": [text for text in (row.article, row.serial_number) if text],
        "status": cells.status_of(row.status),
        "marks": warranty_marks(row),
        "parts": parts,
        "parts_shown": formatting.number(parts),
        "level_url": url_for("equipment.level_view", parent=row.id, depth=depth + 1),
    }


def _tree(row: Any, company_id: int | None, parent_id: int | None, actor: Actor) -> Markup:
    """The tree below a company or below a piece."""
    may_edit = allowed(actor, Permission.EQUIPMENT_EDIT)
    named: dict[str, Any] = {"company": company_id}
    if parent_id is not None:
        named = {"parent": parent_id}
    may_add = allowed(actor, Permission.EQUIPMENT_CREATE)
    return _html(
        "admin/equipment/tree.html",
        level=_level(company_id, parent_id, actor, depth=1),
        label=_("Equipment of %(name)s", name=row),
        empty_text=_("There is no equipment here yet.")
        if parent_id is None
        else _("It has no parts."),
        empty=not _has_any(company_id, parent_id, actor),
        new_url=url_for("equipment.create_view", **named) if may_add else None,
        new_label=_("Add equipment") if parent_id is None else _("Add a part"),
        all_url=url_for("equipment.index_view", **named),
        top=parent_id or "",
        movable=may_edit,
        move_url=url_for("equipment.move_view"),
        rows_url=url_for("equipment.index_view"),
    )


def _has_any(company_id: int | None, parent_id: int | None, actor: Actor) -> bool:
    return bool(tree.level(company_id, parent_id, actor, size=1).rows)


def _of_company(row: Company, actor: Actor) -> Markup:
    return _tree(row, row.id, None, actor)


def _count_of_company(row: Company, _actor: Actor) -> Any:
    return _count().where(Equipment.company_id == row.id)


def _count() -> Any:
    return select(func.count()).select_from(Equipment).where(Equipment.deleted_at.is_(None))


def _of_piece(row: Equipment, actor: Actor) -> Markup:
    way = [
        (piece.name, url_for("equipment.details_view", id=piece.id)) for piece in tree.way_to(row)
    ]
    body = _tree(row, row.company_id, row.id, actor)
    return _html("admin/equipment/parts.html", way=way, name=row.name, body=body)


def _count_of_piece(row: Equipment, _actor: Actor) -> Any:
    return _count().where(Equipment.parent_id == row.id)


def _of_contact(row: Contact, actor: Actor) -> Markup:
    query = scope(select(Equipment), Equipment, actor).where(Equipment.contact_id == row.id)
    query = query.order_by(Equipment.sort_name, Equipment.id).limit(MOST_OF_CONTACT)
    named: dict[str, Any] = {"contact": row.id, "company": row.company_id}
    may_add = allowed(actor, Permission.EQUIPMENT_CREATE)
    return _html(
        "admin/equipment/of_contact.html",
        pieces=[
            {
                "name": piece.name,
                "url": url_for("equipment.details_view", id=piece.id),
                "article": piece.article,
                "serial": piece.serial_number,
                "status": cells.status_of(piece.status),
                "warranty": cells.cell("day", piece.warranty_until),
                "marks": warranty_marks(piece),
            }
            for piece in db.session.scalars(query)
        ],
        all_url=url_for("equipment.index_view", contact=row.id),
        new_url=url_for("equipment.create_view", **named) if may_add else None,
    )


def _count_of_contact(row: Contact, _actor: Actor) -> Any:
    return _count().where(Equipment.contact_id == row.id)


EQUIPMENT_TAB = Tab(
    "equipment", N_("Equipment"), _of_company, _count_of_company, Permission.EQUIPMENT_VIEW,
    SCRIPTS, STYLES,
)  # fmt: skip
"""The tree of a company."""
CONTACT_EQUIPMENT_TAB = Tab(
    "equipment", N_("Equipment"), _of_contact, _count_of_contact, Permission.EQUIPMENT_VIEW,
    (), STYLES,
)  # fmt: skip
"""What a contact answers for."""
PARTS_TAB = Tab(
    "parts", N_("Overview"), _of_piece, _count_of_piece, Permission.EQUIPMENT_VIEW,
    SCRIPTS, STYLES,
)  # fmt: skip
"""What a piece is a part of, and its own parts."""
