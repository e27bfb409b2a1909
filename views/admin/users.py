"""The users of the panel: list, card, form, and letting people in and out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, url_for
from flask_admin import expose
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from admin_app.errors import Conflict, Invalid
from admin_app.permissions import Actor, Permission
from admin_app.services import access_group as groups
from admin_app.services import authenticator
from admin_app.services import session as sessions
from admin_app.services import user as users
from admin_app.services.lists.users import USERS
from admin_app.services.processes import password_reset, second_factor
from admin_app.services.shared.listing import Field
from models import User
from models.base import db
from models.enums import AccessType
from views import current, devices, formatting
from views.admin import cells, labels
from views.admin.base import BackofficeView
from views.admin.forms.user import NewUserForm, UserForm
from views.admin.rows import Action, RowView
from views.notices import notice
from views.problems import text_of

OWN_TYPES = (AccessType.ADMINISTRATOR, AccessType.STAFF)
FIXED_FOR_ONESELF = ("group_id", "is_active")


class UsersView(BackofficeView):
    """Logins."""

    spec = USERS
    permissions = {
        "view": Permission.USERS_VIEW,
        "create": Permission.USERS_EDIT,
        "edit": Permission.USERS_EDIT,
    }
    card_template = "admin/user.html"

    def title(self) -> str:
        """The heading of the list."""
        return _("Users")

    def find(self, row_id: int, actor: Actor) -> User:
        """The user, if the actor may see users."""
        return users.get(row_id, actor=actor)

    def may(self, verb: str, row: object | None = None) -> bool:
        """As the permission says, but nobody changes one who has more rights than he."""
        if not super().may(verb, row):
            return False
        above = isinstance(row, User) and groups.is_above(current.current_actor(), row.group)
        return not (verb == "edit" and above)

    # ---- list and card

    def row_view(self, row: User, fields: Sequence[Field], actor: Actor) -> RowView:
        """A user in the list."""
        return RowView(
            id=row.id,
            title=row.full_name,
            url=self.address("details_view", id=row.id),
            edit_url=self.edit_address(row),
            initials=cells.initials(row.full_name),
            cells=[self._cell(row, f) for f in fields],
        )

    def _cell(self, row: User, field: Field) -> Any:
        if field.key == "group":
            return labels.group_name(row.group)
        if field.key == "is_active":
            return labels.badge(labels.active(on=row.is_active))
        if field.key == "second_factor":
            return formatting.yes_no(authenticator.is_on(row))
        return cells.cell(field.kind, getattr(row, field.key))

    def actions_for(self, row: User) -> list[Action]:
        """What may be done with a user."""
        if not self.may("edit", row):
            return []
        link = self.address("link_view", id=row.id)
        found = []
        if row.is_active:
            found.append(Action("link", _("Send a link for a password"), link, "mail", "post"))
        if row.id == current.current_actor().user_id:
            return found
        if authenticator.is_on(row):
            found.append(self._reset_action(row))
        if row.is_active:
            ask = {
                "title": _("Deactivate %(name)s?", name=row.full_name),
                "text": _("All sessions of this person end at once. You can undo this."),
            }
            url = self.address("deactivate_view", id=row.id)
            return [
                *found,
                Action("off", _("Deactivate"), url, "user-off", "post", ask, danger=True),
            ]
        url = self.address("activate_view", id=row.id)
        return [*found, Action("on", _("Activate"), url, "user-check", "post")]

    def _reset_action(self, row: User) -> Action:
        ask = {
            "title": _("Reset two-step sign-in of %(name)s?", name=row.full_name),
            "text": _(
                "The password alone will be enough to sign in. All sessions of this person end at "
                "once. Do it only when you know that it is this person who asks."
            ),
        }
        url = self.address("reset_second_factor_view", id=row.id)
        return Action("reset", _("Reset two-step sign-in"), url, "lock-open", "post", ask)

    def list_extras(self, actor: Actor) -> dict[str, Any]:
        """The words of the list."""
        return {
            "new_label": _("New user"),
            "search_placeholder": _("Name or e-mail"),
            "empty": {"icon": "users", "text": _("There are no users yet.")},
        }

    def card(self, row: User, actor: Actor) -> dict[str, Any]:
        """The card's header, facts, and the browsers that are signed in."""
        edit = self.edit_address(row)
        return {
            "title": row.full_name,
            "initials": cells.initials(row.full_name),
            "status": labels.active(on=row.is_active),
            "subtitle": labels.group_name(row.group),
            "url": self.address("details_view", id=row.id),
            "edit_url": edit,
            "breadcrumbs": [(self.title(), self.address("index_view")), (row.full_name, None)],
            "actions": [Action("edit", _("Edit"), edit, "pencil", primary=True)] if edit else [],
            "more_actions": self.actions_for(row),
            "groups": _facts(row),
            "sessions": [(s, devices.browser(s.user_agent)) for s in sessions.living(row)],
            "audit_url": _audit_url(row),
        }

    # ---- form

    def make_form(self, row: User | None) -> FlaskForm:
        """The form; one's own group and access are not on it (promise 13)."""
        form: UserForm = UserForm(obj=row) if row else NewUserForm()
        form.group_id.choices = self._group_choices(row)
        zone = current.settings().time_zone.replace("_", " ")
        form.time_zone.choices = [("", _("As the system: %(zone)s", zone=zone))]
        if row is None:
            del form.is_active
        elif row.id == current.current_actor().user_id:
            for name in FIXED_FOR_ONESELF:
                del form[name]
        return form

    def _group_choices(self, row: User | None) -> list[tuple[int, str]]:
        """The groups of staff that the actor may give, and the one that the user has."""
        actor = current.current_actor()
        offered = [
            g
            for g in groups.all_groups()
            if g.access_type in OWN_TYPES and users.may_give(actor, g)
        ]
        if row is not None and row.group not in offered:
            offered.append(row.group)
        return [(g.id, labels.group_name(g)) for g in offered]

    def form_context(self, row: User | None) -> dict[str, Any]:
        """Groups and words of the form."""
        crumbs = [(self.title(), self.address("index_view"))]
        if row:
            crumbs.append((row.full_name, self.address("details_view", id=row.id)))
        return {
            "title": row.full_name if row else _("New user"),
            "groups": [
                (_("Access"), ("full_name", "email", "group_id", "password", "is_active")),
                (_("Language and time"), ("language", "time_zone")),
            ],
            "breadcrumbs": [*crumbs, (_("Edit") if row else _("New user"), None)],
            "submit_label": _("Save") if row else _("Add user"),
        }

    def save(self, row: User | None, form: FlaskForm, actor: Actor) -> User:
        """Add or change the user; a new one without a password gets a link by mail."""
        typed = {name: value for name, value in form.data.items() if name != "csrf_token"}
        if row is not None:
            users.update(row, typed, actor=actor)
            return row
        user = users.create(typed, actor=actor)
        if not user.password_hash:
            password_reset.send_welcome(user)
        return user

    # ---- in and out

    @expose("/activate/", methods=("POST",))
    def activate_view(self) -> Response:
        """Let a person in again."""
        return self._switch(on=True)

    @expose("/deactivate/", methods=("POST",))
    def deactivate_view(self) -> Response:
        """Take the login away; Undo gives it back."""
        return self._switch(on=False)

    def _switch(self, *, on: bool) -> Response:
        self.demand("edit")
        row = self.row_from_args()
        try:
            users.update(row, {"is_active": on}, actor=current.current_actor())
            db.session.commit()
        except (Invalid, Conflict) as error:
            db.session.rollback()
            notice(text_of(error), "error")
        else:
            text = _("%(name)s may sign in again.") if on else _("%(name)s is deactivated.")
            undo = None if on else self.address("activate_view", id=row.id)
            notice(text % {"name": row.full_name}, undo_url=undo)
        return self.back()

    @expose("/reset-second-factor/", methods=("POST",))
    def reset_second_factor_view(self) -> Response:
        """Take the second step off a person who lost his application and recovery codes."""
        self.demand("edit")
        row = self.row_from_args()
        try:
            second_factor.reset(row, actor=current.current_actor())
            db.session.commit()
        except Conflict as error:
            db.session.rollback()
            notice(text_of(error), "error")
        else:
            notice(_("Two-step sign-in of %(name)s is reset.", name=row.full_name))
        return self.back()

    @expose("/link/", methods=("POST",))
    def link_view(self) -> Response:
        """Send a link by which the person chooses a password."""
        self.demand("edit")
        row = self.row_from_args()
        if not self.may("edit", row):
            return current.refusal()
        if password_reset.send_welcome(row):
            db.session.commit()
            notice(_("A link is on its way to %(email)s.", email=row.email))
        else:
            notice(_("No mail may go to %(name)s.", name=row.full_name), "error")
        return self.back()


def _facts(row: User) -> list[tuple[str, list[tuple[str, Any]]]]:
    return [
        (
            _("Access"),
            [
                (_("E-mail"), cells.email(row.email)),
                (_("Group"), labels.group_name(row.group)),
                (_("Access type"), labels.access_type(row.group.access_type)),
                (_("Last sign-in"), cells.cell("moment", row.last_login_at)),
                (_("From address"), row.last_login_ip),
                (_("Password changed"), cells.cell("moment", row.password_changed_at)),
                (_("Two-step sign-in since"), cells.cell("moment", row.second_factor_at)),
            ],
        ),
        (
            _("Language and time"),
            [(_("Language"), cells.language(row.language)), (_("Time zone"), row.time_zone)],
        ),
        (_("Record"), [(_("Added"), cells.cell("moment", row.created_at))]),
    ]


def _audit_url(row: User) -> str | None:
    """Where to read what this person did, for those who may."""
    if not current.may(Permission.AUDIT_VIEW):
        return None
    return url_for("audit.index_view", actor=row.id)
