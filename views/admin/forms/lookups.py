"""Labels of chosen records."""

from __future__ import annotations

from flask_babel import gettext as _

from admin_app.permissions import Permission, allowed
from admin_app.services import company
from models import Company
from models.base import db
from views import current


def company_label(value: str) -> str | None:
    """The name of the company with this id, if the signed-in person may see it.

    One in the trash is named too while contacts keep it.
    """
    if not (value.isascii() and value.isdigit()) or len(value) > 9:
        return None
    if not allowed(current.current_actor(), Permission.COMPANIES_VIEW):
        return None
    found = db.session.get(Company, int(value))
    if found is None or found.deleted_at is None:
        return found.name if found else None
    if not company.contact_counts([found.id]):
        return None
    return _("%(name)s (in the trash)", name=found.name)
