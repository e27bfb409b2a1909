"""The rules of a contact."""

import pytest
from sqlalchemy import select

from admin_app.errors import Conflict, Invalid, NotAllowed, NotFound, StaleWrite
from admin_app.permissions import Actor, Permission
from admin_app.services import company as companies
from admin_app.services import contact as contacts
from admin_app.services.contact_status import set_notifications, set_status
from admin_app.services.contact_ways import ways_of
from admin_app.services.processes import trash
from models import AccessGroup, AuditEntry, Company, Contact, ContactStatusChange
from models.base import db
from models.contact import DismissedIsFinal
from models.enums import AccessType, ContactKind, ContactStatus, PointKind
from tests.factories.people import delete, make_contact, make_user, system

pytestmark = pytest.mark.usefixtures("db_session")


def codes(error):
    return {(p.field, p.code) for p in error.value.problems}


def test_a_contact_keeps_all_its_ways_with_the_default_first():
    contact = make_contact(
        emails=["Second@X.example", "first@x.example", "second@x.example"],
        phones=["067 123 45 67"],
        channels=[("telegram", "@olena_k"), ("viber", "067 123 45 67")],
    )
    assert contact.email == "second@x.example"
    assert contact.phone == "+380671234567"
    assert ways_of(contact) == {
        "emails": ["second@x.example", "first@x.example"],
        "phones": ["+380671234567"],
        "mobile_phones": [],
        "channels": [
            (PointKind.TELEGRAM, "@olena_k"),
            (PointKind.VIBER, "+380671234567"),
        ],
    }


def test_every_wrong_field_is_told_at_once():
    with pytest.raises(Invalid) as error:
        make_contact(emails=["no address"], phones=["12"], birth_date="31.02.1990")
    assert codes(error) == {
        ("emails", "email_wrong"),
        ("phones", "phone_wrong"),
        ("birth_date", "date_wrong"),
    }
    assert db.session.query(Contact).count() == 0


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"emails": []}, ("emails", "email_required")),
        ({"first_name": "", "last_name": ""}, ("last_name", "person_name_required")),
        ({"kind": "organisation", "emails": []}, ("emails", "email_or_channel_required")),
    ],
)
def test_what_a_contact_needs(typed, problem):
    with pytest.raises(Invalid) as error:
        make_contact(**typed)
    assert problem in codes(error)


def test_one_of_a_messenger_needs_only_what_it_came_with():
    contact = make_contact(emails=[], channels=[("telegram", "@somebody")])
    assert contact.telegram == "@somebody"


def test_the_display_name_is_made_from_the_fields():
    assert make_contact(first_name="Jan", last_name="Nowak").full_name == "Jan Nowak"
    assert make_contact(first_name="Ян", last_name="Новак").full_name == "Новак Ян"
    organisation = make_contact(
        kind="organisation", first_name="", last_name="", company="ТОВ «Обрій»"
    )
    assert organisation.full_name == "ТОВ «Обрій»"


def test_an_unknown_company_is_made_on_the_fly_and_a_known_one_is_found():
    first = make_contact(company="ООО «Ромашка»")
    second = make_contact(company='ооо "ромашка"')
    assert first.company_id == second.company_id
    assert db.session.query(Company).count() == 1


def test_an_agent_cannot_make_a_company_by_typing_its_name():
    agent = Actor.of(make_user("agents"))
    with pytest.raises(NotAllowed):
        contacts.create({"last_name": "X", "emails": ["x@x.example"], "company": "New one"}, agent)


def test_the_kind_is_chosen_once():
    contact = make_contact()
    with pytest.raises(Invalid) as error:
        contacts.update_contact(contact, {"kind": ContactKind.OTHER}, system())
    assert codes(error) == {("kind", "kind_fixed")}


def test_a_field_that_is_no_field_of_the_form_changes_nothing():
    contact = make_contact()
    typed = {"identifier": "KXXXXXXXXX", "status": "dismissed", "id": 99, "deleted_at": "now"}
    contacts.update_contact(contact, typed, system())
    db.session.commit()
    assert contact.status == ContactStatus.ACTIVE
    assert contact.identifier != "KXXXXXXXXX"


def test_a_staff_group_is_no_group_for_a_contact():
    administrators = db.session.scalar(
        select(AccessGroup.id).where(AccessGroup.access_type == AccessType.ADMINISTRATOR)
    )
    with pytest.raises(Invalid) as error:
        make_contact(group_id=administrators)
    assert codes(error) == {("group_id", "group_of_staff")}


