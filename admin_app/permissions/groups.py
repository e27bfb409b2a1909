"""The groups that Kontora comes with."""

from __future__ import annotations

from dataclasses import dataclass

from admin_app.i18n import N_
from admin_app.permissions.names import Permission
from models.enums import AccessType


@dataclass(frozen=True)
class DefaultGroup:
    """A group made on the first run: its key, English name, access type and permissions."""

    key: str
    name: str
    access_type: AccessType
    permissions: frozenset[Permission]


MANAGER_PERMISSIONS = frozenset(Permission) - {
    Permission.USERS_EDIT,
    Permission.GROUPS_EDIT,
    Permission.SETTINGS_EDIT,
    Permission.MAIL_VIEW,
    Permission.TRASH_PURGE,
}

AGENT_PERMISSIONS = frozenset(
    {
        Permission.COMPANIES_VIEW,
        Permission.CONTACTS_VIEW,
        Permission.CONTACTS_CREATE,
        Permission.CONTACTS_EDIT,
        Permission.CONTACTS_FIELDS,
        Permission.EQUIPMENT_VIEW,
        Permission.EQUIPMENT_CREATE,
        Permission.EQUIPMENT_EDIT,
    }
)

DEFAULT_GROUPS = (
    DefaultGroup(
        "administrators", N_("Administrators"), AccessType.ADMINISTRATOR, frozenset(Permission)
    ),
    DefaultGroup("managers", N_("Managers"), AccessType.STAFF, MANAGER_PERMISSIONS),
    DefaultGroup("agents", N_("Agents"), AccessType.STAFF, AGENT_PERMISSIONS),
    DefaultGroup("clients", N_("Clients"), AccessType.CLIENT, frozenset()),
    DefaultGroup("partners", N_("Partners"), AccessType.PARTNER, frozenset()),
)
