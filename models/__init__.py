"""What is true of one row: tables, enums, limits, invariants."""

from models.access_group import AccessGroup
from models.audit_entry import AuditEntry
from models.base import Base, db
from models.call import Call, Sms
from models.change_set import ChangeRow, ChangeSet
from models.company import Company, CompanyDomain, CompanyPhone
from models.contact import Contact, ContactPoint, ContactStatusChange
from models.custom_field import Choice, ChoiceList, CustomField
from models.document import Document
from models.duplicate import CompanyDuplicate, CompanyKey, ContactDuplicate, ContactKey
from models.equipment import Equipment
from models.import_run import ImportMapping, ImportRow, ImportRun
from models.job import Job
from models.merge import Merge, MergeLoser, MergeRow
from models.note import Note, NoteMention, NoteVersion
from models.outbox_mail import OutboxMail
from models.presence import Presence
from models.related_contact import RelatedContact, RelationKind
from models.saved_view import SavedView
from models.setting import Setting
from models.stored_file import StoredFile
from models.user import LinkToken, LoginAttempt, RecoveryCode, User, UserSession

__all__ = [
    "AccessGroup",
    "AuditEntry",
    "Base",
    "Call",
    "ChangeRow",
    "ChangeSet",
    "Choice",
    "ChoiceList",
    "Company",
    "CompanyDomain",
    "CompanyDuplicate",
    "CompanyKey",
    "CompanyPhone",
    "Contact",
    "ContactDuplicate",
    "ContactKey",
    "ContactPoint",
    "ContactStatusChange",
    "CustomField",
    "Document",
    "Equipment",
    "ImportMapping",
    "ImportRow",
    "ImportRun",
    "Job",
    "LinkToken",
    "LoginAttempt",
    "Merge",
    "MergeLoser",
    "MergeRow",
    "Note",
    "NoteMention",
    "NoteVersion",
    "OutboxMail",
    "Presence",
    "RecoveryCode",
    "RelatedContact",
    "RelationKind",
    "SavedView",
    "Setting",
    "Sms",
    "StoredFile",
    "User",
    "UserSession",
    "db",
]
