"""The trash (S13): where deleted rows stay for 30 days, with all that hangs on them."""

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

NOUNS = {noun.list_key: noun for noun in (COMPANY, CONTACT)}
"""The nouns of the trash by the key of their list; owners stand before what hangs on them."""

__all__ = [
    "COMPANY",
    "CONTACT",
    "KEPT",
    "NOUNS",
    "delete",
    "expired",
    "purge",
    "restore",
    "what_hangs",
]
