"""Equipment from files: pieces, their companies and people, and the tree that they make."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from admin_app.exporting.runner import ExportOrder, write_export
from admin_app.exporting.sheets import Headers
from admin_app.importing import runner
from admin_app.importing.touched import foresee
from admin_app.importing.undoing import TouchedRows
from models import Company, Equipment
from models.base import db
from models.enums import EquipmentStatus
from tests.factories.equipment import make_company, make_equipment
from tests.factories.people import make_contact, system
from tests.helpers.importing import codes, verdicts

pytestmark = pytest.mark.usefixtures("db_session")

TREE = """company;name;article;serial_number;parent;status;warranty_until
Zefir;Disk;D-1;S3;S2;in repair;31.12.2027
Zefir;Server;;S2;Rack 1;;
Zefir;Rack 1;R-1;S1;;используется;
Vektor;Till;T-1;;;;
Vektor;Printer;;;T-1;;
"""


def pieces() -> dict[str, Equipment]:
    db.session.expire_all()
    return {row.name: row for row in db.session.scalars(select(Equipment))}


def shape() -> set[tuple[str, str, str]]:
    """Company, name and parent of every piece outside the trash."""
    return {
        (row.company.name if row.company else "", row.name, row.parent.name if row.parent else "")
        for row in pieces().values()
        if row.deleted_at is None
    }


EXPECTED = {
    ("Zefir", "Rack 1", ""),
    ("Zefir", "Server", "Rack 1"),
    ("Zefir", "Disk", "Server"),
    ("Vektor", "Till", ""),
    ("Vektor", "Printer", "Till"),
}


@pytest.mark.parametrize("chunk", [2, 2000])
def test_keeps_the_tree_whatever_the_order_of_rows(importer, monkeypatch, chunk):
    for module in ("planner", "checking", "committing"):
        monkeypatch.setattr(f"admin_app.importing.{module}.CHUNK", chunk)
    run = importer.load("equipment", TREE)
    assert shape() == EXPECTED
    disk = pieces()["Disk"]
    assert (disk.status, disk.warranty_until) == (EquipmentStatus.IN_REPAIR, "2027-12-31")
    assert (run.counts["created"], run.counts["companies_created"]) == (5, 2)
    again = importer.load("equipment", TREE.replace("Printer;;", "Printer;;S9"), existing="fill")
    assert again.counts["created"] <= 1


def test_a_second_time_finds_all_in_place(importer):
    table = TREE.replace("Printer;", "Printer;P-1")
    importer.load("equipment", table)
    again = importer.load("equipment", table, existing="overwrite")
    assert again.counts["unchanged"] == 5, verdicts(again)


def test_refuses_the_rows_of_a_circle(importer):
    run = importer.load(
        "equipment",
        "company;name;serial_number;parent\nZ;A;S1;S3\nZ;B;S2;S1\nZ;C;S3;S2\nZ;D;S4;S1\nZ;E;S5;S5\nZ;F;S6;\n",
    )
    assert verdicts(run) == ["refuse", "refuse", "refuse", "refuse", "refuse", "create"]
    assert codes(run) == ["own_part", "own_part", "own_part", "parent_unknown", "own_part"]


def test_refuses_a_circle_with_what_is_there(importer):
    company = make_company("Zefir")
    top = make_equipment("Top", company=company, serial_number="S1")
    low = make_equipment("Low", parent=top, serial_number="S2")
    run = importer.load(
        "equipment", "company;name;serial_number;parent\nZefir;Top;S1;S2\n", existing="overwrite"
    )
    assert codes(run) == ["own_part"]
    assert (top.parent_id, low.parent_id) == (None, top.id)


@pytest.mark.parametrize(
    ("policy", "verdict", "company"),
    [("create", "create", "New"), ("empty", "create", ""), ("refuse-row", "refuse", None)],
)
def test_an_unknown_company_follows_the_policy(importer, policy, verdict, company):
    run = importer.load("equipment", "company;name\nNew;Server\n", unknown_company=policy)
    assert verdicts(run) == [verdict]
    found = [row[0] for row in shape()]
    assert found == ([] if company is None else [company])


def test_serial_numbers_are_of_one_company(importer):
    one = make_equipment("Server", company=make_company("One"), serial_number="S1")
    importer.load("equipment", "company;name;serial_number\nOne;Server;S1\nTwo;Server;S1\n")
    assert db.session.query(Equipment).count() == 2
    assert one.version == 1


def test_rows_alike_are_pieces_each(importer):
    table = "company;name;article\n" + "Zefir;Monitor;M-1\n" * 3
    importer.load("equipment", table)
    assert db.session.query(Equipment).count() == 3
    again = importer.load("equipment", table)
    assert verdicts(again) == ["unchanged"] * 3


def test_a_contact_is_of_the_company(importer):
    anna = make_contact(first_name="Anna", last_name="Nowak", company="Zefir")
    make_contact(first_name="Jan", last_name="Kot", company="Other")
    run = importer.load(
        "equipment",
        f"company;name;contact\nZefir;A;Anna Nowak\nZefir;B;{anna.email}\nZefir;C;Jan Kot\n",
    )
    assert codes(run) == ["contact_not_there"]
    assert {row.contact_id for row in pieces().values()} == {anna.id}


def test_overwriting_moves_to_another_company_only_what_has_no_parts(importer):
    zefir = make_company("Zefir")
    rack = make_equipment("Rack", company=zefir)
    disk = make_equipment("Disk", parent=rack)
    run = importer.load(
        "equipment",
        f"identifier;name;company\n{disk.identifier};Disk;Vektor\n{rack.identifier};Rack;Vektor\n",
        existing="overwrite",
    )
    assert verdicts(run) == ["update", "refuse"]
    assert codes(run) == ["parts_stay"]
    assert shape() == {("Vektor", "Disk", ""), ("Zefir", "Rack", "")}


def test_is_taken_back_whole(importer):
    old = make_equipment("Till", company=make_company("Vektor"), article="T-1", serial_number="")
    run = importer.load("equipment", TREE, existing="overwrite")
    assert db.session.query(Equipment).count() == 5
    runner.start_undo(run, TouchedRows.KEEP, system())
    runner.undo(run, actor=system())
    assert [row.id for row in pieces().values()] == [old.id]
    assert db.session.scalars(select(Company.name)).all() == ["Vektor"]


def test_taking_back_keeps_what_others_hang_on(importer):
    run = importer.load("equipment", TREE)
    make_equipment("Cable", parent=pieces()["Server"])
    assert foresee(run, system()).touched == 3  # and their company
    runner.start_undo(run, TouchedRows.KEEP, system())
    runner.undo(run, actor=system())
    assert set(pieces()) == {"Cable", "Server", "Rack 1"}


def test_an_export_comes_back_into_an_empty_panel(importer):
    importer.load("equipment", TREE)
    zefir = pieces()["Rack 1"].company
    for name in ("Twin", "Twin"):
        make_equipment(name, company=zefir, article="R-1")
    before = shape()
    file = io.BytesIO()
    order = ExportOrder("equipment", "csv", "en", headers=Headers.KEYS)
    write_export(order, file, system())
    for row in db.session.scalars(select(Equipment)).all():
        row.parent_id = None
    db.session.flush()
    for row in db.session.scalars(select(Equipment)).all():
        db.session.delete(row)
    db.session.commit()
    importer.load("equipment", file.getvalue().decode("utf-8-sig"))
    assert shape() == before
