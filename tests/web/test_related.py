"""Related contacts on the cards, and the kinds of relation in the settings (S8)."""

import re

import pytest
from sqlalchemy import select

from admin_app.services import related_contact as relations
from admin_app.services import relation_kind
from admin_app.services.contact_status import set_status
from models import AuditEntry, Contact, RelatedContact, RelationKind
from models.base import db
from models.enums import ContactStatus
from tests.factories.people import delete, make_contact, make_user, sign_in, system

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def manager(client):
    sign_in(client, make_user("managers"))


@pytest.fixture
def olena():
    return make_contact(company="Zefir")


@pytest.fixture
def jan():
    return make_contact(first_name="Jan", last_name="Nowak")


def kind(key: str) -> RelationKind:
    return db.session.scalar(select(RelationKind).filter_by(key=key))


def tab(client, contact: Contact) -> str:
    return client.get(f"/admin/contacts/tab/?tab=related&id={contact.id}").text


def count_on(client, contact: Contact) -> str:
    page = client.get(f"/admin/contacts/details/?id={contact.id}").text
    found = re.search(r'id="tab-related".*?<span class="k-count">(.*?)</span>', page, re.DOTALL)
    return found[1]


def link(client, contact: Contact, other: Contact, chosen: str, **more: str):
    data = {"other": str(other.id), "kind": chosen, **more}
    return client.post(f"/admin/relations/{contact.id}/link", data=data)


def test_both_cards_show_the_link_with_the_right_name(client, manager, olena, jan):
    chosen = str(kind("manager").id)
    assert link(client, olena, jan, chosen, comment="since 2024").status_code == 302
    hers, his = tab(client, olena), tab(client, jan)
    assert "Jan Nowak" in hers
    assert ">Manager</td>" in hers
    assert "since 2024" in hers
    assert "Olena Shevchenko" in his
    assert ">Subordinate</td>" in his
    assert count_on(client, olena) == count_on(client, jan) == "1"


def test_the_other_direction_is_chosen_by_its_name(client, manager, olena, jan):
    link(client, olena, jan, f"{kind('manager').id}r")
    assert ">Subordinate</td>" in tab(client, olena)
    assert ">Manager</td>" in tab(client, jan)


@pytest.mark.parametrize("turned", [False, True])
def test_nobody_is_linked_twice_in_one_kind(client, manager, olena, jan, turned):
    chosen = str(kind("manager").id)
    link(client, olena, jan, chosen)
    sides = (jan, olena) if turned else (olena, jan)
    again = link(client, *sides, chosen)
    assert again.status_code == 422
    assert "is linked in this relation already" in again.text
    assert link(client, *sides, str(kind("family").id)).status_code == 302
    assert count_on(client, olena) == "2"


def test_refusals_keep_what_was_typed(client, manager, olena, jan):
    chosen = str(kind("family").id)
    himself = link(client, olena, olena, chosen, comment="my comment")
    assert himself.status_code == 422
    assert "cannot be related to itself" in himself.text
    assert "my comment" in himself.text
    for data in ({"other": "", "kind": chosen}, {"other": "9999999999999", "kind": chosen},
                 {"other": str(jan.id), "kind": "77777"}, {"other": str(jan.id), "kind": "r"},
                 {"other": "new:X", "kind": chosen}):  # fmt: skip
        answer = client.post(f"/admin/relations/{olena.id}/link", data=data)
        assert answer.status_code == 422, data
    assert db.session.scalars(select(RelatedContact)).all() == []


def test_a_new_contact_is_added_and_linked(client, manager, olena):
    data = {"last_name": "Bondar", "emails": "b@x.example", "kind": str(kind("assistant").id),
            "mobile_phones": "+380671234567", "same_company": "y"}  # fmt: skip
    assert client.post(f"/admin/relations/{olena.id}/new", data=data).status_code == 302
    assert "Bondar" in tab(client, olena)
    made = db.session.scalar(select(Contact).filter_by(last_name="Bondar"))
    assert (made.company.name, made.mobile_phone) == ("Zefir", "+380671234567")
    wrong = client.post(f"/admin/relations/{olena.id}/new", data={**data, "emails": "nonsense"})
    assert wrong.status_code == 422
    assert "nonsense" in wrong.text
    assert len(db.session.scalars(select(Contact)).all()) == 2


def test_taking_a_link_away_is_undone(client, manager, olena, jan):
    link(client, olena, jan, str(kind("manager").id), comment="boss")
    row = db.session.scalar(select(RelatedContact))
    here = f"/admin/contacts/details/?tab=related&id={jan.id}"
    answer = client.post(f"/admin/relations/{row.id}/unlink", data={"next": here})
    assert answer.location == here
    assert "Olena" not in tab(client, jan)
    page = client.get(here).text
    undo = re.search(r'action="(/admin/relations/\d+/relink[^"]*)"', page)[1].replace("&amp;", "&")
    client.post(undo)
    assert ">Manager</td>" in tab(client, olena)
    assert "boss" in tab(client, jan)


