"""The contacts' pages: list, card, form, row switches, bulk dialogs, rights."""

import re

import pytest
from sqlalchemy import select

from admin_app.services import access_group as groups
from admin_app.services.contact_status import set_status
from models import AccessGroup, AuditEntry, Company, Contact, User
from models.base import db
from models.enums import ContactStatus
from tests.factories.people import make_contact, make_user, sign_in, system

pytestmark = pytest.mark.usefixtures("db_session")
XSS = "<script>alert(1)</script>"


@pytest.fixture
def manager(client):
    user = make_user("managers")
    sign_in(client, user)
    return user


def form_of(contact: Contact, **changes: str) -> dict[str, str]:
    """What the edit form posts when nothing is changed but these."""
    return {
        "version": str(contact.version),
        "last_name": contact.last_name,
        "first_name": contact.first_name,
        "emails-0-value": contact.email,
        "emails-default": "0",
        "company": str(contact.company_id or ""),
        "group_id": str(contact.group_id),
        "notifications": "y",
    } | changes


def fresh(contact: Contact) -> Contact:
    db.session.expire_all()
    return contact


def test_the_list_shows_what_was_asked_for(client, manager):
    make_contact(last_name="Shevchenko", company="Zefir")
    make_contact(last_name="Nowak", first_name="Jan")
    page = client.get("/admin/contacts/?search=nowak")
    assert page.status_code == 200
    assert "Jan Nowak" in page.text
    assert "Shevchenko" not in page.text
    fragment = client.get("/admin/contacts/?search=shev", headers={"HX-Request": "true"})
    assert "<html" not in fragment.text
    assert "Olena Shevchenko" in fragment.text


@pytest.mark.parametrize(
    "query",
    ["page=-1", "page=%00", "sort=password_hash", "sort=", "desc=x", "status=%00", "search=%00",
     "company=99999999999999999999", "created_from=x", "size=-1", "exact=1", "nonsense[]=1"],
)  # fmt: skip
def test_no_argument_is_an_error_page(client, manager, query):
    make_contact()
    answer = client.get(f"/admin/contacts/?{query}")
    assert answer.status_code == 200
    assert "Olena Shevchenko" in answer.text or "search=%00" in query


@pytest.mark.parametrize("row_id", ["", "abc", "-1", "99999999999999", "1e3", "%00", "424242"])
@pytest.mark.parametrize("page", ["details/", "edit/", "quick/", "delete/"])
def test_an_unknown_row_is_not_found(client, manager, page, row_id):
    assert client.get(f"/admin/contacts/{page}?id={row_id}").status_code == 404


