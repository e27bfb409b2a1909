"""The closed lists of values that rows may hold."""

from __future__ import annotations

from enum import StrEnum


class ContactKind(StrEnum):
    """What a contact is; chosen when it is made, never changed (S1)."""

    PERSON = "person"
    ORGANISATION = "organisation"
    OTHER = "other"


class ContactStatus(StrEnum):
    """Whether a contact may use the desk (H4)."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    DISMISSED = "dismissed"


class CompanyStatus(StrEnum):
    """Whether a company is served."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    ARCHIVED = "archived"


class AccessType(StrEnum):
    """What side of the desk the members of an access group stand on (H3)."""

    ADMINISTRATOR = "administrator"
    STAFF = "staff"
    CLIENT = "client"
    PARTNER = "partner"


class PointKind(StrEnum):
    """A way to reach a contact beyond the default ones on its row."""

    EMAIL = "email"
    PHONE = "phone"
    MOBILE_PHONE = "mobile_phone"
    TELEGRAM = "telegram"
    VIBER = "viber"
    WHATSAPP = "whatsapp"
    SKYPE = "skype"
    FACEBOOK = "facebook"
    OTHER = "other"


class JobState(StrEnum):
    """Where a background job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class MailState(StrEnum):
    """Where an outgoing mail is; kept means that no SMTP server is set."""

    QUEUED = "queued"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"


class ImportNoun(StrEnum):
    """What an import file holds."""

    COMPANIES = "companies"
    CONTACTS = "contacts"
    BOTH = "both"


class ImportState(StrEnum):
    """How far an import run has come."""

    UPLOADED = "uploaded"
    MAPPING = "mapping"
    CHECKING = "checking"
    PREVIEW = "preview"
    COMMITTING = "committing"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Verdict(StrEnum):
    """What an import does with one row of its file."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    SKIP = "skip"
    REFUSE = "refuse"


class ChangeOutcome(StrEnum):
    """What became of one row of a change set."""

    PENDING = "pending"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"


class UndoOutcome(StrEnum):
    """What became of one row when a change set or an import was taken back."""

    RESTORED = "restored"
    LEFT = "left"
