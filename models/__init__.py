"""What is true of one row: tables, enums, limits, invariants."""

from models.access_group import AccessGroup
from models.audit_entry import AuditEntry
from models.base import Base, db
from models.change_set import ChangeRow, ChangeSet
from models.company import Company, CompanyDomain, CompanyPhone
from models.contact import Contact, ContactPoint, ContactStatusChange
from models.import_run import ImportMapping, ImportRow, ImportRun
from models.job import Job
from models.outbox_mail import OutboxMail
from models.saved_view import SavedView
from models.setting import Setting
from models.user import LinkToken, LoginAttempt, RecoveryCode, User, UserSession

__all__ = [
    "AccessGroup",
    "AuditEntry",
    "Base",
    "ChangeRow",
    "ChangeSet",
    "Company",
    "CompanyDomain",
    "CompanyPhone",
    "Contact",
    "ContactPoint",
    "ContactStatusChange",
    "ImportMapping",
    "ImportRow",
    "ImportRun",
    "Job",
    "LinkToken",
    "LoginAttempt",
    "OutboxMail",
    "RecoveryCode",
    "SavedView",
    "Setting",
    "User",
    "UserSession",
    "db",
]
