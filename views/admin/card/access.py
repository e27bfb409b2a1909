"""Access: the login of a contact, where he is signed in, and what he did in the system (H6)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from admin_app.errors import NotFound
from admin_app.i18n import N_
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services import contact as contacts
from admin_app.services import contact_access, session
from admin_app.services.contact_access import LoginState
from models import AuditEntry, Contact, User
from views import current, devices, formatting
from views.admin import cells, labels
from views.admin.card.dialogs import done
from views.admin.card.history import entries
from views.admin.card_tabs import Tab

STATES = {
    LoginState.ACTIVE: (N_("Can sign in"), "green"),
    LoginState.BLOCKED: (N_("Cannot sign in"), "orange"),
    LoginState.NONE: (N_("No login"), "grey"),
}
bp = Blueprint("card_access", __name__, url_prefix="/admin/access")


@bp.before_request
def _guard() -> Response | None:
    return None if current.may(Permission.CONTACTS_VIEW) else current.refusal()


def _body(row: Contact, actor: Actor) -> str:
    state = contact_access.login_state(row)
    label, colour = STATES[state]
    context: dict[str, Any] = {
        "state": {"code": state.value, "label": _(label), "colour": colour},
        "facts": [("", _facts(row))],
        "user": row.user is not None,
    }
    if row.user is not None:
        context |= _sessions(row, row.user, actor) | _actions(row, row.user, actor)
    return render_template("admin/tabs/access.html", **context)


def _facts(row: Contact) -> list[tuple[str, Any]]:
    group = row.user.group if row.user else row.group
    facts: list[tuple[str, Any]] = [
        (_("Group"), labels.group_name(group)),
        (_("Access type"), labels.access_type(group.access_type)),
        (_("Rights"), _rights(row, len(group.permissions))),
    ]
    if row.user is not None:
        facts += [
            (_("Signs in with"), cells.email(row.user.email)),
            (_("Last login"), formatting.moment(row.user.last_login_at)),
            (_("From address"), row.user.last_login_ip),
        ]
    return facts


def _rights(row: Contact, number: int) -> str:
    if number:
        return ngettext(
            "%(num)s right on the staff side", "%(num)s rights on the staff side", number
        )
    if row.all_tickets:
        return _("sees all tickets of the company")
    return _("sees own tickets")


def _sessions(row: Contact, user: User, actor: Actor) -> dict[str, Any]:
    if not allowed(actor, Permission.USERS_VIEW):
        return {}
    living = session.living(user)
    may_end = bool(living) and contact_access.may_end_sessions(user, actor)
    return {
        "sessions": [
            {
                "device": devices.browser(one.user_agent),
                "icon": "device-mobile" if devices.is_phone(one.user_agent) else "device-desktop",
                "ip": one.ip,
                "since": formatting.moment(one.created_at),
                "seen": formatting.moment(one.last_seen_at),
            }
            for one in living
        ],
        "end_url": url_for("card_access.end", contact_id=row.id) if may_end else None,
        "end_text": _("%(name)s has to sign in again in every browser.", name=row.full_name),
    }


def _actions(row: Contact, user: User, actor: Actor) -> dict[str, Any]:
    if not allowed(actor, Permission.AUDIT_VIEW):
        return {}
    found = entries(AuditEntry.actor_id == user.id, actor, named=True)
    if found["last"]:
        where = {"contact_id": row.id, "before": found["last"]}
        found["more_url"] = url_for("card_access.more", **where)
        tab = {"tab": ACCESS_TAB.key, "id": row.id, "before": found["last"]}
        found["plain_url"] = url_for("contacts.details_view", **tab)
    return found


@bp.get("/<int:contact_id>/actions")
def more(contact_id: int) -> Any:
    """What the person did before the entry that `before` names (fragment)."""
    actor = current.current_actor()
    row = contacts.get(contact_id, actor)
    if not allowed(actor, Permission.AUDIT_VIEW):
        return current.refusal()
    if row.user is None:
        raise NotFound(f"login of {contact_id}")
    return render_template("admin/tabs/_history.html", **_actions(row, row.user, actor))


@bp.post("/<int:contact_id>/end-sessions")
def end(contact_id: int) -> Any:
    """Sign the contact out everywhere."""
    actor = current.current_actor()
    row = contacts.get(contact_id, actor)
    if row.user is None:
        raise NotFound(f"login of {contact_id}")
    contact_access.end_sessions(row.user, actor)
    target = url_for("contacts.details_view", tab=ACCESS_TAB.key, id=contact_id)
    return done(_("%(name)s is signed out everywhere.", name=row.full_name), target)


ACCESS_TAB = Tab("access", N_("Access"), _body)
