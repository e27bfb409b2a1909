"""Codes of an authenticator application: of now, once, and only with a key that can be read."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from admin_app import clock
from admin_app.services import authenticator
from models.base import db
from tests.factories.people import make_user
from tests.helpers.at_once import at_once

NOW = datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _database(db_session):
    """Every test here needs the database."""


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    """The clock stands; calling it moves the hands by seconds."""

    def move(seconds: int):
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=seconds))

    move(0)
    return move


@pytest.fixture
def agent():
    made = make_user()
    authenticator.new_key(made)
    db.session.commit()
    return made


def code(agent, seconds=0):
    return pyotp.TOTP(authenticator.key_of(agent)).at(NOW + timedelta(seconds=seconds))


def test_the_key_is_long_random_and_kept_sealed(agent):
    key = authenticator.key_of(agent)
    assert len(key) == 32  # 160 bits
    assert key not in agent.second_factor_secret
    authenticator.new_key(agent)
    assert authenticator.key_of(agent) != key


def test_the_address_is_what_applications_read(agent):
    key = authenticator.key_of(agent)
    parts = urlsplit(authenticator.address(agent, key))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parts.path == f"/Kontora:{agent.email.replace('@', '%40')}"
    assert parse_qs(parts.query) == {"secret": [key], "issuer": ["Kontora"]}


def test_a_code_of_now_fits_however_it_is_typed(agent):
    assert authenticator.take(agent, f" {code(agent)[:3]} {code(agent)[3:]} ")


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_clocks_may_be_half_a_minute_wrong(agent, seconds):
    assert authenticator.take(agent, code(agent, seconds))


@pytest.mark.parametrize("seconds", [-3600, -90, -60, 60, 90])
def test_but_no_more(agent, seconds):
    assert not authenticator.take(agent, code(agent, seconds))


def test_works_once(agent, moment):
    used = code(agent)
    assert authenticator.take(agent, used)
    assert not authenticator.take(agent, used)
    moment(29)
    assert not authenticator.take(agent, used)


def test_after_a_later_code_no_earlier_one_works(agent):
    assert authenticator.take(agent, code(agent, 30))
    assert not authenticator.take(agent, code(agent))
    assert not authenticator.take(agent, code(agent, -30))


@pytest.mark.parametrize(
    "typed", ["", " ", "0", "000000", "12345", "1234567", "\x00", "١٢٣٤٥٦", "ж" * 6, "9" * 10_000]
)
def test_what_is_no_code_is_refused(agent, typed):
    assert not authenticator.take(agent, typed)


def test_of_one_user_is_nothing_to_another(agent):
    other = make_user()
    authenticator.new_key(other)
    assert not authenticator.take(other, code(agent))


def test_without_a_key_nothing_fits():
    agent = make_user()
    assert authenticator.key_of(agent) is None
    assert not authenticator.take(agent, "")


def test_a_key_sealed_under_another_secret_key_is_none(agent, app, monkeypatch):
    typed = code(agent)
    changed = app.extensions["settings"].model_copy(update={"secret_key": "another " * 4})
    monkeypatch.setitem(app.extensions, "settings", changed)
    assert authenticator.key_of(agent) is None
    assert not authenticator.take(agent, typed)


def test_a_key_copied_to_another_user_is_none(agent):
    other = make_user()
    other.second_factor_secret = agent.second_factor_secret
    assert authenticator.key_of(other) is None


def test_of_parallel_uses_one_counts(app, agent):
    typed, agent_id = code(agent), agent.id

    def use():
        return authenticator.take(db.session.get(type(agent), agent_id), typed)

    assert sorted(at_once(app, use, 6)) == [False] * 5 + [True]
