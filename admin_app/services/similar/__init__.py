"""Similar contacts and companies: found by keys, kept as pairs, decided by people (H8)."""

from admin_app.services.similar.deciding import Decision, decide, wake
from admin_app.services.similar.nouns import COMPANIES, CONTACTS, NOUNS, Noun
from admin_app.services.similar.reading import (
    MOST_COUNTED,
    Found,
    all_pairs,
    count,
    counting,
    find,
    has_similar,
    marked,
    of_row,
    queue,
    queue_length,
)
from admin_app.services.similar.refreshing import Drain, let_go, refresh, refresh_row
from admin_app.services.similar.suggesting import Suggestion, for_company, for_contact
from admin_app.services.similar.thresholds import SETTING, Band, band, threshold

__all__ = [
    "COMPANIES",
    "CONTACTS",
    "MOST_COUNTED",
    "NOUNS",
    "SETTING",
    "Band",
    "Decision",
    "Drain",
    "Found",
    "Noun",
    "Suggestion",
    "all_pairs",
    "band",
    "count",
    "counting",
    "decide",
    "find",
    "for_company",
    "for_contact",
    "has_similar",
    "let_go",
    "marked",
    "of_row",
    "queue",
    "queue_length",
    "refresh",
    "refresh_row",
    "threshold",
    "wake",
]
