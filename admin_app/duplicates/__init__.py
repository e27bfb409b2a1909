"""Rows that may be the same person or company: keys, score, reasons (H8). Pure: no database."""

from admin_app.duplicates.explaining import REASONS
from admin_app.duplicates.facts import (
    CompanyFacts,
    ContactFacts,
    Frequency,
    Pair,
    Reason,
    Verdict,
)
from admin_app.duplicates.finder import BLOCK_LIMIT, find_pairs
from admin_app.duplicates.scoring import Prepared, compare, keys_of, prepare, score_of
from admin_app.duplicates.weights import DEFAULT_THRESHOLD, ENGINE_VERSION

__all__ = [
    "BLOCK_LIMIT",
    "DEFAULT_THRESHOLD",
    "ENGINE_VERSION",
    "REASONS",
    "CompanyFacts",
    "ContactFacts",
    "Frequency",
    "Pair",
    "Prepared",
    "Reason",
    "Verdict",
    "compare",
    "find_pairs",
    "keys_of",
    "prepare",
    "score_of",
]
