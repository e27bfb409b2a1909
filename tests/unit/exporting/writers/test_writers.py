"""What is in the files themselves: no formulas, limits, JSON."""

import io
import json
import random
import re
import tracemalloc
from datetime import date
from decimal import Decimal
from zipfile import ZipFile

import odf.opendocument
import odf.table
import pytest
import xlrd

from admin_app.exporting.writers import ods, xls, xlsx
from admin_app.exporting.writers.columns import Column, TooManyRows, is_number, plain
from admin_app.exporting.writers.registry import FORMATS

COLUMNS = [Column("a", "Alpha"), Column("n", "Number", "number")]


def bytes_of(kind, columns, rows):
    out = io.BytesIO()
    FORMATS[kind].write(columns, rows, out, language="en")
    return out.getvalue()


def part(data, name):
    with ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def test_xlsx_holds_no_formula_and_no_link():
    rows = [("=1+1", 1), ("https://example.com", 2), ("mailto:a@example.com", 3)]
    data = bytes_of("xlsx", COLUMNS, rows)
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "=1+1" in sheet


def test_xlsx_header_is_frozen_and_filtered():
    sheet = part(bytes_of("xlsx", COLUMNS, [("x", 1)]), "xl/worksheets/sheet1.xml")
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:B2"/>' in sheet


def test_xls_cells_are_texts():
    book = xlrd.open_workbook(
        file_contents=bytes_of("xls", COLUMNS, [("=1+1", 7)]), logfile=io.StringIO()
    )
    row = book.sheet_by_index(0).row(1)
    assert [(cell.ctype, cell.value) for cell in row] == [
        (xlrd.XL_CELL_TEXT, "=1+1"),
        (xlrd.XL_CELL_NUMBER, 7),
    ]


def test_ods_is_a_document_that_another_library_reads():
    rows = [("=1 < 2  & \t x", 5), (None, None)]
    document = odf.opendocument.load(io.BytesIO(bytes_of("ods", COLUMNS, rows)))
    cells = document.spreadsheet.getElementsByType(odf.table.TableCell)
    assert [cell.getAttribute("valuetype") for cell in cells] == [
        "string",
        "string",
        "string",
        "float",
        None,
        None,
    ]
    assert not any(cell.getAttribute("formula") for cell in cells)
    assert cells[2].getAttribute("stringvalue") == "=1 < 2  & \t x"


def test_ods_names_its_type_first_and_unpacked():
    with ZipFile(io.BytesIO(bytes_of("ods", COLUMNS, []))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", 0)


@pytest.mark.parametrize(("kind", "module"), [("xls", xls), ("xlsx", xlsx), ("ods", ods)])
def test_too_many_rows_are_refused(monkeypatch, kind, module):
    monkeypatch.setattr(module, "MAX_ROWS", 2)
    assert len(bytes_of(kind, COLUMNS, [("x", 1)] * 2)) > 100
    with pytest.raises(TooManyRows) as refusal:
        bytes_of(kind, COLUMNS, [("x", 1)] * 3)
    assert refusal.value.limit == 2


def test_limits_are_those_of_the_formats():
    assert {name: fmt.max_rows for name, fmt in FORMATS.items()} == {
        "csv": None, "xlsx": 1_048_575, "xls": 65_535, "ods": 1_048_575, "json": None,
    }  # fmt: skip


@pytest.mark.parametrize("kind", list(FORMATS))
def test_a_row_of_another_length_is_an_error(kind):
    with pytest.raises(ValueError, match="zip"):
        bytes_of(kind, COLUMNS, [("x",)])


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_text_longer_than_a_cell_is_cut_with_a_mark(kind):
    assert xlsx.cell_text("я" * 40_000) == "я" * 32_766 + "…"
    assert bytes_of(kind, COLUMNS, [("я" * 40_000, None)])


def test_json_keeps_types_and_needs_no_guard():
    columns = [Column("a", "A"), Column("n", "N"), Column("d", "D"), Column("b", "B")]
    rows = [("=1", 1.5, date(2024, 1, 2), True), (None, Decimal("1.10"), None, False)]
    assert json.loads(bytes_of("json", columns, rows)) == [
        {"a": "=1", "n": 1.5, "d": "2024-01-02", "b": True},
        {"a": None, "n": "1.10", "d": None, "b": False},
    ]
    assert json.loads(bytes_of("json", columns, [])) == []
    infinite = [("\x00x\ud800", float("inf"), None, None)]
    assert json.loads(bytes_of("json", columns, infinite))[0] == {
        "a": "x",
        "n": None,
        "d": None,
        "b": None,
    }


class Sink(io.RawIOBase):
    """A file that forgets, so that only the writer's own memory counts."""

    def __init__(self):
        super().__init__()
        self.size = 0

    def writable(self):
        return True

    def write(self, data):
        self.size += len(data)
        return len(data)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "json"])
def test_memory_does_not_grow_with_the_table(kind):
    rows = (
        (f"{number} {random.Random(number).randbytes(2000).hex()}", number)
        for number in range(4000)
    )
    sink = Sink()
    FORMATS[kind].write(COLUMNS, iter([("warm up", 1)]), Sink(), language="en")
    tracemalloc.start()
    try:
        FORMATS[kind].write(COLUMNS, rows, sink, language="en")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sink.size > 8_000_000
    assert peak < 6_000_000


def test_numbers_as_text():
    assert [plain(v) for v in (1.0, 1e22, 1e-7, 0.1, float("nan"), Decimal("1E+3"), 10**20)] == [
        "1", "10000000000000000000000", "0.0000001", "0.1", "", "1000", "100000000000000000000",
    ]  # fmt: skip


def test_a_long_serial_is_no_number():
    assert is_number(123456789012345)
    assert not is_number(1234567890123456)
    assert not is_number(True)


def test_labels_are_guarded_in_csv():
    data = bytes_of("csv", [Column("a", "=cmd|' /C calc'!A0")], []).decode("utf-8-sig")
    assert re.match(r"'=cmd", data)
