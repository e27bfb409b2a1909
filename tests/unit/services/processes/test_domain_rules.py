"""A new rule for an e-mail domain: who would move, who moves, and the way back (H11)."""

import pytest
from sqlalchemy import select

from admin_app.errors import NotAllowed
from admin_app.permissions import Actor
from admin_app.services import company as companies
from admin_app.services.processes import domain_rules
from admin_app.services.processes.bulk import carrying_out, taking_back
from admin_app.services.processes.domain_rules import Whom
from models import Contact
from models.base import db
from models.enums import AccessType
from tests.factories.people import make_contact, system

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def meadow():
    """A company that got its rule after its people: two free ones, one in another company."""
    hill = companies.create({"name": "Hill"}, system())
    for name, company in (("Ann", ""), ("Bob", ""), ("Cid", str(hill.id))):
        emails = [f"{name.lower()}@meadow.example"]
        make_contact(first_name=name, last_name="", emails=emails, company_id=company)
    make_contact(first_name="Dan", emails=["dan@home.test"])
    company = companies.create({"name": "Meadow", "domains": ["meadow.example"]}, system())
    db.session.commit()
    return company


def people(company):
    db.session.expire_all()
    query = select(Contact.first_name).where(Contact.company_id == company.id)
    return sorted(db.session.scalars(query))


def test_it_says_who_would_move_and_moves_nobody(meadow):
    forecast = domain_rules.foresee(meadow, system())
    assert (forecast.free, forecast.elsewhere) == (2, 1)
    assert forecast.names == ["Ann", "Bob"]
    assert forecast.companies == [("Hill", 1)]
    assert people(meadow) == []


@pytest.mark.parametrize(
    ("whom", "moved"), [(Whom.FREE, ["Ann", "Bob"]), (Whom.ALL, ["Ann", "Bob", "Cid"])]
)
def test_those_who_were_chosen_move_and_come_back(meadow, whom, moved):
    before = {c.id: c.company_id for c in db.session.scalars(select(Contact))}
    change_set = domain_rules.move(meadow, whom, system())
    carrying_out.carry_out(change_set, system())
    db.session.commit()
    assert people(meadow) == moved
    assert change_set.changed == len(moved)
    taking_back.undo(taking_back.begin(change_set.id, system()), system())
    db.session.commit()
    db.session.expire_all()
    assert {c.id: c.company_id for c in db.session.scalars(select(Contact))} == before


def test_it_needs_the_right_to_change_contacts(meadow):
    nobody = Actor(1, "Agent", AccessType.STAFF, frozenset())
    for act in (domain_rules.foresee, lambda c, a: domain_rules.move(c, Whom.ALL, a)):
        with pytest.raises(NotAllowed):
            act(meadow, nobody)