def test_both_contacts_tell_it_in_the_audit(client, manager, olena, jan):
    link(client, olena, jan, str(kind("manager").id))
    row = db.session.scalar(select(RelatedContact))
    client.post(f"/admin/relations/{row.id}/unlink")
    query = select(AuditEntry.action, AuditEntry.row_id).where(
        AuditEntry.action.in_(["link", "unlink"])
    )
    told = {tuple(entry) for entry in db.session.execute(query)}
    assert told == {(a, c.id) for a in ("link", "unlink") for c in (olena, jan)}
    entry = db.session.scalar(select(AuditEntry).filter_by(action="link", row_id=olena.id))
    page = client.get(f"/admin/audit/details/?id={entry.id}").text
    assert "Jan Nowak" in page
    assert "Manager" in page


def test_one_in_the_trash_is_hidden_and_comes_back(client, manager, olena, jan):
    link(client, olena, jan, str(kind("family").id))
    delete(db.session.get(Contact, jan.id))
    db.session.commit()
    assert "Jan" not in tab(client, olena)
    assert count_on(client, olena) == "0"
    client.post(f"/admin/contacts/restore/?id={jan.id}")
    assert "Jan" in tab(client, olena)


def test_a_dismissed_contact_keeps_its_links(client, manager, olena, jan):
    link(client, olena, jan, str(kind("family").id))
    row = db.session.get(Contact, jan.id)
    set_status(row, ContactStatus.DISMISSED, system())
    db.session.commit()
    relation = db.session.scalar(select(RelatedContact))
    client.post(f"/admin/relations/{relation.id}/unlink")
    assert "Jan" in tab(client, olena)
    assert client.get(f"/admin/relations/{jan.id}/link").status_code == 404


def test_picking_leaves_out_oneself_and_those_linked_in_the_kind(client, manager, olena, jan):
    family, chief = kind("family").id, kind("manager").id
    link(client, olena, jan, str(family))

    def names(chosen: str) -> set[str]:
        found = client.get(f"/admin/relations/{olena.id}/pick?query=&kind={chosen}").json
        return {item["text"] for item in found}

    assert names(str(family)) == set()
    assert names(f"{chief}r") == {"Jan Nowak"}
    assert names("%00nonsense") == {"Jan Nowak"}


def test_rights_hold_on_each_address(client, olena, jan):
    relations.link(olena, jan, kind("family"), system())
    db.session.commit()
    row = db.session.scalar(select(RelatedContact.id))
    writes = (f"{olena.id}/link", f"{olena.id}/new", f"{row}/unlink", f"{olena.id}/relink?other=1")
    sign_in(client, make_user("clients"))
    for address in writes:
        assert client.post(f"/admin/relations/{address}").status_code in (403, 404), address
    assert client.get(f"/admin/relations/{olena.id}/pick").status_code == 403
    assert client.get("/admin/settings/relations/").status_code == 403
    assert client.get("/admin/settings/card-header/").status_code == 403
    assert db.session.scalar(select(RelatedContact.id)) == row


def test_an_agent_sets_up_nothing(client, olena):
    sign_in(client, make_user("agents"))
    assert client.get(f"/admin/relations/{olena.id}/link").status_code == 200
    for address in ("relations/", "relations/new", "card-header/"):
        assert client.get(f"/admin/settings/{address}").status_code == 403
        assert client.post(f"/admin/settings/{address}").status_code in (403, 405)


def test_everything_is_escaped(client, manager, olena):
    evil = make_contact(last_name="<script>alert(1)</script>", position="<b>x</b>")
    link(client, olena, evil, str(kind("family").id), comment="<i>hm</i>")
    page = tab(client, olena)
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page
    assert "<i>hm" not in page


class TestTable:
    def test_columns_and_density_are_kept_for_a_person(self, client, manager, olena, jan):
        link(client, olena, jan, str(kind("family").id), comment="hello")
        dialog = client.get("/admin/relations/columns").text
        assert 'value="department"' in dialog
        here = f"/admin/contacts/details/?id={olena.id}&tab=related"
        data = {"columns": ["full_name", "kind", "relation"], "density": "compact", "next": here}
        assert client.post("/admin/relations/columns", data=data).location == here
        page = tab(client, olena)
        assert re.findall(r'<th scope="col">([^<]+)</th>', page) == [
            "Full name",
            "Type",
            "Relation",
        ]
        assert "k-density-compact" in page
        assert "hello" not in page
        client.post("/admin/relations/columns", data={"reset": "1", "next": "//evil.example"})
        assert "hello" in tab(client, olena)

    def test_a_hidden_field_is_no_column(self, client, olena, jan):
        from tests.factories.people import make_group

        relations.link(olena, jan, kind("family"), system())
        db.session.commit()
        group = make_group(permissions=["contacts.view"])
        sign_in(client, make_user(group_id=group.id))
        assert 'value="region"' not in client.get("/admin/relations/columns").text
        client.post("/admin/relations/columns", data={"columns": ["region", "address"]})
        assert "Region" not in tab(client, olena)


