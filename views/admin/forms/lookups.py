"""Labels of chosen records."""

from __future__ import annotations

from admin_app.errors import DomainError
from admin_app.services import company
from views import current


def company_label(value: str) -> str | None:
    """The name of the company with this id, if the signed-in person may see it."""
    if not (value.isascii() and value.isdigit()) or len(value) > 9:
        return None
    try:
        return company.get(int(value), current.current_actor()).name
    except DomainError:
        return None
