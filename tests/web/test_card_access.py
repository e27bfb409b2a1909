"""The tabs Access and Audit of a card, the people of a company and its managers (H3, H6, H10)."""

import re

import pytest
from sqlalchemy import select

from admin_app.services import contact as contacts
from models import AuditEntry, Contact, UserSession
from models.base import db
from tests.factories.people import make_contact, make_group, make_user, sign_in, system
from tests.helpers.client import BrowserLikeClient
from tests.helpers.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def admin(client):
    sign_in(client, make_user("administrators"))


def tab(client, noun: str, row_id: int, key: str, **more: str) -> str:
    query = "&".join([f"tab={key}", f"id={row_id}", *(f"{k}={v}" for k, v in more.items())])
    return client.get(f"/admin/{noun}/tab/?{query}", headers=FRAGMENT).text


def signed_in(app, contact: Contact) -> BrowserLikeClient:
    """A contact that has a login and used it."""
    user = make_user("clients", contact=contact)
    browser = BrowserLikeClient(app, app.response_class)
    sign_in(browser, user)
    return browser


class TestAccess:
    def test_one_without_a_login_has_none(self, client, admin):
        page = tab(client, "contacts", make_contact().id, "access")
        assert "No login" in page
        assert "Signed-in browsers" not in page

    def test_it_tells_the_login_and_where_it_is_signed_in(self, app, client, admin):
        contact = make_contact()
        signed_in(app, contact)
        page = tab(client, "contacts", contact.id, "access")
        for text in ("Can sign in", "Clients", "Last login", "127.0.0.1", "Signed-in browsers"):
            assert text in page
        contacts_row = db.session.get(Contact, contact.id)
        contacts_row.user.is_active = False
        db.session.commit()
        assert "Cannot sign in" in tab(client, "contacts", contact.id, "access")

    def test_all_sessions_are_ended_at_once(self, app, client, admin):
        contact = make_contact()
        theirs = signed_in(app, contact)
        assert theirs.get("/cabinet/").status_code == 200
        client.post(f"/admin/access/{contact.id}/end-sessions")
        assert theirs.get("/cabinet/").status_code == 302
        assert db.session.scalar(select(AuditEntry).filter_by(action="end_sessions"))
        assert "not signed in anywhere" in tab(client, "contacts", contact.id, "access")

    def test_only_those_who_may_change_users_end_them(self, app, client):
        contact = make_contact()
        signed_in(app, contact)
        sign_in(client, make_user("managers"))
        page = tab(client, "contacts", contact.id, "access")
        assert "end-sessions" not in page
        address = f"/admin/access/{contact.id}/end-sessions"
        assert client.post(address).status_code == 403
        assert client.post(address, csrf=False).status_code == 400
        living = select(UserSession).where(UserSession.ended_at.is_(None))
        assert len(db.session.scalars(living).all()) == 2

    def test_sessions_and_actions_need_their_rights(self, app, client):
        contact = make_contact()
        signed_in(app, contact)
        sign_in(client, make_user(group_id=make_group(permissions=["contacts.view"]).id))
        page = tab(client, "contacts", contact.id, "access")
        assert "Can sign in" in page
        assert "Signed-in browsers" not in page
        assert "Own actions" not in page
        assert client.get(f"/admin/access/{contact.id}/actions").status_code == 403

    def test_own_actions_are_read_by_pages(self, client, admin):
        contact = make_contact()
        user = make_user("agents", contact=contact)
        other = make_contact(first_name="Petro")
        row = contacts.get(other.id, system())
        from admin_app.permissions import Actor

        for number in range(25):
            contacts.update_contact(row, {"position": f"P{number}"}, Actor.of(user))
            db.session.commit()
        page = tab(client, "contacts", contact.id, "access")
        assert page.count("changed the contact") == 20
        assert "P24" in page
        more = re.search(r'hx-get="(/admin/access/[^"]+)"', page)[1].replace("&amp;", "&")
        rest = client.get(more, headers=FRAGMENT).text
        assert rest.count("changed the contact") == 5
        assert "hx-get" not in rest
        plain = re.search(r'href="(/admin/contacts/details/[^"]*before[^"]*)"', page)[1]
        assert client.get(plain.replace("&amp;", "&")).text.count("changed the contact") == 5