class TestKinds:
    def test_the_built_in_ones_are_there_and_translated(self, client):
        sign_in(client, make_user("managers", language="en"))
        page = client.get("/admin/settings/relations/").text
        for label in ("Manager", "Subordinate", "Family member"):
            assert label in page

    def test_one_is_added_renamed_and_retired(self, client, manager, olena, jan):
        data = {"labels_en": "Neighbour", "labels_ru": "Сосед"}
        assert client.post("/admin/settings/relations/new", data=data).status_code == 302
        made = db.session.scalar(select(RelationKind).where(RelationKind.key.is_(None)))
        assert relation_kind.is_mutual(made)
        link(client, olena, jan, str(made.id))
        data = {"labels_en": "Tenant", "reverse_labels_en": "Landlord"}
        client.post(f"/admin/settings/relations/{made.id}", data=data)
        assert ">Tenant</td>" in tab(client, olena)
        assert ">Landlord</td>" in tab(client, jan)
        client.post(f"/admin/settings/relations/{made.id}/retire?on=1")
        assert "Tenant" not in client.get(f"/admin/relations/{olena.id}/link").text
        assert ">Tenant</td>" in tab(client, olena)
        client.post(f"/admin/settings/relations/{made.id}/retire?on=0")
        assert "Tenant" in client.get(f"/admin/relations/{olena.id}/link").text

    def test_one_without_a_name_is_refused(self, client, manager):
        answer = client.post("/admin/settings/relations/new", data={"reverse_labels_en": "X"})
        assert answer.status_code == 422
        assert "Fill in this field" in answer.text
        long = client.post("/admin/settings/relations/new", data={"labels_en": "x" * 61})
        assert long.status_code == 422

    def test_a_built_in_one_renamed_in_one_language_keeps_the_others(self, client, manager):
        chief = kind("manager")
        client.post(f"/admin/settings/relations/{chief.id}", data={"labels_ru": "Шеф"})
        fresh = db.session.get(RelationKind, chief.id, populate_existing=True)
        assert relation_kind.label(fresh, "ru") == ("Шеф", False)
        assert relation_kind.label(fresh, "en") == ("Manager", True)

    def test_their_order_is_kept(self, client, manager):
        ids = [k.id for k in relation_kind.all_kinds()][::-1]
        data = {"ids": [*map(str, ids), "x", "99999999999999"]}
        assert client.post("/admin/settings/relations/order", data=data).status_code == 204
        db.session.expire_all()
        assert [k.id for k in relation_kind.all_kinds()] == ids


class TestHeader:
    def test_chosen_fields_stand_on_the_card_in_their_order(self, client, manager):
        contact = make_contact(position="Chief", region="Kyiv", department="Sales")
        data = {"columns": ["region", "position", "nonsense", "region"]}
        client.post("/admin/settings/card-header/?noun=contacts", data=data)
        page = client.get(f"/admin/contacts/details/?id={contact.id}").text
        strip = re.search(r'class="k-strip-fields".*?</dl>', page, re.DOTALL)[0]
        assert re.findall(r"<dt>(.*?)</dt>", strip) == ["Region", "Position"]
        settings = client.get("/admin/settings/card-header/?noun=contacts").text
        assert settings.index('value="region" checked') < settings.index('value="position" checked')

    def test_fields_that_one_may_not_see_stay_hidden(self, client, manager):
        contact = make_contact(region="Kyiv", position="Chief")
        client.post("/admin/settings/card-header/", data={"columns": ["region", "position"]})
        client.post("/logout")
        from tests.factories.people import make_group

        group = make_group(permissions=["contacts.view"])
        sign_in(client, make_user(group_id=group.id))
        page = client.get(f"/admin/contacts/details/?id={contact.id}").text
        assert "Chief" in page
        assert "Kyiv" not in page

    def test_an_unknown_noun_is_not_found(self, client, manager):
        assert client.get("/admin/settings/card-header/?noun=users").status_code == 404

    def test_numbers_and_addresses_are_offered(self, client, manager):
        contact = make_contact(
            emails=["a@x.example"], phones=["+380442345678"], mobile_phones=["+380671234567"]
        )
        page = client.get(f"/admin/contacts/details/?id={contact.id}").text
        call = re.search(r'data-reach="call".*?</div>\s*</div>', page, re.DOTALL)[0]
        assert 'href="tel:+380671234567"' in call
        assert 'href="tel:+380442345678"' in call
        assert "067 123 4567" in call
        sms = re.search(r'data-reach="sms".*?</div>', page, re.DOTALL)[0]
        assert re.findall(r'<a class="[^"]*" href="(.*?)"', sms) == ["sms:+380671234567"]
        assert 'data-copy="+380671234567"' in page
        assert 'href="mailto:a@x.example"' in page
