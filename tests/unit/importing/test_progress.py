"""How far a check is: rows done and about all of them, from the first chunk on."""

import gc
import io

import pytest
import xlsxwriter

from admin_app.importing import checking, runner
from admin_app.importing.garbage import collected_by_hand
from models.base import db
from models.enums import ImportNoun
from tests.helpers.importing import SYSTEM

NAMES = ["Anna", "Boris", "Clara", "Denis", "Ewa"]
ROWS = [["Full name", "E-mail"], *([name, f"{name}@a.example"] for name in NAMES)]


def csv():
    return "".join(",".join(row) + "\n" for row in ROWS).encode()


def workbook():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
    return out.getvalue()


@pytest.mark.parametrize(("name", "content"), [("a.csv", csv()), ("a.xlsx", workbook())])
def test_a_check_knows_how_many_rows_there_are(db_session, tmp_path, monkeypatch, name, content):
    monkeypatch.setattr(checking, "CHUNK", 2)
    noun = ImportNoun.CONTACTS
    run = runner.start_run(noun, content, name, folder=tmp_path, actor=SYSTEM, policies={})
    runner.sniff(run, folder=tmp_path, language="en")
    db.session.commit()
    told = []
    runner.check(
        run, folder=tmp_path, actor=SYSTEM, progress=lambda done, total: told.append((done, total))
    )
    assert told == [(2, 5), (4, 5), (5, 5), (5, 5)]
    assert run.counts["rows"] == 5


def test_garbage_is_collected_as_before_afterwards():
    with collected_by_hand() as after_chunk:
        after_chunk()
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
