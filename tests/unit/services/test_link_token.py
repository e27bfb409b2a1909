"""Links in mails: once, for one purpose, for a while."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from admin_app import clock
from admin_app.permissions import Actor
from admin_app.services import link_token, user
from admin_app.services.link_token import Purpose
from models import LinkToken
from models.base import db
from models.enums import ContactStatus
from tests.factories.people import make_user, plain_contact

RESET = Purpose.PASSWORD_RESET


@pytest.fixture(autouse=True)
def _database(db_session):
    """Every test here needs the database."""


@pytest.fixture
def agent():
    return make_user()


def test_is_kept_as_a_hash(agent):
    token = link_token.issue(agent, RESET)
    assert link_token.TOKEN.fullmatch(token)
    assert token not in db.session.scalars(select(LinkToken.token_hash)).all()


def test_works_once(agent):
    token = link_token.issue(agent, RESET)
    assert link_token.redeem(token, RESET) is agent
    assert link_token.redeem(token, RESET) is None


def test_looking_uses_nothing_up(agent):
    token = link_token.issue(agent, RESET)
    assert [link_token.peek(token, RESET) for _ in range(3)] == [agent] * 3
    assert link_token.redeem(token, RESET) is agent


def test_is_nothing_for_another_purpose(agent):
    token = link_token.issue(agent, RESET)
    assert link_token.peek(token, Purpose.WELCOME) is None
    assert link_token.redeem(token, Purpose.WELCOME) is None


def test_a_new_one_kills_older_ones_of_its_purpose_and_person(agent):
    other = make_user()
    theirs = link_token.issue(other, RESET)
    welcome = link_token.issue(agent, Purpose.WELCOME)
    old, new = link_token.issue(agent, RESET), link_token.issue(agent, RESET)
    assert link_token.peek(old, RESET) is None
    assert link_token.peek(new, RESET) is agent
    assert link_token.peek(theirs, RESET) is other
    assert link_token.peek(welcome, Purpose.WELCOME) is agent


def test_dies_after_its_time(agent, monkeypatch):
    token = link_token.issue(agent, RESET)
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=59))
    assert link_token.peek(token, RESET) is agent
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=61))
    assert link_token.peek(token, RESET) is None
    assert link_token.redeem(token, RESET) is None


def test_is_dead_for_one_who_may_not_sign_in(agent):
    token = link_token.issue(agent, RESET)
    agent.is_active = False
    db.session.commit()
    assert link_token.redeem(token, RESET) is None


def test_is_dead_for_a_blocked_contact():
    contact = plain_contact()
    client = make_user("clients", contact=contact)
    token = link_token.issue(client, RESET)
    contact.status = ContactStatus.BLOCKED
    db.session.commit()
    assert link_token.redeem(token, RESET) is None


def test_a_new_password_kills_all(agent):
    token = link_token.issue(agent, RESET)
    user.set_password(agent, "another long one", actor=Actor.system("test"))
    assert link_token.peek(token, RESET) is None


@pytest.mark.parametrize(
    "text",
    ["", " ", "0", "NULL", "None", "a" * 42, "a" * 44, "a" * 42 + "%", "ж" * 43, "\x00" * 43],
)
def test_what_is_no_token_is_refused(agent, text):
    link_token.issue(agent, RESET)
    assert link_token.peek(text, RESET) is None
    assert link_token.redeem(text, RESET) is None


def test_is_compared_whole(agent):
    token = link_token.issue(agent, RESET)
    other = token[:-1] + ("A" if token[-1] != "A" else "B")
    for text in (token[:-1], token + "A", other, token.swapcase()):
        assert link_token.peek(text, RESET) is None


def test_of_parallel_uses_one_wins(app, agent):
    token = link_token.issue(agent, RESET)
    db.session.commit()
    barrier, winners = threading.Barrier(4, timeout=20), []

    def use():
        with app.app_context():
            barrier.wait()
            if link_token.redeem(token, RESET) is not None:
                winners.append(1)
            db.session.commit()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    assert winners == [1]


def test_dead_rows_are_deleted(agent, monkeypatch):
    link_token.issue(agent, RESET)
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=40))
    token = link_token.issue(agent, RESET)
    assert link_token.purge() == 1
    assert link_token.peek(token, RESET) is agent
