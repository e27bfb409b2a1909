"""One time line: notes, files, calls, mails, changes of status, merges and imports of a card (S10).

`sources` declares what there is, `query` reads it: all in one statement, whatever the card holds.
"""

from admin_app.services.timeline.query import (
    PAGE,
    Asked,
    Entry,
    Page,
    authors,
    count,
    find,
    many,
    page,
)
from admin_app.services.timeline.sources import SOURCES, Place, Source

__all__ = [
    "PAGE",
    "SOURCES",
    "Asked",
    "Entry",
    "Page",
    "Place",
    "Source",
    "authors",
    "count",
    "find",
    "many",
    "page",
]
