"""Who may do what: names, default groups, the actor, and one policy over rows."""

from admin_app.permissions.actor import Actor
from admin_app.permissions.names import Permission
from admin_app.permissions.policy import allowed, demand, scope

__all__ = ["Actor", "Permission", "allowed", "demand", "scope"]
