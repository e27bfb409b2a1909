"""The pages of merging: side by side, confirmed in numbers, undone, and kept from others."""

import re

import pytest

from admin_app.services import company as companies
from models import Company, Contact, Merge
from models.base import db
from tests.factories.custom import give, make_field
from tests.factories.people import make_contact, make_user, sign_in, system
from tests.helpers.statements import statements
from tests.unit.services.processes.merging import world

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def manager(client):
    user = make_user("managers")
    sign_in(client, user)
    return user


def three():
    """Three contacts, the first with most that hangs on it."""
    found = [make_contact(first_name=name) for name in ("Olena", "Lena", "Helen")]
    for row in found:
        world.hang_everything(row)
    return found


def merge(client, *rows, **more):
    """Merge through the pages, as a person does; answers with the record."""
    ids = [row.id for row in rows]
    page = client.get("/admin/contacts/merge/", query_string={"ids": ids, "main": ids[0]}).text
    form = fields(page) | {"step": "confirm", "main": ids[0], "ids": ids, **more}
    page = client.post("/admin/contacts/merge/", data=form)
    assert page.status_code == 200, page.text
    form = fields(page.text) | {"step": "merge", "ids": ids}
    answer = client.post("/admin/contacts/merge/", data=form)
    assert answer.status_code == 302, answer.text
    return db.session.query(Merge).order_by(Merge.id.desc()).first()


def fields(page):
    """The hidden and chosen fields of a page's form."""
    inputs = re.findall(r"<input [^>]*>", page)
    found = {}
    for text in inputs:
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', text))
        chosen = attributes.get("type") == "hidden" or "checked" in text.replace("form-check", "")
        if chosen and attributes.get("name") not in (None, "ids", "csrf_token", "step"):
            found[attributes["name"]] = attributes.get("value", "")
    return found


class TestThePages:
    def test_side_by_side_then_in_numbers_then_done_then_undone(self, client, manager):
        rows = three()
        before = world.picture()
        page = client.get(f"/admin/contacts/merge/?ids={','.join(str(r.id) for r in rows)}").text
        for row in rows:
            assert row.full_name in page
            assert row.email in page
        done = merge(client, *rows)
        assert db.session.query(Contact).filter(Contact.deleted_at.is_(None)).count() == 1
        page = client.get(f"/admin/contacts/details/?id={rows[1].id}", follow_redirects=True).text
        assert "Lena Shevchenko was merged into Olena Shevchenko" in page
        assert f"id={rows[0].id}" in page
        page = client.get(f"/admin/merges/{done.id}").text
        assert "2 notes" in page
        assert client.get(f"/admin/merges/?noun=contacts&id={rows[2].id}").status_code == 200
        assert client.post(f"/admin/merges/{done.id}/undo").status_code == 302
        assert world.picture() == before

    def test_custom_fields_are_chosen_by_their_label(self, client, manager):
        make_field("badge", labels={"en": "Badge number"})
        winner, loser = give(make_contact(), badge="A1"), give(make_contact(), badge="B2")
        page = client.get("/admin/contacts/merge/", query_string={"ids": [winner.id, loser.id]})
        assert "Badge number" in page.text
        assert "B2" in page.text
        merge(client, winner, loser, **{"f-custom:badge": loser.id})
        assert winner.custom == {"badge": "B2"}

    def test_undo_shows_first_what_must_be_known(self, client, manager):
        one, two, _three = three()
        done = merge(client, one, two)
        new = world.note(contact_id=one.id)
        db.session.commit()
        answer = client.post(f"/admin/merges/{done.id}/undo")
        assert answer.location.endswith(f"/admin/merges/{done.id}")
        assert db.session.get(Merge, done.id).undone_at is None
        page = client.get(answer.location).text
        assert "go to Lena Shevchenko" in page
        form = {"sure": "1", "since-notes": str(two.id)}
        client.post(f"/admin/merges/{done.id}/undo", data=form)
        assert (new.contact_id, two.deleted_at) == (two.id, None)

    def test_a_page_that_is_stale(self, client, manager):
        one, two, _three = three()
        page = client.get(f"/admin/contacts/merge/?ids={one.id},{two.id}").text
        form = fields(page) | {"step": "merge", "ids": [one.id, two.id], "main": one.id}
        two.position = "Boss"
        db.session.commit()
        answer = client.post("/admin/contacts/merge/", data=form)
        assert answer.status_code == 422
        assert "Somebody else changed this" in answer.text
        assert "Boss" in answer.text
        assert db.session.query(Merge).count() == 0

    def test_refusals_are_told(self, client, manager):
        one, two, _three = three()
        page = client.get(f"/admin/contacts/merge/?ids={one.id},{one.id}").text
        assert "Nothing can be merged with itself." in page
        make_user("clients", contact=one)
        make_user("clients", contact=two)
        page = client.get(f"/admin/contacts/merge/?ids={one.id},{two.id}").text
        assert "required" in page
        form = fields(page) | {"step": "confirm", "ids": [one.id, two.id], "login": two.id}
        page = client.post("/admin/contacts/merge/", data=form).text
        assert "These logins stop working at once" in page
        assert client.get("/admin/contacts/merge/?ids=").status_code == 404
        assert client.get("/admin/contacts/merge/?ids=999999").status_code == 404

    def test_companies_choose_whose_documents_go_on(self, client, manager):
        zefir = companies.create({"name": "Zefir"}, system())
        lotos = companies.create({"name": "<b>Lotos</b>"}, system())
        own, theirs = world.document(zefir), world.document(lotos)
        db.session.commit()
        page = client.get(f"/admin/companies/merge/?ids={zefir.id},{lotos.id}").text
        assert "Only those of Zefir" in page
        assert "<b>Lotos</b>" not in page
        form = fields(page) | {
            "step": "merge", "ids": [zefir.id, lotos.id], "main": zefir.id, "documents": zefir.id,
        }  # fmt: skip
        client.post("/admin/companies/merge/", data=form)
        assert (own.company_id, theirs.company_id) == (zefir.id, lotos.id)
        assert db.session.get(Company, lotos.id).merged_into_id == zefir.id


