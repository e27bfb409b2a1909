"""Sealed secrets: unreadable in the database, for their owner alone, under one SECRET_KEY."""

import pytest

from admin_app.services.shared.seal import BrokenSeal, seal, unseal


@pytest.fixture
def database_kind():
    return "sqlite"  # nothing here reaches the database


@pytest.fixture(autouse=True)
def _application(db_session):
    """The key is that of the application."""


@pytest.fixture
def other_key(app, monkeypatch):
    settings = app.extensions["settings"].model_copy(update={"secret_key": "another " * 4})

    def change():
        monkeypatch.setitem(app.extensions, "settings", settings)

    return change


def test_comes_back_and_shows_nothing():
    sealed = seal("JBSWY3DPEHPK3PXP", owner="user 1")
    assert "JBSWY" not in sealed
    assert seal("JBSWY3DPEHPK3PXP", owner="user 1") != sealed
    assert unseal(sealed, owner="user 1") == "JBSWY3DPEHPK3PXP"


def test_is_nothing_to_another_owner():
    with pytest.raises(BrokenSeal):
        unseal(seal("secret", owner="user 1"), owner="user 2")


def test_is_nothing_under_another_key(other_key):
    sealed = seal("secret", owner="user 1")
    other_key()
    with pytest.raises(BrokenSeal):
        unseal(sealed, owner="user 1")


@pytest.mark.parametrize("sealed", ["", "x", "gAAAAA", "ж" * 40])
def test_what_was_never_sealed_is_refused(sealed):
    with pytest.raises(BrokenSeal):
        unseal(sealed, owner="user 1")


def test_fits_its_column():
    assert len(seal("A" * 32, owner="user 1")) <= 200
