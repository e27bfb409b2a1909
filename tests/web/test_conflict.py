"""Two people save one record: both versions are shown, and neither is lost."""

import html
import re

import pytest

from admin_app.services import access_group as groups
from admin_app.services import company as companies
from admin_app.services import contact as contacts
from admin_app.services.processes import trash
from models import AccessGroup, AuditEntry, Company, Contact
from models.base import db
from tests.factories.people import make_contact, make_user, sign_in, system

pytestmark = pytest.mark.usefixtures("db_session")
HIDDEN = re.compile(r'<input[^>]* name="([^"]+)"[^>]* type="hidden"[^>]* value="([^"]*)"')


@pytest.fixture
def manager(client):
    user = make_user("managers")
    sign_in(client, user)
    return user


@pytest.fixture
def contact():
    return make_contact(position="Clerk", department="Office", notes="Line one\nLine two")


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a form, as a browser posts them."""
    found = {}
    for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', page):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrf_token":
            found[name[1]] = html.unescape(value[1]) if value else ""
    return {k: v for k, v in found.items() if k in {"version", "opened"} or k.startswith("clash-")}


def opened(client, contact: Contact, **changes: str) -> dict[str, str]:
    """What the edit form posts when it is opened now and nothing but these is changed."""
    page = client.get(f"/admin/contacts/edit/?id={contact.id}").text
    return {
        **hidden(page),
        "last_name": contact.last_name,
        "first_name": contact.first_name,
        "position": contact.position,
        "department": contact.department,
        "notes": contact.notes.replace("\n", "\r\n"),
        "emails-0-value": contact.email,
        "emails-default": "0",
        "group_id": str(contact.group_id),
        "notifications": "y",
        "forms_as_company": "y",
        **changes,
    }


def save(client, contact: Contact, form: dict[str, str]):
    return client.post(f"/admin/contacts/edit/?id={contact.id}", data=form)


def others_save(contact: Contact, **typed: object) -> None:
    contacts.update_contact(contact, typed, system())
    db.session.commit()


def fresh(row):
    db.session.expire_all()
    return row


def test_changes_of_different_fields_are_put_together(client, manager, contact):
    form = opened(client, contact, position="Chief")
    others_save(contact, department="Sales", notes="Theirs")
    answer = save(client, contact, form)
    assert answer.status_code == 302
    fresh(contact)
    assert (contact.position, contact.department, contact.notes) == ("Chief", "Sales", "Theirs")
    page = client.get(answer.location).text
    assert "Changed by others meanwhile and kept: Department, Notes." in page
    entry = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (entry.changes, entry.source) == ({"position": ["Clerk", "Chief"]}, "conflict")


def test_one_field_changed_by_both_shows_all_three_versions(client, manager, contact):
    form = opened(client, contact, position="Chief")
    others_save(contact, position="Director", department="Sales")
    answer = save(client, contact, form)
    assert answer.status_code == 422
    page = answer.text
    assert "Somebody else saved this while you were editing" in page
    for part in ("Before: Clerk", ">Chief<", ">Director<", "Kontora", 'value="Chief"'):
        assert part in page, part
    assert "Changed by them alone and taken over: Department." in page
    assert fresh(contact).position == "Director"


@pytest.mark.parametrize(("side", "position"), [("mine", "Chief"), ("theirs", "Director")])
def test_the_choice_is_saved(client, manager, contact, side, position):
    form = opened(client, contact, position="Chief", department="Desk")
    others_save(contact, position="Director")
    page = save(client, contact, form).text
    answer = save(client, contact, form | hidden(page) | {"keep-position": side})
    assert answer.status_code == 302
    fresh(contact)
    assert (contact.position, contact.department) == (position, "Desk")
    entry = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert entry.source == "conflict"


def test_without_a_choice_nothing_is_saved(client, manager, contact):
    form = opened(client, contact, position="Chief")
    others_save(contact, position="Director")
    page = save(client, contact, form).text
    again = save(client, contact, form | hidden(page))
    assert again.status_code == 422
    for part in ("Before: Clerk", ">Chief<", ">Director<"):
        assert part in again.text, part
    assert fresh(contact).position == "Director"


def test_a_third_change_meanwhile_asks_again(client, manager, contact):
    form = opened(client, contact, position="Chief")
    others_save(contact, position="Director")
    page = save(client, contact, form).text
    others_save(contact, position="President")
    second = form | hidden(page) | {"keep-position": "mine"}
    answer = save(client, contact, second)
    assert answer.status_code == 422
    for part in ("Before: Director", ">Chief<", ">President<"):
        assert part in answer.text, part
    third = second | hidden(answer.text) | {"keep-position": "mine"}
    assert save(client, contact, third).status_code == 302
    assert fresh(contact).position == "Chief"


def test_lists_and_companies_are_compared_whole(client, manager, contact):
    others_save(contact, company="Zefir")
    form = opened(client, contact, company="new:Vektor", **{"emails-1-value": "mine@x.example"})
    own = contact.email
    others_save(contact, emails=[own, "theirs@x.example"], company="Sever")
    page = save(client, contact, form).text
    for part in ("mine@x.example", "theirs@x.example", "Before: Zefir", ">Vektor<", ">Sever<"):
        assert part in page, part
    choice = {"keep-emails": "theirs", "keep-company": "mine"}
    assert save(client, contact, form | hidden(page) | choice).status_code == 302
    fresh(contact)
    assert [p.value for p in contact.points] == ["theirs@x.example"]
    assert contact.company.name == "Vektor"


def test_the_same_change_twice_is_none(client, manager, contact):
    form = opened(client, contact, position="Chief")
    others_save(contact, position="Chief")
    assert save(client, contact, form).status_code == 302
    assert fresh(contact).position == "Chief"


@pytest.mark.parametrize("base", ["", "{", "[]", '{"position": 5}', '{"nonsense": "x"}', "null"])
def test_a_forged_base_only_asks_more(client, manager, contact, base):
    form = opened(client, contact, position="Chief")
    others_save(contact, position="Director")
    answer = save(client, contact, form | {"opened": base})
    assert answer.status_code == 422
    assert ">Chief<" in answer.text
    assert fresh(contact).position == "Director"


def test_fields_out_of_reach_are_neither_shown_nor_lost(client, contact):
    user = make_user("agents")
    group = db.session.get(AccessGroup, user.group_id)
    rights = [right for right in group.permissions if right != "contacts.fields"]
    groups.update(group, {"permissions": rights}, actor=system())
    db.session.commit()
    sign_in(client, user)
    others_save(contact, address="Secret street 1")
    form = opened(client, contact, position="Chief")
    assert "Secret" not in form["opened"]
    others_save(contact, position="Director", address="Secret street 2")
    page = save(client, contact, form).text
    assert "Secret" not in page
    done = form | hidden(page) | {"keep-position": "mine", "keep-address": "theirs"}
    assert save(client, contact, done).status_code == 302
    assert fresh(contact).address == "Secret street 2"


def test_a_wrong_value_after_the_choice_keeps_what_was_chosen(client, manager, contact):
    form = opened(client, contact, position="Chief")
    others_save(contact, position="Director")
    page = save(client, contact, form).text
    wrong = form | hidden(page) | {"keep-position": "theirs", "birth_date": "31.02.1990"}
    answer = save(client, contact, wrong)
    assert answer.status_code == 422
    assert 'value="Director"' in answer.text
    assert 'value="31.02.1990"' in answer.text


def test_companies_ask_the_same(client, manager):
    company = companies.create({"name": "Zefir", "domains": ["a.example"]}, system())
    db.session.commit()
    url = f"/admin/companies/edit/?id={company.id}"
    form = {
        **hidden(client.get(url).text), "name": "Zefir", "status": "blocked",
        "domains-0-value": "a.example", "domains-1-value": "mine.example", "domains-default": "0",
    }  # fmt: skip
    typed = {"domains": ["a.example", "theirs.example"], "status": "archived"}
    companies.update_company(company, typed, system())
    db.session.commit()
    page = client.post(url, data=form).text
    for part in ("Before: Active", ">Blocked<", ">Archived<", "mine.example", "theirs.example"):
        assert part in page, part
    choice = {"keep-domains": "mine", "keep-status": "theirs"}
    assert client.post(url, data=form | hidden(page) | choice).status_code == 302
    fresh(company)
    assert {d.domain for d in company.domains} == {"a.example", "mine.example"}
    assert company.status == "archived"


def test_a_record_in_the_trash_meanwhile_is_not_saved(client, manager, contact):
    form = opened(client, contact, position="Chief")
    trash.delete(trash.CONTACT, [contact.id], system())
    db.session.commit()
    assert save(client, contact, form).status_code == 404
    assert db.session.query(Company).count() == 0
