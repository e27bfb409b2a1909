"""An importer for the tests of the import."""

import pytest


@pytest.fixture
def importer(db_session, tmp_path):
    """Imports texts on the test's database."""
    from tests.helpers.importing import Importer

    return Importer(tmp_path / "imports")
