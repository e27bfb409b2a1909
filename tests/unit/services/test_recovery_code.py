"""Recovery codes: ten, each once, kept as slow hashes."""

import pytest
from sqlalchemy import select

from admin_app.services import recovery_code
from models import RecoveryCode
from models.base import db
from tests.factories.people import make_user
from tests.helpers.at_once import at_once


@pytest.fixture(autouse=True)
def _database(db_session):
    """Every test here needs the database."""


@pytest.fixture
def agent():
    return make_user()


@pytest.fixture
def codes(agent):
    made = recovery_code.issue(agent)
    db.session.commit()
    return made


def test_are_ten_different_ones_kept_as_hashes(codes):
    assert len(set(codes)) == 10
    kept = db.session.scalars(select(RecoveryCode.code_hash)).all()
    assert len(set(kept)) == 10
    assert all(len(digest) == 64 for digest in kept)
    assert not {code.replace("-", "") for code in codes} & set(kept)


def test_each_works_once(agent, codes):
    for code in codes:
        assert recovery_code.redeem(agent, code)
        assert not recovery_code.redeem(agent, code)
    assert recovery_code.left(agent) == 0


def test_however_it_was_written_down(agent, codes):
    assert recovery_code.redeem(agent, codes[0].upper())
    assert recovery_code.redeem(agent, codes[1].replace("-", ""))
    assert recovery_code.redeem(agent, f"  {codes[2].replace('-', ' ')}\n")


@pytest.mark.parametrize(
    "typed", ["", " ", "0", "123456", "\x00", "aaaaa-aaaaa", "ж" * 10, "a" * 9, "a" * 10_000]
)
def test_what_is_none_is_refused(agent, codes, typed):
    assert not recovery_code.redeem(agent, typed)
    assert recovery_code.left(agent) == 10


def test_the_hash_itself_is_none(agent, codes):
    kept = db.session.scalar(select(RecoveryCode.code_hash))
    assert not recovery_code.redeem(agent, kept)
    assert not recovery_code.redeem(agent, kept[:10])


def test_of_one_user_is_nothing_to_another(codes):
    other = make_user()
    recovery_code.issue(other)
    assert not recovery_code.redeem(other, codes[0])


def test_new_ones_end_the_old(agent, codes):
    recovery_code.issue(agent)
    assert not recovery_code.redeem(agent, codes[0])
    assert recovery_code.left(agent) == 10


def test_of_parallel_uses_one_counts(app, agent, codes):
    agent_id = agent.id

    def use():
        return recovery_code.redeem(db.session.get(type(agent), agent_id), codes[0])

    assert sorted(at_once(app, use, 6)) == [False] * 5 + [True]
