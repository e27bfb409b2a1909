"""The nouns that are compared: their tables, rights and facts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app.duplicates import CompanyFacts, ContactFacts
from admin_app.permissions import Permission
from admin_app.services.similar.facts import company_facts, contact_facts
from models import Company, CompanyDuplicate, CompanyKey, Contact, ContactDuplicate, ContactKey

Facts = ContactFacts | CompanyFacts


@dataclass(frozen=True)
class Noun:
    """A kind of row that is compared; `keys` and `pairs` are its tables of these."""

    name: str
    model: type[Any]
    keys: type[Any]
    owner: InstrumentedAttribute[int]
    pairs: type[Any]
    facts: Callable[[Collection[int]], Mapping[int, Facts]]
    title: InstrumentedAttribute[str]
    view: Permission
    edit: Permission
    merge: Permission


CONTACTS = Noun(
    "contacts",
    Contact,
    ContactKey,
    ContactKey.contact_id,
    ContactDuplicate,
    contact_facts,
    Contact.full_name,
    Permission.CONTACTS_VIEW,
    Permission.CONTACTS_EDIT,
    Permission.CONTACTS_MERGE,
)
COMPANIES = Noun(
    "companies",
    Company,
    CompanyKey,
    CompanyKey.company_id,
    CompanyDuplicate,
    company_facts,
    Company.name,
    Permission.COMPANIES_VIEW,
    Permission.COMPANIES_EDIT,
    Permission.COMPANIES_MERGE,
)
NOUNS = {noun.name: noun for noun in (CONTACTS, COMPANIES)}
"""The nouns by the key of their list."""
