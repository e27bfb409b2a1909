"""What our writers write, our readers read: the same text in every cell."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admin_app.exporting.writers.columns import Column
from admin_app.exporting.writers.registry import FORMATS
from admin_app.importing.readers.format import TableFormat
from admin_app.importing.readers.rows import read_header, read_rows
from admin_app.importing.readers.sniff import sniff
from models.cell_text import printable, trim_edges

TABLES = ["csv", "xlsx", "xls", "ods"]
CELLS = st.text(max_size=12) | st.text(
    alphabet="'=+-@＝ \t\r\n\";,|\u00a0\ufeffa1éЖ_x005F😀<&>", max_size=12
)
COLUMNS = [Column("a", "Alpha"), Column("b", "Beta"), Column("n", "№")]


def written(path, kind, columns, rows, language="ru"):
    with path.open("wb") as out:
        count = FORMATS[kind].write(columns, rows, out, language=language)
    assert count == len(rows)


def fmt_of(kind):
    csv = {"encoding": "utf-8", "delimiter": ";", "quote": '"'} if kind == "csv" else {}
    sheet = None if kind == "csv" else "Data"
    return TableFormat(kind, sheet=sheet, header_row=1, first_row=2, **csv)


@pytest.mark.parametrize("kind", TABLES)
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6))
def test_texts_come_back(tmp_path, kind, rows):
    path = tmp_path / f"t.{kind}"
    numbered = [(*row, str(n)) for n, row in enumerate(rows)]
    written(path, kind, COLUMNS, numbered)
    back = [cells for _, cells in read_rows(path, fmt_of(kind))]
    assert back == [[trim_edges(printable(cell)) for cell in row] for row in numbered]


@pytest.mark.parametrize("kind", TABLES)
def test_typed_values_come_back_as_the_text_people_type(tmp_path, kind):
    columns = [
        Column("phone", "=Phone"),
        Column("n", "Number", "number"),
        Column("d", "Day", "date"),
        Column("t", "Time", "datetime"),
        Column("b", "Yes", "bool"),
    ]
    moment = datetime(2024, 2, 29, 13, 5, 59)
    rows = [
        ("+7 999 000-00-00", 12, date(2024, 2, 29), moment, True),
        ("0774768867", -1.5, date(1900, 1, 1), datetime(2024, 1, 1), False),
        ("100E10", 1234567890123456789, date(1850, 5, 5), None, None),
        ("1234567890123456789", Decimal("10.50"), date(1900, 3, 1), moment, True),
    ]
    path = tmp_path / f"t.{kind}"
    written(path, kind, columns, rows)
    fmt = sniff(path, name=path.name, language="ru", is_header=lambda row: "Number" in row)
    assert read_header(path, fmt) == ["=Phone", "Number", "Day", "Time", "Yes"]
    midnight = "2024-01-01 00:00:00" if kind == "csv" else "2024-01-01"
    ten = "10.50" if kind == "csv" else "10.5"
    assert [cells for _, cells in read_rows(path, fmt)] == [
        ["+7 999 000-00-00", "12", "2024-02-29", "2024-02-29 13:05:59", "1"],
        ["0774768867", "-1.5", "1900-01-01", midnight, "0"],
        ["100E10", "1234567890123456789", "1850-05-05", "", ""],
        ["1234567890123456789", ten, "1900-03-01", "2024-02-29 13:05:59", "1"],
    ]


@pytest.mark.parametrize(
    ("language", "delimiter"), [("ru", ";"), ("uk", ";"), ("pl", ";"), ("en", ",")]
)
def test_csv_speaks_the_language_of_the_person(tmp_path, language, delimiter):
    path = tmp_path / "t.csv"
    written(path, "csv", COLUMNS, [("Ж", "=1", "3")], language)
    assert path.read_bytes() == (
        f"\ufeffAlpha{delimiter}Beta{delimiter}№\r\nЖ{delimiter}'=1{delimiter}3\r\n".encode()
    )
