"""What the time line shows: one declaration a kind of entry.

A new kind (a message, a ticket) is one more `Source` here and its words in the views.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Select,
    SQLColumnExpression,
    String,
    and_,
    case,
    func,
    null,
    select,
    type_coerce,
)

from admin_app.i18n import N_
from admin_app.services.shared.cards import COMPANY, CONTACT, EQUIPMENT, Card
from models import (
    Call,
    Contact,
    ContactStatusChange,
    Document,
    ImportRow,
    ImportRun,
    Merge,
    MergeLoser,
    Note,
    OutboxMail,
    Sms,
    StoredFile,
    User,
)
from models.attached import Attached
from models.enums import ImportNoun, Verdict

Column = SQLColumnExpression[Any]
READABLE_LETTERS = frozenset({"password_changed", "second_factor"})
"""Letters whose text may stand on a card: none that carries a link which opens a login."""
MAIL_LENGTH = 4000


@dataclass(frozen=True)
class Place:
    """Whose time line it is; that of a company may hold the entries of its contacts as well."""

    card: Card
    with_contacts: bool = False

    @property
    def people(self) -> Select[int] | None:
        """The contacts of the company outside the trash, where they are asked for."""
        if self.card.kind is not COMPANY or not self.with_contacts:
            return None
        mine = select(Contact.id).where(Contact.company_id == self.card.id)
        return mine.where(Contact.deleted_at.is_(None))


@dataclass(frozen=True)
class Source:
    """One kind of entry. `where` gives the conditions of a place, each a select of its own.

    `texts` and `numbers` are what the page shows of an entry, by name; `changed_at` is a second
    moment, such as that of an edit.
    """

    kind: str
    label: str
    icon: str
    id: Column
    at: Column
    where: Callable[[Place], Sequence[Column]]
    author_id: Column | None = None
    author_name: Column | None = None
    contact_id: Column | None = None
    changed_at: Column | None = None
    texts: Mapping[str, Column] = field(default_factory=dict)
    numbers: Mapping[str, Column] = field(default_factory=dict)
    joined: Callable[[Select[Any]], Select[Any]] = lambda query: query


def _attached(model: type[Attached], *more: Column) -> Callable[[Place], Sequence[Column]]:
    def where(place: Place) -> Sequence[Column]:
        found = [place.card.kind.link(model) == place.card.id]
        if (people := place.people) is not None:
            found.append(CONTACT.link(model).in_(people))
        return [and_(condition, *more) for condition in found]

    return where


def _of_contact(column: Any) -> Callable[[Place], Sequence[Column]]:
    """The condition of what only contacts have."""

    def where(place: Place) -> Sequence[Column]:
        if place.card.kind is CONTACT:
            return [column == place.card.id]
        return [] if place.people is None else [column.in_(place.people)]

    return where


def _of_merge(place: Place) -> Sequence[Column]:
    card = place.card
    found = [and_(Merge.noun == card.kind.noun, Merge.winner_id == card.id)]
    if place.people is not None:
        found.append(and_(Merge.noun == CONTACT.noun, Merge.winner_id.in_(place.people)))
    return found


def _of_import(place: Place) -> Sequence[Column]:
    done = and_(ImportRow.applied, ImportRow.verdict.in_((Verdict.CREATE, Verdict.UPDATE)))
    of_contacts = ImportRun.noun.in_((ImportNoun.CONTACTS, ImportNoun.BOTH))
    own = {
        CONTACT: of_contacts,
        COMPANY: ImportRun.noun == ImportNoun.COMPANIES,
        EQUIPMENT: ImportRun.noun == ImportNoun.EQUIPMENT,
    }[place.card.kind]
    found = [and_(ImportRow.record_id == place.card.id, own, done)]
    if place.card.kind is COMPANY:  # made on the way by a file of contacts
        made = and_(ImportRow.company_created, ImportRow.company_id == place.card.id)
        found.append(and_(made, of_contacts, done))
    if place.people is not None:
        found.append(and_(ImportRow.record_id.in_(place.people), of_contacts, done))
    return found


def _with_run(query: Select[Any]) -> Select[Any]:
    query = query.select_from(ImportRow).join(ImportRun, ImportRun.id == ImportRow.run_id)
    return query.outerjoin(User, User.id == ImportRun.actor_id)


def _plain(column: Any) -> Column:
    """An enum as the text that it is stored as."""
    return type_coerce(column, String)


_losers = (
    select(func.aggregate_strings(MergeLoser.name, ", "))
    .where(MergeLoser.merge_id == Merge.id)
    .correlate(Merge)
    .scalar_subquery()
)
_gone_papers = select(Document.id).where(Document.deleted_at.is_not(None))
_shown_text = case(
    (OutboxMail.letter.in_(READABLE_LETTERS), func.substr(OutboxMail.text, 1, MAIL_LENGTH)),
    else_="",
)

NOTE = Source(
    "note", N_("Notes"), "note", Note.id, Note.at, _attached(Note),
    Note.author_id, Note.author_name, Note.contact_id, Note.edited_at,
    texts={"html": Note.html, "about": Note.about},
)  # fmt: skip
FILE = Source(
    "file", N_("Files"), "paperclip", StoredFile.id, StoredFile.at,
    _attached(
        StoredFile,
        StoredFile.note_id.is_(None),
        StoredFile.document_id.is_(None) | StoredFile.document_id.not_in(_gone_papers),
    ),
    StoredFile.author_id, StoredFile.author_name, StoredFile.contact_id,
    texts={
        "name": StoredFile.name, "content_type": StoredFile.content_type, "key": StoredFile.key,
        "thumbnail_key": StoredFile.thumbnail_key,
    },
    numbers={"size": StoredFile.size, "width": StoredFile.width, "height": StoredFile.height},
)  # fmt: skip
CALL = Source(
    "call", N_("Calls"), "phone", Call.id, Call.at, _attached(Call),
    Call.user_id, Call.user_name, Call.contact_id,
    texts={"direction": _plain(Call.direction), "number": Call.number, "text": Call.text},
    numbers={"seconds": Call.seconds},
)  # fmt: skip
SMS = Source(
    "sms", N_("SMS"), "message", Sms.id, Sms.at, _attached(Sms),
    Sms.user_id, Sms.user_name, Sms.contact_id,
    texts={"direction": _plain(Sms.direction), "number": Sms.number, "text": Sms.text},
)  # fmt: skip
MAIL = Source(
    "mail", N_("Mails"), "mail", OutboxMail.id, OutboxMail.created_at,
    _of_contact(OutboxMail.contact_id),
    contact_id=OutboxMail.contact_id, changed_at=OutboxMail.sent_at,
    texts={
        "subject": OutboxMail.subject, "recipient": OutboxMail.recipient,
        "state": _plain(OutboxMail.state), "text": _shown_text,
    },
)  # fmt: skip
STATUS = Source(
    "status", N_("Changes of status"), "user-check", ContactStatusChange.id,
    ContactStatusChange.at, _of_contact(ContactStatusChange.contact_id),
    ContactStatusChange.actor_id, ContactStatusChange.actor_name, ContactStatusChange.contact_id,
    texts={
        "before": _plain(ContactStatusChange.before), "after": _plain(ContactStatusChange.after),
        "reason": ContactStatusChange.reason,
    },
)  # fmt: skip
MERGE = Source(
    "merge", N_("Merges"), "git-merge", Merge.id, Merge.at, _of_merge,
    Merge.actor_id, Merge.actor_name, changed_at=Merge.undone_at,
    contact_id=case((Merge.noun == CONTACT.noun, Merge.winner_id), else_=null()),
    texts={"names": _losers, "noun": Merge.noun, "undone_by": Merge.undone_by_name},
)  # fmt: skip
IMPORT = Source(
    "import", N_("Imports"), "upload", ImportRow.id,
    func.coalesce(ImportRun.finished_at, ImportRun.created_at), _of_import,
    ImportRun.actor_id, User.full_name,
    contact_id=case((ImportRun.noun.in_((ImportNoun.CONTACTS, ImportNoun.BOTH)),
                     ImportRow.record_id), else_=null()),
    texts={
        "file": ImportRun.file_name, "verdict": _plain(ImportRow.verdict),
        "undo": _plain(ImportRow.undo),
    },
    numbers={"run_id": ImportRun.id},
    joined=_with_run,
)  # fmt: skip

SOURCES = {source.kind: source for source in (NOTE, FILE, CALL, SMS, MAIL, STATUS, MERGE, IMPORT)}
"""All kinds of entries by their name in addresses, in the order of the filter."""
