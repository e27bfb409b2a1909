"""What hangs on a card: the mixin of notes, files, calls and messages."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

ON_DELETE = "CASCADE"


class Attached:
    """Belongs to the card of a contact, a company or a piece of equipment: to one of them."""

    on_delete = ON_DELETE

    @declared_attr
    def contact_id(cls) -> Mapped[int | None]:  # noqa: N805 - the mapper gives the class
        """The contact on whose card it is."""
        return mapped_column(ForeignKey("contact.id", ondelete=cls.on_delete))

    @declared_attr
    def company_id(cls) -> Mapped[int | None]:  # noqa: N805
        """The company on whose card it is."""
        return mapped_column(ForeignKey("company.id", ondelete=cls.on_delete))

    @declared_attr
    def equipment_id(cls) -> Mapped[int | None]:  # noqa: N805
        """The piece of equipment on whose card it is."""
        return mapped_column(ForeignKey("equipment.id", ondelete=cls.on_delete))
