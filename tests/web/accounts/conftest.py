"""What tests of the pages of accounts begin with."""

import pytest

from tests.factories.people import make_user, sign_in


@pytest.fixture(autouse=True)
def _database(db_session):
    """Every test here needs the database."""


@pytest.fixture
def boss(client):
    """An administrator, signed in."""
    made = make_user("administrators", full_name="Anna Boss")
    sign_in(client, made)
    return made
