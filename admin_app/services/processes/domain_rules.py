"""Moving contacts into the company in whose e-mail domains their addresses are (H11).

A new rule moves nobody by itself: it says who would move, and moves them as a change set, which
can be undone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select

from admin_app.permissions import Actor, Permission, demand, scope
from admin_app.services import company_domain
from admin_app.services.processes.bulk.actions import action_of
from admin_app.services.processes.bulk.planning import plan_rows
from models import ChangeSet, Company, Contact
from models.base import db

SHOWN = 10


class Whom(StrEnum):
    """Which of the contacts with such an address are moved."""

    FREE = "free"
    ALL = "all"


@dataclass(frozen=True)
class Forecast:
    """How many contacts without a company would join, and how many would leave another one.

    `names` are the first of the former, `companies` the first of the others' companies with the
    number of contacts each would lose.
    """

    free: int
    elsewhere: int
    names: list[str]
    companies: list[tuple[str, int]]


def foresee(company: Company, actor: Actor) -> Forecast:
    """Who would move by the company's rules as they are. Raises NotAllowed."""
    demand(actor, Permission.CONTACTS_EDIT)
    free = _rows(company, Whom.FREE, actor)
    elsewhere = _rows(company, Whom.ALL, actor).where(Contact.company_id.is_not(None))
    first = free.with_only_columns(Contact.full_name).order_by(Contact.sort_name, Contact.id)
    losing = (
        elsewhere.join(Company, Company.id == Contact.company_id)
        .with_only_columns(Company.name, func.count())
        .group_by(Company.id, Company.name)
        .order_by(func.count().desc(), Company.name)
        .limit(SHOWN)
    )
    return Forecast(
        _count(free),
        _count(elsewhere),
        list(db.session.scalars(first.limit(SHOWN))),
        [(name, number) for name, number in db.session.execute(losing)],
    )


def move(company: Company, whom: Whom, actor: Actor) -> ChangeSet:
    """Plan to move them; carrying it out is that of every bulk change. Raises NotAllowed."""
    rows = _rows(company, whom, actor)
    return plan_rows(action_of("contacts", "company"), {"company_id": str(company.id)}, rows, actor)


def _rows(company: Company, whom: Whom, actor: Actor) -> Select[Any]:
    rows = scope(select(Contact), Contact, actor).where(company_domain.outside(company))
    return rows.where(Contact.company_id.is_(None)) if whom == Whom.FREE else rows


def _count(rows: Select[Any]) -> int:
    return db.session.scalar(rows.with_only_columns(func.count(Contact.id))) or 0
