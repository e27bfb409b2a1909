"""Access groups: the matrix of rights, and adding, renaming and deleting groups (H3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, request, url_for
from flask_admin import BaseView, expose
from flask_babel import gettext as _
from flask_babel import ngettext

from admin_app.errors import Conflict, Invalid, NotFound
from admin_app.permissions import Actor, Permission
from admin_app.permissions.names import LABELS, SECTIONS
from admin_app.services import access_group as groups
from models import AccessGroup
from models.base import db
from models.enums import AccessType
from views import current
from views.admin import labels
from views.admin.base import LARGEST_ID
from views.admin.forms.access_group import AccessGroupForm
from views.notices import notice
from views.problems import show_problems, text_of


@dataclass(frozen=True)
class Column:
    """A group as a column of the matrix."""

    id: int
    name: str
    access_type: str
    members: str
    second_factor_required: bool
    edit_url: str | None
    delete_url: str | None
    delete_text: str
    changeable: bool
    rights: frozenset[str]
    why_fixed: str


class AccessGroupsView(BaseView):
    """Settings › Groups."""

    def __init__(self, **options: Any) -> None:
        super().__init__(endpoint="groups", url="/admin/groups", **options)

    def is_accessible(self) -> bool:
        """Whether the section exists at all for this person."""
        return current.may(Permission.GROUPS_EDIT)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Response:
        """The sign-in page for strangers, 403 for others."""
        return current.refusal()

    @expose("/", methods=("GET", "POST"))
    def index_view(self) -> Any:
        """The matrix, and saving what was ticked and unticked in it."""
        problem = ""
        if request.method == "POST":
            try:
                changed = _save_matrix(current.current_actor())
                db.session.commit()
            except (Invalid, Conflict) as error:
                db.session.rollback()
                problem = text_of(error)
            else:
                notice(
                    ngettext("%(num)s group is changed.", "%(num)s groups are changed.", changed)
                    if changed
                    else _("Nothing was changed.")
                )
                return redirect(url_for("groups.index_view"))
        actor = current.current_actor()
        page = self.render(
            "admin/access_group_matrix.html",
            title=_("Groups and rights"),
            columns=[_column(group, actor) for group in groups.all_groups()],
            sections=[
                (_(head), [(p.value, _(LABELS[p])) for p in rows]) for head, rows in SECTIONS
            ],
            new_url=url_for("groups.create_view"),
            problem=problem,
        )
        return (page, 422) if problem else page

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """Add a group; its rights are ticked in the matrix afterwards."""
        return self._form_page(None)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Any:
        """Rename a group or change its type."""
        return self._form_page(_group_from_args())

    @expose("/delete/", methods=("POST",))
    def delete_view(self) -> Response:
        """Delete a group that nobody is in."""
        group = _group_from_args()
        name = labels.group_name(group)
        try:
            groups.delete(group, actor=current.current_actor())
            db.session.commit()
        except Conflict as error:
            db.session.rollback()
            notice(text_of(error), "error")
        else:
            notice(_("%(name)s is deleted.", name=name))
        return redirect(url_for("groups.index_view"))  # type: ignore[return-value]

    def _form_page(self, group: AccessGroup | None) -> Any:
        form = _form(group)
        if form.validate_on_submit():
            try:
                saved = _save(group, form, current.current_actor())
                db.session.commit()
            except (Invalid, Conflict) as error:
                db.session.rollback()
                show_problems(form, error)
            else:
                notice(_("%(name)s is saved.", name=labels.group_name(saved)))
                return redirect(url_for("groups.index_view"))
        title = labels.group_name(group) if group else _("New group")
        page = self.render(
            "admin/form.html",
            form=form,
            title=title,
            groups=[(_("Group"), ("name", "access_type", "second_factor_required"))],
            breadcrumbs=[(_("Groups and rights"), url_for("groups.index_view")), (title, None)],
            cancel_url=url_for("groups.index_view"),
            submit_label=_("Save") if group else _("Add group"),
        )
        return (page, 422) if request.method == "POST" else page


def _form(group: AccessGroup | None) -> AccessGroupForm:
    actor = current.current_actor()
    form = AccessGroupForm(data=_values(group) if group else None)
    if group and (group.key or groups.is_own(actor, group)):
        del form.access_type
    if actor.access_type != AccessType.ADMINISTRATOR:
        del form.second_factor_required
    return form


def _values(group: AccessGroup) -> dict[str, Any]:
    return {
        "name": labels.group_name(group),
        "access_type": group.access_type.value,
        "second_factor_required": group.second_factor_required,
    }


def _save(group: AccessGroup | None, form: AccessGroupForm, actor: Actor) -> AccessGroup:
    typed = {name: value for name, value in form.data.items() if name != "csrf_token"}
    if group is None:
        return groups.create(typed, actor=actor)
    if typed["name"] == labels.group_name(group):
        del typed["name"]  # the translated name of a built-in group is not a new one
    groups.update(group, typed, actor=actor)
    return group


def _save_matrix(actor: Actor) -> int:
    """Apply what differs from what was shown, so that two people do not undo each other."""
    shown, ticked = set(request.form.getlist("shown")), set(request.form.getlist("right"))
    changed = 0
    for group in groups.all_groups():
        came, went = _of_group(ticked - shown, group.id), _of_group(shown - ticked, group.id)
        if came or went:
            rights = (set(group.permissions) | came) - went
            groups.update(group, {"permissions": rights}, actor=actor)
            changed += 1
    return changed


def _of_group(cells: set[str], group_id: int) -> set[str]:
    """The permissions among cells `GROUP:PERMISSION` that belong to the group."""
    start = f"{group_id}:"
    return {cell.removeprefix(start) for cell in cells if cell.startswith(start)}


def _group_from_args() -> AccessGroup:
    text = request.values.get("id", "")
    if not (text.isascii() and text.isdigit()) or int(text) > LARGEST_ID:
        raise NotFound(text)
    return groups.get(int(text), actor=current.current_actor())


def _column(group: AccessGroup, actor: Actor) -> Column:
    users, contacts = groups.counts(group)
    name = labels.group_name(group)
    why = _why_fixed(group, actor)
    above = groups.is_above(actor, group)
    deletable = not (group.key or users or contacts or above)
    return Column(
        id=group.id,
        name=name,
        access_type=labels.access_type(group.access_type),
        members=_members(users, contacts),
        second_factor_required=group.second_factor_required,
        edit_url=None if above else url_for("groups.edit_view", id=group.id),
        delete_url=url_for("groups.delete_view", id=group.id) if deletable else None,
        delete_text=_("Delete %(name)s?", name=name),
        changeable=not why,
        rights=frozenset(group.permissions),
        why_fixed=why,
    )


def _why_fixed(group: AccessGroup, actor: Actor) -> str:
    """Why the rights of a group cannot be ticked; empty where they can."""
    if group.access_type == AccessType.ADMINISTRATOR:
        return _("Administrators may do everything.")
    if group.access_type != AccessType.STAFF:
        return _("Clients and partners have no rights in the panel.")
    if groups.is_own(actor, group):
        return _("Nobody changes the rights of his own group.")
    return _("This group has rights that you do not have.") if groups.is_above(actor, group) else ""


def _members(users: int, contacts: int) -> str:
    parts = [ngettext("%(num)s user", "%(num)s users", users)]
    if contacts:
        parts.append(ngettext("%(num)s contact", "%(num)s contacts", contacts))
    return ", ".join(parts)