class TestAudit:
    def test_it_tells_who_changed_what(self, client, admin):
        contact = make_contact(position="Clerk")
        row = contacts.get(contact.id, system())
        contacts.update_contact(row, {"position": "<b>Chief</b>"}, system())
        db.session.commit()
        page = tab(client, "contacts", contact.id, "audit")
        assert "<del>Clerk</del>" in page
        assert "&lt;b&gt;Chief" in page
        assert "Position" in page

    def test_it_needs_its_right(self, client):
        contact = make_contact()
        sign_in(client, make_user("agents"))
        page = client.get(f"/admin/contacts/details/?id={contact.id}&tab=audit").text
        assert 'id="tab-audit"' not in page
        assert client.get(f"/admin/history/contact/{contact.id}").status_code == 403

    @pytest.mark.parametrize("address", ["contact/424242", "user/1", "contact/99999999999999"])
    def test_a_foreign_row_is_not_found(self, client, admin, address):
        assert client.get(f"/admin/history/{address}").status_code == 404

    def test_a_page_asks_as_much_as_an_entry(self, client, admin):
        contact = make_contact()
        asked = []
        for number in range(2):
            row = contacts.get(contact.id, system())
            for step in range(8):
                contacts.update_contact(row, {"position": f"P{number}{step}"}, system())
                db.session.commit()
            with statements() as seen:
                tab(client, "contacts", contact.id, "audit")
            asked.append(len(seen))
        assert asked[0] == asked[1]


class TestPeople:
    def test_search_finds_within_the_company_alone(self, client, admin):
        contact = make_contact(company="Zefir", last_name="Nowak")
        make_contact(company_id=contact.company_id, last_name="Bondar")
        make_contact(company="Other", last_name="Nowak", first_name="Foreign")
        found = client.get(f"/admin/people/{contact.company_id}?people=nowak").text
        assert "Nowak" in found
        assert "Bondar" not in found
        assert "Foreign" not in found
        assert "%" in client.get(f"/admin/people/{contact.company_id}?people=%25").text
        nobody = client.get(f"/admin/people/{contact.company_id}?people=<script>x").text
        assert "&lt;script&gt;" in nobody
        whole = client.get(
            f"/admin/companies/details/?id={contact.company_id}&tab=contacts&people=bondar"
        ).text
        assert "Nowak</a>" not in whole

    def test_a_manager_is_made_and_unmade(self, client, admin):
        contact = make_contact(company="Zefir")
        address = f"/admin/people/{contact.id}/manager"
        client.post(f"{address}?on=1")
        assert db.session.get(Contact, contact.id, populate_existing=True).is_manager
        overview = tab(client, "companies", contact.company_id, "overview")
        assert "Olena Shevchenko" in overview
        page = client.get(f"/admin/companies/details/?id={contact.company_id}").text
        undo = re.search(r'action="(/admin/people/[^"]+)"', page)[1].replace("&amp;", "&")
        client.post(undo)
        assert not db.session.get(Contact, contact.id, populate_existing=True).is_manager

    def test_rights(self, client):
        contact = make_contact(company="Zefir")
        company_id = contact.company_id
        sign_in(client, make_user(group_id=make_group(permissions=["contacts.view"]).id))
        assert client.get(f"/admin/people/{company_id}").status_code in (403, 404)
        assert client.post(f"/admin/people/{contact.id}/manager?on=1").status_code == 403
        assert not db.session.get(Contact, contact.id, populate_existing=True).is_manager

    def test_a_long_list_shows_twenty_and_leads_to_all(self, client, admin):
        contact = make_contact(company="Zefir")
        for number in range(22):
            make_contact(company_id=contact.company_id, last_name=f"L{number}")
        page = tab(client, "companies", contact.company_id, "contacts")
        assert page.count('class="k-related-name"') == 20
        assert f"/admin/contacts/?company={contact.company_id}" in page
