"""The time line: all kinds in one statement, page by page, narrowed, and never too much."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from admin_app import clock
from admin_app.errors import NotFound
from admin_app.mail.letters import password_changed, password_reset
from admin_app.services import call, outbox, timeline
from admin_app.services.shared.cards import card_of
from admin_app.services.timeline import Asked, Place
from models import Call, ContactStatusChange, ImportRow, ImportRun, Merge, MergeLoser, Note
from models.base import db
from models.enums import ContactStatus, Direction, ImportNoun, ImportState, Verdict
from tests.factories.activity import make_file, make_note, staff
from tests.factories.people import delete, make_contact, make_user
from tests.helpers.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")
BORN = clock.now().replace(microsecond=0)


@pytest.fixture
def card():
    return card_of(make_contact(company="Zefir"))


@pytest.fixture
def actor():
    return staff()[1]


def at(minutes: int):
    return BORN + timedelta(minutes=minutes)


def add_call(card, actor, minutes=0, **values):
    given = {"at": at(minutes), "direction": Direction.OUTGOING, "number": "+380441234567"}
    row = call.record_call(card, actor, **(given | values))
    db.session.commit()
    return row


def everything(app, card, actor):
    """One entry of each kind, a minute apart."""
    contact = card.row
    note = make_note(card, "<div>Hello</div>", actor)
    note.at = at(0)
    file = make_file(app, card, actor)
    file.at = at(1)
    add_call(card, actor, 2, seconds=120, text="agreed")
    call.record_sms(
        card, actor, at=at(3), direction=Direction.INCOMING, number="+380441234567", text="ok"
    )
    letter = password_changed.build(name="X", link="https://x", ip="", language="en")
    outbox.enqueue(letter, contact=contact).created_at = at(4)
    db.session.add(
        ContactStatusChange(
            contact_id=contact.id, at=at(5), actor_id=actor.user_id, actor_name=actor.name,
            before=ContactStatus.ACTIVE, after=ContactStatus.BLOCKED, reason="asked",
        )
    )  # fmt: skip
    merge = Merge(noun="contacts", winner_id=contact.id, at=at(6), actor_name="Boss")
    merge.losers = [
        MergeLoser(record_id=900, name="Old One"),
        MergeLoser(record_id=901, name="Two"),
    ]
    db.session.add(merge)
    add_import(contact.id, 7, actor)
    db.session.commit()


def add_import(record_id, minutes, actor, noun=ImportNoun.CONTACTS, **values):
    run = ImportRun(
        noun=noun, state=ImportState.DONE, file_key="k", file_name="people.csv", file_size=1,
        created_at=at(minutes), finished_at=at(minutes), actor_id=actor.user_id,
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()
    given = {"verdict": Verdict.UPDATE, "applied": True, "record_id": record_id}
    db.session.add(ImportRow(run_id=run.id, number=1, **(given | values)))
    db.session.commit()


def kinds(place, asked=Asked()):  # noqa: B008 - frozen
    return [entry.kind for entry in timeline.page(place, asked).entries]


ALL = ["import", "merge", "status", "mail", "sms", "call", "file", "note"]


class TestTheLine:
    def test_holds_all_kinds_in_order(self, app, card, actor):
        everything(app, card, actor)
        assert kinds(Place(card)) == ALL
        assert kinds(Place(card), Asked(oldest_first=True)) == ALL[::-1]
        assert db.session.scalar(timeline.count(Place(card))) == len(ALL)
        assert set(ALL) == set(timeline.SOURCES)

    def test_tells_what_each_entry_holds(self, app, card, actor):
        everything(app, card, actor)
        found = {e.kind: e for e in timeline.page(Place(card), Asked()).entries}
        assert found["note"].texts == {"html": "<div>Hello</div>", "about": ""}
        assert found["call"].texts["direction"] == "outgoing"
        assert found["call"].numbers == {"seconds": 120}
        assert (found["sms"].texts["text"], found["sms"].author_name) == ("ok", actor.name)
        assert found["status"].texts == {"before": "active", "after": "blocked", "reason": "asked"}
        assert sorted(found["merge"].texts["names"].split(", ")) == ["Old One", "Two"]
        assert found["import"].texts["file"] == "people.csv"
        assert found["import"].author_name == actor.name
        assert found["file"].numbers["size"] == 5
        assert found["mail"].texts["recipient"] == card.row.email
        assert all(entry.at == at(i) for i, entry in enumerate(reversed(list(found.values()))))

    def test_is_read_in_one_statement(self, app, card, actor):
        everything(app, card, actor)
        place = Place(card)
        for number in range(40):
            add_call(card, actor, number)
        assert card.id  # read again after the commit
        with statements() as seen:
            timeline.page(place, Asked())
        assert len(seen) == 1

    def test_is_empty_for_a_new_card(self, card):
        assert timeline.page(Place(card), Asked()) == timeline.Page([], None)

    def test_does_not_hold_what_others_have(self, app, card, actor):
        everything(app, card, actor)
        other = card_of(make_contact(company="Zefir"))
        assert kinds(Place(other)) == []
        assert kinds(Place(card_of(card.row.company))) == []

    def test_takes_no_company_for_a_contact_of_the_same_number(self, card, actor):
        add_import(card.id, 0, actor, ImportNoun.COMPANIES)
        db.session.add(Merge(noun="companies", winner_id=card.id, at=at(1)))
        db.session.commit()
        assert kinds(Place(card)) == []


class TestPages:
    @pytest.mark.parametrize("oldest_first", [False, True])
    def test_meet_without_gap_or_double_also_at_one_moment(self, app, card, actor, oldest_first):
        for number in range(25):
            add_call(card, actor, number // 10)
            make_note(card, f"note {number}", actor).at = at(number // 10)
        db.session.commit()
        place, asked = Place(card), Asked(oldest_first=oldest_first)
        seen, cursor = [], ""
        for _ in range(20):
            page = timeline.page(place, asked, cursor, size=7)
            assert len(page.entries) <= 7
            seen += page.entries
            if page.next is None:
                break
            cursor = page.next
        keys = [(e.at, e.kind, e.id) for e in seen]
        assert len(keys) == len(set(keys)) == 50
        assert keys == sorted(keys, reverse=not oldest_first)

    @pytest.mark.parametrize(
        "cursor",
        ["", "x", "~~", "2026-01-01~call~1", "2026-01-01T00:00:00+00:00~user~1",
         "2026-01-01T00:00:00+00:00~call~-1", "2026-01-01T00:00:00+00:00~call~" + "9" * 30,
         "\x00~call~1"],
    )  # fmt: skip
    def test_leave_out_a_cursor_that_is_none(self, card, actor, cursor):
        add_call(card, actor)
        assert len(timeline.page(Place(card), Asked(), cursor).entries) == 1


class TestNarrowed:
    def test_by_kind(self, app, card, actor):
        everything(app, card, actor)
        assert kinds(Place(card), Asked(kinds=frozenset({"call", "note"}))) == ["call", "note"]
        assert kinds(Place(card), Asked(kinds=frozenset({"user"}))) == []

    def test_by_author(self, app, card, actor):
        everything(app, card, actor)
        _, other = staff()
        add_call(card, other, 20)
        assert kinds(Place(card), Asked(author_id=other.user_id)) == ["call"]
        found = timeline.authors(Place(card))
        assert {user_id for user_id, _name in found} == {actor.user_id, other.user_id}

    def test_by_period(self, app, card, actor):
        everything(app, card, actor)
        assert kinds(Place(card), Asked(since=at(2), until=at(4))) == ["sms", "call"]

    def test_to_the_notes_of_an_entry(self, card, actor):
        row = add_call(card, actor)
        make_note(card, "about it", actor, about=f"call:{row.id}")
        make_note(card, "else", actor)
        found = timeline.page(Place(card), Asked(about=f"call:{row.id}")).entries
        assert [entry.texts["html"] for entry in found] == ["about it"]


class TestACompany:
    def test_shows_the_entries_of_its_people_on_demand(self, app, card, actor):
        everything(app, card, actor)
        company = card_of(card.row.company)
        make_note(company, "of the company", actor)
        assert kinds(Place(company)) == ["note"]
        assert sorted(kinds(Place(company, with_contacts=True))) == sorted([*ALL, "note"])
        found = timeline.page(Place(company, with_contacts=True), Asked()).entries
        assert {entry.contact_id for entry in found} == {None, card.id}

    def test_leaves_out_people_in_the_trash(self, app, card, actor):
        everything(app, card, actor)
        company = card_of(card.row.company)
        delete(card.row)
        db.session.commit()
        assert kinds(Place(company, with_contacts=True)) == []

    def test_that_an_import_made_on_the_way_tells_so(self, card, actor):
        company = card.row.company
        add_import(card.id, 0, actor, company_id=company.id, company_created=True)
        assert kinds(Place(card_of(company))) == ["import"]


class TestMails:
    def test_with_a_link_that_opens_a_login_never_show_their_text(self, card):
        login = make_user("clients", contact=card.row)
        token = "A" * 43
        letter = password_reset.build(
            name="X", link=f"https://desk/forgot/{token}", lifetime=timedelta(hours=1), ip="",
            language="en",
        )  # fmt: skip
        mail = outbox.enqueue(letter, user=login)
        db.session.commit()
        assert token in mail.text
        [entry] = timeline.page(Place(card), Asked()).entries
        assert entry.texts["subject"] == mail.subject
        assert entry.texts["text"] == ""
        assert token not in str(entry)

    def test_to_the_login_of_a_contact_are_on_his_card(self, card):
        login = make_user("clients", contact=card.row)
        letter = password_changed.build(name="X", link="https://x", ip="", language="en")
        outbox.enqueue(letter, user=login)
        db.session.commit()
        assert kinds(Place(card)) == ["mail"]


class TestOneEntry:
    def test_is_found_on_its_line_alone(self, card, actor):
        row = add_call(card, actor)
        assert timeline.find(Place(card), f"call:{row.id}").id == row.id
        other = Place(card_of(make_contact()))
        for key in (f"call:{row.id}", f"sms:{row.id}", "call:0", "x", "call:" + "9" * 30):
            with pytest.raises(NotFound):
                timeline.find(other, key)


def test_ten_thousand_entries_are_read_by_index(app, card, actor):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("the plan of PostgreSQL")
    people = [make_contact() for _ in range(3)]
    rows = [
        {"contact_id": owner, "at": at(-number), "html": "x" * 200, "text": "x"}
        for owner in (card.id, *(p.id for p in people))
        for number in range(4000)
    ]
    db.session.execute(Note.__table__.insert(), rows)
    calls = [
        {"contact_id": card.id, "at": at(-n), "direction": "incoming", "seconds": 5}
        for n in range(6000)
    ]
    db.session.execute(Call.__table__.insert(), calls)
    db.session.commit()
    db.session.execute(text("ANALYZE note, call"))
    asked = []
    with statements() as seen:
        page = timeline.page(Place(card), Asked())
        asked += seen
    assert len(page.entries) == timeline.PAGE
    plan = explain(card)
    assert "ix_note_contact_id_at" in plan
    assert "ix_call_contact_id_at" in plan
    assert "Seq Scan on note" not in plan
    assert "Seq Scan on call" not in plan
    assert db.session.scalar(timeline.count(Place(card))) == 10_000


def explain(card) -> str:
    from sqlalchemy.dialects import postgresql

    captured = {}
    real = db.session.execute

    def keep(statement, *args, **kwargs):
        captured.setdefault("sql", statement)
        return real(statement, *args, **kwargs)

    db.session.execute = keep
    try:
        timeline.page(Place(card), Asked())
    finally:
        del db.session.execute
    sql = captured["sql"].compile(
        dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
    )
    return "\n".join(row[0] for row in real(text(f"EXPLAIN {sql}".replace(":", "\\:"))))
