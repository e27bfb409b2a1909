"""Taking changes back: old values where nothing was changed since, the others left and named."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from admin_app.errors import NotAllowed
from admin_app.permissions import Actor, Permission
from admin_app.services import administrators
from admin_app.services import company as companies
from admin_app.services import contact as contacts
from admin_app.services.contact_status import set_status
from admin_app.services.processes.undoing import foresee, take_back
from admin_app.services.session import start
from models import (
    AccessGroup,
    AuditEntry,
    Company,
    Contact,
    ContactStatusChange,
    UserSession,
)
from models.base import db
from models.enums import AccessType, ContactStatus
from tests.factories.people import delete, make_contact, make_user, system
from tests.helpers.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")
KEYS = ("full_name", "sort_name", "company_sort", "search_text", "email", "phone", "telegram")


def fresh(row):
    db.session.expire_all()
    return row


def keys_of(row, names=KEYS):
    fresh(row)
    found = {name: getattr(row, name) for name in names}
    return found | {"search_text": sorted(row.search_text.split())}


def last_audit():
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def test_a_row_gets_its_old_values_with_history_and_audit():
    contact = make_contact(department="Sales")
    set_status(contact, ContactStatus.BLOCKED, system())
    db.session.commit()
    version, touched = contact.version, contact.updated_at
    changes = {"status": ["active", "blocked"], "department": ["Repairs", "Sales"]}
    told = take_back(Contact, {contact.id: changes}, system(), reason="why")
    db.session.commit()
    assert told == {contact.id: ""}
    fresh(contact)
    assert (contact.status, contact.department) == (ContactStatus.ACTIVE, "Repairs")
    assert contact.version == version + 1
    assert contact.updated_at > touched
    entry = last_audit()
    assert (entry.action, entry.noun, entry.row_id) == ("undo", "contact", contact.id)
    assert entry.row_name == contact.full_name
    assert entry.changes == {"status": ["blocked", "active"], "department": ["Sales", "Repairs"]}
    step = db.session.scalars(select(ContactStatusChange).order_by(ContactStatusChange.id)).all()
    assert (step[-1].before, step[-1].after, step[-1].reason) == ("blocked", "active", "why")


def test_names_and_ways_in_the_form_of_an_import():
    contact = make_contact(
        last_name="Кравець",
        first_name="Ірина",
        emails=["a@x.example", "b@x.example"],
        phones=["067 123 45 67", "067 123 45 68"],
        channels=[
            ("viber", "067 123 45 69"),
            ("other", "at the gate"),
            ("telegram", "@iryna_k"),
            ("telegram", "@second_k"),
        ],
    )
    points = [(p.kind, p.value) for p in contact.points]
    before = keys_of(contact)
    contacts.update_contact(
        contact,
        {"last_name": "Мельник", "emails": ["c@x.example"], "phones": [], "channels": []},
        system(),
    )
    db.session.commit()
    changes = {
        "last_name": ["Кравець", "Мельник"],
        "email": [["a@x.example", "b@x.example"], ["c@x.example"]],
        "phone": [["+380671234567", "+380671234568"], []],
        "telegram": [["@iryna_k", "@second_k"], []],
        "viber": [["+380671234569"], []],
        "other": [[["other", "at the gate"]], []],
    }
    assert take_back(Contact, {contact.id: changes}, system()) == {contact.id: ""}
    db.session.commit()
    assert keys_of(contact) == before
    assert sorted((p.kind, p.value) for p in contact.points) == sorted(points)
    assert last_audit().changes["email"] == ["c@x.example", "a@x.example; b@x.example"]


def test_a_company_comes_back_with_its_keys():
    contact = make_contact(company="Ромашка")
    old, before = contact.company_id, keys_of(contact)
    contacts.update_contact(contact, {"company": "Zefir"}, system())
    db.session.commit()
    new = contact.company_id
    assert take_back(Contact, {contact.id: {"company_id": [old, new]}}, system()) == {
        contact.id: ""
    }
    db.session.commit()
    assert keys_of(contact) == before


def test_a_contact_without_a_company_before():
    contact = make_contact()
    before = keys_of(contact)
    contacts.update_contact(contact, {"company": "Zefir"}, system())
    db.session.commit()
    take_back(Contact, {contact.id: {"company_id": [None, contact.company_id]}}, system())
    assert keys_of(contact) == before


def test_the_name_of_a_company_comes_back_in_its_contacts():
    contact = make_contact(company="Ромашка")
    company, before = contact.company, keys_of(contact)
    typed = {"name": "Zefir", "phones": ["044 123 45 67"], "domains": ["zefir.example"]}
    companies.update_company(company, typed, system())
    db.session.commit()
    changes = {
        "name": ["Ромашка", "Zefir"],
        "phone": [["+380441234568", "+380441234569"], ["+380441234567"]],
        "domains": [["romashka.example"], ["zefir.example"]],
    }
    assert take_back(Company, {company.id: changes}, system()) == {company.id: ""}
    db.session.commit()
    assert keys_of(contact) == before
    assert (company.name, company.name_key, company.phone) == (
        "Ромашка",
        "ромашка",
        "+380441234568",
    )
    assert [p.number for p in company.more_phones] == ["+380441234569"]
    assert [(d.domain, d.claim) for d in company.domains] == [("romashka.example",) * 2]
    assert "380441234569" in company.search_text


def test_what_was_changed_again_is_left_and_named():
    ours, theirs = make_contact(department="Sales"), make_contact(department="Repairs")
    changes = {"department": ["", "Sales"]}
    batch = {ours.id: changes, theirs.id: changes}
    assert take_back(Contact, batch, system()) == {ours.id: "", theirs.id: "changed_since"}
    assert (fresh(ours).department, theirs.department) == ("", "Repairs")
    told = take_back(Contact, {theirs.id: changes}, system(), even_changed=True)
    assert told == {theirs.id: ""}
    assert fresh(theirs).department == ""


def test_one_changed_field_leaves_the_whole_row():
    contact = make_contact(department="Sales", position="Chief")
    changes = {"department": ["", "Sales"], "position": ["", "Clerk"]}
    assert take_back(Contact, {contact.id: changes}, system()) == {contact.id: "changed_since"}
    assert fresh(contact).department == "Sales"


def test_a_dismissed_contact_stays_dismissed_and_as_it_is():
    contact = make_contact(department="Sales")
    set_status(contact, ContactStatus.DISMISSED, system())
    db.session.commit()
    for changes in ({"status": ["active", "dismissed"]}, {"department": ["", "Sales"]}):
        for even_changed in (False, True):
            told = take_back(Contact, {contact.id: changes}, system(), even_changed=even_changed)
            assert told == {contact.id: "dismissed_final"}
    assert fresh(contact).status == ContactStatus.DISMISSED


@pytest.mark.parametrize("status", [ContactStatus.ACTIVE, ContactStatus.DISMISSED])
def test_a_deleted_contact_comes_back(status):
    contact = make_contact()
    set_status(contact, status, system())
    delete(contact)
    contact.deleted_by_id, contact.deleted_with = 7, ""
    db.session.commit()
    moment = contact.deleted_at.isoformat()
    batch = {contact.id: {"deleted_at": [None, moment]}}
    assert take_back(Contact, batch, system()) == {contact.id: ""}
    fresh(contact)
    assert (contact.deleted_at, contact.deleted_by_id, contact.status) == (None, None, status)
    assert last_audit().changes == {"deleted_at": [moment, None]}
    assert take_back(Contact, batch, system()) == {contact.id: "changed_since"}


def test_rows_in_the_trash_and_gone_for_good():
    contact = make_contact(department="Sales")
    delete(contact)
    db.session.commit()
    changes = {"department": ["", "Sales"]}
    told = take_back(Contact, {contact.id: changes, 999_999: changes}, system())
    assert told == {contact.id: "in_trash", 999_999: "gone"}


def test_what_it_would_come_back_to_must_be_there():
    contact, other = make_contact(company="Ромашка"), make_contact(company="Zefir")
    old, group_id = contact.company_id, contact.group_id
    contacts.update_contact(contact, {"company": "Zefir"}, system())
    delete(db.session.get_one(Company, old))
    db.session.commit()
    staff = db.session.scalar(select(AccessGroup.id).filter_by(key="agents"))
    moved = {"company_id": [old, contact.company_id]}
    told = take_back(
        Contact, {contact.id: moved, other.id: {"group_id": [staff, group_id]}}, system()
    )
    assert told == {contact.id: "company_gone", other.id: "group_gone"}


def test_a_domain_that_another_company_took():
    ours = companies.create({"name": "Ромашка", "domains": ["ours.example"]}, system())
    companies.create({"name": "Zefir", "domains": ["old.example"]}, system())
    db.session.flush()
    from models import CompanyDomain

    taken = db.session.scalars(select(CompanyDomain).filter_by(domain="old.example")).one()
    taken.claim = "old.example"
    db.session.commit()
    batch = {ours.id: {"domains": [["old.example"], ["ours.example"]]}}
    assert take_back(Company, batch, system()) == {ours.id: "domain_taken"}


def test_blocking_again_ends_sessions():
    contact = make_contact()
    user = make_user("clients")
    user.contact = contact
    start(user, ip="127.0.0.1")
    db.session.commit()
    take_back(Contact, {contact.id: {"status": ["blocked", "active"]}}, system())
    db.session.commit()
    assert db.session.scalars(select(UserSession)).one().ended_at is not None


def test_the_last_administrator_is_not_blocked_again():
    two = [make_contact(), make_contact()]
    for number, contact in enumerate(two):
        make_user("administrators", f"admin{number}@x.example").contact = contact
    db.session.commit()
    batch = {c.id: {"status": ["blocked", "active"]} for c in two}
    assert take_back(Contact, batch, system()) == {
        two[0].id: "",
        two[1].id: "last_administrator",
    }
    administrators.demand_one()


def test_rights():
    contact = make_contact(department="Sales", region="Kyiv")
    agent = Actor(None, "Agent", AccessType.STAFF, frozenset({Permission.CONTACTS_EDIT}))
    batch = {contact.id: {"region": ["", "Kyiv"]}}
    assert take_back(Contact, batch, agent) == {contact.id: "not_allowed"}
    with pytest.raises(NotAllowed):
        take_back(Contact, {contact.id: {"deleted_at": [None, "x"]}}, agent)
    viewer = replace(agent, permissions=frozenset({Permission.CONTACTS_VIEW}))
    with pytest.raises(NotAllowed):
        take_back(Contact, batch, viewer)
    client = replace(agent, access_type=AccessType.CLIENT)
    with pytest.raises(NotAllowed):
        foresee(Contact, batch, client)


def test_foreseeing_writes_nothing():
    ours, theirs = make_contact(department="Sales"), make_contact(department="Repairs")
    batch = {c.id: {"department": ["", "Sales"]} for c in (ours, theirs)}
    with statements() as seen:
        assert foresee(Contact, batch, system()) == {ours.id: "", theirs.id: "changed_since"}
    assert not [text for text in seen if not text.startswith("SELECT")]
    assert take_back(Contact, batch, system()) == {ours.id: "", theirs.id: "changed_since"}


def test_the_number_of_statements_does_not_grow_with_the_rows():
    def taken(number):
        rows = [make_contact(company="Zefir") for _ in range(number)]
        old = rows[0].company_id
        batch = {c.id: {"company_id": [None, old], "status": ["blocked", "active"]} for c in rows}
        with statements() as seen:
            assert set(take_back(Contact, batch, system()).values()) == {""}
        db.session.commit()
        return len(seen)

    taken(1)
    assert taken(2) == taken(9) <= 25
