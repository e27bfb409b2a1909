"""What stands in an exported file, and who may have it."""

from __future__ import annotations

import csv
import io
import json

import pytest
from sqlalchemy import select

from admin_app.errors import Conflict, NotAllowed
from admin_app.exporting import runner
from admin_app.exporting.runner import (
    ExportOrder,
    UnknownColumn,
    choose_columns,
    count_export,
    write_export,
)
from admin_app.exporting.sheets import Headers, reading
from admin_app.exporting.writers.columns import TooManyRows
from admin_app.permissions import Actor, Permission
from admin_app.services.shared.listing import ListQuery
from models import AuditEntry, Contact
from models.base import db
from models.enums import AccessType
from tests.helpers.statements import statements
from tests.unit.exporting.conftest import contact

SYSTEM = Actor.system("test")


def staff(*permissions: Permission) -> Actor:
    return Actor(None, "Ann", AccessType.STAFF, frozenset(permissions))


def export(noun="contacts", actor=SYSTEM, file_format="json", **options):
    out = io.BytesIO()
    write_export(ExportOrder(noun, file_format, "en", **options), out, actor)
    return out.getvalue()


def rows(**options):
    return json.loads(export(**options))


def by_name(**options):
    return {row["identifier"]: row for row in rows(**options)}


def test_values_stand_under_their_keys_as_people_read_them(people):
    anna = by_name()["KANNA"]
    assert anna | {"created_at": "", "updated_at": ""} == {
        "identifier": "KANNA",
        "kind": "Person",
        "full_name": "Anna Brown",
        "first_name": "Anna",
        "middle_name": "",
        "last_name": "Brown",
        "company": "Meadow Ltd",
        "company_email": "office@meadow.example",
        "email": "anna@meadow.example; b@postbox.example; a@postbox.example",
        "phone": "+442079460018 x12",
        "mobile_phone": "+447700900123; +447700900124",
        "telegram": "@anna",
        "viber": "+447700900125",
        "whatsapp": "",
        "skype": "",
        "facebook": "",
        "address": "=1+1",
        "position": "Accountant",
        "department": "",
        "region": "Kent",
        "birth_date": "1985-04-23",
        "language": "English",
        "time_zone": "Europe/London",
        "status": "Active",
        "group": "Clients",
        "notifications": True,
        "forms_as_company": True,
        "all_tickets": False,
        "notes": "-call",
        "is_manager": True,
        "created_at": "",
        "updated_at": "",
    }


def test_companies_with_all_that_hangs_on_them(people):
    found = by_name(noun="companies")
    meadow = found["CMEADOW"]
    assert meadow["phone"] == "+442079460018; +442079460019"
    assert meadow["domains"] == "meadow.example; m.example"
    assert meadow["status"] == "Blocked"
    assert meadow["notes"] == "one\ntwo"
    assert meadow["contacts"] == 1
    assert found["CROMASHKA"]["domains"] == ""


def test_with_keys_closed_lists_are_codes(people):
    olga = by_name(headers=Headers.KEYS)["KOLGA"]
    assert (olga["kind"], olga["status"], olga["language"]) == ("person", "dismissed", "ru")
    text = export(file_format="csv", headers=Headers.KEYS).decode("utf-8-sig")
    assert text.startswith("identifier,kind,full_name,first_name,")


def test_moments_are_told_by_the_clock_of_the_reader(people):
    row = by_name(zone="Europe/Kyiv")["KANNA"]
    assert row["created_at"] == "2024-05-18 01:30:00"


