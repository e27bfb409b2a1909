"""Files made to hurt: each is refused by name and reason, or read at no cost (promises 5, 6)."""

import pickle
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import xlwt

from admin_app.importing.readers import limits
from admin_app.importing.readers.bounds import Bounds, column_letters, column_number
from admin_app.importing.readers.errors import MESSAGES, FileRefused
from admin_app.importing.readers.format import TableFormat
from admin_app.importing.readers.rows import read_rows
from admin_app.importing.readers.sniff import sniff
from tests.unit.importing.readers.build import is_header, ods_cell, ole, raw_ods, raw_xlsx, xlsx

CELL = '<c r="{0}" t="inlineStr"><is><t>{1}</t></is></c>'.format
SUBSET = "<row r='{0}'><c r='{1}'><v>1</v></c></row>".format


def read(path, name=None):
    fmt = sniff(path, name=name or path.name, language="ru", is_header=is_header)
    return list(read_rows(path, fmt))


def refused(path, name=None):
    with pytest.raises(FileRefused) as refusal:
        read(path, name)
    assert str(refusal.value)
    return refusal.value.code, refusal.value.params


@pytest.mark.parametrize("cell", ["XFD1048576", "XFD2", "KO3"])
def test_a_lone_far_cell_is_refused_by_its_name(tmp_path, cell):
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    data = "".join(f'<row r="{n}">{CELL(f"A{n}", "x")}</row>' for n in range(1, 2))
    path = raw_xlsx(
        tmp_path / "t.xlsx", f'{data}<row r="{row}">{CELL(cell, "y")}</row>', name="Лист"
    )
    assert refused(path) == ("far_cell", {"sheet": "Лист", "cell": cell})


def test_a_lone_low_cell_under_a_wide_table(tmp_path):
    top = "".join(CELL(f"{column_letters(n)}1", "h") for n in range(1, 31))
    path = raw_xlsx(tmp_path / "t.xlsx", f'<row r="1">{top}</row>{SUBSET(1048576, "C1048576")}')
    assert refused(path) == ("far_cell", {"sheet": "Sheet1", "cell": "C1048576"})


@pytest.mark.parametrize(
    "sheet",
    [
        '<row r="1">' + CELL("A1", "x") + CELL("XFD1048576", "y") + "</row>",
        "<row r='1'><c r='A1'><v>1</v></c></row>"
        "<row r = '9'><c  r\n=\n'XFD1048576'><v>1</v></c></row>",
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c>'
        + '<c t="n"><v>1</v></c>' * 20 + "</row>",
    ],
)  # fmt: skip
def test_unusual_spelling_hides_nothing(tmp_path, sheet):
    assert refused(raw_xlsx(tmp_path / "t.xlsx", sheet))[0] == "far_cell"


def test_prefixed_elements_hide_nothing(tmp_path):
    path = tmp_path / "t.xlsx"
    raw_xlsx(path, "")
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row><x:row r="1048576"><x:c r="XFD1048576">'
        "<x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    rewrite(path, "xl/worksheets/sheet1.xml", sheet)
    assert refused(path)[0] == "far_cell"


def rewrite(path, part, text):
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = text.encode() if isinstance(text, str) else text
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.mark.slow
def test_a_million_phantom_rows_are_the_real_rows(tmp_path):
    """Rows that are only formatted, out to the last one; the real ones are read in seconds."""
    head = CELL("A1", "Name") + CELL("B1", "Phone")
    real = f'<row r="1">{head}</row><row r="2">{CELL("A2", "a")}</row>'
    blank = (
        "".join(
            f'<row r="{n}" s="1"><c r="A{n}" s="1"/><c r="XFD{n}" s="1"/></row>'
            for n in range(start, start + 1024)
        )
        for start in range(3, 1_048_576 - 1024, 1024)
    )
    path = raw_xlsx(tmp_path / "t.xlsx", [real, *blank])
    started = time.process_time()
    assert read(path) == [(2, ["a", ""])]
    assert time.process_time() - started < 20


def test_a_lone_low_cell_in_a_narrow_table_is_read(tmp_path):
    path = raw_xlsx(tmp_path / "t.xlsx", SUBSET(1, "A1") + SUBSET(1048576, "B1048576"))
    assert read(path) == [(1, ["1", ""]), (1048576, ["", "1"])]


