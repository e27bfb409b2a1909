"""The trash (S13): where deleted rows stay for 30 days, with all that hangs on them."""

from admin_app.services.processes.trash.contents import (
    LISTS,
    NOUNS,
    days_left,
    deleters,
    get,
    may_see,
    taken_along,
    went_with,
)
from admin_app.services.processes.trash.moving import (
    KEPT,
    delete,
    expired,
    purge,
    restore,
    what_hangs,
)
from admin_app.services.processes.trash.of_companies import COMPANY
from admin_app.services.processes.trash.of_contacts import CONTACT
from admin_app.services.processes.trash.of_equipment import EQUIPMENT

__all__ = [
    "COMPANY",
    "CONTACT",
    "EQUIPMENT",
    "KEPT",
    "LISTS",
    "NOUNS",
    "days_left",
    "delete",
    "deleters",
    "expired",
    "get",
    "may_see",
    "purge",
    "restore",
    "taken_along",
    "went_with",
    "what_hangs",
]
