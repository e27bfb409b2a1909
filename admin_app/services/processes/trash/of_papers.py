"""Documents of companies and relations of contacts: out of sight with their owner, gone with it."""

from __future__ import annotations

from sqlalchemy import func, or_, select

from admin_app.services import stored_file
from admin_app.services.processes.trash.parts import Ids, Mark, Part
from admin_app.services.processes.trash.writing import delete_for_good
from models import Document, RelatedContact
from models.base import db


class Documents(Part):
    """Contracts and other papers; those that were deleted before their company are not counted."""

    key = "documents"

    def count(self, owners: Ids, /) -> int:
        """How many there are."""
        query = select(func.count()).select_from(Document).where(Document.company_id.in_(owners))
        return db.session.scalar(query.where(Document.deleted_at.is_(None))) or 0

    def gone(self, owners: Ids, mark: Mark, /) -> None:
        """Delete them; the content of their files goes by a job."""
        rows = select(Document.id).where(Document.company_id.in_(owners))
        if db.session.scalar(rows.limit(1)) is not None:
            delete_for_good(Document, Document.title, rows, mark)
            stored_file.sweep_soon()


class Relations(Part):
    """Links with other contacts; they follow either side by themselves."""

    key = "relations"

    def count(self, owners: Ids, /) -> int:
        """How many there are."""
        mine = or_(RelatedContact.contact_id.in_(owners), RelatedContact.other_id.in_(owners))
        query = select(func.count()).select_from(RelatedContact).where(mine)
        return db.session.scalar(query) or 0
