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
    EQUIPMENT = "equipment"


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


class EquipmentStatus(StrEnum):
    """Where a piece of equipment is in its life."""

    IN_USE = "in_use"
    IN_STOCK = "in_stock"
    IN_REPAIR = "in_repair"
    RETIRED = "retired"


class FieldNoun(StrEnum):
    """What a custom field belongs to."""

    CONTACT = "contact"
    COMPANY = "company"
    EQUIPMENT = "equipment"


class FieldKind(StrEnum):
    """What a custom field holds, and how it is asked for (S7)."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    MASK = "mask"


class Direction(StrEnum):
    """Who called or wrote: the client (incoming, missed) or we."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"
    MISSED = "missed"


class CandidateState(StrEnum):
    """What was decided about two rows that look alike (H8)."""

    OPEN = "open"
    LATER = "later"
    NOT_SIMILAR = "not_similar"
    MERGED = "merged"


class MoveKind(StrEnum):
    """What a merge did with one row: gave it to the winner, set it aside, or changed it."""

    MOVED = "moved"
    SET_ASIDE = "set_aside"
    CHANGED = "changed"
