"""The time line over HTTP: who may what, what is shown, and that nothing typed becomes markup."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select

from admin_app.services import note as notes
from admin_app.services.shared.cards import card_of
from models import Call, Note, NoteMention, OutboxMail, Sms
from models.base import db
from tests.factories.activity import make_file, make_note, staff
from tests.factories.people import delete, make_contact, make_group, make_user, sign_in
from tests.helpers.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")
XSS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>', '<a href=" &#106;avascript:alert(1)">x</a>',
    '<div style="position:fixed" onclick="alert(1)">x</div>', "<iframe src=//evil></iframe>",
    '<a href="/admin/settings/?x=1">x</a>', '<form action="//evil"><input name=a></form>',
    '<figure data-trix-attachment=\'{"content":"<script>alert(1)</script>"}\'></figure>',
    "<math><mtext></p><style><img src onerror=alert(1)>", '<base href="//evil">',
    '<a href="#mention-1" onclick="alert(1)">@x</a>', '<meta http-equiv="refresh" content="0">',
)  # fmt: skip
EVIL = re.compile(
    r"<(?:script|img|svg|iframe|form|input|figure|style|base|meta)\b|javascript:|onclick|onerror"
    r"|onload|style=|/admin/settings",
    re.IGNORECASE,
)


@pytest.fixture
def card():
    return card_of(make_contact(company="Zefir"))


@pytest.fixture
def manager(client):
    user, actor = staff("managers")
    sign_in(client, user)
    return actor


def tab(client, card, key="activity", **more):
    arguments = "".join(f"&{name}={value}" for name, value in more.items())
    answer = client.get(f"/admin/{card.kind.noun}/details/?id={card.id}&tab={key}{arguments}")
    assert answer.status_code == 200
    return answer.text


def write(client, card, html, **more):
    return client.post(f"/admin/activity/notes?card={card}", data={"html": html, **more})


class TestNotes:
    def test_are_written_and_shown(self, client, card, manager):
        answer = write(client, card, "<div><strong>Hello</strong></div>")
        assert answer.status_code == 200
        assert "<strong>Hello</strong>" in answer.text
        told = json.loads(answer.headers["HX-Trigger"])
        assert told["k:counts"] == {"activity": "1", "files": "0"}
        assert "k:written" in told
        assert "<strong>Hello</strong>" in tab(client, card)

    def test_of_nothing_answer_at_the_editor(self, client, card, manager):
        answer = write(client, card, "")
        assert answer.status_code == 422
        assert answer.text == "Fill in this field."
        assert answer.headers["HX-Retarget"] == "#composer-error"
        assert db.session.scalar(select(Note)) is None

    @pytest.mark.parametrize("typed", XSS)
    def test_become_no_markup_of_others(self, client, card, manager, typed):
        write(client, card, f"{typed}words")
        for note in db.session.scalars(select(Note)):  # what is all markup leaves no note
            assert not EVIL.search(note.html), note.html
        assert "<script>alert" not in tab(client, card)

    def test_are_cleaned_again_when_shown(self, client, card, manager):
        note = make_note(card, "x", manager)
        note.html = "<script>alert(1)</script><b>kept</b>"
        db.session.commit()
        page = tab(client, card)
        assert "<b>kept</b>" in page
        assert "alert(1)" not in page

    def test_are_edited_by_their_author(self, client, card, manager):
        note = make_note(card, "before", manager)
        address = f"/admin/activity/notes/{note.id}/edit"
        form = client.get(address).text
        mark = re.search(r'name="mark" value="([^"]+)"', form)[1]
        assert client.post(address, data={"html": "after", "mark": mark}).status_code == 200
        stale = client.post(address, data={"html": "again", "mark": mark})
        assert stale.status_code == 422
        assert stale.headers["HX-Retarget"] == f"#note-{note.id}-error"
        history = client.get(f"/admin/activity/notes/{note.id}/history").text
        assert history.index("after") < history.index("before")
        assert "edited" in tab(client, card)

    def test_of_others_cannot_be_edited(self, client, card, manager):
        note = make_note(card, "mine", staff("agents")[1])
        address = f"/admin/activity/notes/{note.id}/edit"
        assert client.get(address).status_code == 404
        assert client.post(address, data={"html": "x"}).status_code == 403
        assert address not in tab(client, card)

    def test_are_deleted_for_good(self, client, card, manager):
        note = make_note(card, "gone", staff("agents")[1])
        answer = client.post(f"/admin/activity/notes/{note.id}/delete")
        assert (answer.status_code, answer.text) == (200, "")
        assert db.session.scalar(select(Note)) is None

    def test_mention_colleagues(self, client, card, manager):
        anna, _ = staff(full_name="Anna Nowak")
        found = client.get(f"/admin/activity/people?card={card}&query=anna").json
        assert found == [{"id": anna.id, "name": "Anna Nowak", "sub": anna.email}]
        write(client, card, f'<a href="#mention-{anna.id}">@Anna Nowak</a> look')
        assert db.session.scalar(select(NoteMention.user_id)) == anna.id
        assert db.session.scalar(select(OutboxMail.letter)) == "mention"

    def test_are_told_under_the_bell_until_seen(self, client, app, card, manager):
        anna, _ = staff(full_name="Anna Nowak")
        make_note(card, f'<a href="#mention-{anna.id}">@A</a> see <i>this</i>', manager)
        other = app.test_client()
        sign_in(other, anna)
        assert '<span class="k-bell-count">1</span>' in other.get("/admin/").text
        bell = other.get("/admin/jobs/bell").text
        assert "mentioned you:" in bell
        assert "see this" in bell
        assert f"entry=note:{db.session.scalar(select(Note.id))}" in bell
        assert other.post("/admin/jobs/seen").status_code == 204
        assert "k-bell-count" not in other.get("/admin/").text
        assert "Mentions" in other.get("/admin/").text


class TestTheLine:
    def test_is_narrowed_by_its_address(self, client, card, manager):
        make_note(card, "some words", manager)
        assert "some words" in tab(client, card, kind="note")
        assert "No entry is like that." in tab(client, card, kind="call")
        assert "some words" in tab(client, card, kind="x", author="y", period="z", sort="w")
        assert "some words" not in tab(client, card, author=manager.user_id + 1)

    def test_goes_on_page_by_page(self, client, card, manager):
        for number in range(35):
            make_note(card, f"note {number:02}", manager)
        first = client.get(f"/admin/activity/lines?card={card}")
        assert first.text.count("data-entry=") == 30
        assert first.headers["HX-Replace-Url"].endswith(f"tab=activity&id={card.id}")
        more = re.search(r'hx-get="(/admin/activity/lines[^"]+cursor=[^"]+)"', first.text)[1]
        second = client.get(more.replace("&amp;", "&")).text
        assert second.count("data-entry=") == 5
        assert "Show more" not in second

    def test_asks_the_same_few_statements_for_any_length(self, app, client, card, manager):
        def count():
            with statements() as seen:
                client.get(f"/admin/activity/lines?card={card}")
            return len(seen)

        for number in range(3):
            make_note(card, f"{number}", manager, about="")
        first = make_note(card, "first", manager)
        make_note(card, "about", manager, about=f"note:{first.id}")
        file = make_file(app, card, manager)
        make_note(card, "file", manager, files=[file.key])
        few = count()
        for number in range(20):
            make_note(card, f"more {number}", manager, about=f"note:{first.id}")
        assert count() == few

    def test_leads_to_an_old_entry(self, client, card, manager):
        old = make_note(card, "the old one", manager)
        for number in range(31):
            make_note(card, f"{number}", manager)
        assert "the old one" not in tab(client, card)
        assert "the old one" in tab(client, card, entry=f"note:{old.id}")
        other = card_of(make_contact())
        assert "the old one" not in tab(client, other, entry=f"note:{old.id}")

    def test_of_a_company_with_its_contacts(self, client, card, manager):
        make_note(card, "of the contact", manager)
        company = card_of(card.row.company)
        assert "of the contact" not in tab(client, company)
        page = tab(client, company, **{"with": "contacts"})
        assert "of the contact" in page
        assert card.name in page

    def test_of_a_company_hides_contacts_from_those_who_may_not_see_them(self, client, card):
        make_note(card, "of the contact", staff()[1])
        group = make_group(permissions=["companies.view", "companies.edit"])
        sign_in(client, make_user(group_id=group.id))
        company = card_of(card.row.company)
        assert "of the contact" not in tab(client, company, **{"with": "contacts"})


class TestCalls:
    def test_are_entered_by_hand(self, client, card, manager):
        address = f"/admin/activity/call/new?card={card}"
        assert "Add a call" in client.get(address).text
        typed = {"direction": "incoming", "other_number": "+380 44 123-45-67", "minutes": "7",
                 "at": "2026-01-05T10:30", "text": "agreed <b>"}  # fmt: skip
        assert client.post(address, data=typed).status_code == 204
        row = db.session.scalar(select(Call))
        assert (row.number, row.seconds, row.contact_id) == ("+380441234567", 420, card.id)
        page = tab(client, card)
        assert "Incoming call" in page
        assert "agreed &lt;b&gt;" in page
        client.post(f"/admin/activity/call/{row.id}/delete")
        assert db.session.scalar(select(Call)) is None

    def test_that_are_wrong_say_so_at_the_field(self, client, card, manager):
        typed = {"direction": "sideways", "minutes": "many", "at": "2999-01-05T10:30"}
        page = client.post(f"/admin/activity/call/new?card={card}", data=typed)
        assert page.status_code == 422
        typed["direction"] = "outgoing"
        page = client.post(f"/admin/activity/call/new?card={card}", data=typed)
        assert page.status_code == 422
        assert "Give whole minutes" in page.text
        assert "still to come" in page.text
        assert 'value="many"' in page.text

    def test_of_sms_need_a_text(self, client, card, manager):
        address = f"/admin/activity/sms/new?card={card}"
        assert client.post(address, data={"direction": "outgoing"}).status_code == 422
        given = {"direction": "outgoing", "other_number": "+380441234567", "text": "hi"}
        assert client.post(address, data=given).status_code == 204
        assert db.session.scalar(select(Sms)).text == "hi"

    def test_offer_the_numbers_of_the_card(self, client, manager):
        card = card_of(make_contact(mobile_phones=["+380671234567"], phones=["+380441234567"]))
        page = client.get(f"/admin/activity/call/new?card={card}").text
        assert page.index('value="+380671234567"') < page.index('value="+380441234567"')


def addresses(card, note, call):
    yield "get", f"/admin/activity/lines?card={card}"
    yield "get", f"/admin/activity/entry?card={card}&entry=note:{note.id}"
    yield "get", f"/admin/activity/people?card={card}"
    yield "post", f"/admin/activity/notes?card={card}"
    yield "get", f"/admin/activity/notes/{note.id}/edit"
    yield "post", f"/admin/activity/notes/{note.id}/edit"
    yield "get", f"/admin/activity/notes/{note.id}/history"
    yield "post", f"/admin/activity/notes/{note.id}/delete"
    yield "get", f"/admin/activity/call/new?card={card}"
    yield "post", f"/admin/activity/call/new?card={card}"
    yield "post", f"/admin/activity/call/{call.id}/delete"
    yield "get", f"/admin/contacts/tab/?id={card.id}&tab=activity"
    yield "get", f"/admin/contacts/tab/?id={card.id}&tab=files"


class TestStrangers:
    @pytest.fixture
    def known(self, card):
        from admin_app import clock
        from admin_app.services import call
        from models.enums import Direction

        _, actor = staff()
        note = make_note(card, "secret words", actor)
        row = call.record_call(card, actor, at=clock.now(), direction=Direction.INCOMING)
        db.session.commit()
        return list(addresses(card, note, row))

    def held(self):
        return [db.session.scalars(select(model.id)).all() for model in (Note, Call, Sms)]

    def refused(self, client, known, codes):
        before = self.held()
        for method, address in known:
            answer = getattr(client, method)(address)
            assert answer.status_code in codes, address
            assert "secret words" not in answer.text
        assert self.held() == before

    @pytest.mark.parametrize("group", ["clients", "partners"])
    def test_clients_and_partners_get_nothing(self, client, known, group):
        sign_in(client, make_user(group))
        self.refused(client, known, {403, 404})

    def test_those_who_did_not_sign_in_get_nothing(self, client, known):
        self.refused(client, known, {302})

    def test_staff_without_the_section_get_nothing(self, client, known):
        group = make_group(permissions=["companies.view", "companies.edit", "activity.purge"])
        sign_in(client, make_user(group_id=group.id))
        self.refused(client, known, {403, 404})

    def test_a_card_in_the_trash_is_out_of_reach(self, client, card, known):
        delete(card.row)
        db.session.commit()
        sign_in(client, make_user("administrators"))
        self.refused(client, known, {302, 404})

    def test_readers_read_and_write_nothing(self, client, card, known):
        group = make_group(permissions=["contacts.view"])
        sign_in(client, make_user(group_id=group.id))
        before = self.held()
        for method, address in known:
            answer = getattr(client, method)(address)
            if method == "post":
                assert answer.status_code in {403, 404}, address
        assert self.held() == before
        assert "data-compose" not in tab(client, card)

    def test_no_write_without_a_token_and_none_by_get(self, client, card, known):
        sign_in(client, make_user("administrators"))
        before = self.held()
        for method, address in known:
            if method == "post":
                assert client.post(address, csrf=False).status_code == 400, address
                if "/new" not in address and "/edit" not in address:
                    assert client.get(address).status_code in {404, 405}, address
        assert self.held() == before

    @pytest.mark.parametrize(
        "card", ["", "x", "contact:", "contact:0", "contact:99999999", "contact:1%27", "user:1",
                 "contact:" + "9" * 40, "company:1", "contact:%00"],
    )  # fmt: skip
    def test_cards_that_are_none(self, client, card):
        sign_in(client, make_user("administrators"))
        assert client.get(f"/admin/activity/lines?card={card}").status_code == 404


def test_the_counter_of_unseen_mentions_is_of_the_reader(client, card, manager):
    anna, _ = staff()
    make_note(card, f'<a href="#mention-{anna.id}">@A</a>', manager)
    assert "k-bell-count" not in client.get("/admin/").text
    assert "My latest activity" in client.get("/admin/").text


def test_a_note_that_was_changed_meanwhile_keeps_what_was_typed(client, card, manager):
    note = make_note(card, "one", manager)
    notes.edit(note, "two", manager)
    db.session.commit()
    answer = client.post(
        f"/admin/activity/notes/{note.id}/edit", data={"html": "three", "mark": "old"}
    )
    assert answer.status_code == 422
    assert "Somebody else changed this" in answer.text
