"""The trash in the panel: the question before, the pages, rights, foreign rows, tokens."""

import re

import pytest

from admin_app.services import access_group as groups
from admin_app.services import company as companies
from admin_app.services.processes import trash
from admin_app.services.processes.trash import COMPANY, CONTACT
from models import AccessGroup, AuditEntry, Company, Contact
from models.base import db
from tests.factories import people
from tests.factories.people import make_contact, make_user, sign_in, system

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def manager(client):
    user = make_user("managers")
    sign_in(client, user)
    return user


@pytest.fixture
def administrator(client):
    user = make_user("administrators")
    sign_in(client, user)
    return user


def make_company(people_: int = 2, **typed) -> Company:
    company = companies.create({"name": "Zefir", **typed}, system())
    for _ in range(people_):
        make_contact(company_id=company.id)
    db.session.commit()
    return company


def away(row, along=()):
    trash.delete(CONTACT if isinstance(row, Contact) else COMPANY, [row.id], system(), along=along)
    db.session.commit()
    return row


def fresh(row):
    db.session.expire_all()
    return row


class TestTheQuestion:
    def test_says_in_numbers_what_hangs_on_a_company(self, client, manager):
        company = make_company(domains=["zefir.example"])
        contact = db.session.query(Contact).first()
        people.make_user("clients", contact=contact)
        page = client.get(f"/admin/companies/delete/?id={company.id}").text
        assert "2 contacts stay and show the company as deleted" in page
        assert "2 contacts are deleted too; 1 login stops working at once" in page
        assert "Its e-mail domain is free" in page

    def test_offers_nothing_that_the_person_may_not_do(self, client, manager):
        company = make_company()
        group = db.session.get(AccessGroup, manager.group_id)
        rights = [right for right in group.permissions if right != "contacts.delete"]
        groups.update(group, {"permissions": rights}, actor=system())
        db.session.commit()
        page = client.get(f"/admin/companies/delete/?id={company.id}").text
        assert 'name="along"' not in page
        assert "2 contacts stay" in page
        url = f"/admin/companies/delete/?id={company.id}"
        assert client.post(url, data={"along": "contacts"}).status_code == 403
        assert fresh(company).deleted_at is None


def test_a_company_goes_with_its_people_and_comes_back_by_undo(client, manager):
    company = make_company()
    client.post(f"/admin/companies/delete/?id={company.id}", data={"along": "contacts"})
    page = client.get("/admin/contacts/").text
    assert "There are no contacts yet" in page
    undo = re.search(r'action="(/admin/companies/restore[^"]+)"', page)[1]
    client.post(undo)
    assert "Zefir is back." in client.get("/admin/contacts/").text
    assert {c.deleted_at for c in db.session.query(Contact)} == {None}


def test_who_stays_shows_the_company_as_deleted(client, manager):
    company = make_company(1)
    client.post(f"/admin/companies/delete/?id={company.id}", data={"along": ""})
    contact = db.session.query(Contact).one()
    assert contact.deleted_at is None
    for address in ("", f"details/?id={contact.id}"):
        page = client.get(f"/admin/contacts/{address}").text
        assert re.search(r"<del[^>]*>Zefir</del>", page), address
        assert "in the trash" in page


