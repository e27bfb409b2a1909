"""What each piece of evidence is worth: logarithms of odds, tuned by `benchmarks/similar/tune.py`.

0.7 doubles the odds that two rows are one, 2.3 makes them tenfold. START is what is held before
anything is compared.
"""

from __future__ import annotations

ENGINE_VERSION = 3
"""Goes up when keys or scores change, so that all rows are looked at anew."""

DEFAULT_THRESHOLD = 0.5
"""Pairs with this score or more are shown, unless the settings say otherwise: likelier than not."""

CONTACT = {
    "start": -8.0,
    "first_same": 2.5, "first_short": 2.4, "first_piece": 1.8, "first_typo": 1.9,
    "first_typos": 0.8, "first_initial": 1.0, "first_missing": 0.0, "first_near": -7.0,
    "first_odd": -5.0, "first_other": -8.0,
    "last_same": 3.5, "last_sex": 2.8, "last_piece": 2.5, "last_typo": 3.3, "last_typos": 1.2,
    "last_initial": 0.5, "last_missing": 0.0, "last_other": -4.5,
    "nameless": 3.0, "swapped": -0.3, "name_shared": -0.7,
    "middle_same": 1.7, "middle_typo": 1.0, "middle_initial": 0.7, "middle_other": -8.0,
    "sex_other": -6.0,
    "phone_same": 7.0, "phone_shared": -0.15, "phone_crowded": -1.3, "phone_extension": -3.0,
    "phone_near": 1.5,
    "phone_other": -1.4,
    "email_same": 7.8, "email_shared": -0.2, "email_crowded": -1.3,
    "email_office": -2.0, "email_mailbox": -5.0, "email_near": 2.9,
    "email_local": 1.5, "email_other": -1.0,
    "messenger_same": 7.0, "messenger_other": -1.0,
    "birth_same": 8.0, "birth_day": 3.2, "birth_near": 2.5, "birth_other": -7.0,
    "birth_other_year": -7.0,
    "company_same": 2.0, "company_other": -1.6,
    "address_same": 5.2, "address_near": 3.5, "address_other": -0.8,
    "tax_same": 11.4, "tax_near": 6.0, "tax_other": -1.5,
    "identity": 7.0, "renamed": 2.0,
}  # fmt: skip

MOST_IF_FIRST_DIFFERS = 2.0
"""What phones, e-mails, company and address can say together for two given names: relatives."""
MOST_IF_FIRST_IS_ODD = 6.0
MOST_IF_MIDDLE_DIFFERS = 4.0
MOST_IF_BIRTH_DIFFERS = 9.0
"""Father and son of one name share more than colleagues do."""

COMPANY = {
    "start": -7.0,
    "title_same": 7.5, "title_near": 4.5, "title_typo": 5.5, "title_part": 2.5,
    "title_other": -6.0, "title_missing": 0.0, "title_shared": -1.0,
    "tax_same": 9.0, "tax_near": 2.0, "tax_other": -7.0,
    "domain_same": 4.5, "domain_shared": -1.2, "domain_other": -0.7,
    "email_same": 4.0, "email_shared": -1.2,
    "phone_same": 4.0, "phone_shared": -1.4, "phone_other": -0.5,
    "address_same": 2.0, "address_near": 0.8, "address_other": -0.5,
}  # fmt: skip
