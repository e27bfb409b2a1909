"""Files that LibreOffice Calc saved, as people have them: read and imported alike."""

from pathlib import Path

import pytest

from admin_app.importing.readers.rows import read_header, read_rows
from admin_app.importing.readers.sniff import sniff

FILES = Path(__file__).parent / "files"
HEADER = ["ФИО", "Компания", "Почта", "Телефон", "Дата рождения"]


@pytest.mark.parametrize(
    "name",
    ["clients.xlsx", "clients.ods", "clients.xls", "clients-cp1251.csv", "clients-utf16.csv"],
)
def test_a_file_saved_by_libreoffice(name):
    path = FILES / name
    fmt = sniff(path, name=name, language="uk", is_header=lambda row: row[:1] == ["ФИО"])
    assert read_header(path, fmt) == HEADER
    rows = [cells for _number, cells in read_rows(path, fmt)]
    assert [cells[1] for cells in rows] == ["ТОВ «Світанок»", "Zefir Sp. z o.o.", 'ООО "Ромашка"']
    assert rows[0][0] == "Ковальчук Богдан"
    assert rows[0][2] == "bogdan@svitanok.example"
    # the spreadsheet ate the zero and the plus before Kontora saw them
    assert rows[0][3].removeprefix("0") == "774768867"
