"""The throttle: sliding windows per account and per address, in the database."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from admin_app import clock
from admin_app.services import throttle
from admin_app.services.throttle import Limit, Throttle
from models import LoginAttempt
from models.base import db

KIND = Throttle("test", Limit(3, timedelta(minutes=10)), Limit(5, timedelta(minutes=10)))


@pytest.fixture(autouse=True)
def _database(db_session):
    """Every test here needs the database."""


@pytest.fixture
def at(monkeypatch):
    start = clock.now()

    def move(**time):
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(**time))

    return move


def guess(email="a@example.com", ip="10.0.0.1", times=1):
    return [throttle.note(KIND, email, ip) for _ in range(times)]


def is_closed(email="a@example.com", ip="10.0.0.1"):
    return throttle.is_closed(KIND, email, ip)


def test_closes_after_so_many_tries_at_one_account():
    guess(times=2)
    assert not is_closed()
    guess()
    assert is_closed()


def test_holds_from_wherever_the_tries_come():
    for number in range(3):
        guess(ip=f"10.0.0.{number}")
    assert is_closed(ip="192.168.7.7")


def test_an_account_is_one_in_any_case():
    guess(times=3)
    assert is_closed(" A@Example.COM ")


def test_closes_after_so_many_tries_from_one_address():
    for number in range(5):
        guess(email=f"{number}@example.com")
    assert is_closed("fresh@example.com")
    assert not is_closed("fresh@example.com", ip="10.0.0.2")


def test_one_ipv6_network_is_one_address():
    for number in range(5):
        guess(email=f"{number}@example.com", ip=f"2001:db8::{number}")
    assert is_closed("fresh@example.com", ip="2001:db8::ffff:1")
    assert not is_closed("fresh@example.com", ip="2001:db8:0:1::1")


def test_an_ipv4_address_is_itself_when_written_as_ipv6():
    for number in range(5):
        guess(email=f"{number}@example.com")
    assert is_closed("fresh@example.com", ip="::ffff:10.0.0.1")


def test_the_window_slides(at):
    guess()
    at(minutes=6)
    guess(times=2)
    assert is_closed()
    at(minutes=11)
    assert not is_closed()
    guess()
    assert is_closed()


def test_parallel_tries_count_each_other():
    guess(times=3)
    assert not throttle.is_exceeded(KIND, "a@example.com", "10.0.0.1")
    guess()
    assert throttle.is_exceeded(KIND, "a@example.com", "10.0.0.1")


def test_a_right_password_clears_the_account_but_not_the_address():
    guess(times=2)
    for number in range(2):
        guess(email=f"{number}@example.com")
    (rows,) = guess()
    throttle.take_back(KIND, "a@example.com", rows)
    assert throttle.is_closed(KIND, "fresh@example.com", "10.0.0.1") is False
    guess(email="fresh@example.com")
    assert is_closed("fresh2@example.com")


def test_kinds_do_not_count_for_each_other():
    guess(times=3)
    assert not throttle.is_closed(throttle.SIGN_IN, "a@example.com", "10.0.0.1")


def test_no_address_is_kept_in_clear():
    guess(email="secret@example.com")
    keys = db.session.scalars(select(LoginAttempt.key)).all()
    assert not any("secret" in key for key in keys)
    assert max(map(len, keys)) <= 80


@pytest.mark.parametrize("ip", ["", "not an address", "10.0.0.1, 6.6.6.6"])
def test_an_address_that_is_none_counts_as_one(ip):
    for number in range(5):
        guess(email=f"{number}@example.com", ip=ip)
    assert is_closed("fresh@example.com", ip="")


def test_old_tries_are_deleted(at):
    guess(times=2)
    at(days=2)
    guess()
    assert throttle.purge() == 4
    assert db.session.scalar(select(func.count(LoginAttempt.id))) == 2
