"""CSV: delimiters, quotes, rows and their numbers."""

import csv

import pytest

from admin_app.importing.readers.errors import FileRefused
from admin_app.importing.readers.format import TableFormat
from admin_app.importing.readers.rows import read_head, read_header, read_rows
from admin_app.importing.readers.sniff import sniff
from tests.unit.importing.readers.build import is_header


@pytest.fixture
def table(tmp_path):
    """Writes a text and gives its path, format and rows."""

    def make(text, **options):
        path = tmp_path / "t.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        options = {"name": "t.csv", "language": "ru", "is_header": is_header, **options}
        fmt = sniff(path, **options)
        return path, fmt, list(read_rows(path, fmt))

    return make


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiters(table, delimiter):
    lines = ["Name;Phone;Note", "Ann;1;x y", "Bob;2;1.5"]
    _, fmt, rows = table("\n".join(lines).replace(";", delimiter))
    assert (fmt.delimiter, fmt.header_row, fmt.first_row) == (delimiter, 1, 2)
    assert rows == [(2, ["Ann", "1", "x y"]), (3, ["Bob", "2", "1.5"])]


def test_decimal_comma_is_no_delimiter(table):
    _, fmt, rows = table("a;1,5\nb;2,5\n")
    assert fmt.delimiter == ";"
    assert rows[0] == (1, ["a", "1,5"])


def test_several_values_in_a_cell_do_not_make_a_semicolon_file(table):
    _, fmt, rows = table('Name,Phone\nAnn,"1;2;3"\nBob,"4;5;6"\nEve,"7;8;9"\n')
    assert fmt.delimiter == ","
    assert rows[0] == (2, ["Ann", "1;2;3"])


def test_one_column(table):
    _, fmt, rows = table("ann@example.com\nbob@example.com\n")
    assert (fmt.delimiter, rows[1]) == (";", (2, ["bob@example.com"]))


def test_excel_sep_line_is_obeyed_and_not_counted(table):
    path, fmt, rows = table("\ufeffsep=|\r\nName|Phone\r\nA;b,c|1\r\n")
    assert (fmt.delimiter, fmt.header_row, rows) == ("|", 1, [(2, ["A;b,c", "1"])])
    assert read_header(path, fmt) == ["Name", "Phone"]


def test_line_breaks_and_doubled_quotes_in_a_cell(table):
    _, _, rows = table('Name;Phone\n"Ann ""A"";\nsecond";1\n\nBob;2\n')
    assert rows == [(2, ['Ann "A";\nsecond', "1"]), (4, ["Bob", "2"])]


def test_apostrophes_as_quotes(table):
    _, fmt, rows = table("'Name';'Phone'\n'Ann; A';'1'\n")
    assert (fmt.quote, rows) == ("'", [(2, ["Ann; A", "1"])])


def test_stray_quotes_stay_text(table):
    _, fmt, rows = table('Name;Phone\nООО "Ромашка";1\n"Лютик" ООО;2\nмонитор 19";3\n')
    assert fmt.quote is None
    assert [cells[0] for _, cells in rows] == ['ООО "Ромашка"', '"Лютик" ООО', 'монитор 19"']


def test_a_quote_never_closed_does_not_swallow_the_rest(table):
    path, fmt, rows = table('Name;Phone\n"Ann;1\nBob;2\nEve;3\n')
    assert [cells for _, cells in rows] == [['"Ann', "1"], ["Bob", "2"], ["Eve", "3"]]
    with pytest.raises(FileRefused) as refusal:
        list(read_rows(path, fmt.replace(quote='"')))
    assert (refusal.value.code, refusal.value.params) == ("unclosed_quote", {"row": 2})


def test_a_quote_that_swallows_too_much_is_refused_with_the_row(table):
    text = "Name;Phone\n" + "a;1\n" * 2000 + '"open;1\n' + "b;2\n" * 50_000
    with pytest.raises(FileRefused) as refusal:
        table(text)
    assert (refusal.value.code, refusal.value.params) == ("unclosed_quote", {"row": 2002})


def test_rows_shorter_longer_and_empty(table):
    _, _, rows = table("Name;Phone;City\na\nb;1;c;d;e\n;;\n  ; \n\nc;2;x\n;;;\n\n\n")
    assert rows == [(2, ["a"]), (3, ["b", "1", "c", "d", "e"]), (7, ["c", "2", "x"])]


def test_header_below_a_title_and_repeated_columns(table):
    path, fmt, rows = table("Contacts of May\n\nName;Phone;Phone\nAnn;1;2\n")
    assert (fmt.header_row, fmt.first_row, fmt.delimiter) == (3, 4, ";")
    assert read_header(path, fmt) == ["Name", "Phone", "Phone"]
    assert rows == [(4, ["Ann", "1", "2"])]
    assert read_head(path, fmt, 2) == [(1, ["Contacts of May"]), (2, [])]


