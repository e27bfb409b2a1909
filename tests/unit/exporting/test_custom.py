"""Custom fields in exports: typed cells, labels, and the way back through an import."""

import io
import json
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from admin_app.exporting.runner import ExportOrder, UnknownColumn, choose_columns, write_export
from admin_app.exporting.sheets import Headers
from admin_app.importing import runs
from admin_app.importing.checking import check
from admin_app.importing.committing import commit
from admin_app.permissions import Actor, Permission
from admin_app.services.shared.listing import ListQuery
from models.base import db
from models.enums import AccessType, ImportNoun
from tests.factories.custom import give, make_field
from tests.factories.people import make_contact, system
from tests.helpers.importing import picture

VALUES = {
    "note": "=1+1",
    "long": "one\ntwo; three",
    "area": 12.5,
    "big": 100000000000000,
    "since": "2024-02-29",
    "old": "1812-09-07",
    "visit": "2024-02-29T23:59Z",
    "no": False,
    "metal": "silver",
    "metals": ["gold", "tin"],
    "line": "+380671234567",
    "mail": "x@y.example",
    "page": "https://example.com/a",
    "code": "AB-12",
}
KINDS = {
    "note": "text", "long": "long_text", "area": "number", "big": "number", "since": "date",
    "old": "date", "visit": "moment", "no": "flag", "metal": "choice", "metals": "choices",
    "line": "phone", "mail": "email", "page": "url", "code": "mask",
}  # fmt: skip
OPTIONS = {"area": {"decimals": 2, "unit": "m²"}, "code": {"mask": "aa-##"}}


@pytest.fixture
def full(db_session):
    for key, kind in KINDS.items():
        make_field(key, kind, options=OPTIONS.get(key, {}))
    make_contact(last_name="Bare")
    return give(make_contact(last_name="Full"), **VALUES)


def export(file_format="json", headers=Headers.KEYS, language="en", zone="UTC", **order):
    out = io.BytesIO()
    given = ExportOrder("contacts", file_format, language, zone, headers=headers, **order)
    write_export(given, out, system())
    return out.getvalue()


def test_cells_are_typed(full):
    rows = json.loads(export())
    row = next(row for row in rows if row["last_name"] == "Full")
    assert (row["area"], row["no"], row["since"]) == (12.5, False, "2024-02-29")
    assert (row["metal"], row["metals"]) == ("silver", "gold; tin")
    bare = next(row for row in rows if row["last_name"] == "Bare")
    assert all(bare[key] in (None, "") for key in VALUES)


def test_a_workbook_has_numbers_and_dates_and_no_formula(full):
    content = export("xlsx", Headers.LABELS, query=ListQuery(sort="full_name", descending=True))
    head, first, *_rest = (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    )
    cells = dict(zip(head, first, strict=True))
    assert (cells["Area"], cells["Since"]) == (12.5, date(2024, 2, 29))
    assert (cells["Note"], cells["Line"]) == ("=1+1", "+380671234567")


def test_labels_and_choices_are_in_the_language(full):
    head, *_rest = export("csv", Headers.LABELS, "ru").decode("utf-8-sig").split("\r\n", 1)
    assert "Поле area" in head
    assert "Серебро" in export("csv", Headers.LABELS, "ru").decode("utf-8-sig")


def test_a_label_that_another_column_has_is_told_with_its_key(db_session):
    make_field("mine", labels={"en": "E-mail", "ru": "Этаж"})
    make_field("other", labels={"en": "Other", "ru": "Этаж"})
    make_contact()
    head = export("csv", Headers.LABELS, "en").decode("utf-8-sig").splitlines()[0]
    assert "E-mail (mine)" in head
    head = export("csv", Headers.LABELS, "ru").decode("utf-8-sig").splitlines()[0]
    assert "Этаж (mine)" in head
    assert "Этаж (other)" in head


def test_who_may_not_work_with_fields_gets_no_column(db_session):
    make_field("floor")
    rights = frozenset({Permission.CONTACTS_VIEW, Permission.EXPORT})
    actor = Actor(1, "A", AccessType.STAFF, rights)
    assert "floor" not in {column.key for column in choose_columns("contacts", actor)}
    with pytest.raises(UnknownColumn):
        choose_columns("contacts", actor, ["floor"])


@pytest.mark.parametrize("headers", list(Headers))
@pytest.mark.parametrize(
    ("file_format", "language", "zone"),
    [("csv", "ru", "Europe/Kyiv"), ("xlsx", "pl", "Asia/Tokyo"), ("xls", "uk", "UTC"),
     ("ods", "en", "America/New_York")],
)  # fmt: skip
def test_the_way_out_and_back_changes_no_cell(
    full, tmp_path, db_session, file_format, language, zone, headers
):
    content = export(file_format, headers, language, zone)
    before = picture()
    full.custom = {"note": "other"}
    db.session.commit()
    policies = {"existing": "overwrite", "empty_cell": "clear"}
    for _turn in range(2):
        run = runs.start_run(
            ImportNoun.CONTACTS, content, f"x.{file_format}",
            folder=tmp_path, actor=system(), policies=policies,
        )  # fmt: skip
        runs.sniff(run, folder=tmp_path, language="ru")
        db.session.commit()
        check(run, folder=tmp_path, actor=system())
        counts = dict(run.counts)
        commit(run, actor=system())
    assert picture() == before
    assert (counts["unchanged"], counts["updated"]) == (2, 0)
