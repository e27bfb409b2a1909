"""Documents of companies: contracts and other papers with their dates and files (A3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import joinedload

from admin_app import clock
from admin_app.errors import NotFound, StaleWrite
from admin_app.permissions import Actor, Permission, demand, scope
from admin_app.services import company as companies
from admin_app.services import stored_file
from admin_app.services.equipment import parse_day
from admin_app.services.shared.bulk_rows import insert_rows
from admin_app.services.shared.reading import Reader, Reading
from admin_app.services.shared.unit_of_work import act_as, entry_values
from admin_app.services.shared.values import parse_lines, parse_text
from models import AuditEntry, Company, Document, StoredFile
from models.base import db

SOON = timedelta(days=30)
"""For so long before its last day a document is said to end soon."""
KEPT = timedelta(days=30)
"""How long a deleted document can be brought back."""
NOTES_LENGTH = 5_000
READERS: dict[str, Reader] = {
    "title": lambda text: parse_text(text, 200),
    "number": lambda text: parse_text(text, 100),
    "signed_on": parse_day,
    "starts_on": parse_day,
    "ends_on": parse_day,
    "notes": lambda text: parse_lines(text, NOTES_LENGTH),
}


class Expiry(StrEnum):
    """How a document stands to its last day."""

    NONE = ""
    SOON = "soon"
    EXPIRED = "expired"


def expiry(document: Document) -> Expiry:
    """Whether the document ended, or ends soon."""
    if not document.ends_on:
        return Expiry.NONE
    today = clock.today()
    if document.ends_on < today.isoformat():
        return Expiry.EXPIRED
    return Expiry.SOON if document.ends_on <= (today + SOON).isoformat() else Expiry.NONE


def of(company: Company) -> Sequence[Document]:
    """The documents of a company, the one that ends last first; those without an end on top."""
    query = _of(company).order_by(
        (Document.ends_on != "").asc(), Document.ends_on.desc(), Document.id.desc()
    )
    return db.session.scalars(query).all()


def count(company: Company) -> Select[Any]:
    """The query of how many documents a company has."""
    return _of(company).with_only_columns(func.count())


def ending(actor: Actor, *, limit: int) -> Sequence[Document]:
    """Documents that end within `SOON` or ended within the same time, the first to end first."""
    today = clock.today()
    query = (
        scope(select(Document), Document, actor)
        .join(Document.company)
        .where(
            Company.deleted_at.is_(None),
            Document.ends_on >= (today - SOON).isoformat(),
            Document.ends_on <= (today + SOON).isoformat(),
        )
        .options(joinedload(Document.company))
        .order_by(Document.ends_on, Document.id)
    )
    return db.session.scalars(query.limit(limit)).all()


def get(document_id: int, actor: Actor, *, deleted: bool = False) -> Document:
    """A document of a company that the actor may see; raises NotFound."""
    demand(actor, Permission.COMPANIES_VIEW)
    document = db.session.get(Document, document_id)
    if document is None or (document.deleted_at is not None) != deleted:
        raise NotFound(f"document {document_id}")
    companies.get(document.company_id, actor)
    return document


def files_of(documents: Sequence[Document]) -> Mapping[int, list[StoredFile]]:
    """The files of these documents by their id, in one query."""
    found: dict[int, list[StoredFile]] = {}
    ids = [document.id for document in documents]
    query = select(StoredFile).where(StoredFile.document_id.in_(ids)).order_by(StoredFile.id)
    for row in db.session.scalars(query) if ids else ():
        if row.document_id is not None:
            found.setdefault(row.document_id, []).append(row)
    return found


def create(company: Company, typed: Mapping[str, Any], actor: Actor) -> Document:
    """Add a document; `typed` holds text by field. Raises Invalid, NotAllowed."""
    demand(actor, Permission.COMPANIES_EDIT, company)
    act_as(db.session, actor)
    document = Document(company_id=company.id)
    _apply(document, typed)
    db.session.add(document)
    db.session.flush()
    return document


def update(
    document: Document, typed: Mapping[str, Any], actor: Actor, *, version: int | None = None
) -> None:
    """Change a document. Raises Invalid, NotAllowed, and StaleWrite for a newer version."""
    demand(actor, Permission.COMPANIES_EDIT, document)
    if version is not None and version != document.version:
        raise StaleWrite
    act_as(db.session, actor)
    _apply(document, typed)
    db.session.flush()


def remove(document: Document, actor: Actor) -> None:
    """Delete a document; it can be brought back for `KEPT`. Raises NotAllowed."""
    demand(actor, Permission.COMPANIES_EDIT, document)
    act_as(db.session, actor)
    document.deleted_at, document.deleted_by_id = clock.now(), actor.user_id
    db.session.flush()


def bring_back(document: Document, actor: Actor) -> None:
    """Undo a deletion. Raises NotAllowed."""
    demand(actor, Permission.COMPANIES_EDIT)
    act_as(db.session, actor)
    document.deleted_at = document.deleted_by_id = None
    db.session.flush()


def purge(actor: Actor, *, limit: int = 500) -> int:
    """Delete for good what was deleted longer than `KEPT` ago; answers with how many."""
    border = clock.now() - KEPT
    gone = db.session.scalars(select(Document).where(Document.deleted_at < border).limit(limit))
    rows = gone.all()
    if not rows:
        return 0
    told = [
        entry_values(actor, "delete", "document", row_id=row.id, row_name=str(row)) for row in rows
    ]
    insert_rows(db.session.connection(), AuditEntry, told)
    papers = files_of(rows)
    stored_file.let_go([row for files in papers.values() for row in files], actor)
    db.session.flush()
    statement = delete(Document).where(Document.id.in_([row.id for row in rows]))
    db.session.execute(statement.execution_options(audited=True))
    return len(rows)


def _of(company: Company) -> Select[Any]:
    return select(Document).where(Document.company_id == company.id, Document.deleted_at.is_(None))


def _apply(document: Document, typed: Mapping[str, Any]) -> None:
    reading = Reading()
    reading.read_known(READERS, typed)
    values = reading.values
    if not values.get("title", document.title):
        reading.problem("title", "required")
    for first, last in (("starts_on", "ends_on"), ("signed_on", "ends_on")):
        start = values.get(first, getattr(document, first) or "")
        end = values.get(last, getattr(document, last) or "")
        if start and end and end < start:
            reading.problem(last, "dates_turned", value=start)
            break
    for key, value in reading.done().items():
        setattr(document, key, value)