def test_a_csv_opens_without_running_anything(people):
    text = export(file_format="csv").decode("utf-8-sig")
    table = {row["Identifier"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert table["KANNA"]["Address"] == "'=1+1"
    assert table["KOLGA"]["Birth date"] == "'--02-29"


def test_columns_come_in_the_order_asked_for(people):
    assert [list(row) for row in rows(columns=("status", "full_name"))] == [
        ["status", "full_name"]
    ] * 3


def test_rows_are_those_of_the_list_in_its_order(people):
    query = ListQuery(filters={"status": ["active"]}, sort="full_name")
    names = [row["full_name"] for row in rows(query=query, columns=("full_name",))]
    assert names == ["Anna Brown", "Desk"]
    down = ListQuery(sort="full_name", descending=True)
    assert [row["full_name"] for row in rows(query=down)] == ["Щукина Ольга", "Desk", "Anna Brown"]
    assert [row["identifier"] for row in rows(query=ListQuery(search="щукина"))] == ["KOLGA"]


def test_ticked_rows_only(people):
    ids = (people["olga"].id, people["desk"].id)
    assert {row["identifier"] for row in rows(ids=ids)} == {"KOLGA", "KDESK"}


def test_rows_in_the_trash_stay_out(people, db_session):
    people["anna"].deleted_at = people["anna"].created_at
    db_session.commit()
    assert set(by_name()) == {"KOLGA", "KDESK"}
    assert by_name(noun="companies")["CMEADOW"]["contacts"] == 0


def test_columns_without_the_right_are_neither_written_nor_chosen(people):
    actor = staff(Permission.CONTACTS_VIEW, Permission.EXPORT)
    row = by_name(actor=actor)["KANNA"]
    assert not {"address", "region", "birth_date", "notes"} & set(row)
    with pytest.raises(UnknownColumn):
        export(actor=actor, columns=("full_name", "birth_date"))
    assert (
        "birth_date"
        in by_name(
            actor=staff(Permission.CONTACTS_VIEW, Permission.EXPORT, Permission.CONTACTS_FIELDS)
        )["KANNA"]
    )


def test_a_hidden_column_can_neither_filter_nor_sort(people):
    actor = staff(Permission.CONTACTS_VIEW, Permission.EXPORT)
    query = ListQuery(filters={"region": ["Kent"]}, sort="region")
    assert len(rows(actor=actor, query=query)) == 3


@pytest.mark.parametrize(
    "actor",
    [
        staff(Permission.CONTACTS_VIEW),
        staff(Permission.EXPORT),
        staff(Permission.EXPORT, Permission.COMPANIES_VIEW),
        Actor(None, "Guest", AccessType.CLIENT, frozenset(Permission)),
    ],
)
def test_nobody_exports_without_both_rights(people, actor):
    with pytest.raises(NotAllowed):
        export(actor=actor)
    with pytest.raises(NotAllowed):
        count_export(ExportOrder("contacts", "csv", "en"), actor)


def test_an_unknown_column_is_named_with_those_there_are(db_session):
    with pytest.raises(UnknownColumn) as caught:
        choose_columns("companies", SYSTEM, ["name", "colour"])
    assert caught.value.key == "colour"
    assert "tax_id" in caught.value.known


def test_the_audit_tells_what_left_the_house(people, db_session):
    query = ListQuery(search="anna", filters={"status": ["active"]})
    export(query=query, columns=("full_name", "email"), file_format="csv")
    db_session.commit()
    entry = db_session.scalars(select(AuditEntry).where(AuditEntry.action == "export")).one()
    assert entry.noun == "contacts"
    assert entry.changes == {
        "count": 1,
        "format": "csv",
        "columns": ["full_name", "email"],
        "search": "anna",
        "filters": {"status": ["active"]},
    }


def test_the_count_is_the_number_of_rows(people):
    order = ExportOrder("contacts", "csv", "en", query=ListQuery(filters={"group": ["none"]}))
    assert count_export(ExportOrder("contacts", "csv", "en"), SYSTEM) == 3
    assert count_export(order, SYSTEM) == len(rows(query=order.query))


def test_a_format_that_is_too_small_says_so_before_it_begins(people, monkeypatch):
    small = runner.FORMATS["xls"].__class__("xls", "x", 2, runner.FORMATS["xls"].write)
    monkeypatch.setitem(runner.FORMATS, "xls", small)
    with pytest.raises(Conflict) as caught:
        count_export(ExportOrder("contacts", "xls", "en"), SYSTEM)
    assert caught.value.code == "too_many_rows"
    assert caught.value.params == {"count": 3, "limit": 2, "format": "XLS"}


def test_rows_that_came_in_meanwhile_are_told_in_the_same_way(people, monkeypatch):
    def write(columns, rows, out, *, language):
        raise TooManyRows(2)

    monkeypatch.setitem(runner.FORMATS, "xls", runner.FORMATS["xls"].__class__("x", "x", 2, write))
    with pytest.raises(Conflict):
        export(file_format="xls")


def test_no_query_for_each_row(people, db_session, groups):
    for number in range(60):
        row = contact(groups["clients"], people["meadow"], identifier=f"K{number}", first_name="A")
        db_session.add(row)
    db_session.commit()
    with statements() as seen:
        assert len(rows()) == 63
    assert len(seen) <= 12


def test_rows_of_all_chunks_come_once_with_their_own_points(people, db_session, monkeypatch):
    monkeypatch.setattr(runner, "CHUNK", 2)
    before = by_name()
    assert set(before) == {"KANNA", "KOLGA", "KDESK"}
    assert before["KANNA"]["mobile_phone"] == "+447700900123; +447700900124"


@pytest.mark.parametrize("close", [0, 10**6], ids=["by a list", "by a range"])
def test_what_lies_beside_is_found_by_lists_and_by_ranges(people, monkeypatch, close):
    monkeypatch.setattr(reading, "CLOSE", close)
    found = by_name(query=ListQuery(sort="full_name"))
    assert found["KANNA"]["email"] == "anna@meadow.example; b@postbox.example; a@postbox.example"
    assert found["KOLGA"]["email"] == "olga@romashka.example"
    companies = by_name(noun="companies")
    assert [companies[key]["contacts"] for key in ("CMEADOW", "CROMASHKA")] == [1, 1]
    assert companies["CMEADOW"]["domains"] == "meadow.example; m.example"


def test_a_filter_by_company_stands_beside_the_company_of_the_row(people):
    query = ListQuery(filters={"company": [str(people["meadow"].id)]}, search="meadow")
    found = by_name(query=query)
    assert {key: row["company"] for key, row in found.items()} == {"KANNA": "Meadow Ltd"}


def test_reading_takes_no_write_lock(people, app, db_session):
    """A writer at the same time is not kept waiting by an export under way."""
    order = ExportOrder("contacts", "json", "en")

    def write_meanwhile(_done):
        with db.engine.connect() as other, other.begin():
            other.exec_driver_sql("UPDATE contact SET notes = 'changed'")

    monkey = pytest.MonkeyPatch()
    monkey.setattr(runner, "CHUNK", 1)
    with monkey.context():
        write_export(order, io.BytesIO(), SYSTEM, write_meanwhile)
    monkey.undo()
    db_session.commit()
    assert {row.notes for row in db_session.scalars(select(Contact))} == {"changed"}


def test_an_order_survives_being_kept_as_data():
    order = ExportOrder(
        "contacts", "csv", "pl", "Europe/Warsaw", ListQuery("a", {"status": ["active"]}, "email"),
        ("email",), (1, 2), Headers.KEYS,
    )  # fmt: skip
    assert ExportOrder.from_data(json.loads(json.dumps(order.as_data()))) == order


def test_the_cache_is_small_while_all_is_read(people, db_session):
    if db_session.get_bind().dialect.name != "sqlite":
        pytest.skip("a matter of SQLite")

    def cache() -> int:
        return db_session.connection().exec_driver_sql("PRAGMA cache_size").scalar()

    usual, seen = cache(), []
    order = ExportOrder("contacts", "csv", "en")
    write_export(order, io.BytesIO(), SYSTEM, lambda _done: seen.append(cache()))
    assert seen == [-4000]
    assert cache() == usual == -32000
