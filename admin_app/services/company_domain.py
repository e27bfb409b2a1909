"""E-mail domains of companies: whose an address is, and which contacts a rule would move (H11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from admin_app.errors import Invalid, Problem
from admin_app.services.shared.listing.query import matches
from models import Company, CompanyDomain, Contact, ContactPoint
from models.base import db
from models.company import WITH_SUBDOMAINS, bare_domain
from models.enums import CompanyStatus, ContactStatus, PointKind


def widest(rules: Iterable[str]) -> list[str]:
    """The rules without those that another one for the same domain covers."""
    kept: dict[str, str] = {}
    for rule in rules:
        bare = bare_domain(rule)
        kept[bare] = max(kept.get(bare, rule), rule, key=len)
    return list(kept.values())


def owners(rules: Iterable[str], company_id: int | None) -> list[tuple[str, str]]:
    """Which of the domains belong to other companies than this one, with their names."""
    query = (
        select(CompanyDomain.claim, Company.name)
        .join(Company)
        .where(CompanyDomain.claim.in_([bare_domain(rule) for rule in rules]))
    )
    if company_id is not None:
        query = query.where(Company.id != company_id)
    return [(claim, name) for claim, name in db.session.execute(query) if claim is not None]


def put(company: Company, rules: Sequence[str]) -> None:
    """Make these the company's rules; a row that stays is kept, since its claim is unique."""
    known = {bare_domain(row.domain): row for row in company.domains}
    rows = []
    for rule in rules:
        row = known.get(bare_domain(rule)) or CompanyDomain(domain=rule)
        if row.domain != rule:
            row.domain = rule
        rows.append(row)
    company.domains[:] = rows


def flush(company: Company) -> None:
    """Write the company; raises Invalid when another one claimed a domain in this very moment."""
    company_id, rules = company.id, [row.domain for row in company.domains]
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        taken = owners(rules, company_id)
        if not taken:
            raise
        raise Invalid(*(_taken(claim, name) for claim, name in taken)) from None


def _taken(claim: str, owner: str) -> Problem:
    return Problem("domains", "domain_taken", {"value": claim, "company": owner})


def company_of(emails: Sequence[str]) -> Company | None:
    """The company in whose domains the first of these addresses is that any rule takes.

    The longest domain wins: `*.example.com` of one company leaves `north.example.com` to another
    that claims it. Archived companies take nobody.
    """
    parents = {email: domains_of(email) for email in emails}
    asked = {domain for domains in parents.values() for domain in domains}
    if not asked:
        return None
    query = select(CompanyDomain).join(Company).where(CompanyDomain.claim.in_(asked))
    rules = {
        rule.claim: rule
        for rule in db.session.scalars(query.where(Company.status != CompanyStatus.ARCHIVED))
    }
    for domains in parents.values():
        for domain in domains:
            rule = rules.get(domain)
            if rule is not None and (domain == domains[0] or rule.domain != domain):
                return rule.company
    return None


def domains_of(email: str) -> list[str]:
    """The domain of an address and the domains above it, the longest first."""
    labels = email.rpartition("@")[2].lower().split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def outside(company: Company) -> ColumnElement[bool]:
    """The condition that a contact has an address in the company's domains and is not in it.

    Dismissed contacts are not meant: nobody changes them (H4).
    """
    rules = [rule.domain for rule in company.domains if rule.claim]
    if not rules:
        return false()
    return and_(
        Contact.company_id.is_distinct_from(company.id),
        Contact.status != ContactStatus.DISMISSED,
        or_(*(_has_address(rule, _more_special(rule, company)) for rule in rules)),
    )


def _more_special(rule: str, company: Company) -> list[str]:
    """Rules of other companies for domains below this one; theirs win there."""
    if not rule.startswith(WITH_SUBDOMAINS):
        return []
    below = CompanyDomain.claim.endswith(f".{bare_domain(rule)}", autoescape=True)
    query = select(CompanyDomain.domain).where(below, CompanyDomain.company_id != company.id)
    return list(db.session.scalars(query))


def _has_address(rule: str, but: Sequence[str]) -> ColumnElement[bool]:
    further = exists().where(
        ContactPoint.contact_id == Contact.id,
        ContactPoint.kind == PointKind.EMAIL,
        _in_domain(ContactPoint.value, rule, but),
    )
    # The search index narrows a million contacts down before any address is looked at
    return and_(
        matches(Contact, bare_domain(rule)), or_(_in_domain(Contact.email, rule, but), further)
    )


def _in_domain(
    column: InstrumentedAttribute[str], rule: str, but: Sequence[str] = ()
) -> ColumnElement[bool]:
    bare = bare_domain(rule)
    inside: ColumnElement[bool] = column.endswith(f"@{bare}", autoescape=True)
    if rule != bare:
        inside = or_(inside, column.endswith(f".{bare}", autoescape=True))
    return and_(inside, *(~_in_domain(column, other) for other in but))
