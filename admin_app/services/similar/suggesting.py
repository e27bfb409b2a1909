"""Similar rows of one that is being typed and does not exist yet (H8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from admin_app.duplicates import CompanyFacts, ContactFacts, compare, keys_of
from admin_app.permissions import Actor, allowed, scope
from admin_app.services.shared.values import (
    ValueProblem,
    parse_birth_date,
    parse_email,
    parse_phone,
)
from admin_app.services.similar import keys
from admin_app.services.similar.facts import filled, host_of
from admin_app.services.similar.nouns import COMPANIES, CONTACTS, Facts, Noun
from admin_app.services.similar.thresholds import WHOLE, threshold
from models import Company
from models.base import db
from models.company import bare_domain
from models.enums import ContactKind
from models.normalize import REGION_BY_LANGUAGE

MOST_SHOWN = 5


@dataclass(frozen=True)
class Suggestion:
    """A row that what is typed looks like; the score in thousandths."""

    row: Any
    score: int
    reasons: list[dict[str, Any]]


def for_contact(typed: Mapping[str, Any], actor: Actor) -> list[Suggestion]:
    """Contacts that a new one would look like, the likeliest first; nothing is written.

    `typed` is what `contact.create` takes. What cannot be read is left out.
    """
    return _suggest(CONTACTS, _contact(typed, actor), actor)


def for_company(typed: Mapping[str, Any], actor: Actor) -> list[Suggestion]:
    """Companies that a new one would look like; `typed` is what `company.create` takes."""
    return _suggest(COMPANIES, _company(typed, actor), actor)


def _suggest(noun: Noun, facts: Facts, actor: Actor) -> list[Suggestion]:
    if not allowed(actor, noun.view):
        return []
    ids, frequency = keys.holders(noun, keys_of(facts))
    least, found = threshold(), []
    for row_id, other in noun.facts(ids).items():
        verdict = compare(facts, other, frequency)
        if verdict.score * WHOLE >= least:
            found.append((row_id, verdict))
    found.sort(key=lambda pair: (-pair[1].score, pair[0]))
    query = select(noun.model).where(noun.model.id.in_([i for i, _verdict in found[:50]]))
    rows = {row.id: row for row in db.session.scalars(scope(query, noun.model, actor))}
    return [
        Suggestion(
            rows[row_id],
            round(verdict.score * WHOLE),
            [{"code": r.code, "value": r.value, "weight": r.weight} for r in verdict.reasons],
        )
        for row_id, verdict in found
        if row_id in rows
    ][:MOST_SHOWN]


def _contact(typed: Mapping[str, Any], actor: Actor) -> ContactFacts:
    region = _region(actor)
    company = _chosen_company(typed, actor)
    numbers = [*_many(typed, "phones"), *_many(typed, "mobile_phones")]
    messengers = [str(text) for _kind, text in typed.get("channels") or () if text]
    first, middle, last = (_text(typed, f"{part}_name") for part in ("first", "middle", "last"))
    full = " ".join(name for name in (last, first, middle) if name)
    return ContactFacts(
        organisation=(typed.get("kind") or ContactKind.PERSON) != ContactKind.PERSON,
        first_name=first,
        middle_name=middle,
        last_name=last,
        full_name=full or (company[1] if company else ""),
        emails=_read(_many(typed, "emails"), parse_email),
        phones=_read(numbers, lambda text: parse_phone(text, region)),
        messengers=filled(messengers),
        birth_date="".join(_read([_text(typed, "birth_date")], parse_birth_date)),
        company_id=company[0] if company else None,
        company_name=company[1] if company else "",
        address=_text(typed, "address"),
        region=_text(typed, "region"),
    )


def _company(typed: Mapping[str, Any], actor: Actor) -> CompanyFacts:
    region = _region(actor)
    rules = [bare_domain(rule) for rule in _many(typed, "domains")]
    return CompanyFacts(
        name=_text(typed, "name"),
        tax_numbers=filled([_text(typed, "tax_id"), _text(typed, "registration_number")]),
        emails=_read([_text(typed, "email")], parse_email),
        phones=_read(_many(typed, "phones"), lambda text: parse_phone(text, region)),
        domains=filled([host_of(_text(typed, "site")), *rules]),
        address=_text(typed, "address"),
        region=_text(typed, "region"),
    )


def _chosen_company(typed: Mapping[str, Any], actor: Actor) -> tuple[int | None, str] | None:
    chosen = str(typed.get("company_id") or "")
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 10:
        query = select(Company.id, Company.name).where(Company.id == int(chosen))
        row = db.session.execute(scope(query, Company, actor)).one_or_none()
        return (row.id, row.name) if row else None
    name = _text(typed, "company")
    return (None, name) if name else None


def _read(texts: Iterable[str], parse: Callable[[str], str]) -> tuple[str, ...]:
    """The texts that can be read."""
    found = []
    for text in texts:
        try:
            found.append(parse(text))
        except ValueProblem:
            continue
    return filled(found)


def _many(typed: Mapping[str, Any], key: str) -> list[str]:
    values = typed.get(key) or []
    return [str(value) for value in values][:20]


def _text(typed: Mapping[str, Any], key: str) -> str:
    return " ".join(str(typed.get(key) or "").replace("\x00", "").split())[:500]


def _region(actor: Actor) -> str:
    return REGION_BY_LANGUAGE.get(actor.language, "GB")
