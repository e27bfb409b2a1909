"""Two imports of one file at the same moment: together they bring everybody once."""

import pytest

from admin_app.importing import runner
from models import Company, Contact, ImportRow
from models.base import db
from models.enums import ImportState
from tests.helpers.importing import SYSTEM, count
from tests.unit.importing.test_kill import start

ROWS = 600


@pytest.mark.slow
def test_two_commits_of_one_file(importer, database_url):
    table = "ФИО;Почта;Телефон;Компания\n" + "".join(
        f"Ким{n} Анна;{'' if n % 3 else f'k{n}@a.ru'};+7912{n:07d};Фирма {n % 50}\n"
        for n in range(ROWS)
    )
    runs = [importer.check("contacts", table).id for _ in range(2)]
    db.session.remove()
    children = [start(run_id, database_url) for run_id in runs]
    for child in children:
        _, errors = child.communicate(timeout=300)
        assert child.returncode == 0, errors
    assert (count(Contact), count(Company)) == (ROWS, 50)
    found = [runner.get(run_id, SYSTEM) for run_id in runs]
    assert {run.state for run in found} == {ImportState.DONE}
    assert sum(run.counts["created"] for run in found) == ROWS
    assert sum(run.counts["unchanged"] for run in found) == ROWS
    made = db.session.query(ImportRow.record_id).filter(ImportRow.verdict == "create")
    assert made.distinct().count() == ROWS
