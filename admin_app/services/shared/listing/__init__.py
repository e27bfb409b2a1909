"""Lists of a noun: which columns, filters and sortings there are, and how a page is read."""

from admin_app.services.shared.listing.query import ListQuery, select_rows
from admin_app.services.shared.listing.spec import (
    Dated,
    Field,
    Filter,
    FilterKind,
    ListSpec,
    Option,
)

__all__ = [
    "Dated",
    "Field",
    "Filter",
    "FilterKind",
    "ListQuery",
    "ListSpec",
    "Option",
    "select_rows",
]