class TestTheList:
    def test_tells_who_when_and_what_with(self, client, manager):
        company = make_company()
        client.post(f"/admin/companies/delete/?id={company.id}", data={"along": "contacts"})
        page = client.get("/admin/trash/", follow_redirects=True).text
        for part in ("Zefir", manager.full_name, "2 contacts", ">30<"):
            assert part in page, part
        page = client.get("/admin/trash/contacts/").text
        assert "Olena Shevchenko" in page
        assert f"/admin/trash/companies/details/?id={company.id}" in page

    def test_finds_by_name_and_holds_nothing_that_lives(self, client, manager):
        away(make_contact(last_name="Nowak"))
        away(make_contact(last_name="Lis"))
        make_contact(last_name="Nowakowska")
        page = client.get("/admin/trash/contacts/?search=nowak").text
        assert "Olena Nowak" in page
        assert "Olena Lis" not in page
        assert "Nowakowska" not in page

    def test_says_that_it_is_empty(self, client, manager):
        assert "Nothing here. What is deleted stays for 30 days." in (
            client.get("/admin/trash/companies/").text
        )

    @pytest.mark.parametrize("query", ["page=-1", "sort=x", "sort=deleted_by", "search=%00",
                                       "sort=deleted_at&desc=1", "exact=1"])  # fmt: skip
    def test_takes_any_address(self, client, manager, query):
        away(make_contact())
        assert client.get(f"/admin/trash/contacts/?{query}").status_code == 200

    def test_keeps_its_columns(self, client, manager):
        away(make_contact())
        client.post("/admin/trash/contacts/columns", data={"columns": ["name", "identifier"]})
        page = client.get("/admin/trash/contacts/").text
        assert "Days left" not in page
        assert db.session.query(Contact).one().identifier in page


class TestADeletedRow:
    def test_answers_at_its_own_address_to_those_who_may_restore(self, client, manager):
        contact = away(make_contact(last_name="Nowak"))
        for address in (f"details/?id={contact.id}", str(contact.id)):
            page = client.get(f"/admin/contacts/{address}", follow_redirects=True)
            assert page.status_code == 200
            assert "In the trash since" in page.text
            assert f"/admin/trash/contacts/restore/?ids={contact.id}" in page.text
        assert "Delete for good" not in page.text
        for address in (f"edit/?id={contact.id}", f"quick/?id={contact.id}"):
            assert client.get(f"/admin/contacts/{address}").status_code == 404

    def test_is_not_there_for_others(self, client):
        contact = away(make_contact(last_name="Nowak"))
        sign_in(client, make_user("agents"))
        page = client.get(f"/admin/contacts/details/?id={contact.id}")
        assert page.status_code == 404
        assert "Nowak" not in page.text
        assert client.get("/admin/trash/").status_code == 403
        assert "/admin/trash/" not in client.get("/admin/contacts/").text

    def test_that_is_back_leads_to_its_card(self, client, manager):
        contact = make_contact()
        answer = client.get(f"/admin/trash/contacts/details/?id={contact.id}")
        assert answer.location == f"/admin/contacts/details/?id={contact.id}"

    @pytest.mark.parametrize("row_id", ["", "abc", "-1", "99999999999999", "424242", "%00"])
    def test_unknown_is_not_found(self, client, administrator, row_id):
        for page in ("contacts/details", "trash/contacts/details", "trash/contacts/menu"):
            slash = "" if page.endswith("menu") else "/"
            assert client.get(f"/admin/{page}{slash}?id={row_id}").status_code == 404, page
        for page in ("trash/contacts/restore/", "trash/contacts/purge/"):
            data = {"ids": row_id, "sure": "1"}
            assert client.post(f"/admin/{page}", data=data).status_code == 404, page
        assert client.post(f"/admin/contacts/restore/?id={row_id}").status_code == 404


