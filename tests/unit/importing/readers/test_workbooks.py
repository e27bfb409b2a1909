"""XLSX, XLS and ODS: the text of every kind of cell, sheets, rows and their numbers."""

from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from admin_app.importing.readers.cells import cell_text
from admin_app.importing.readers.errors import FileRefused
from admin_app.importing.readers.rows import read_head, read_header, read_rows
from admin_app.importing.readers.sniff import sniff
from tests.unit.importing.readers.build import is_header, ods_cell, raw_ods, raw_xlsx, xlsx


def read(path, **options):
    options = {"name": path.name, "language": "ru", "is_header": is_header, **options}
    fmt = sniff(path, **options)
    return fmt, list(read_rows(path, fmt))


@pytest.mark.parametrize("base_1904", [False, True])
def test_xlsx_cells(tmp_path, base_1904):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": base_1904}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        sheet.write_row(0, 0, ["Name", "Phone"])
        sheet.write_row(1, 0, [79161234567, 1.5, 123.0, 1e22, 1e-7, 100e10])
        sheet.write_datetime(2, 0, datetime(1985, 3, 31), day)
        sheet.write_datetime(2, 1, datetime(2024, 10, 27, 23, 59, 59), moment)
        sheet.write_datetime(2, 2, datetime(2024, 10, 27), moment)
        sheet.write_boolean(3, 0, True)
        sheet.write_boolean(3, 1, False)
        sheet.write_formula(3, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(3, 3, '="a"&"b"', None, "ab")
        for index, text in enumerate(["0774768867", "100E10", "1234567890123456789", "'+7 1"]):
            sheet.write_string(4, index, text)
    fmt, rows = read(path)
    assert (fmt.kind, fmt.sheet, fmt.header_row) == ("xlsx", "Sheet1", 1)
    assert [cells for _, cells in rows] == [
        ["79161234567", "1.5", "123", "10000000000000000000000", "0.0000001", "1000000000000"],
        ["1985-03-31", "2024-10-27 23:59:59", "2024-10-27", "", "", ""],
        ["1", "0", "", "ab", "", ""],
        ["0774768867", "100E10", "1234567890123456789", "+7 1", "", ""],
    ]


@pytest.mark.parametrize("base_1904", [False, True])
def test_xls_cells(tmp_path, base_1904):
    path = tmp_path / "t.xls"
    book = xlwt.Workbook()
    book.dates_1904 = base_1904
    sheet = book.add_sheet("Лист 1")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for index, value in enumerate(["Имя", "Телефон", "Город"]):
        sheet.write(0, index, value)
    sheet.write(2, 0, "Ёлкин 😀")
    sheet.write(2, 1, 79161234567)
    sheet.write(2, 2, datetime(1985, 3, 31), day)
    sheet.write(3, 0, True)
    sheet.write(3, 1, "007")
    sheet.write(60_000, 200, None, day)
    book.save(str(path))
    fmt, rows = read(path)
    assert (fmt.kind, fmt.sheet) == ("xls", "Лист 1")
    assert rows == [(3, ["Ёлкин 😀", "79161234567", "1985-03-31"]), (4, ["1", "007", ""])]


def test_ods_cells_by_odfpy(tmp_path):
    path = tmp_path / "t.ods"
    document = OpenDocumentSpreadsheet()
    table = Table(name="Лист")
    document.spreadsheet.addElement(table)
    typed = [
        {"valuetype": "float", "value": "79161234567"},
        {"valuetype": "date", "datevalue": "1985-03-31"},
        {"valuetype": "boolean", "booleanvalue": "true"},
        {"valuetype": "percentage", "value": "0.5"},
        {"valuetype": "date", "datevalue": "2024-10-27T23:59:59"},
    ]  # fmt: skip
    for cells in ([("Name", {}), ("Phone", {})], [("0774", {}), *[("shown", t) for t in typed]]):
        row = TableRow()
        for text, attributes in cells:
            cell = TableCell(**(attributes or {"valuetype": "string"}))
            cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    document.save(str(path))
    fmt, rows = read(path)
    assert (fmt.kind, fmt.sheet, fmt.header_row) == ("ods", "Лист", 1)
    assert rows == [(2, ["0774", "79161234567", "1985-03-31", "1", "0.5", "2024-10-27 23:59:59"])]


def test_ods_repeated_cells_count(tmp_path):
    row = "<table:table-row{}>{}</table:table-row>".format
    twice = ' table:number-columns-repeated="2"'
    path = raw_ods(
        tmp_path / "t.ods",
        row("", ods_cell("Name") + ods_cell("Phone"))
        + row(' table:number-rows-repeated="1000"', "<table:table-cell/>")
        + row(' table:number-rows-repeated="2"', ods_cell("x", twice))
        + row(
            ' table:number-rows-repeated="1047573"',
            '<table:table-cell table:number-columns-repeated="16384"/>',
        ),
    )
    assert read(path)[1] == [(1002, ["x", "x"]), (1003, ["x", "x"])]


def test_numbers_of_rows_are_those_of_the_sheet(tmp_path):
    path = xlsx(
        tmp_path / "t.xlsx",
        [
            [],
            [None, "Title"],
            [],
            [None, "Name", "Phone"],
            [],
            [None, "a", 1],
            [None, "", " "],
            [None, "b"],
        ],
    )
    fmt, rows = read(path)
    assert (fmt.header_row, fmt.first_row) == (4, 5)
    assert rows == [(6, ["", "a", "1"]), (8, ["", "b", ""])]
    assert read_header(path, fmt) == ["", "Name", "Phone"]
    assert read_head(path, fmt, 2) == [(2, ["", "Title", ""]), (3, ["", "", ""])]
    assert list(read_rows(path, fmt.replace(first_row=8, last_row=8))) == [(8, ["", "b", ""])]


def test_the_sheet_with_a_header_wins_over_the_first_one(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Empty")
        book.add_worksheet("Help").write(0, 0, "Fill in the next sheet")
        sheet = book.add_worksheet("Данные")
        sheet.write_row(0, 0, ["Name", "Phone"])
        hidden = book.add_worksheet("Lists")
        hidden.write_row(0, 0, ["Name", "Phone"])
        hidden.hide()
    fmt, _ = read(path)
    assert (fmt.sheet, fmt.sheets) == ("Данные", ("Empty", "Help", "Данные"))
    assert read(path, is_header=None)[0].sheet == "Help"


def test_a_sheet_that_is_gone(tmp_path):
    path = xlsx(tmp_path / "t.xlsx", [["Name", "Phone"]])
    fmt, _ = read(path)
    with pytest.raises(FileRefused) as refusal:
        list(read_rows(path, fmt.replace(sheet="Other")))
    assert (refusal.value.code, refusal.value.params) == ("no_sheet", {"sheet": "Other"})


def test_an_empty_workbook_and_a_header_only(tmp_path):
    with pytest.raises(FileRefused) as refusal:
        read(xlsx(tmp_path / "e.xlsx", []))
    assert refusal.value.code == "empty"
    fmt, rows = read(xlsx(tmp_path / "h.xlsx", [["Name", "Phone"]]))
    assert (fmt.header_row, rows) == (1, [])


def test_a_19_digit_number_gets_no_invented_digits(tmp_path):
    path = raw_xlsx(
        tmp_path / "t.xlsx", '<row r="1"><c r="A1"><v>1234567890123456789</v></c></row>'
    )
    assert read(path)[1] == [(1, ["1234567890123456800"])]


@pytest.mark.parametrize("value", [1e308, 1e15, -5, 0, 2958466])
def test_a_number_no_date_can_be_does_not_end_the_reading(tmp_path, value):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        style = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        sheet.write_number(0, 0, value, style)
        sheet.write_string(0, 1, "x")
    rows = read(path)[1]
    assert rows[0][1][1] == "x"


def test_what_makes_the_library_panic_is_a_refusal(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        style = book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet().write_number(0, 0, -1e15, style)
    with pytest.raises(FileRefused) as refusal:
        read(path)
    assert refusal.value.code == "corrupt"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (time(7, 5), "07:05:00"), (timedelta(hours=30, minutes=5), "30:05:00"),
        (-timedelta(minutes=90), "-1:30:00"), (date(2024, 2, 29), "2024-02-29"),
        (datetime(2024, 2, 29, 23, 59, 59, 999_600), "2024-03-01"),
        (datetime(2024, 2, 29, 12, 0, 0, 400), "2024-02-29 12:00:00"),
        (datetime.max, "9999-12-31 23:59:59"),
        (float("nan"), ""), (-0.0, "0"), (0.1 + 0.2, "0.30000000000000004"),
        (True, "1"), (12, "12"), ("\u00a0a\u200b", "a"),
    ],
)  # fmt: skip
def test_values_as_text(value, text):
    assert cell_text(value) == text
