"""The score of two rows out of the evidence, and the reasons a person reads."""

from __future__ import annotations

from functools import lru_cache
from math import exp
from typing import overload

from admin_app.duplicates import companies, contacts, explaining
from admin_app.duplicates.agreement import Evidence
from admin_app.duplicates.companies import PreparedCompany, prepare_company
from admin_app.duplicates.facts import CompanyFacts, ContactFacts, Facts, Frequency, Verdict
from admin_app.duplicates.prepared import PreparedContact, prepare_contact
from admin_app.duplicates.weights import (
    COMPANY,
    CONTACT,
    MOST_IF_BIRTH_DIFFERS,
    MOST_IF_FIRST_DIFFERS,
    MOST_IF_FIRST_IS_ODD,
    MOST_IF_MIDDLE_DIFFERS,
)

Prepared = PreparedContact | PreparedCompany
_REACH_TEXT = """
    phone_same phone_shared phone_crowded phone_extension phone_near phone_other
    email_same email_shared email_crowded email_office email_mailbox email_near email_local
    email_other company_same company_other address_same address_near address_other
"""
REACH = frozenset(_REACH_TEXT.split())
"""Evidence that relatives and colleagues share as well."""
_HOPELESS = -5.0
"""Odds below which nobody reads reasons, and none are told."""
NOBODY_ELSE = Frequency()


@overload
def prepare(facts: ContactFacts) -> PreparedContact: ...
@overload
def prepare(facts: CompanyFacts) -> PreparedCompany: ...
def prepare(facts: Facts) -> Prepared:
    """A row made ready: comparing prepared rows is ten times quicker than comparing facts."""
    if isinstance(facts, ContactFacts):
        return prepare_contact(facts)
    return prepare_company(facts)


def keys_of(facts: Facts | Prepared) -> frozenset[int]:
    """Keys of 63 bits under which rows that may be the same meet, about ten a row."""
    return _ready(facts).keys


def compare(
    a: Facts | Prepared, b: Facts | Prepared, frequency: Frequency = NOBODY_ELSE
) -> Verdict:
    """How likely two contacts, or two companies, are one; symmetric, never raises on odd text.

    `frequency` counts the rows that hold each key of the two; without it every value is taken
    for a rare one. A contact and a company are never one.
    """
    one, two = _ready(a), _ready(b)
    found, odds = weighed(one, two, frequency)
    if odds < _HOPELESS:
        return Verdict(probability(odds))
    return Verdict(probability(odds), explaining.reasons(one, two, found))


def score_of(a: Prepared, b: Prepared, frequency: Frequency) -> float:
    """The score alone, without reasons."""
    return probability(weighed(a, b, frequency)[1])


def weighed(a: Prepared, b: Prepared, frequency: Frequency) -> tuple[Evidence, float]:
    """The evidence and its sum, the logarithm of the odds."""
    if isinstance(a, PreparedContact) and isinstance(b, PreparedContact):
        found = contacts.evidence(a, b, frequency)
        return found, contact_odds(found)
    if isinstance(a, PreparedCompany) and isinstance(b, PreparedCompany):
        found = companies.evidence(a, b, frequency)
        return found, sum(COMPANY[code] * times for code, times in found)
    return [], -99.0


def contact_odds(found: Evidence) -> float:
    """The sum of weights; what relatives share as well is capped where given names differ."""
    own = reach = 0.0
    most = 99.0
    for code, times in found:
        weight = CONTACT[code] * times
        if code in REACH:
            reach += weight
        else:
            own += weight
            if code in CAPS:
                most = min(most, CAPS[code])
    return own + min(reach, most)


CAPS = {
    "first_other": MOST_IF_FIRST_DIFFERS,
    "first_odd": MOST_IF_FIRST_IS_ODD,
    "first_near": MOST_IF_FIRST_DIFFERS,
    "sex_other": MOST_IF_FIRST_DIFFERS,
    "middle_other": MOST_IF_MIDDLE_DIFFERS,
    "birth_other": MOST_IF_BIRTH_DIFFERS,
    "birth_other_year": MOST_IF_BIRTH_DIFFERS,
}


def probability(odds: float) -> float:
    """Odds given as their logarithm, as a probability with four digits."""
    if odds < -20:
        return 0.0
    return round(1 / (1 + exp(-odds)), 4)


def _ready(row: Facts | Prepared) -> Prepared:
    if isinstance(row, PreparedContact | PreparedCompany):
        return row
    return _prepared_lately(row)


@lru_cache(maxsize=4096)
def _prepared_lately(facts: Facts) -> Prepared:
    """A row made ready; one that is compared with many others is not made ready for each."""
    return prepare(facts)