def test_ods_far_cell_and_repeated_block(tmp_path):
    row = "<table:table-row{}>{}</table:table-row>".format
    gap = row(
        ' table:number-rows-repeated="1000000"',
        '<table:table-cell table:number-columns-repeated="9"/>',
    )
    far = row("", '<table:table-cell table:number-columns-repeated="200"/>' + ods_cell("y"))
    assert refused(raw_ods(tmp_path / "f.ods", row("", ods_cell("x")) + gap + far)) == (
        "far_cell", {"sheet": "S", "cell": "GS1000002"},
    )  # fmt: skip
    block = row(
        ' table:number-rows-repeated="1048576"',
        ods_cell("x", ' table:number-columns-repeated="100"'),
    )
    assert refused(raw_ods(tmp_path / "b.ods", block)) == ("too_many_cells", {"sheet": "S"})
    long = row(' table:number-rows-repeated="20000"', ods_cell("x" * 30_000))
    assert refused(raw_ods(tmp_path / "l.ods", long)) == ("too_many_cells", {"sheet": "S"})


def test_xls_far_cell(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Лист")
    sheet.write(0, 0, "x")
    sheet.write(65_535, 255, "y")
    book.save(str(tmp_path / "t.xls"))
    assert refused(tmp_path / "t.xls") == ("far_cell", {"sheet": "Лист", "cell": "IV65536"})


def test_xls_with_a_password(tmp_path):
    book = xlwt.Workbook()
    book.add_sheet("S").write(0, 0, "x")
    book.save(str(tmp_path / "t.xls"))
    data = (tmp_path / "t.xls").read_bytes()
    codepage = struct.pack("<HH", 0x0042, 2)
    assert data.count(codepage) == 1
    (tmp_path / "p.xls").write_bytes(data.replace(codepage, struct.pack("<HH", 0x002F, 2)))
    with pytest.raises(FileRefused) as refusal:
        read(tmp_path / "p.xls")
    assert refusal.value.code in ("password", "corrupt")


@pytest.mark.parametrize(
    ("stream", "code"),
    [("EncryptedPackage", "password"), ("WordDocument", "wrong_format"), ("Workbook", "corrupt")],
)
def test_old_containers(tmp_path, stream, code):
    assert refused(ole(tmp_path / "t.xlsx", stream))[0] == code


def test_ods_with_a_password(tmp_path):
    path = raw_ods(tmp_path / "t.ods", "")
    rewrite(path, "META-INF/manifest.xml", "<m><encryption-data/></m>")
    assert refused(path)[0] == "password"


def test_zip_bombs(tmp_path, monkeypatch):
    path = raw_xlsx(tmp_path / "t.xlsx", (" " * (1 << 20) for _ in range(40)))
    assert path.stat().st_size < 100_000
    assert refused(path)[0] == "archive_bomb"
    monkeypatch.setattr(limits, "MAX_UNZIPPED_BYTES", 30 << 20)
    assert refused(path) == ("unzipped_too_large", {"size": 41, "limit": 30})
    monkeypatch.setattr(limits, "MAX_PARTS", 3)
    assert refused(path) == ("too_many_parts", {"limit": 3})


def test_an_archive_that_lies_about_its_size(tmp_path):
    path = raw_xlsx(tmp_path / "t.xlsx", "<row/>" * 1000, strings="<sst/>" + " " * 100_000)
    data = path.read_bytes()
    true, false = struct.pack("<I", 100_006), struct.pack("<I", 6)
    assert data.count(true) == 2
    path.write_bytes(data.replace(true, false))
    assert refused(path)[0] == "corrupt"


DTD = '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/x">]>'


def test_document_types_are_refused_in_every_part(tmp_path):
    path = tmp_path / "t.xlsx"
    row = f'<row r="1">{CELL("A1", "&e;")}</row>'
    assert refused(raw_xlsx(path, row, head=DTD))[0] == "external_entity"
    assert refused(raw_xlsx(path, SUBSET(1, "A1"), workbook_head=DTD))[0] == "external_entity"
    assert refused(raw_xlsx(path, SUBSET(1, "A1"), strings=DTD + "<sst/>"))[0] == "external_entity"
    assert refused(raw_ods(tmp_path / "t.ods", ods_cell("&e;"), head=DTD))[0] == "external_entity"


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_cut_off_files(tmp_path, kind, share):
    rows = [["Name", "Phone"], *[[f"name {n}", f"+7 {n * 7919}"] for n in range(300)]]
    path = tmp_path / f"t.{kind}"
    if kind == "xlsx":
        xlsx(path, rows)
    elif kind == "ods":
        raw_ods(
            path,
            "".join(
                f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows
            ),
        )
    else:
        book = xlwt.Workbook()
        sheet = book.add_sheet("S")
        for number, row in enumerate(rows):
            for index, value in enumerate(row):
                sheet.write(number, index, value)
        book.save(str(path))
    assert len(read(path)) == 300
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert refused(path)[0] == "corrupt"


def test_damage_inside_never_escapes_as_another_error(tmp_path):
    path = xlsx(tmp_path / "t.xlsx", [["Name", "Phone"], ["a", 1]])
    for part in (
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
    ):
        broken = tmp_path / "b.xlsx"
        broken.write_bytes(path.read_bytes())
        rewrite(broken, part, b"<a><b>")
        assert refused(broken)[0] == "corrupt", part


def test_renamed_files(tmp_path):
    path = xlsx(tmp_path / "t.csv", [["Name", "Phone"], ["a", 1]])
    assert read(path) == [(2, ["a", "1"])]
    with zipfile.ZipFile(tmp_path / "doc.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<x/>")
    code, params = refused(tmp_path / "doc.xlsx")
    assert (code, params["name"]) == ("wrong_format", "doc.xlsx")
    with zipfile.ZipFile(tmp_path / "plain.zip", "w") as archive:
        archive.writestr("a.txt", "x")
    assert refused(tmp_path / "plain.zip") == ("unsupported", {"found": "an archive"})


LIMITED = """
import sys
from pathlib import Path
from admin_app.importing.readers.limits import MIB, limit_process
from admin_app.importing.readers.rows import read_rows
from admin_app.importing.readers.sniff import sniff
limit_process(int(sys.argv[2]) * MIB, int(sys.argv[3]))
if sys.argv[1] == "spin":
    while True:
        pass
if sys.argv[1] == "grow":
    held = [bytes(MIB) for _ in range(5000)]
path = Path(sys.argv[1])
print(sum(1 for _ in read_rows(path, sniff(path, name=path.name, language="ru"))))
"""


def limited(*arguments):
    command = [sys.executable, "-c", LIMITED, *map(str, arguments)]
    root = Path(__file__).parents[4]
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_limits_hold_a_process():
    assert limited("spin", 300, 1).returncode == -24
    grown = limited("grow", 300, 60)
    assert grown.returncode == 1
    assert "MemoryError" in grown.stderr


def test_a_string_shared_by_very_many_cells_ends_the_child_only(tmp_path):
    """A bomb that no look from outside finds: each cell gets its own copy of one long string."""
    strings = f'<sst count="1"><si><t>{"x" * 30_000}</t></si></sst>'
    rows = (f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 60_001))
    path = raw_xlsx(tmp_path / "t.xlsx", rows, strings=strings)
    assert limited(path, 300, 60).returncode != 0


