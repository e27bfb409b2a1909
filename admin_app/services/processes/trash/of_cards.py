"""What hangs on any card: notes, files, calls and text messages (S10).

They follow their card by their keys: out of sight while it is in the trash, gone when it goes. The
content of files is removed by a job, since their rows then belong to nothing.
"""

from __future__ import annotations

from sqlalchemy import func, select

from admin_app.services import stored_file
from admin_app.services.processes.trash.parts import Ids, Mark, Part
from admin_app.services.shared.cards import CardKind
from models import Call, Note, Sms, StoredFile
from models.attached import Attached
from models.base import db


class OnCard(Part):
    """Rows of one table that hang on cards of one kind."""

    tables: tuple[type[Attached], ...]

    def __init__(self, kind: CardKind) -> None:
        self.kind = kind

    def count(self, owners: Ids, /) -> int:
        """How many there are."""
        return sum(self._count(table, owners) for table in self.tables)

    def _count(self, table: type[Attached], owners: Ids) -> int:
        query = select(func.count()).select_from(table).where(self.kind.link(table).in_(owners))
        return db.session.scalar(query) or 0


class Notes(OnCard):
    """Notes."""

    key = "notes"
    tables = (Note,)


class Calls(OnCard):
    """Calls and text messages."""

    key = "calls"
    tables = (Call, Sms)


class Files(OnCard):
    """Files."""

    key = "files"
    tables = (StoredFile,)

    def gone(self, owners: Ids, _mark: Mark, /) -> None:
        """Have their content removed once their rows are free."""
        if self.count(owners):
            stored_file.sweep_soon()


def on_cards(kind: CardKind) -> tuple[Part, ...]:
    """All that hangs on a card of this kind because it is a card."""
    return (Notes(kind), Files(kind), Calls(kind))
