"""Similar contacts in the panel: queue, card, list, form, settings; rights."""

import pytest

from tests.factories.people import make_contact, make_group, make_user, sign_in, system
from tests.helpers.statements import statements

PERSON = {"first_name": "Oleksandr", "last_name": "Shcherbakov", "phones": ["+380671234567"]}


@pytest.fixture
def two(db_session):
    a = make_contact(**PERSON, birth_date="1985-04-23")
    b = make_contact(**PERSON, birth_date="1985-04-23")
    return a, b


def agent(client, *permissions):
    group = make_group(permissions=permissions)
    user = make_user()
    user.group = group
    from models.base import db

    db.session.commit()
    sign_in(client, user)
    return user


@pytest.fixture
def manager(client, db_session):
    user = make_user("managers")
    sign_in(client, user)
    return user


def pair():
    from models import ContactDuplicate
    from models.base import db

    db.session.expire_all()
    return db.session.query(ContactDuplicate).one()


def decide(client, decision, **more):
    url = f"/admin/similar/contacts/{pair().id}/decide"
    return client.post(url, data={"decision": decision, **more})


def test_the_queue_shows_the_pair_with_reasons_and_ways_on(client, two, manager):
    page = client.get("/admin/similar/").text
    a, b = two
    assert "Oleksandr" in page
    assert "same phone" in page
    assert f"/admin/contacts/merge/?ids={a.id}&amp;ids={b.id}" in page


def test_not_similar_and_undo(client, two, manager):
    answer = decide(client, "not_similar", next="/admin/similar/?noun=contacts")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/admin/similar/?noun=contacts",
    )
    assert pair().state == "not_similar"
    page = client.get("/admin/similar/").text
    assert "Nothing waits for a decision" in page
    assert "decision=open" in page
    assert decide(client, "open").status_code == 302
    assert pair().state == "open"


def test_a_get_decides_nothing(client, two, manager):
    assert (
        client.get(f"/admin/similar/contacts/{pair().id}/decide?decision=week").status_code == 405
    )
    assert decide(client, "nonsense").status_code == 404
    assert pair().state == "open"


def test_next_leads_nowhere_else(client, two, manager):
    answer = decide(client, "week", next="//evil.example/x")
    assert answer.headers["Location"].startswith("/admin/similar/")


def test_seeing_needs_one_right_deciding_another(client, two):
    agent(client, "contacts.view")
    page = client.get("/admin/similar/").text
    assert "Oleksandr" in page
    assert "/decide" not in page
    assert "/merge/" not in page
    assert "/scan" not in page
    assert decide(client, "not_similar").status_code == 403
    assert client.post("/admin/similar/contacts/scan").status_code == 403
    assert pair().state == "open"


def test_without_the_right_to_see_contacts_there_is_nothing(client, two):
    agent(client, "companies.view")
    assert "Shcherbakov" not in client.get("/admin/similar/?noun=contacts").text
    assert decide(client, "week").status_code == 404
    assert client.get(f"/admin/similar/contacts/{two[0].id}/pick").status_code == 404


def test_values_of_limited_fields_need_their_right(client, two):
    agent(client, "contacts.view")
    page = client.get(f"/admin/contacts/details/?id={two[0].id}&tab=similar").text
    assert '<article class="k-card k-pair"' in page
    assert "same date of birth" in page
    assert "1985" not in page


def test_a_pair_with_a_trashed_contact_is_out_of_reach(client, two, manager):
    from models.base import db
    from tests.factories.people import delete

    url = f"/admin/similar/contacts/{pair().id}/decide"
    delete(two[1])
    db.session.commit()
    assert client.post(url, data={"decision": "not_similar"}).status_code == 404
    assert "Nothing waits" in client.get("/admin/similar/").text


def test_mark_filter_and_tab_counter(client, two, manager):
    other = make_contact(first_name="Maria", last_name="Nowak")
    page = client.get("/admin/contacts/").text
    assert page.count('title="Similar ones found"') == 2
    found = client.get("/admin/contacts/?similar=1").text
    assert f'data-row="{two[0].id}"' in found
    assert f'data-row="{other.id}"' not in found
    rest = client.get("/admin/contacts/?similar=0").text
    assert f'data-row="{two[0].id}"' not in rest
    assert f'data-row="{other.id}"' in rest
    card = client.get(f"/admin/contacts/details/?id={two[0].id}").text
    assert "Similar ones found" in card
    assert "Similar ones found" in client.get(f"/admin/contacts/quick/?id={two[0].id}").text


