"""The equipment's pages: list, card, form, tree, moves, bulk changes, import, rights."""

import re

import pytest

from admin_app.services import equipment_tree as tree
from models import ChangeSet, Equipment
from models.base import db
from models.enums import EquipmentStatus
from tests.factories import people
from tests.factories.equipment import make_company, make_equipment, make_tree
from tests.factories.people import make_contact, make_user, sign_in
from tests.helpers.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")
ALL = ("equipment.view", "equipment.create", "equipment.edit", "equipment.delete")


@pytest.fixture
def manager(client):
    user = make_user("administrators")
    sign_in(client, user)
    return user


def sign_in_with(client, *permissions):
    group = people.make_group(permissions=permissions)
    sign_in(client, make_user("agents", group_id=group.id))


def fresh(row):
    db.session.expire_all()
    return db.session.get(Equipment, row.id)


class TestTheList:
    def test_shows_company_parent_and_parts(self, client, manager):
        company = make_company()
        rack, server = make_tree(company, "Rack", "Server")
        page = client.get("/admin/equipment/?sort=name").text
        assert f'<a href="/admin/companies/details/?id={company.id}">Zefir</a>' in page
        assert f'<a href="/admin/equipment/details/?id={rack.id}">Rack</a>' in page
        assert f'<a href="/admin/equipment/?parent={rack.id}">1</a>' in page
        assert page.index("Rack") < page.index(f'id="n-{server.id}"')

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("search=sn-7", {"Old"}),
            ("status=retired", {"Old"}),
            ("warranty=expired", {"Old"}),
            ("warranty=none", {"New"}),
            ("has_parent=1", {"New"}),
            ("has_parts=1", {"Old"}),
            ("has_serial=0", {"New"}),
        ],
    )
    def test_is_narrowed(self, client, manager, query, names):
        old = make_equipment(
            "Old", serial_number="SN-7", status="retired", warranty_until="2020-01-01"
        )
        make_equipment("New", parent=old)
        page = client.get(f"/admin/equipment/?{query}").text
        found = re.findall(r"data-row-link>([^<]+)</a>", page)
        assert set(found) == names

    def test_costs_the_same_for_many_rows(self, client, manager):
        company = make_company()
        make_tree(company, "A", "B")
        client.get("/admin/equipment/")
        with statements() as few:
            client.get("/admin/equipment/")
        make_tree(company, *"CDEFGH")
        with statements() as many:
            client.get("/admin/equipment/")
        assert len(many) == len(few)

    def test_is_a_section_of_its_own(self, client):
        sign_in_with(client, "contacts.view", "companies.view")
        page = client.get("/admin/contacts/").text
        assert 'href="/admin/equipment/"' not in page


class TestTheForm:
    def test_adds_changes_and_shows(self, client, manager):
        company = make_company()
        contact = make_contact(company_id=company.id)
        answer = client.post(
            "/admin/equipment/new/",
            data={
                "name": "Server", "article": "A-1", "serial_number": "S-1", "status": "in_stock",
                "warranty_until": "2027-01-02", "company": company.id, "contact": contact.id,
                "parent": "", "description": "In the cellar",
            },
        )  # fmt: skip
        row = db.session.query(Equipment).one()
        assert answer.location == f"/admin/equipment/details/?id={row.id}"
        assert (row.company_id, row.contact_id) == (company.id, contact.id)
        card = client.get(answer.location).text
        for text in ("A-1", "S-1", "In stock", "In the cellar", "Zefir", contact.full_name):
            assert text in card

    def test_says_what_is_wrong_at_the_field_and_keeps_what_was_typed(self, client, manager):
        rack, server = make_tree(make_company(), "Rack", "Server")
        form = client.get(f"/admin/equipment/edit/?id={rack.id}").text
        assert "It has 1 part." in form
        page = client.post(
            f"/admin/equipment/edit/?id={rack.id}",
            data={
                "name": "Typed", "status": "in_use", "company": rack.company_id,
                "parent": server.id, "version": rack.version, "opened": "{}",
            },
        )  # fmt: skip
        assert page.status_code == 422
        assert "cannot be a part of itself" in page.text
        assert 'value="Typed"' in page.text

    def test_warns_of_a_serial_number_that_is_there_twice(self, client, manager):
        company = make_company()
        make_equipment("One", company=company, serial_number="S1")
        data = {"name": "Two", "serial_number": "S1", "status": "in_use", "company": company.id}
        page = client.post("/admin/equipment/new/", data=data, follow_redirects=True).text
        assert "The serial number S1 is also that of: One." in page

    def test_moves_a_tree_to_another_company_and_back(self, client, manager):
        other = make_company("Other")
        rack, server = make_tree(make_company(), "Rack", "Server")
        data = {"name": "Rack", "status": "in_use", "company": other.id, "version": rack.version}
        url = f"/admin/equipment/edit/?id={rack.id}"
        page = client.post(url, data={**data, "opened": "{}"}, follow_redirects=True).text
        assert "Rack moved to Other together with 1 part." in page
        assert fresh(server).company_id == other.id
        change_set = db.session.query(ChangeSet).one()
        client.post(f"/admin/changes/{change_set.id}/undo", data={"sure": "1"})
        assert fresh(server).company.name == fresh(rack).company.name == "Zefir"

    def test_parents_are_offered_without_own_parts(self, client, manager):
        company = make_company()
        rack, _server = make_tree(company, "Rack", "Server")
        make_equipment("Shelf", company=company)
        make_equipment("Elsewhere")
        url = f"/admin/equipment/pick?query=&company={company.id}&outside={rack.id}"
        assert [row["text"] for row in client.get(url).json] == ["Shelf"]

    def test_contacts_are_offered_of_the_company(self, client, manager):
        contact = make_contact(company="Zefir")
        make_contact(company="Other")
        found = client.get(f"/admin/equipment/contacts?company={contact.company_id}").json
        assert [row["value"] for row in found] == [str(contact.id)]


