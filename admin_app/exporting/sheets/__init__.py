"""What can be exported of each noun."""

from admin_app.exporting.sheets.base import Headers, Sheet, SheetColumn, Wording
from admin_app.exporting.sheets.companies import COMPANIES
from admin_app.exporting.sheets.contacts import CONTACTS
from admin_app.exporting.sheets.equipment import EQUIPMENT

SHEETS: dict[str, Sheet] = {sheet.noun: sheet for sheet in (COMPANIES, CONTACTS, EQUIPMENT)}
"""All sheets by the noun of their list."""

__all__ = ["SHEETS", "Headers", "Sheet", "SheetColumn", "Wording"]
