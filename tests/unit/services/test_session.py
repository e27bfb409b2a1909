"""Sessions: kept as hashes, read in one query, ended at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from admin_app import clock
from admin_app.permissions import Actor
from admin_app.services import session, user
from models import UserSession
from models.base import db
from models.enums import ContactStatus
from tests.factories.people import make_user, plain_contact
from tests.helpers.statements import statements

SYSTEM = Actor.system("test")


@pytest.fixture(autouse=True)
def _database(db_session):
    """Every test here needs the database."""


@pytest.fixture
def agent():
    return make_user()


@pytest.fixture
def later(monkeypatch):
    """Moves the clock on by a time."""
    start = clock.now()

    def move(**time):
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(**time))

    return move


def test_the_token_is_long_random_and_kept_as_a_hash(agent):
    first, second = session.start(agent, ip="10.0.0.1"), session.start(agent, ip="10.0.0.1")
    kept = db.session.scalars(select(UserSession.token_hash)).all()
    assert len(first) >= 43
    assert first != second
    assert not {first, second} & set(kept)


def test_signing_in_notes_when_and_from_where(agent):
    token = session.start(agent, ip="10.0.0.7", user_agent="Firefox" * 100)
    row = session.load(token)
    assert (row.ip, agent.last_login_ip, agent.last_login_at) == (
        "10.0.0.7",
        "10.0.0.7",
        row.created_at,
    )
    assert len(row.user_agent) == 300


def test_is_read_in_one_query(agent):
    token, name = session.start(agent, ip="10.0.0.1"), agent.full_name
    db.session.commit()
    db.session.expunge_all()
    with statements() as seen:
        row = session.load(token)
        read = (row.user.full_name, row.user.group.key, row.user.contact)
    assert read == (name, "agents", None)
    assert sum(text.lstrip().startswith("SELECT") for text in seen) == 1


@pytest.mark.parametrize("token", ["", " ", "0", "None", "\x00", "\ud800", "a" * 10_000])
def test_what_is_no_token_is_nobody(agent, token):
    session.start(agent, ip="10.0.0.1")
    assert session.load(token) is None


def test_the_hash_itself_is_no_token(agent):
    token = session.start(agent, ip="10.0.0.1")
    assert session.load(session.token_hash(token)) is None


def test_ended_is_ended(agent):
    here, there = session.start(agent, ip="10.0.0.1"), session.start(agent, ip="10.0.0.1")
    session.end(here)
    assert session.load(here) is None
    assert session.load(there) is not None


def test_others_end_and_this_one_stays(agent):
    other_person = session.start(make_user(), ip="10.0.0.1")
    here, there = session.start(agent, ip="10.0.0.1"), session.start(agent, ip="10.0.0.1")
    session.end_all(agent, but=session.load(here))
    assert [session.load(t) is not None for t in (here, there, other_person)] == [True, False, True]


def test_a_deactivated_user_is_nobody_at_once(agent):
    token = session.start(agent, ip="10.0.0.1")
    user.deactivate(agent, actor=SYSTEM)
    assert session.load(token) is None


@pytest.mark.parametrize("status", [ContactStatus.BLOCKED, ContactStatus.DISMISSED])
def test_a_blocked_or_dismissed_contact_is_nobody_at_once(status):
    contact = plain_contact()
    token = session.start(make_user("clients", contact=contact), ip="10.0.0.1")
    assert session.load(token) is not None
    contact.status = status
    db.session.commit()
    assert session.load(token) is None


def test_long_unseen_ones_end(agent, later):
    token = session.start(agent, ip="10.0.0.1")
    later(days=13)
    assert session.load(token) is not None
    later(days=15)
    assert session.load(token) is None


def test_no_session_lasts_for_ever(agent, later):
    token = session.start(agent, ip="10.0.0.1")
    for days in range(10, 110, 10):
        later(days=days)
        row = session.load(token)
        if row is not None:
            session.touch(row.id)
    assert row is None


def test_being_seen_is_written_every_few_minutes_only(agent, later):
    token = session.start(agent, ip="10.0.0.1")
    later(minutes=4)
    assert not session.is_touch_due(session.load(token))
    later(minutes=6)
    row = session.load(token)
    assert session.is_touch_due(row)
    session.touch(row.id)
    assert not session.is_touch_due(session.load(token))


def test_the_sign_in_before_is_shown(agent):
    session.start(make_user(), ip="10.0.0.3")
    session.start(agent, ip="10.0.0.1")
    row = session.load(session.start(agent, ip="10.0.0.2"))
    assert session.previous(row).ip == "10.0.0.1"


def test_dead_rows_are_deleted_and_living_ones_kept(agent, later):
    session.start(agent, ip="10.0.0.1")
    later(days=91)
    token = session.start(agent, ip="10.0.0.2")
    assert session.purge() == 1
    assert session.load(token) is not None
    assert [row.ip for row in session.living(agent)] == ["10.0.0.2"]
