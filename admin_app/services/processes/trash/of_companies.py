"""What hangs on a company: its people, and the e-mail domains that it claims."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case as either
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from admin_app.errors import Problem, StaleWrite
from admin_app.permissions import Permission
from admin_app.services import company as companies
from admin_app.services.company_domain import owners as claimed
from admin_app.services.processes.trash.of_cards import on_cards
from admin_app.services.processes.trash.of_contacts import CONTACT
from admin_app.services.processes.trash.of_equipment import OF_COMPANY
from admin_app.services.processes.trash.of_papers import Documents
from admin_app.services.processes.trash.parts import Ids, Mark, Members, Noun, Part
from admin_app.services.processes.trash.writing import run, write_audit
from admin_app.services.shared import cards
from models import Company, CompanyDomain, Contact
from models.base import db
from models.company import bare_domain
from models.derived import company_tail


class People(Members):
    """The contacts of companies."""

    def left_behind(self, owners: Ids, mark: Mark, /) -> None:
        """They are without a company from now on, and named by themselves."""
        for company in db.session.execute(
            select(Company.id, Company.name).where(Company.id.in_(owners))
        ):
            _unlink(company.id, company.name, mark)


def _unlink(company_id: int, name: str, mark: Mark) -> None:
    rows = select(Contact.id).where(Contact.company_id == company_id)
    left = [company_id, None]
    write_audit(Contact, Contact.full_name, rows, mark, "update", company_id=left)
    reach = (Contact.email, Contact.telegram, Contact.mobile_phone, Contact.phone)
    shown = func.coalesce(*(func.nullif(column, "") for column in reach), Contact.full_name)
    nameless = (Contact.full_name == name) & (Contact.first_name == "") & (Contact.last_name == "")
    values: dict[Any, Any] = {
        Contact.company_id: None,
        Contact.company_sort: "",
        Contact.search_text: func.replace(Contact.search_text, company_tail(name), ""),
        Contact.full_name: either((nameless, shown), else_=Contact.full_name),
        Contact.sort_name: either((nameless, func.lower(shown)), else_=Contact.sort_name),
        Contact.version: Contact.version + 1,
        Contact.updated_at: mark.moment,
    }
    run(update(Contact).where(Contact.company_id == company_id).values(values))


class Domains(Part):
    """E-mail domains: free for other companies while their own is in the trash."""

    key = "domains"

    def count(self, owners: Ids, /) -> int:
        """How many there are."""
        query = select(func.count()).where(CompanyDomain.company_id.in_(owners))
        return db.session.scalar(query.select_from(CompanyDomain)) or 0

    def goes(self, owners: Ids, /) -> None:
        """Give the claims up."""
        run(update(CompanyDomain).where(CompanyDomain.company_id.in_(owners)).values(claim=None))

    def returns(self, owners: Ids, /) -> list[Problem]:
        """Claim again what is free; a domain that another company took meanwhile is left out."""
        query = select(Company).where(Company.id.in_(owners)).order_by(Company.id)
        return [lost for company in db.session.scalars(query) for lost in _claim(company)]


def _claim(company: Company) -> list[Problem]:
    taken = dict(claimed([row.domain for row in company.domains], company.id))
    lost = [row for row in company.domains if bare_domain(row.domain) in taken]
    for row in lost:
        company.domains.remove(row)
    for row in company.domains:
        row.claim = bare_domain(row.domain)
    if lost:
        companies.refresh_keys(company)
    _flush()
    return [
        Problem(
            "domains",
            "back_without_domain",
            {"name": company.name, "value": row.domain, "company": taken[bare_domain(row.domain)]},
        )
        for row in lost
    ]


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError:  # another company took a domain in this very moment
        db.session.rollback()
        raise StaleWrite from None


COMPANY = Noun(
    model=Company,
    list_key="companies",
    name=Company.name,
    view=Permission.COMPANIES_VIEW,
    delete=Permission.COMPANIES_DELETE,
    parts=(Domains(), Documents(), *on_cards(cards.COMPANY)),
    members=(People(CONTACT, Contact.company_id), OF_COMPANY),
)