def test_marks_cost_one_statement_however_long_the_page(client, two, manager):
    with statements() as few:
        client.get("/admin/contacts/")
    for _ in range(6):
        make_contact(**PERSON)
    with statements() as many:
        client.get("/admin/contacts/")
    assert len(many) == len(few)


def test_the_queue_asks_as_much_however_many_pairs(client, two, manager):
    with statements() as few:
        client.get("/admin/similar/")
    for _ in range(3):
        make_contact(**PERSON)
    with statements() as many:
        client.get("/admin/similar/")
    assert len(many) == len(few)


def test_pages_of_the_queue_follow_each_other(client, db_session, manager):
    import re

    for _ in range(8):
        make_contact(**PERSON)
    seen, url = [], "/admin/similar/"
    while url:
        page = client.get(url).text
        seen += re.findall(r"contacts/(\d+)/decide", page)
        links = re.findall(r'href="([^"]+)" rel="next"', page)
        url = links[0].replace("&amp;", "&") if links else None
    assert len(set(seen)) == 28
    assert client.get("/admin/similar/?after=%00x").status_code == 200


class TestForm:
    def typed(self, **more):
        return {
            "kind": "person", "first_name": "Oleksandr", "last_name": "Shcherbakov",
            "emails-0-value": "new@z.example", "emails-default": "0",
            "phones-0-value": "+380671234567", "phones-default": "0",
            "group_id": "", **more,
        }  # fmt: skip

    def test_typing_warns_and_writes_nothing(self, client, two, manager):
        from models import Contact
        from models.base import db

        answer = client.post("/admin/contacts/similar", data=self.typed())
        assert answer.status_code == 200
        assert two[0].identifier in answer.text
        assert "Use this one" in answer.text
        assert db.session.query(Contact).filter_by(email="new@z.example").count() == 0
        empty = client.post("/admin/contacts/similar", data={"first_name": "Zenon"})
        assert empty.text.strip() == ""

    def test_typing_needs_the_right_to_add(self, client, two):
        agent(client, "contacts.view")
        assert client.post("/admin/contacts/similar", data=self.typed()).status_code == 403

    def test_saving_stops_once_and_goes_on_when_asked(self, client, two, manager):
        from models import Contact
        from models.base import db

        stop = client.post("/admin/contacts/new/", data=self.typed())
        assert stop.status_code == 422
        assert "Add anyway" in stop.text
        assert "new@z.example" in stop.text
        seen = [str(row.id) for row in two]
        answer = client.post("/admin/contacts/new/", data=self.typed(similar_seen=seen))
        assert answer.status_code == 302
        assert db.session.query(Contact).filter_by(email="new@z.example").count() == 1

    def test_a_company_is_warned_of_too(self, client, manager):
        from admin_app.services import company
        from models.base import db

        company.create({"name": "ООО «Ромашка»", "phones": ["+74951234567"]}, system())
        db.session.commit()
        typed = {"name": "Ромашка", "phones-0-value": "+74951234567", "phones-default": "0"}
        assert "Ромашка" in client.post("/admin/companies/similar", data=typed).text
        stop = client.post("/admin/companies/new/", data={**typed, "status": "active"})
        assert stop.status_code == 422


def test_the_picker_leaves_the_card_itself_out(client, two, manager):
    found = client.get(f"/admin/similar/contacts/{two[0].id}/pick?query=shcher").json
    assert [(item["value"], item["mark"]) for item in found] == [
        (str(two[1].id), "Similar ones found")
    ]


def test_a_scan_is_asked_for_once(client, two, manager):
    from models import Job

    for _ in range(2):
        assert client.post("/admin/similar/contacts/scan").status_code == 302
    from models.base import db

    assert db.session.query(Job).filter_by(kind="similar.scan").count() == 1
    assert client.get("/admin/similar/").status_code == 200


class TestSettings:
    def test_a_higher_threshold_lets_pairs_go(self, client, two):
        from models import ContactDuplicate
        from models.base import db

        sign_in(client, make_user("administrators"))
        saved = pair()
        saved.score = 900
        db.session.commit()
        assert client.post("/admin/settings/similar/", data={"threshold": "95"}).status_code == 302
        assert db.session.query(ContactDuplicate).count() == 0

    @pytest.mark.parametrize("typed", ["49", "100", "many", ""])
    def test_a_wrong_one_is_refused_at_its_field(self, client, two, typed):
        sign_in(client, make_user("administrators"))
        answer = client.post("/admin/settings/similar/", data={"threshold": typed})
        assert answer.status_code == 422
        assert "threshold-error" in answer.text

    def test_it_needs_the_right(self, client, manager):
        assert client.get("/admin/settings/similar/").status_code == 403
