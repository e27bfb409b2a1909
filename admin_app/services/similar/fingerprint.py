"""Which engine made the keys and scores: another one means that all rows are looked at anew."""

from __future__ import annotations

from hashlib import blake2b

from admin_app.duplicates import CompanyFacts, ContactFacts, keys_of
from admin_app.duplicates.weights import COMPANY, CONTACT

_SAMPLES = (
    ContactFacts(
        first_name="Олександр",
        last_name="Щербаков",
        emails=("o.shcherbakov+desk@gmail.com",),
        phones=("+380671234567", "+48221234567 x12"),
        messengers=("@shcherbakov",),
        birth_date="1985-04-23",
        address="вул. Садова, 5",
    ),
    ContactFacts(organisation=True, full_name="ООО «Ромашка»"),
    CompanyFacts(
        name="ООО «Ромашка»",
        tax_numbers=("7707083893",),
        phones=("+74951234567",),
        domains=("romashka.example",),
    ),
)


def _fingerprint() -> str:
    keys = [sorted(keys_of(sample)) for sample in _SAMPLES]
    told = repr((keys, sorted(CONTACT.items()), sorted(COMPANY.items())))
    return blake2b(told.encode(), digest_size=8).hexdigest()


ENGINE = _fingerprint()
"""Changes by itself with the keys or weights of the engine."""