def test_everything_typed_is_escaped_everywhere(client, manager):
    contact = make_contact(
        last_name=XSS, position=XSS, notes=XSS, company=XSS, channels=[("other", XSS)]
    )
    for address in (
        "/admin/contacts/",
        f"/admin/contacts/details/?id={contact.id}",
        f"/admin/contacts/quick/?id={contact.id}",
        f"/admin/contacts/edit/?id={contact.id}",
        f"/admin/companies/details/?id={contact.company_id}",
        "/admin/companies/",
        "/admin/audit/",
        "/admin/",
        "/admin/search?q=script",
        f"/admin/contacts/?search={XSS}&department={XSS}",
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        assert XSS not in page.text, address


def test_a_contact_is_added_with_a_new_company(client, manager):
    answer = client.post(
        "/admin/contacts/new/",
        data={
            "kind": "person",
            "last_name": "Ковальчук",
            "first_name": "Богдан",
            "emails-0-value": "second@x.example",
            "emails-3-value": "First@x.example",
            "emails-default": "3",
            "channels-0-kind": "telegram",
            "channels-0-value": "@bogdan",
            "company": "new:ТОВ «Світанок»",
            "group_id": str(db.session.scalar(select(AccessGroup.id).filter_by(key="clients"))),
            "notifications": "y",
        },
    )
    contact = db.session.scalars(select(Contact)).one()
    assert answer.location == f"/admin/contacts/details/?id={contact.id}"
    assert (contact.email, contact.points[0].value) == ("first@x.example", "second@x.example")
    assert contact.company.name == "ТОВ «Світанок»"
    assert "Ковальчук Богдан" in client.get(answer.location).text


def test_a_wrong_form_keeps_what_was_typed_and_says_what_is_wrong(client, manager):
    answer = client.post(
        "/admin/contacts/new/",
        data={"kind": "person", "last_name": "Keep me", "emails-0-value": "no address",
              "birth_date": "31.02.1990"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert 'value="Keep me"' in answer.text
    assert "“no address” is not an e-mail address" in answer.text
    assert "“31.02.1990” is not a date" in answer.text
    assert db.session.query(Contact).count() == 0


def test_a_save_over_a_newer_change_loses_neither(client, manager):
    contact = make_contact(position="Clerk")
    stale = form_of(contact, position="Director")
    client.post(f"/admin/contacts/edit/?id={contact.id}", data=form_of(contact, position="Chief"))
    answer = client.post(f"/admin/contacts/edit/?id={contact.id}", data=stale)
    assert answer.status_code == 422
    assert "Somebody else saved this" in answer.text
    assert 'value="Director"' in answer.text
    assert fresh(contact).position == "Chief"


def test_no_field_that_was_not_on_the_form(client, manager):
    contact = make_contact()
    forged = form_of(
        contact, identifier="KXXXXXXXXX", status="dismissed", kind="other", deleted_at="2020-01-01"
    )
    assert client.post(f"/admin/contacts/edit/?id={contact.id}", data=forged).status_code == 302
    assert fresh(contact).status == ContactStatus.ACTIVE
    assert contact.identifier != "KXXXXXXXXX"
    assert contact.deleted_at is None


def test_a_staff_group_is_refused_at_its_field(client, manager):
    contact = make_contact()
    staff = str(db.session.scalar(select(AccessGroup.id).filter_by(key="administrators")))
    answer = client.post(
        f"/admin/contacts/edit/?id={contact.id}", data=form_of(contact, group_id=staff)
    )
    assert answer.status_code == 422
    assert "cannot be put into a group of staff" in answer.text


def test_status_and_notifications_change_in_the_row(client, manager):
    contact = make_contact()
    client.post(f"/admin/contacts/status?id={contact.id}&status=blocked")
    assert fresh(contact).status == ContactStatus.BLOCKED
    switch = client.post(f"/admin/contacts/notifications?id={contact.id}", data={})
    assert "checked" not in switch.text
    assert fresh(contact).notifications is False


def test_a_dismissed_contact_can_be_changed_by_no_page(client, manager):
    contact = make_contact()
    set_status(contact, ContactStatus.DISMISSED, system())
    db.session.commit()
    client.post(f"/admin/contacts/status?id={contact.id}&status=active")
    client.post(f"/admin/contacts/notifications?id={contact.id}", data={})
    client.post(f"/admin/contacts/edit/?id={contact.id}", data=form_of(contact, position="X"))
    client.post("/admin/contacts/bulk/status", data={"ids": contact.id, "status": "active"})
    fresh(contact)
    assert (contact.status, contact.notifications, contact.position) == ("dismissed", True, "")


def test_bulk_changes_say_what_was_done_and_what_was_left(client, manager):
    rows = [make_contact() for _ in range(3)]
    set_status(rows[0], ContactStatus.DISMISSED, system())
    set_status(rows[1], ContactStatus.BLOCKED, system())
    db.session.commit()
    ids = [str(row.id) for row in rows]
    dialog = client.get(f"/admin/contacts/bulk/status?ids={'&ids='.join(ids)}")
    assert "Change the status of 3 contacts" in dialog.text
    client.post("/admin/contacts/bulk/status", data={"ids": ids, "status": "blocked"})
    page = client.get("/admin/contacts/").text
    assert "1 contact changed." in page
    assert "1 was so already." in page
    assert "1 left: dismissed, which is final." in page


@pytest.mark.parametrize(
    ("action", "data", "expected"),
    [
        ("notifications", {"on": "0"}, {"notifications": False}),
        ("company", {"company": "new:Zefir"}, {"company_name": "Zefir"}),
        ("group", {"group": "partners"}, {"group_key": "partners"}),
    ],
)
def test_every_bulk_action(client, manager, action, data, expected):
    rows = [make_contact() for _ in range(2)]
    if "group" in data:
        key = data["group"]
        data = {"group_id": str(db.session.scalar(select(AccessGroup.id).filter_by(key=key)))}
    ids = [str(row.id) for row in rows]
    client.post(f"/admin/contacts/bulk/{action}", data={"ids": ids, **data})
    for row in rows:
        fresh(row)
        values = {
            "notifications": row.notifications,
            "company_name": row.company.name if row.company else None,
            "group_key": row.group.key,
        }
        assert values | expected == values


def test_a_bulk_deletion_is_undone(client, manager):
    rows = [make_contact() for _ in range(2)]
    client.post("/admin/contacts/bulk/delete", data={"ids": [str(r.id) for r in rows]})
    page = client.get("/admin/contacts/").text
    assert "There are no contacts yet" in page
    undo = re.search(r'action="(/admin/changes/\d+/undo)"', page)[1]
    client.post(undo)
    assert "Olena Shevchenko" in client.get("/admin/contacts/").text


def test_a_deletion_is_undone(client, manager):
    contact = make_contact()
    assert "Delete Olena Shevchenko?" in client.get(f"/admin/contacts/delete/?id={contact.id}").text
    client.post(f"/admin/contacts/delete/?id={contact.id}")
    assert client.get(f"/admin/contacts/quick/?id={contact.id}").status_code == 404
    client.post(f"/admin/contacts/restore/?id={contact.id}")
    assert client.get(f"/admin/contacts/details/?id={contact.id}").status_code == 200


def test_columns_density_and_page_size_are_kept(client, manager):
    make_contact(department="Night shift")
    columns = {"columns": ["full_name", "department", "nonsense"], "density": "compact"}
    client.post("/admin/contacts/columns", data=columns)
    client.post("/admin/contacts/page-size?size=100")
    page = client.get("/admin/contacts/").text
    assert "Night shift" in page
    assert "sort=phone" not in page
    below = {"HX-Current-URL": "http://localhost/admin/contacts/?search=night"}
    dialog = client.get("/admin/contacts/columns", headers=below).text
    assert 'name="next" value="/admin/contacts/?search=night"' in dialog
    assert re.search(r'value="department" checked', dialog)
    assert re.search(r'value="phone" +/>', dialog)
    assert "k-density-compact" in page
    user = db.session.scalars(select(User).filter_by(id=manager.id)).one()
    assert user.preferences["lists"]["contacts"]["page_size"] == 100
    client.post("/admin/contacts/columns", data={"reset": "1"})
    assert "sort=phone" in client.get("/admin/contacts/").text


def test_the_filter_panel_shows_what_the_address_asks_for(client, manager):
    company = make_contact(company="Zefir").company
    address = f"status=blocked&company={company.id}&created_from=2026-01-31"
    panel = client.get(f"/admin/contacts/filters?{address}").text
    assert re.search(r'value="blocked" checked', panel)
    assert not re.search(r'value="active" checked', panel)
    assert re.search(rf'<option value="{company.id}" selected>Zefir<', panel)
    assert 'name="created_from" value="2026-01-31"' in panel


READS = ["", "filters", "columns", "details/?id={id}", "quick/?id={id}", "menu?id={id}",
         "statuses?id={id}", "new/", "edit/?id={id}", "delete/?id={id}",
         "bulk/status?ids={id}", "bulk/delete?ids={id}"]  # fmt: skip
WRITES = ["new/", "edit/?id={id}", "delete/?id={id}", "restore/?id={id}", "bulk/status?ids={id}",
          "bulk/delete?ids={id}", "status?id={id}&status=blocked",
          "notifications?id={id}"]  # fmt: skip


@pytest.mark.parametrize("group", [None, "clients", "partners"])
def test_strangers_and_clients_reach_no_address(client, group):
    contact = make_contact(last_name="Hidden")
    if group:
        sign_in(client, make_user(group))
    entries = db.session.query(AuditEntry).count()
    for address in READS:
        answer = client.get("/admin/contacts/" + address.format(id=contact.id))
        assert answer.status_code in ((302,) if group is None else (403, 404)), address
        assert "Hidden" not in answer.text
    for address in WRITES:
        answer = client.post("/admin/contacts/" + address.format(id=contact.id), data={})
        assert answer.status_code in ((302,) if group is None else (403, 404)), address
    assert db.session.query(AuditEntry).count() == entries
    assert fresh(contact).status == ContactStatus.ACTIVE
    assert contact.deleted_at is None


def test_an_agent_sees_and_does_only_what_his_group_may(client):
    contact = make_contact(company="Zefir")
    sign_in(client, make_user("agents"))
    page = client.get("/admin/contacts/").text
    for absent in ("/admin/import/", "/admin/audit/", "/admin/users/", "export/dialog",
                   "bulk/delete"):  # fmt: skip
        assert absent not in page
    row = contact.id
    menu = client.get(f"/admin/contacts/menu?id={row}").text
    assert "mailto:" in menu
    assert "delete" not in menu
    assert "status=blocked" in client.get(f"/admin/contacts/statuses?id={row}").text
    for address in (f"contacts/delete/?id={row}", f"contacts/bulk/delete?ids={row}",
                    "contacts/export/dialog", "import/", "audit/", "users/", "groups/", "mail/",
                    "settings/", "companies/new/"):  # fmt: skip
        assert client.get(f"/admin/{address}").status_code == 403, address
    assert client.post(f"/admin/contacts/delete/?id={row}").status_code == 403
    assert fresh(contact).deleted_at is None


def test_a_right_that_is_taken_away_ends_at_the_next_request(client):
    make_contact()
    user = make_user("agents")
    sign_in(client, user)
    assert client.get("/admin/contacts/").status_code == 200
    group = db.session.get(AccessGroup, user.group_id)
    groups.update(group, {"permissions": []}, actor=system())
    db.session.commit()
    assert client.get("/admin/contacts/").status_code == 403


def test_a_write_without_a_token_changes_nothing(client, manager):
    contact = make_contact()
    for address in WRITES:
        answer = client.post("/admin/contacts/" + address.format(id=contact.id), csrf=False)
        assert answer.status_code == 400, address
    assert fresh(contact).deleted_at is None
    assert contact.status == ContactStatus.ACTIVE


def test_flask_admins_own_ways_to_write_are_closed(client, manager):
    for address in ("action/", "ajax/update/"):
        assert client.post(f"/admin/contacts/{address}").status_code == 404
    for address in ("export/csv/", "ajax/lookup/?name=company&query=x"):
        assert client.get(f"/admin/contacts/{address}").status_code == 404


def test_the_return_address_stays_on_this_site(client, manager):
    for target in ("//evil.example", "https://evil.example", "javascript:alert(1)", "/\\evil"):
        answer = client.post("/admin/contacts/page-size?size=25", data={"next": target})
        assert answer.location == "/admin/contacts/"


def test_picking_a_company_obeys_the_rights(client, manager):
    make_contact(company="Zefir")
    assert [c["text"] for c in client.get("/admin/companies/pick?query=zef").json] == ["Zefir"]
    group = db.session.get(AccessGroup, manager.group_id)
    kept = [p for p in group.permissions if not p.startswith("companies.")]
    groups.update(group, {"permissions": kept}, actor=system())
    db.session.commit()
    assert client.get("/admin/companies/pick?query=zef").status_code == 403
    assert db.session.query(Company).count() == 1
