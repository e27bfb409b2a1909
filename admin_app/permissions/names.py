"""Names of permissions: `section.verb`. A group holds a list of them (H3)."""

from __future__ import annotations

from enum import StrEnum

from admin_app.i18n import N_


class Permission(StrEnum):
    """Everything that can be allowed to a group of staff."""

    COMPANIES_VIEW = "companies.view"
    COMPANIES_CREATE = "companies.create"
    COMPANIES_EDIT = "companies.edit"
    COMPANIES_DELETE = "companies.delete"
    CONTACTS_VIEW = "contacts.view"
    CONTACTS_CREATE = "contacts.create"
    CONTACTS_EDIT = "contacts.edit"
    CONTACTS_DELETE = "contacts.delete"
    CONTACTS_FIELDS = "contacts.fields"
    CONTACTS_MERGE = "contacts.merge"
    COMPANIES_MERGE = "companies.merge"
    EQUIPMENT_VIEW = "equipment.view"
    EQUIPMENT_CREATE = "equipment.create"
    EQUIPMENT_EDIT = "equipment.edit"
    EQUIPMENT_DELETE = "equipment.delete"
    ACTIVITY_PURGE = "activity.purge"
    FIELDS_EDIT = "fields.edit"
    IMPORT = "import.run"
    EXPORT = "export.run"
    VIEWS_SHARE = "views.share"
    TRASH_PURGE = "trash.purge"
    AUDIT_VIEW = "audit.view"
    USERS_VIEW = "users.view"
    USERS_EDIT = "users.edit"
    GROUPS_EDIT = "groups.edit"
    SETTINGS_EDIT = "settings.edit"
    MAIL_VIEW = "mail.view"


SECTIONS: tuple[tuple[str, tuple[Permission, ...]], ...] = (
    (
        N_("Contacts"),
        (
            Permission.CONTACTS_VIEW,
            Permission.CONTACTS_CREATE,
            Permission.CONTACTS_EDIT,
            Permission.CONTACTS_DELETE,
            Permission.CONTACTS_FIELDS,
            Permission.CONTACTS_MERGE,
            Permission.ACTIVITY_PURGE,
        ),
    ),
    (
        N_("Companies"),
        (
            Permission.COMPANIES_VIEW,
            Permission.COMPANIES_CREATE,
            Permission.COMPANIES_EDIT,
            Permission.COMPANIES_DELETE,
            Permission.COMPANIES_MERGE,
        ),
    ),
    (
        N_("Equipment"),
        (
            Permission.EQUIPMENT_VIEW,
            Permission.EQUIPMENT_CREATE,
            Permission.EQUIPMENT_EDIT,
            Permission.EQUIPMENT_DELETE,
        ),
    ),
    (
        N_("Data"),
        (
            Permission.IMPORT,
            Permission.EXPORT,
            Permission.VIEWS_SHARE,
            Permission.TRASH_PURGE,
            Permission.AUDIT_VIEW,
        ),
    ),
    (
        N_("Administration"),
        (
            Permission.USERS_VIEW,
            Permission.USERS_EDIT,
            Permission.GROUPS_EDIT,
            Permission.FIELDS_EDIT,
            Permission.SETTINGS_EDIT,
            Permission.MAIL_VIEW,
        ),
    ),
)
"""The permission matrix as it is shown: section heading and its permissions."""

LABELS: dict[Permission, str] = {
    Permission.COMPANIES_VIEW: N_("See companies"),
    Permission.COMPANIES_CREATE: N_("Add companies"),
    Permission.COMPANIES_EDIT: N_("Change companies"),
    Permission.COMPANIES_DELETE: N_("Delete companies"),
    Permission.CONTACTS_VIEW: N_("See contacts"),
    Permission.CONTACTS_CREATE: N_("Add contacts"),
    Permission.CONTACTS_EDIT: N_("Change contacts"),
    Permission.CONTACTS_DELETE: N_("Delete contacts"),
    Permission.CONTACTS_FIELDS: N_("Work with contact fields"),
    Permission.CONTACTS_MERGE: N_("Merge contacts and part them again"),
    Permission.COMPANIES_MERGE: N_("Merge companies and part them again"),
    Permission.EQUIPMENT_VIEW: N_("See equipment"),
    Permission.EQUIPMENT_CREATE: N_("Add equipment"),
    Permission.EQUIPMENT_EDIT: N_("Change equipment"),
    Permission.EQUIPMENT_DELETE: N_("Delete equipment"),
    Permission.ACTIVITY_PURGE: N_("Delete notes and files for good"),
    Permission.FIELDS_EDIT: N_("Set up fields"),
    Permission.IMPORT: N_("Import companies, contacts and equipment"),
    Permission.EXPORT: N_("Export lists"),
    Permission.VIEWS_SHARE: N_("Share views of lists"),
    Permission.TRASH_PURGE: N_("Delete for good from the trash"),
    Permission.AUDIT_VIEW: N_("See the audit"),
    Permission.USERS_VIEW: N_("See users"),
    Permission.USERS_EDIT: N_("Add and change users"),
    Permission.GROUPS_EDIT: N_("Change groups and their rights"),
    Permission.SETTINGS_EDIT: N_("Change settings"),
    Permission.MAIL_VIEW: N_("See outgoing mail"),
}
