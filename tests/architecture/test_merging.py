"""Every key to a row that can be merged has a mover or a reason (promise 7)."""

import pytest

from admin_app.services.processes.merging.registry import (
    OF_COMPANIES,
    OF_CONTACTS,
    STAY,
    STAY_BY_NUMBER,
)
from models import Base

MOVERS = {"contact": OF_CONTACTS, "company": OF_COMPANIES}
NOT_MERGED = {"equipment": "equipment is not merged; it follows its owner as a whole tree"}
NUMBERS = ("row_id", "record_id")
NO_CARD = {"merge_row.row_id": "names the row of any table that a merge touched"}


def keys_to(target: str) -> set[str]:
    """Every foreign key to a table, as `table.column`."""
    return {
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == target
    }


def moved(target: str) -> set[str]:
    """The keys that the movers of a noun answer for."""
    return {
        f"{link.class_.__tablename__}.{link.key}"
        for mover in MOVERS[target]
        for link in mover.links
    }


@pytest.mark.parametrize("target", MOVERS)
def test_every_key_has_a_mover_or_a_reason(target):
    stay = {key for key in STAY if key in keys_to(target)}
    assert keys_to(target) == moved(target) | stay
    assert not moved(target) & stay


def test_reasons_are_for_keys_that_exist():
    assert set(STAY) <= keys_to("contact") | keys_to("company")
    assert all(STAY.values())


def test_a_new_key_is_noticed(monkeypatch):
    gone = OF_CONTACTS[1:]
    monkeypatch.setitem(MOVERS, "contact", gone)
    assert keys_to("contact") - moved("contact") - set(STAY)


def test_columns_that_name_rows_without_a_key_are_thought_of():
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name in NUMBERS and not column.foreign_keys
    }
    known = {key for key in STAY_BY_NUMBER if key.split(".")[1] in NUMBERS}
    assert found - set(NO_CARD) == known


def test_no_mover_is_needed_for_keys_to_what_is_not_merged():
    assert not NOT_MERGED.keys() & MOVERS.keys()
    assert keys_to("equipment")