@pytest.mark.slow
def test_a_hundred_thousand_rows_fit_in_300_mib(tmp_path):
    cells = [
        f'<c r="{column}{{0}}" t="inlineStr"><is><t>Значение {{0}}</t></is></c>'
        for column in "ABCDEFGHIJ"
    ]
    row = f'<row r="{{0}}">{"".join(cells)}</row>'
    path = raw_xlsx(tmp_path / "t.xlsx", (row.format(n) for n in range(1, 100_001)))
    result = limited(path, 300, 60)
    assert (result.returncode, result.stdout.strip()) == (0, "100000")


def test_columns_have_letters():
    assert [column_letters(n) for n in (1, 26, 27, 702, 703, 16_384)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
    assert all(column_number(column_letters(n)) == n for n in range(1, 17_000))


def test_bounds_of_blocks():
    bounds = Bounds("S")
    bounds.add(5, 3, rows=2, columns=4)
    bounds.add(2, 9)
    assert (bounds.top, bounds.left, bounds.bottom, bounds.right) == (2, 3, 6, 9)
    assert (bounds.filled, bounds.places) == (9, 35)


def test_a_refusal_crosses_processes_whole():
    refusal = pickle.loads(pickle.dumps(FileRefused("far_cell", sheet="S", cell="B2")))
    assert (refusal.code, refusal.params) == ("far_cell", {"sheet": "S", "cell": "B2"})
    assert refusal.message == MESSAGES["far_cell"]
    assert "B2" in str(refusal)


def test_formats_survive_json():
    fmt = TableFormat("xlsx", sheet="S", sheets=("S", "T"), header_row=1, first_row=2)
    assert TableFormat.from_json(fmt.to_json()) == fmt
    for bad in ({"kind": "exe"}, {"kind": "csv", "more": 1}, {}):
        with pytest.raises(ValueError, match=r"kind|more"):
            TableFormat.from_json(bad)
