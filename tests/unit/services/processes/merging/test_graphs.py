"""Merges and their undoing over random graphs: no row is lost, and all come back (promise 7)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from admin_app.errors import Conflict
from admin_app.services import company as companies
from admin_app.services.contact import refresh_keys
from admin_app.services.processes import merging
from admin_app.services.processes.merging import COMPANIES, CONTACTS
from admin_app.services.shared.roots import root_of
from models import (
    Call,
    Company,
    CompanyDomain,
    Contact,
    ContactDuplicate,
    Document,
    Equipment,
    Merge,
    MergeRow,
    Note,
    OutboxMail,
    RelatedContact,
    Sms,
    StoredFile,
    User,
)
from models.base import db
from models.enums import MoveKind
from tests.factories.people import make_user, plain_contact, system
from tests.helpers.database import make_clean
from tests.unit.services.processes.merging import world

COUNTED = (
    Call, Company, CompanyDomain, Contact, Document, Equipment, Note, OutboxMail, RelatedContact,
    Sms, StoredFile, User,
)  # fmt: skip
PLACES = st.integers(0, 5)
KINDS = st.sampled_from(
    ["note", "stored_file", "call", "sms", "equipment", "mail", "document", "related", "pair",
     "login"]
)  # fmt: skip


class Graph(RuleBasedStateMachine):
    """Six contacts and four companies; rows are hung on them, they are merged and parted."""

    app = None

    def __init__(self):
        super().__init__()
        make_clean(self.app)
        self.context = self.app.app_context()
        self.context.push()
        self.done: list[tuple[int, dict]] = []
        self.total: dict = {}

    @initialize()
    def begin(self):
        self.companies = [
            companies.create({"name": name, "domains": [f"{name.lower()}.example"]}, system()).id
            for name in ("Zefir", "Lotos", "Orion", "Vega")
        ]
        db.session.commit()
        self.contacts = []
        for number in range(6):
            company_id = self.companies[number % 4] if number else None
            contact = plain_contact(company_id=company_id, phone="+380441234567" * (number % 2))
            refresh_keys(contact)
            db.session.commit()
            self.contacts.append(contact.id)
        self.count()

    def teardown(self):
        db.session.rollback()
        db.session.remove()
        self.context.pop()

    def count(self):
        self.total = {m: db.session.scalar(select(func.count()).select_from(m)) for m in COUNTED}

    @rule(kind=KINDS, place=PLACES, other=PLACES, on_company=st.booleans())
    def hang(self, kind, place, other, on_company):
        contact = self.living(Contact, self.contacts, place)
        company = self.living(Company, self.companies, place)
        owner = {"company_id": company.id} if on_company else {"contact_id": contact.id}
        if kind in ("note", "stored_file", "call", "sms", "equipment"):
            getattr(world, kind)(**owner)
        elif kind == "mail":
            world.mail(contact)
        elif kind == "document":
            world.document(company)
        elif kind == "login":
            if not db.session.scalar(select(User.id).where(User.contact_id == contact.id)):
                make_user("clients", contact=contact, password="")
        else:
            self.join(kind, contact, self.living(Contact, self.contacts, other))
        db.session.commit()
        self.done = [(merge_id, None) for merge_id, _picture in self.done]
        self.count()

    def join(self, kind, one, two):
        if one.id == two.id:
            return
        if kind == "related":
            known = select(RelatedContact.id).filter_by(contact_id=one.id, other_id=two.id)
            if not db.session.scalar(known):
                world.related(one, two)
            return
        a, b = sorted((one.id, two.id))
        if not db.session.scalar(select(ContactDuplicate.id).filter_by(a_id=a, b_id=b)):
            world.pair(one, two, "not_similar")

    @rule(
        places=st.lists(PLACES, min_size=2, max_size=3), of_companies=st.booleans(), data=st.data()
    )
    def merge(self, places, of_companies, data):
        noun, ids = (COMPANIES, self.companies) if of_companies else (CONTACTS, self.contacts)
        rows = {self.living(noun.model, ids, place).id for place in places}
        if len(rows) < 2:
            return
        before = world.picture()
        plan = merging.plan(noun, sorted(rows), system())
        choices = {"main": data.draw(st.sampled_from(sorted(rows)))}
        choices["fields"] = {
            f.rule.key: data.draw(st.sampled_from(sorted(f.offered)))
            for f in plan.fields
            if f.differs and data.draw(st.booleans())
        }
        if plan.logins:
            choices["login"] = str(data.draw(st.sampled_from(sorted(plan.logins))))
        if of_companies:
            choices["documents"] = str(data.draw(st.sampled_from(["all", *sorted(rows)])))
        done = merging.carry_out(noun, sorted(rows), system(), choices)
        db.session.commit()
        self.done.append((done.id, before))

    @precondition(lambda self: self.done)
    @rule()
    def part_the_last(self):
        merge_id, before = self.done.pop()
        merging.part(merge_id, system())
        db.session.commit()
        if before is not None:
            assert world.picture() == before

    @precondition(lambda self: self.done)
    @rule(place=PLACES)
    def part_any(self, place):
        merge_id, _before = self.done[place % len(self.done)]
        if merging.outlook(merge_id, system()).later is not None:
            with pytest.raises(Conflict, match="unmerge_later"):
                merging.part(merge_id, system())
            db.session.rollback()
            return
        merging.part(merge_id, system())
        db.session.commit()
        # what is parted out of order leaves the pictures of the others behind
        self.done = [(i, None) for i, _picture in self.done if i != merge_id]

    def living(self, model, ids, place):
        return db.session.get_one(model, root_of(model, ids[place % len(ids)]))

    @invariant()
    def nothing_is_lost(self):
        if not self.total:
            return
        aside = db.session.scalar(
            select(func.count())
            .select_from(MergeRow)
            .join(Merge)
            .where(MergeRow.kind == MoveKind.SET_ASIDE, Merge.undone_at.is_(None))
        )
        for model, number in self.total.items():
            found = db.session.scalar(select(func.count()).select_from(model))
            assert found == number - (aside if model is RelatedContact else 0), model

    @invariant()
    def living_rows_hang_on_living_ones(self):
        for model, link in (
            (Note, Note.contact_id), (Equipment, Equipment.contact_id), (Call, Call.contact_id),
            (RelatedContact, RelatedContact.contact_id), (RelatedContact, RelatedContact.other_id),
        ):  # fmt: skip
            query = select(model.id).join(Contact, link == Contact.id)
            assert not db.session.scalars(query.where(Contact.merged_into_id.is_not(None))).all()
        people = select(Contact.id).join(Company).where(Company.merged_into_id.is_not(None))
        assert not db.session.scalars(people).all()

    @invariant()
    def nobody_leads_in_a_circle(self):
        for model in (Contact, Company):
            for row_id in db.session.scalars(select(model.id)):
                root = db.session.get_one(model, root_of(model, row_id))
                assert root.merged_into_id is None
                assert root.deleted_at is None


@pytest.mark.slow
def test_random_graphs(app):
    machine = type("Graph", (Graph,), {"app": app})
    on_sqlite = app.extensions["settings"].database_url.startswith("sqlite")
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25 if on_sqlite else 12,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_all_in_reverse_order_puts_every_table_back(app, db_session):
    """A fixed graph of twelve contacts, merged down to one, comes apart to the last bit."""
    rows = [plain_contact(position=f"Role {n}", custom={"vip": n % 2 == 0}) for n in range(12)]
    for place, row in enumerate(rows):
        refresh_keys(row)
        world.hang_everything(row)
        world.related(row, rows[(place + 1) % 12], f"next {place}")
        world.related(row, rows[(place + 5) % 12], f"fifth {place}")
    db.session.commit()
    pictures, merges = [world.picture()], []
    living = list(rows)
    while len(living) > 1:
        group, living = living[:3], living[3:]
        done = merging.carry_out(CONTACTS, [r.id for r in group], system(), {"main": group[-1].id})
        db.session.commit()
        living.append(group[-1])
        merges.append(done.id)
        pictures.append(world.picture())
    assert db.session.query(Note).filter_by(contact_id=living[0].id).count() == 12
    for merge_id in reversed(merges):
        assert world.picture() == pictures.pop()
        merging.part(merge_id, system())
        db.session.commit()
    assert world.picture() == pictures.pop()