class TestTheTree:
    def test_is_on_the_card_of_the_company_level_by_level(self, client, manager):
        rack, server = make_tree(make_company(), "Rack", "Server")
        page = client.get(f"/admin/companies/details/?id={rack.company_id}&tab=equipment").text
        assert 'role="tree"' in page
        assert "Rack" in page
        assert ">Server<" not in page
        level = client.get(f"/admin/equipment/level?parent={rack.id}&depth=2").text
        assert f'data-piece="{server.id}"' in level
        assert 'aria-level="2"' in level

    def test_long_levels_come_in_pages(self, client, manager, monkeypatch):
        monkeypatch.setitem(tree.level.__kwdefaults__, "size", 2)
        company = make_company()
        for name in ("A", "B", "C"):
            make_equipment(name, company=company)
        page = client.get(f"/admin/equipment/level?company={company.id}").text
        more = re.search(r'data-tree-more="([^"]+)"', page).group(1).replace("&amp;", "&")
        assert re.findall(r'class="k-tree-name"[^>]*>(\w)<', page) == ["A", "B"]
        assert re.findall(r'class="k-tree-name"[^>]*>(\w)<', client.get(more).text) == ["C"]

    def test_empty_offers_to_add(self, client, manager):
        company = make_company()
        page = client.get(f"/admin/companies/tab/?id={company.id}&tab=equipment").text
        assert f'href="/admin/equipment/new/?company={company.id}"' in page

    def test_names_are_escaped(self, client, manager):
        row = make_equipment("<b>x</b>", company=make_company())
        page = client.get(f"/admin/companies/details/?id={row.company_id}&tab=equipment").text
        assert "<b>x</b>" not in page
        assert "&lt;b&gt;x&lt;/b&gt;" in page

    def test_a_drag_moves_or_is_refused(self, client, manager):
        rack, server = make_tree(make_company(), "Rack", "Server")
        refused = client.post(
            f"/admin/equipment/move?id={rack.id}", data={"parent": server.id, "drag": "1"}
        )
        assert (refused.status_code, fresh(rack).parent_id) == (409, None)
        assert "cannot be a part" in refused.json["refused"]
        done = client.post(f"/admin/equipment/move?id={server.id}", data={"parent": "", "drag": 1})
        assert done.status_code == 200
        assert fresh(server).parent_id is None
        client.post(done.json["undo_url"])
        assert fresh(server).parent_id == rack.id

    def test_a_dialog_moves_with_undo(self, client, manager):
        rack, server = make_tree(make_company(), "Rack", "Server")
        dialog = client.get(f"/admin/equipment/move?id={server.id}").text
        assert "Move Server" in dialog
        data = {"parent": "", "company": rack.company_id}
        page = client.post(f"/admin/equipment/move?id={server.id}", data=data)
        assert page.status_code == 302
        assert fresh(server).parent_id is None