class TestManyAtOnce:
    def test_ticked_rows_come_back(self, client, manager):
        rows = [away(make_contact()) for _ in range(3)]
        ids = [str(row.id) for row in rows[:2]]
        dialog = client.get(f"/admin/trash/contacts/restore/?ids={'&ids='.join(ids)}").text
        assert "Restore 2 rows?" in dialog
        client.post("/admin/trash/contacts/restore/", data={"ids": ids})
        assert "2 rows are back." in client.get("/admin/trash/contacts/").text
        assert [fresh(row).deleted_at is None for row in rows] == [True, True, False]

    def test_ticked_rows_go_for_good_after_a_second_yes(self, client, administrator):
        company = make_company()
        other = make_company(0, name="Vektor")
        away(company, along=["contacts"])
        away(other)
        ids = [str(company.id), str(other.id)]
        dialog = client.get(f"/admin/trash/companies/purge/?ids={'&ids='.join(ids)}").text
        assert "Delete 2 rows for good?" in dialog
        assert "2 contacts" in dialog
        client.post("/admin/trash/companies/purge/", data={"ids": ids})
        assert db.session.query(Company).count() == 2
        client.post("/admin/trash/companies/purge/", data={"ids": ids, "sure": "1"})
        assert "2 rows are gone for good." in client.get("/admin/trash/companies/").text
        db.session.expire_all()
        assert (db.session.query(Company).count(), db.session.query(Contact).count()) == (0, 0)
        assert db.session.query(AuditEntry).filter_by(action="delete").count() == 4

    def test_what_could_not_come_back_is_told(self, client, manager):
        company = away(make_company(0, domains=["zefir.example"]))
        make_company(0, name="Vektor", domains=["zefir.example"])
        client.post("/admin/trash/companies/restore/", data={"ids": str(company.id)})
        page = client.get("/admin/companies/").text
        assert "Zefir is back without the domain zefir.example: it belongs to Vektor now." in page


def test_deleting_for_good_needs_its_own_right(client, manager):
    contact = away(make_contact())
    data = {"ids": str(contact.id), "sure": "1"}
    assert client.get(f"/admin/trash/contacts/purge/?ids={contact.id}").status_code == 403
    assert client.post("/admin/trash/contacts/purge/", data=data).status_code == 403
    assert "purge" not in client.get("/admin/trash/contacts/").text
    assert db.session.query(Contact).count() == 1


READS = ["", "contacts/", "contacts/details/?id={id}", "contacts/menu?id={id}",
         "contacts/quick/?id={id}", "contacts/restore/?ids={id}", "contacts/purge/?ids={id}",
         "companies/"]  # fmt: skip
WRITES = ["contacts/restore/?ids={id}", "contacts/purge/?ids={id}&sure=1", "contacts/new/",
          "contacts/edit/?id={id}", "contacts/delete/?id={id}"]  # fmt: skip


@pytest.mark.parametrize("group", [None, "clients", "partners", "agents"])
def test_strangers_clients_and_agents_reach_nothing(client, group):
    contact = away(make_contact(last_name="Hidden"))
    if group:
        sign_in(client, make_user(group))
    entries = db.session.query(AuditEntry).count()
    refused = (302,) if group is None else (403, 404)
    for address in READS:
        answer = client.get("/admin/trash/" + address.format(id=contact.id))
        assert answer.status_code in refused, address
        assert "Hidden" not in answer.text
    for address in WRITES:
        answer = client.post("/admin/trash/" + address.format(id=contact.id), data={})
        assert answer.status_code in refused, address
    assert db.session.query(AuditEntry).count() == entries
    assert fresh(contact).deleted_at is not None


def test_nothing_is_written_without_a_token(client, administrator):
    contact = away(make_contact())
    for address in WRITES[:2]:
        url = "/admin/trash/" + address.format(id=contact.id)
        assert client.post(url, csrf=False).status_code == 400, address
    assert fresh(contact).deleted_at is not None


def test_the_trash_is_in_no_list_search_or_choice(client, administrator):
    company = make_company(1, domains=["zefir.example"])
    away(company, along=["contacts"])
    login = people.make_user("clients", contact=db.session.query(Contact).one())
    for address in ("contacts/", "companies/", "contacts/?search=shevchenko", "search?q=zefir",
                    "search?q=shevchenko", "companies/pick?query=zef", "users/",
                    f"users/?search={login.email}"):  # fmt: skip
        page = client.get(f"/admin/{address}").text
        assert "Zefir" not in page, address
        assert "Olena Shevchenko" not in page, address
        assert f'mailto:{login.email}"' not in page, address
