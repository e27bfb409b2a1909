"""What is true of one row: tables, enums, limits, invariants."""

from models.access_group import AccessGroup
from models.audit_entry import AuditEntry
from models.base import Base, db
from models.company import Company, CompanyDomain, CompanyPhone
from models.contact import Contact, ContactPoint, ContactStatusChange
from models.import_run import ImportMapping, ImportRow, ImportRun
from models.job import Job
from models.outbox_mail import OutboxMail
from models.setting import Setting
from models.user import LinkToken, LoginAttempt, User, UserSession

__all__ = [
    "AccessGroup",
    "AuditEntry",
    "Base",
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
    "Setting",
    "User",
    "UserSession",
    "db",
]
