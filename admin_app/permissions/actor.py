"""Who acts: a person or the system, as services see them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from admin_app.permissions.names import Permission
from models.enums import AccessType

if TYPE_CHECKING:
    from models.user import User


@dataclass(frozen=True)
class Actor:
    """The one in whose name something happens.

    `user_id` is None for the system. `source` says where from when not from a page, e.g.
    `import:12`; it goes into the audit together with `ip`.
    """

    user_id: int | None
    name: str
    access_type: AccessType
    permissions: frozenset[str] = field(default_factory=frozenset)
    ip: str = ""
    source: str = ""
    language: str = "en"

    @classmethod
    def of(cls, user: User, *, ip: str = "", language: str = "") -> Actor:
        """The actor that a signed-in user is, with the rights of his group as they are now."""
        return cls(
            user_id=user.id,
            name=user.full_name,
            access_type=user.group.access_type,
            permissions=frozenset(user.group.permissions),
            ip=ip,
            language=language or user.language or "en",
        )

    @classmethod
    def system(cls, source: str) -> Actor:
        """The program itself: a command or a schedule, with all rights."""
        return cls(None, "Kontora", AccessType.ADMINISTRATOR, frozenset(Permission), source=source)

    def from_source(self, source: str) -> Actor:
        """The same person acting through a job or an import."""
        return replace(self, source=source)

    @property
    def is_staff(self) -> bool:
        """Whether this actor works on the staff side."""
        return self.access_type in (AccessType.ADMINISTRATOR, AccessType.STAFF)