def test_a_save_over_a_newer_change_is_noticed():
    contact = make_contact()
    seen = contact.version
    contacts.update_contact(contact, {"position": "Director"}, system(), version=seen)
    db.session.commit()
    with pytest.raises(StaleWrite):
        contacts.update_contact(contact, {"position": "Clerk"}, system(), version=seen)


def test_limited_fields_need_their_right():
    contact = make_contact(notes="secret", address="Kyiv")
    rights = frozenset({Permission.CONTACTS_VIEW, Permission.CONTACTS_EDIT})
    actor = Actor(None, "A", AccessType.STAFF, rights)
    contacts.update_contact(contact, {"notes": "changed", "position": "Clerk"}, actor)
    assert (contact.notes, contact.position) == ("secret", "Clerk")


def test_dismissed_is_final_everywhere():
    contact = make_contact()
    set_status(contact, ContactStatus.DISMISSED, system(), reason="left")
    db.session.commit()
    for change in (
        lambda: set_status(contact, ContactStatus.ACTIVE, system()),
        lambda: set_notifications(contact, system(), on=False),
        lambda: contacts.update_contact(contact, {"position": "X"}, system()),
    ):
        with pytest.raises(Conflict) as error:
            change()
        assert error.value.code == "dismissed_final"
    with pytest.raises(DismissedIsFinal):
        contact.status = ContactStatus.ACTIVE


def test_a_status_change_keeps_who_and_why():
    contact = make_contact()
    assert set_status(contact, ContactStatus.BLOCKED, system(), reason="spam")
    assert not set_status(contact, ContactStatus.BLOCKED, system())
    db.session.commit()
    step = db.session.scalars(select(ContactStatusChange)).one()
    assert (step.before, step.after, step.reason, step.actor_name) == (
        ContactStatus.ACTIVE,
        ContactStatus.BLOCKED,
        "spam",
        "Kontora",
    )


def test_a_deleted_contact_is_out_of_reach_until_it_is_restored():
    contact = make_contact()
    delete(contact)
    db.session.commit()
    with pytest.raises(NotFound):
        contacts.get(contact.id, system())
    trash.restore(trash.CONTACT, [contact.id], system())
    assert contacts.get(contact.id, system()) is contact


@pytest.mark.parametrize(
    "change",
    [
        lambda contact: set_status(contact, ContactStatus.BLOCKED, system()),
        delete,
    ],
)
def test_the_last_administrator_is_locked_out_through_no_contact(change):
    contact = make_contact()
    administrator = make_user("administrators")
    administrator.contact_id = contact.id
    db.session.commit()
    with pytest.raises(Conflict) as error:
        change(contact)
    assert error.value.code == "last_administrator"
    db.session.rollback()
    make_user("administrators", "second@kontora.example")
    change(contact)


def test_clients_reach_nothing():
    contact = make_contact()
    client = Actor.of(make_user("clients"))
    with pytest.raises(NotAllowed):
        contacts.get(contact.id, client)


def test_every_change_is_in_the_audit_with_before_and_after():
    contact = make_contact(position="Clerk")
    contacts.update_contact(contact, {"position": "Director", "emails": ["n@x.example"]}, system())
    db.session.commit()
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.noun, entry.row_id) == ("update", "contact", contact.id)
    assert entry.changes["position"] == ["Clerk", "Director"]
    assert entry.changes["email"][1] == "n@x.example"
    assert "search_text" not in entry.changes


def test_a_renamed_company_is_found_by_its_new_name_in_its_contacts():
    contact = make_contact(company="Zefir")
    companies.update_company(contact.company, {"name": "Обрій"}, system())
    db.session.commit()
    db.session.refresh(contact)
    assert contact.search_text.endswith("обрій obriy")
    assert "zefir" not in contact.search_text
    assert contact.company_sort == "обрій"


def test_an_organisation_bears_its_companys_new_name():
    contact = make_contact(kind="organisation", first_name="", last_name="", company="Zefir")
    companies.update_company(contact.company, {"name": "Обрій"}, system())
    db.session.commit()
    db.session.refresh(contact)
    assert (contact.full_name, contact.sort_name) == ("Обрій", "обрій")
    assert "zefir" not in contact.search_text