class TestChanges:
    def test_status_in_the_row(self, client, manager):
        row = make_equipment()
        client.post(f"/admin/equipment/status?id={row.id}&status=in_repair")
        assert fresh(row).status == EquipmentStatus.IN_REPAIR
        assert client.post(f"/admin/equipment/status?id={row.id}&status=x").status_code == 404

    def test_bulk_company_takes_the_parts_along_and_is_undone(self, client, manager):
        other = make_company("Other")
        rack, server = make_tree(make_company(), "Rack", "Server")
        data = {"company": other.id, "ids": rack.id}
        client.post("/admin/equipment/bulk/company", data=data)
        assert (fresh(rack).company_id, fresh(server).company_id) == (other.id, other.id)
        assert fresh(server).parent_id == rack.id
        change_set = db.session.query(ChangeSet).one()
        assert (change_set.total, change_set.changed) == (2, 2)
        client.post(f"/admin/changes/{change_set.id}/undo", data={"sure": "1"})
        assert fresh(server).company.name == fresh(rack).company.name == "Zefir"

    def test_bulk_company_leaves_the_parent_behind(self, client, manager):
        other = make_company("Other")
        rack, server = make_tree(make_company(), "Rack", "Server")
        client.post("/admin/equipment/bulk/company", data={"company": other.id, "ids": server.id})
        assert (fresh(server).company_id, fresh(server).parent_id) == (other.id, None)
        assert fresh(rack).company.name == "Zefir"

    def test_bulk_status_and_deletion(self, client, manager):
        rack, server = make_tree(make_company(), "Rack", "Server")
        ids = [rack.id, server.id]
        client.post("/admin/equipment/bulk/status", data={"status": "retired", "ids": ids})
        assert fresh(rack).status == fresh(server).status == EquipmentStatus.RETIRED
        client.post("/admin/equipment/bulk/delete", data={"parts": "along", "ids": rack.id})
        assert fresh(server).deleted_with == f"equipment:{rack.id}"
        [deletion] = db.session.query(ChangeSet).filter_by(action="delete")
        client.post(f"/admin/changes/{deletion.id}/undo", data={"sure": "1"})
        assert fresh(rack).deleted_at is None
        assert fresh(server).deleted_at is None

    def test_the_question_tells_what_goes_along(self, client, manager):
        rack, _server = make_tree(make_company(), "Rack", "Server")
        page = client.get(f"/admin/equipment/delete/?id={rack.id}").text
        assert "Its 1 part is deleted too" in page
        assert "move up" in page
        company = client.get(f"/admin/companies/delete/?id={rack.company_id}").text
        assert "2 pieces of equipment are deleted too." in company

    def test_the_trash_has_it(self, client, manager):
        rack, server = make_tree(make_company(), "Rack", "Server")
        client.post(f"/admin/equipment/delete/?id={rack.id}", data={"along": "equipment"})
        page = client.get("/admin/trash/equipment/").text
        assert "Rack" in page
        assert "1 piece of equipment" in page
        client.post("/admin/trash/equipment/restore/", data={"ids": rack.id})
        assert fresh(server).deleted_at is None


class TestRights:
    PAGES = ("", "details/?id=1", "pick", "level?company=1", "move?id=1", "new/", "bulk/status")

    @pytest.mark.parametrize("page", PAGES)
    def test_a_stranger_signs_in(self, client, page):
        answer = client.get(f"/admin/equipment/{page}")
        assert (answer.status_code, "/login" in answer.location) == (302, True)

    @pytest.mark.parametrize("page", PAGES)
    def test_without_the_section_nothing_opens(self, client, page):
        sign_in_with(client, "contacts.view", "companies.view", "companies.edit")
        assert client.get(f"/admin/equipment/{page}").status_code in {403, 404}

    @pytest.mark.parametrize(
        ("page", "data"),
        [
            ("new/", {"name": "A", "status": "in_use"}),
            ("edit/?id={id}", {"name": "A", "status": "in_use"}),
            ("status?id={id}&status=retired", {}),
            ("move?id={id}", {"parent": ""}),
            ("put-back?id={id}", {}),
            ("delete/?id={id}", {}),
            ("restore/?id={id}", {}),
            ("bulk/status", {"status": "retired", "ids": "{id}"}),
        ],
    )
    def test_who_may_only_look_changes_nothing(self, client, page, data):
        row = make_equipment()
        sign_in_with(client, "equipment.view")
        data = {key: str(value).format(id=row.id) for key, value in data.items()}
        answer = client.post(f"/admin/equipment/{page.format(id=row.id)}", data=data)
        assert answer.status_code in {403, 404}
        assert (fresh(row).version, db.session.query(Equipment).count()) == (1, 1)

    def test_a_row_in_the_trash_is_not_found(self, client, manager):
        row = make_equipment()
        people.delete(row)
        db.session.commit()
        for page in ("edit/", "move", "statuses", "menu"):
            assert client.get(f"/admin/equipment/{page}?id={row.id}").status_code == 404

    def test_company_and_contact_need_their_own_rights(self, client):
        company = make_company()
        row = make_equipment(company=company, contact=make_contact(company_id=company.id))
        sign_in_with(client, *ALL)
        form = client.get(f"/admin/equipment/edit/?id={row.id}").text
        assert 'name="company"' not in form
        assert 'name="contact"' not in form
        data = {"name": "Changed", "status": "in_use", "version": row.version, "opened": "{}"}
        client.post(f"/admin/equipment/edit/?id={row.id}", data={**data, "company": ""})
        assert (fresh(row).name, fresh(row).company_id) == ("Changed", company.id)
        assert client.get(f"/admin/equipment/level?company={company.id}").status_code in {403, 404}


def test_the_import_has_its_tile_sample_and_settings(client, manager):
    assert 'value="equipment"' in client.get("/admin/import/").text
    sample = client.get("/admin/import/sample/equipment.csv")
    assert "SN-10001" in sample.get_data(as_text=True)
    page = client.get("/admin/settings/import-equipment/")
    assert "Equipment is looked for by" in page.text
    assert "/admin/settings/import-equipment/" in client.get("/admin/settings/").text