def test_header_with_marks_and_blanks_nobody_sees(table):
    path, fmt, _ = table("\ufeff\u00a0Name\u00a0;\u200bPhone\n Ann ;1\n")
    assert read_header(path, fmt) == ["Name", "Phone"]


def test_mark_without_header_stays_out_of_the_first_value(table):
    _, fmt, rows = table("\ufeffann;1\nbob;2\n", is_header=None)
    assert (fmt.header_row, rows[0]) == (None, (1, ["ann", "1"]))


def test_header_only_is_a_table_without_rows(table):
    _, fmt, rows = table("Name;Phone\n")
    assert (fmt.header_row, rows) == (1, [])


def test_range_of_rows(table):
    path, fmt, _ = table("Name;Phone\na;1\nb;2\nc;3\n")
    chosen = fmt.replace(first_row=3, last_row=3)
    assert list(read_rows(path, chosen)) == [(3, ["b", "2"])]
    assert [n for n, _ in read_rows(path, fmt.replace(first_row=1))] == [2, 3, 4]


def test_our_own_guard_is_undone(table):
    _, _, rows = table("Name;Phone\n'=1+1;'+7 999\n'quoted';''-1\n")
    assert rows == [(2, ["=1+1", "+7 999"]), (3, ["'quoted'", "'-1"])]


def test_old_mac_line_ends_and_a_last_line_without_end(table):
    assert table("Name;Phone\ra;1\rb;2")[2] == [(2, ["a", "1"]), (3, ["b", "2"])]


def test_a_long_cell_is_refused_with_its_row(table):
    assert len(table("Name;Phone\n" + "x" * 32_767 + ";1\n")[2][0][1][0]) == 32_767
    with pytest.raises(FileRefused) as refusal:
        table("Name;Phone\na;1\n" + "x" * 32_768 + ";1\n")
    assert (refusal.value.code, refusal.value.params["row"]) == ("cell_too_long", 3)


def test_too_many_columns_are_refused_with_the_row(table):
    assert table("Name;Phone\n" + "a;" * 299 + "z" + ";" * 500 + "\n")[2]
    with pytest.raises(FileRefused) as refusal:
        table("Name;Phone\n" + "a;" * 300 + "z\n")
    assert refusal.value.params == {"row": 2, "count": 301, "limit": 300}


def test_too_many_rows(table, monkeypatch):
    monkeypatch.setattr("admin_app.importing.readers.limits.MAX_ROWS", 3)
    assert len(table("Name;Phone\na;1\n\nb;2\n;\nc;3\n")[2]) == 3
    with pytest.raises(FileRefused) as refusal:
        table("Name;Phone\na;1\nb;2\nc;3\nd;4\n")
    assert refusal.value.code == "too_many_rows"


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        (b"", "t.csv", "empty"), (b"\n\r\n \n", "t.csv", "empty"),
        (b"\xef\xbb\xbf", "t.csv", "empty"),
        (b"<html><table><tr><td>1", "report.xls", "wrong_format"),
        (b'\n<?xml version="1.0"?><Workbook>', "report.xls", "wrong_format"),
        (b'[\n {"a": 1}]', "t.csv", "wrong_format"), (b'{"a": 1}', "t.json", "unsupported"),
        (b"%PDF-1.7", "t.csv", "wrong_format"), (b"\x89PNG\r\n", "t.png", "unsupported"),
    ],
)  # fmt: skip
def test_what_is_no_table(table, text, name, code):
    with pytest.raises(FileRefused) as refusal:
        table(text, name=name)
    assert refusal.value.code == code
    assert str(refusal.value)


def test_a_table_under_a_wrong_name_is_read(table):
    assert table("Name;Phone\na;1\n", name="t.xlsx")[1].kind == "csv"


def test_too_large(table, monkeypatch):
    monkeypatch.setattr("admin_app.importing.readers.limits.MAX_FILE_BYTES", 10)
    with pytest.raises(FileRefused) as refusal:
        table("Name;Phone\na;1\n")
    assert refusal.value.code == "too_large"


def test_serials_stay_as_they_are(table):
    serials = ["100E10", "1234567890123456789", "007", "0774768867", "1.0", "TRUE", "2024-01-02"]
    assert table("Name;Phone\n" + "".join(f"{s};1\n" for s in serials))[2] == [
        (number, [serial, "1"]) for number, serial in enumerate(serials, start=2)
    ]


def test_python_csv_agrees(table, tmp_path):
    cells = [['a"b', "c;d"], ["e\r\nf", " g "], ["'h", ""]]
    path = tmp_path / "p.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows(cells)
    fmt = TableFormat("csv", encoding="utf-8", delimiter=";", quote='"')
    assert [row for _, row in read_rows(path, fmt)] == cells
