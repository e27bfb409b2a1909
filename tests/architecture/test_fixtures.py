"""The fixtures keep their word: a clean database for each test, and requests that are separate."""

from datetime import UTC, datetime

import pytest
from flask import g, request_started
from sqlalchemy import func, select

from models import AccessGroup, LoginAttempt


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_begins_clean(db_session, turn):
    assert db_session.scalar(select(func.count(LoginAttempt.id))) == 0
    assert db_session.scalar(select(func.count(AccessGroup.id))) == 5
    db_session.add(LoginAttempt(key="left behind", at=datetime(2026, 1, 1, tzinfo=UTC)))
    db_session.commit()


def test_the_database_is_of_the_asked_kind(database_kind, db_session):
    assert db_session.get_bind().dialect.name.startswith(database_kind)


def test_requests_do_not_share_the_context_of_the_test(app, client, db_session):
    g.mine = True
    shared = []
    with request_started.connected_to(lambda _app: shared.append("mine" in g), app):
        assert client.get("/login").status_code == 200
    assert shared == [False]


def test_a_post_without_token_is_refused_and_with_it_is_not(client):
    assert client.post("/login", csrf=False).status_code == 400
    assert client.post("/login").status_code != 400
