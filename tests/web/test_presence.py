"""Who else is on a card: reports, what they tell, and what they never do (S6)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from admin_app.services import contact as contacts
from admin_app.services import presence
from models import AuditEntry, Contact, Presence
from models.base import db
from tests.factories.people import delete, make_contact, make_user, sign_in, system
from tests.helpers.client import BrowserLikeClient
from tests.helpers.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")
MINE, THEIRS = "a" * 32, "b" * 32


@pytest.fixture
def contact():
    return make_contact()


@pytest.fixture
def two(app, client, contact):
    """Two people's browsers."""
    other = BrowserLikeClient(app, app.response_class)
    sign_in(client, make_user("managers", full_name="Olena Koval"))
    sign_in(other, make_user("agents", full_name="Jan Nowak"))
    return client, other


def beat(client, contact: Contact, tab: str, tag: str = "", **fields: str):
    address = f"/admin/contacts/presence/?id={contact.id}"
    headers = {"HX-Request": "true"} | ({"If-None-Match": f'"{tag}"'} if tag else {})
    return client.post(address, data={"tab": tab, **fields}, headers=headers)


def tag_of(answer) -> str:
    return answer.get_etag()[0]


def test_each_sees_the_other_and_not_himself(two, contact):
    mine, theirs = two
    assert "Olena" not in beat(mine, contact, MINE).text
    assert "Olena Koval is looking" in beat(theirs, contact, THEIRS, editing="1").text
    answer = beat(mine, contact, MINE)
    assert "Jan Nowak is editing" in answer.text
    assert "Olena" not in answer.text


def test_the_same_news_are_told_once(two, contact):
    mine, theirs = two
    beat(theirs, contact, THEIRS)
    first = beat(mine, contact, MINE)
    again = beat(mine, contact, MINE, tag_of(first))
    assert (again.status_code, again.data) == (204, b"")
    assert tag_of(again) == tag_of(first)
    theirs.post("/admin/contacts/leave/", data={"tab": THEIRS})
    gone = beat(mine, contact, MINE, tag_of(again))
    assert gone.status_code == 200
    assert "Jan" not in gone.text


def test_two_windows_of_one_person_are_one(two, contact):
    mine, theirs = two
    beat(theirs, contact, THEIRS)
    beat(theirs, contact, "c" * 32, editing="1")
    assert beat(mine, contact, MINE).text.count("Jan Nowak") == 1
    theirs.post("/admin/contacts/leave/", data={"tab": "c" * 32})
    assert "Jan Nowak is looking" in beat(mine, contact, MINE).text


def test_a_tab_that_is_not_heard_of_is_gone_within_30_seconds(two, contact):
    mine, theirs = two
    beat(theirs, contact, THEIRS)
    assert presence.FRESH + timedelta(seconds=8) < timedelta(seconds=30)
    for age, seen in ((15, True), (22, False)):
        db.session.execute(
            update(Presence)
            .where(Presence.tab == THEIRS)
            .values(seen_at=presence.clock.now() - timedelta(seconds=age))
        )
        db.session.commit()
        assert ("Jan Nowak" in beat(mine, contact, MINE).text) == seen


def test_nobody_closes_the_tab_of_another(two, contact):
    mine, theirs = two
    beat(theirs, contact, THEIRS)
    mine.post("/admin/contacts/leave/", data={"tab": THEIRS})
    assert "Jan Nowak" in beat(mine, contact, MINE).text


def test_a_change_names_its_author(two, contact):
    mine, theirs = two
    version = str(contact.version)
    assert "changed" not in beat(mine, contact, MINE, version=version).text
    form = {"version": version, "last_name": "Nova", "emails-0-value": contact.email,
            "emails-default": "0", "company": "", "group_id": str(contact.group_id)}  # fmt: skip
    saved = theirs.post(f"/admin/contacts/edit/?id={contact.id}", data=form)
    assert saved.status_code == 302
    answer = beat(mine, contact, MINE, version=version)
    assert "Jan Nowak changed this." in answer.text
    assert "data-presence-refresh" in answer.text
    assert (
        "Nothing that you typed is lost"
        in beat(mine, contact, MINE, version=version, editing="1").text
    )
    fresh = db.session.get(Contact, contact.id, populate_existing=True)
    assert "changed" not in beat(mine, contact, MINE, version=str(fresh.version)).text
    assert "in another window" in beat(theirs, contact, THEIRS, version=version).text


def test_a_report_writes_once_and_leaves_no_audit(two, contact):
    mine, theirs = two
    beat(mine, contact, MINE)
    beat(theirs, contact, THEIRS)
    entries = db.session.scalar(select(func.count()).select_from(AuditEntry))
    with statements() as seen:
        beat(mine, contact, MINE)
    writes = [s for s in seen if s.split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert len(writes) == 1, writes
    assert len(seen) <= 8, seen
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == entries


def test_old_reports_are_forgotten_with_a_new_one(two, contact):
    mine, theirs = two
    beat(theirs, contact, THEIRS)
    long_ago = presence.clock.now() - timedelta(hours=2)
    db.session.execute(update(Presence).values(seen_at=long_ago))
    db.session.commit()
    beat(mine, contact, MINE)
    assert list(db.session.scalars(select(Presence.tab))) == [MINE]


@pytest.mark.parametrize("tab", ["", "short", "x" * 33, "a b c d e f", "<script>"])
def test_a_wrong_name_of_a_tab_is_not_found(two, contact, tab):
    assert beat(two[0], contact, tab).status_code == 404


def test_a_get_changes_nothing_and_a_post_needs_its_token(two, contact):
    address = f"/admin/contacts/presence/?id={contact.id}"
    assert two[0].get(address).status_code == 405
    assert two[0].post(address, data={"tab": MINE}, csrf=False).status_code == 400
    assert db.session.scalar(select(func.count()).select_from(Presence)) == 0


def test_only_those_who_may_see_the_row_learn_of_it(app, two, contact):
    client = BrowserLikeClient(app, app.response_class)
    assert beat(client, contact, MINE).status_code == 401
    sign_in(client, make_user("clients"))
    assert beat(client, contact, MINE).status_code == 403
    assert client.post("/admin/contacts/leave/", data={"tab": MINE}).status_code == 403
    delete(db.session.get(Contact, contact.id))
    db.session.commit()
    assert beat(two[0], contact, MINE).status_code == 404


def test_a_change_by_the_program_is_told_too(two, contact):
    version = str(contact.version)
    row = contacts.get(contact.id, system())
    contacts.update_contact(row, {"position": "Chief"}, system())
    db.session.commit()
    assert "Kontora changed this." in beat(two[0], contact, MINE, version=version).text
