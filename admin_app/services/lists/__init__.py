"""The lists of each noun: columns and filters as data."""

from admin_app.services.lists.companies import COMPANIES
from admin_app.services.lists.contacts import CONTACTS
from admin_app.services.lists.equipment import EQUIPMENT
from admin_app.services.shared.listing import ListSpec

LISTS: dict[str, ListSpec] = {spec.noun: spec for spec in (COMPANIES, CONTACTS, EQUIPMENT)}
"""All lists by their noun in the plural, as in addresses and commands."""

__all__ = ["COMPANIES", "CONTACTS", "EQUIPMENT", "LISTS"]