class TestStarts:
    def test_from_the_list_and_by_hand(self, client, manager):
        one, two, _three = three()
        assert (
            'data-dialog-url="/admin/contacts/merge/start"' in client.get("/admin/contacts/").text
        )
        page = client.get(f"/admin/contacts/merge/start?ids={one.id}&ids={two.id}").text
        assert 'action="/admin/contacts/merge/"' in page
        page = client.get(f"/admin/contacts/merge/start?ids={one.id}").text
        assert f"/admin/contacts/merge/pick?ids={one.id}" in page
        found = client.get(f"/admin/contacts/merge/pick?ids={one.id}&query=Shevchenko").json
        assert [row["text"] for row in found] == ["Helen Shevchenko", "Lena Shevchenko"]
        ids = "".join(f"&ids={n}" for n in range(1, 12))
        assert "At most 10" in client.get(f"/admin/contacts/merge/start?match=x{ids}").text
        menu = client.get(f"/admin/contacts/menu?id={one.id}").text
        assert "Merge with another" in menu

    def test_a_merged_card_tells_its_merges(self, client, manager):
        one, two, _three = three()
        merge(client, one, two)
        assert (
            "/admin/merges/?noun=contacts" in client.get(f"/admin/contacts/menu?id={one.id}").text
        )


class TestRights:
    ADDRESSES = ("merge/?ids={a},{b}", "merge/start?ids={a}", "merge/pick?query=x")

    def test_an_agent_merges_nothing(self, client, manager):
        one, two, third = three()
        done = merge(client, one, two)
        client.post("/logout")
        sign_in(client, make_user("agents"))
        for address in self.ADDRESSES:
            answer = client.get("/admin/contacts/" + address.format(a=one.id, b=third.id))
            assert answer.status_code in (403, 404), address
        form = {"step": "merge", "ids": [one.id, third.id], "main": one.id}
        assert client.post("/admin/contacts/merge/", data=form).status_code == 403
        assert "Merge with another" not in client.get(f"/admin/contacts/menu?id={one.id}").text
        assert client.get(f"/admin/merges/{done.id}").status_code == 200
        assert "Undo the merge" not in client.get(f"/admin/merges/{done.id}").text
        assert client.post(f"/admin/merges/{done.id}/undo").status_code == 403
        assert db.session.query(Merge).filter(Merge.undone_at.is_not(None)).count() == 0

    def test_clients_and_strangers_see_nothing(self, client):
        one, two = make_contact(), make_contact()
        address = f"/admin/contacts/merge/?ids={one.id},{two.id}"
        assert client.get(address).status_code == 302
        assert client.get("/admin/merges/1").status_code == 302
        sign_in(client, make_user("clients"))
        assert client.get(address).status_code in (302, 403)
        assert client.get("/admin/merges/1").status_code in (302, 403)

    def test_needs_a_token_and_a_post(self, client, manager):
        one, two, _three = three()
        form = {"step": "merge", "ids": [one.id, two.id], "main": one.id}
        assert client.post("/admin/contacts/merge/", data=form, csrf=False).status_code == 400
        client.get("/admin/contacts/merge/", query_string={**form, "ids": f"{one.id},{two.id}"})
        done = merge(client, one, two)
        assert client.post(f"/admin/merges/{done.id}/undo", csrf=False).status_code == 400
        assert client.get(f"/admin/merges/{done.id}/undo").status_code == 405
        assert db.session.query(Merge).count() == 1


def test_the_page_costs_the_same_for_many_rows(client, manager):
    one, two, _three = three()
    address = f"/admin/contacts/merge/?ids={one.id},{two.id}"
    with statements() as few:
        client.get(address)
    for _ in range(30):
        world.note(contact_id=two.id)
        world.equipment(contact_id=two.id)
    db.session.commit()
    with statements() as many:
        client.get(address)
    assert len(many) == len(few)
