"""Files as they are read and given back: mapping, ranges of rows, the file of refused rows."""

import io

import pytest

from admin_app.importing import error_file, runner
from admin_app.importing.readers.rows import read_rows
from admin_app.importing.readers.sniff import sniff
from models.enums import ImportState
from tests.helpers.importing import SYSTEM, rows_of, verdicts


class TestErrorFile:
    TABLE = "ФИО;Почта;Своё\nКим;нет;=1+1\nЛи;b@a.ru;x\nПак;;+7\n"

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_holds_exactly_the_refused_rows_and_can_be_dropped_again(
        self, importer, tmp_path, kind
    ):
        run = importer.contacts(self.TABLE)
        path = tmp_path / f"errors.{kind}"
        with path.open("wb") as out:
            error_file.write_error_file(run, out, kind=kind, language="en")
        if kind == "csv":
            assert "'=1+1" in path.read_text("utf-8-sig")
        fmt = sniff(path, name=path.name, language="en")
        rows = [cells for _, cells in read_rows(path, fmt)]
        assert [row[:3] for row in rows[1:]] == [["Ким", "нет", "=1+1"], ["Пак", "", "+7"]]
        assert rows[0] == ["ФИО", "Почта", "Своё", "Problem"]
        assert rows[1][3].startswith("“нет” is not an e-mail address")
        mended = path.read_bytes() if kind == "xlsx" else path.read_bytes().replace(
            "нет".encode(), b"a@a.ru"
        )  # fmt: skip
        again = runner.start_run(run.noun, mended, path.name, folder=importer.folder, actor=SYSTEM)
        runner.sniff(again, folder=importer.folder, language="en")
        runner.check(again, folder=importer.folder, actor=SYSTEM)
        assert again.mapping == ["full_name", "email", None, None]
        assert verdicts(again) == (["create", "refuse"] if kind == "csv" else ["refuse"] * 2)

    def test_of_a_file_without_a_header_gets_one(self, importer):
        run = importer.companies("Ромашка;нет сайта;a@a.ru;+74951234567;Москва\n")
        out = io.BytesIO()
        error_file.write_error_file(run, out, kind="csv", language="ru")
        head, row = out.getvalue().decode("utf-8-sig").splitlines()
        assert head.startswith("Название;Сайт;Email;Телефон;Адрес;")
        assert row.startswith("Ромашка;нет сайта;a@a.ru;")


class TestMapping:
    def test_by_hand_is_remembered_for_the_same_header(self, importer):
        table = "Кто;Куда писать\nКим;a@a.ru\n"
        run = importer.check("contacts", table)
        assert run.table_format["header_row"] is None
        changes = {"header_row": 1, "first_row": 2}
        runner.sniff(run, folder=importer.folder, language="ru", changes=changes)
        runner.set_mapping(run, ["full_name", "email"])
        runner.check(run, folder=importer.folder, actor=SYSTEM)
        assert verdicts(run) == ["create"]
        run = importer.check("contacts", "КТО;куда  писать\nЛи;b@a.ru\n")
        assert verdicts(run) == ["create"]
        assert run.mapping == ["full_name", "email"]

    def test_nonsense_is_left_out(self, importer):
        run = importer.check("contacts", "ФИО;Почта\nКим;a@a.ru\n")
        runner.set_mapping(run, ["password", "full_name", "full_name", "email", "email"])
        assert run.mapping == [None, "full_name", None, "email", "email"]

    def test_without_any_column_the_file_is_refused(self, importer):
        run = importer.check("contacts", "ФИО;Почта\nКим;a@a.ru\n")
        runner.set_mapping(run, [None, None])
        runner.check(run, folder=importer.folder, actor=SYSTEM)
        assert (run.state, run.problem_code) == (ImportState.REFUSED, "no_columns")

    def test_a_header_alone_is_no_file(self, importer):
        run = importer.check("contacts", "ФИО;Почта\n")
        assert (run.state, run.problem_code) == (ImportState.REFUSED, "no_rows")

    def test_rows_of_a_range(self, importer):
        run = importer.check("contacts", "ФИО;Почта\nКим;a@a.ru\nЛи;b@a.ru\nПак;c@a.ru\n")
        changes = {"first_row": 3, "last_row": 3}
        runner.sniff(run, folder=importer.folder, language="ru", changes=changes)
        runner.check(run, folder=importer.folder, actor=SYSTEM)
        assert [row.cells for row in rows_of(run)] == [["Ли", "b@a.ru"]]
