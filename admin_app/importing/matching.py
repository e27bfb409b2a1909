"""Which record a row means. Pure rules over a pool; who fits and who does not is decided here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from admin_app.importing.names import (
    companies_alike,
    forms_contradict,
    is_nameless,
    names_contradict,
)
from admin_app.importing.pool import Pool
from admin_app.importing.records import Record, phone_name_key
from admin_app.importing.rows import RowRefused
from admin_app.services.company_domain import domains_of
from models.company import WITH_SUBDOMAINS, bare_domain
from models.enums import CompanyStatus
from models.normalize import company_key, fold, is_e164, person_key

ROLE_MAILBOXES = frozenset(
    ["info", "office", "sales", "admin", "support", "mail", "post", "contact", "contacts", "hello",
     "buh", "buhgalteria", "zakaz", "sekretariat", "biuro", "kontakt", "sklep", "reception", "hr",
     "secretary", "accounting", "help", "service", "order", "orders", "shop", "director", "priem"]
)  # fmt: skip
"""Mailboxes that several people of a firm share: alone they do not make two names one person."""


@dataclass(frozen=True, slots=True)
class Person:
    """What a row says about who its contact is.

    `name` is empty where the row has none; `shown` is the display name that it would get.
    """

    values: Mapping[str, Any]
    name: str
    shown: str
    company_name: str

    @property
    def phones(self) -> list[str]:
        """All phones of the row."""
        return [*self.values.get("phone", ()), *self.values.get("mobile_phone", ())]


def find_contact(pool: Pool, person: Person, order: Sequence[str]) -> Record | None:
    """The contact that a row means, None for a new one.

    The first key of `order` that finds anyone decides. Raises `RowRefused` match_ambiguous when it
    finds several and the name does not tell which.
    """
    for key in order:
        rule = _CONTACT_RULES.get(key)
        fits = rule(pool, person) if rule else []
        if fits:
            return _choose(fits, person, key)
    return None


def _choose(fits: list[Record], person: Person, column: str) -> Record:
    if len(fits) == 1:
        return fits[0]
    key = person_key(person.shown)
    same = [record for record in fits if person_key(record.state["full_name"]) == key]
    if len(same) == 1:
        return same[0]
    raise ambiguous(same or fits, column, [r.state["full_name"] for r in same or fits])


def ambiguous(fits: list[Record], column: str, names: list[str]) -> RowRefused:
    """The refusal of a row that fits several records, naming the first of them."""
    told = [f"{name} ({r.state['identifier']})" for name, r in zip(names, fits, strict=True)][:5]
    return RowRefused("match_ambiguous", column, names=", ".join(told))


def _by_identifier(pool: Pool, person: Person) -> list[Record]:
    identifier = person.values.get("identifier")
    return pool.find((f"i:{identifier}",)) if identifier else []


def _by_email(pool: Pool, person: Person) -> list[Record]:
    emails = person.values.get("email", ())
    shared = all(email.partition("@")[0] in ROLE_MAILBOXES for email in emails)
    return [
        record
        for record in pool.find(f"e:{email}" for email in emails)
        # two people of one file may share a mailbox: the second must not vanish in the first
        if not ((shared or pool.claimed(record)) and _contradicts(record, person))
    ]


def _by_telegram(pool: Pool, person: Person) -> list[Record]:
    return pool.find(f"t:{account}" for account in person.values.get("telegram", ()))


def _by_phone(pool: Pool, person: Person) -> list[Record]:
    """Whom the phones of a row mean: who has one alone, or under the same name.

    A phone is often an office's, a family's or an extension, so the names and e-mails have a say.
    """
    fits: dict[int, Record] = {}
    for phone in person.phones:
        alone = is_e164(phone) and not pool.is_shared(f"p:{phone}")
        key = f"p:{phone}" if alone else phone_name_key(phone, fold(person.shown))
        for record in pool.find((key,)):
            if not alone and not is_e164(phone) and _other_company(record, person):
                continue
            if not _contradicts(record, person) and not _other_email(record, person):
                fits[record.id] = record
    return list(fits.values())


def _contradicts(record: Record, person: Person) -> bool:
    own = "" if is_nameless(record.state) else record.state["full_name"]
    return names_contradict(person.name, own)


def _other_email(record: Record, person: Person) -> bool:
    theirs, ours = record.state["email"], person.values.get("email", ())
    return bool(theirs and ours and not set(theirs) & set(ours))


def _other_company(record: Record, person: Person) -> bool:
    theirs, ours = record.state["company_name"], person.company_name
    return bool(theirs and ours and company_key(theirs) != company_key(ours))


_CONTACT_RULES: dict[str, Callable[[Pool, Person], list[Record]]] = {
    "identifier": _by_identifier,
    "email": _by_email,
    "phone": _by_phone,
    "telegram": _by_telegram,
}


def find_company(
    pool: Pool, values: Mapping[str, Any], order: Sequence[str], contact_emails: Sequence[str] = ()
) -> Record | None:
    """The company that these values mean, None for an unknown one.

    The first key of `order` that finds any decides; of several the one with the same name, then
    that with the same e-mail, tax number or e-mail domain. Raises `RowRefused` company_ambiguous.
    """
    for key in order:
        rule = _COMPANY_RULES.get(key)
        fits = rule(pool, values) if rule else []
        if len(fits) > 1:
            fits = _narrow(fits, values, contact_emails)
        if len(fits) > 1:
            name = values.get("name") or fits[0].state["name"]
            raise RowRefused("company_ambiguous", "company", name, count=len(fits))
        if fits:
            return fits[0]
    return None


def _narrow(
    fits: list[Record], values: Mapping[str, Any], contact_emails: Sequence[str]
) -> list[Record]:
    name = fold(values.get("name", ""))
    domains = {email.rpartition("@")[2] for email in contact_emails}
    domains.update(bare_domain(rule) for rule in values.get("domains", ()))
    tests: tuple[Callable[[Record], bool], ...] = (
        lambda r: fold(r.state["name"]) == name,
        lambda r: bool(values.get("email")) and r.state["email"] == values["email"],
        lambda r: bool(values.get("tax_id")) and r.state["tax_id"] == values["tax_id"],
        lambda r: not domains.isdisjoint(map(bare_domain, r.state["domains"])),
    )
    for test in tests:
        if kept := [record for record in fits if test(record)]:
            fits = kept
    return fits


def company_by_domain(pool: Pool, emails: Sequence[str]) -> Record | None:
    """The company in whose domains one of these addresses is (H11), as company_domain tells it."""
    for email in emails:
        domains = domains_of(email)
        for domain in domains:
            rules = {f"{WITH_SUBDOMAINS}{domain}", *domains[:1]}
            for record in pool.find((f"d:{domain}",)):
                served = record.state["status"] != CompanyStatus.ARCHIVED
                if served and not rules.isdisjoint(record.state["domains"]):
                    return record
    return None


def _company_by_identifier(pool: Pool, values: Mapping[str, Any]) -> list[Record]:
    identifier = values.get("identifier")
    return pool.find((f"i:{identifier}",)) if identifier else []


def _company_by_tax_id(pool: Pool, values: Mapping[str, Any]) -> list[Record]:
    tax_id, name = values.get("tax_id"), values.get("name")
    if not tax_id:
        return []
    return [
        record
        for record in pool.find((f"x:{tax_id}",))
        # branches share a number: two names in one file are two companies
        if not (name and pool.claimed(record) and not companies_alike(name, record.state["name"]))
    ]


def _company_by_name(pool: Pool, values: Mapping[str, Any]) -> list[Record]:
    name, tax_id = values.get("name"), values.get("tax_id")
    if not name:
        return []
    return [
        record
        for record in pool.find((f"n:{company_key(name)}",))
        if not forms_contradict(name, record.state["name"])
        and not (tax_id and record.state["tax_id"] and tax_id != record.state["tax_id"])
    ]


def _company_by_email(pool: Pool, values: Mapping[str, Any]) -> list[Record]:
    email, name, tax_id = values.get("email"), values.get("name"), values.get("tax_id")
    if not email:
        return []
    return [
        record
        for record in pool.find((f"e:{email}",))
        if (not name or companies_alike(name, record.state["name"]))
        and not (name and forms_contradict(name, record.state["name"]))
        and not (tax_id and record.state["tax_id"] and tax_id != record.state["tax_id"])
    ]


_COMPANY_RULES: dict[str, Callable[[Pool, Mapping[str, Any]], list[Record]]] = {
    "identifier": _company_by_identifier,
    "tax_id": _company_by_tax_id,
    "name": _company_by_name,
    "email": _company_by_email,
}
