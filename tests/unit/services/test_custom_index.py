"""Indexes of custom fields: made and dropped by a job, whatever was left behind, used by lists."""

import pytest
from flask_migrate import check
from sqlalchemy import event, insert, text

from admin_app.jobs.handlers import custom_index as handler
from admin_app.jobs.registry import JobContext
from admin_app.services import custom_field, custom_index
from admin_app.services.custom_index import IndexState, bring_into_line, index_name, index_state
from admin_app.services.lists import CONTACTS
from admin_app.services.shared.listing import ListQuery, counting, select_rows
from admin_app.services.shared.listing.paging import ordered
from models import Job
from models.base import db
from models.enums import FieldKind
from tests.factories.custom import make_field
from tests.factories.people import make_contact, system

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture(autouse=True)
def _no_index_is_left(db_session):
    yield
    db.session.rollback()
    db.session.execute(text("UPDATE custom_field SET indexed = false"))
    db.session.commit()
    bring_into_line()


def on_sqlite():
    return db.engine.dialect.name == "sqlite"


def jobs_asked():
    return db.session.query(Job).filter_by(kind=custom_index.JOB).count()


@pytest.mark.parametrize("kind", list(FieldKind))
def test_an_index_is_made_for_every_kind_that_can_have_one(kind):
    field = make_field("floor", kind.value, indexed=True)
    can = custom_index.can_be_indexed(field)
    if can:
        assert index_state(field) == IndexState.BUILDING
    assert bring_into_line() == {"made": int(can), "dropped": 0}
    assert bring_into_line() == {"made": 0, "dropped": 0}
    assert index_state(field) == (IndexState.READY if can else IndexState.IMPOSSIBLE)
    field.indexed = False
    db.session.commit()
    if can:
        assert index_state(field) == IndexState.GOING
    assert bring_into_line() == {"made": 0, "dropped": int(can)}
    if can:
        assert index_state(field) == IndexState.NONE


def test_the_index_of_a_retired_or_deleted_field_goes():
    fields = [make_field(f"f{number}", indexed=True) for number in range(2)]
    assert bring_into_line()["made"] == 2
    custom_field.retire(fields[0], system())
    db.session.delete(fields[1])
    db.session.commit()
    assert bring_into_line() == {"made": 0, "dropped": 2}
    custom_field.bring_back(fields[0], system())
    db.session.commit()
    assert bring_into_line() == {"made": 1, "dropped": 0}


def test_one_that_was_left_unfinished_is_made_anew():
    field = make_field("floor", indexed=True)
    bring_into_line()
    if on_sqlite():
        pytest.skip("SQLite leaves none unfinished")
    mark = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = CAST(:name AS regclass)"
    db.session.execute(text(mark), {"name": index_name(field)})
    db.session.commit()
    assert index_state(field) == IndexState.BUILDING
    db.session.commit()
    assert bring_into_line() == {"made": 1, "dropped": 1}
    assert index_state(field) == IndexState.READY


def test_a_second_process_leaves_the_first_alone():
    if on_sqlite():
        pytest.skip("SQLite has one writer anyway")
    make_field("floor", indexed=True)
    context = JobContext(0, {}, None, 1, reporter=None)
    with db.engine.connect() as other:
        lock = {"key": custom_index.LOCK}
        other.execute(text("SELECT pg_advisory_lock(:key)"), lock)
        other.commit()
        with pytest.raises(custom_index.Busy):
            bring_into_line()
        assert handler.build(context) == {"made": 0, "dropped": 0}
        other.execute(text("SELECT pg_advisory_unlock(:key)"), lock)
    assert jobs_asked() == 1
    assert bring_into_line()["made"] == 1


def test_a_change_of_the_setting_asks_for_the_job():
    field = make_field("floor")
    typed = {"labels": {"en": "Floor"}, "visible": True, "editable": True, "indexed": True}
    custom_field.update_field(field, typed, system())
    assert jobs_asked() == 1
    custom_field.update_field(field, typed, system())
    assert jobs_asked() == 1
    custom_field.update_field(field, {**typed, "indexed": False}, system())
    assert jobs_asked() == 2


@pytest.mark.parametrize("kind", ["text", "number", "date", "moment", "flag", "choice", "phone"])
def test_lists_filter_and_sort_by_the_index(kind):
    field = make_field("floor", kind, indexed=True)
    many_contacts()
    bring_into_line()
    values = {"number": "5", "flag": "1", "date": "2024-01-01..2024-02-01", "choice": "gold",
              "moment": "2024-01-01..2024-01-02", "phone": "+380671234567"}  # fmt: skip
    asked = ListQuery(filters={"custom:floor": [values.get(kind, "x")]})
    found = select_rows(CONTACTS, asked, system())
    sort = CONTACTS.field("custom:floor", system()).sort
    in_order = ordered(select_rows(CONTACTS, ListQuery(), system()), CONTACTS.model, sort,
                       descending=True).limit(5)  # fmt: skip
    for query in (found, in_order):
        assert index_name(field) in plan_of(query), query


def plan_of(query):
    """How the database would carry the query out, as it reaches the driver."""
    connection, seen = db.session.connection(), []

    def note(_connection, _cursor, statement, parameters, *_rest):
        seen.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    connection.execute(query.with_only_columns(CONTACTS.model.id))
    event.remove(db.engine, "before_cursor_execute", note)
    ((statement, parameters),) = seen
    explain = "EXPLAIN QUERY PLAN" if on_sqlite() else "EXPLAIN"
    rows = connection.exec_driver_sql(f"{explain} {statement}", parameters)
    return " ".join(str(row[-1]) for row in rows)


def many_contacts():
    """So many rows that no planner reads them all."""
    make_contact()
    table = CONTACTS.model.__table__
    row = dict(db.session.connection().execute(table.select()).mappings().one())
    del row["id"]
    rows = [
        {**row, "identifier": f"K{n}", "custom": {"floor": f"{n}"} if n % 9 == 0 else {}}
        for n in range(3_000)
    ]
    db.session.connection().execute(insert(table), rows)
    db.session.commit()


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")
def test_comparing_the_models_with_the_database_passes_them_over():
    make_field("floor", indexed=True)
    bring_into_line()
    check()


def test_postgresql_knows_how_many_rows_have_a_value():
    if on_sqlite():
        pytest.skip("SQLite counts in another way")
    make_field("floor", "text", indexed=True)
    many_contacts()
    bring_into_line()
    rows = select_rows(CONTACTS, ListQuery(filters={"custom:floor": [":empty"]}), system())
    estimate = counting._planned(rows.with_only_columns(CONTACTS.model.id))
    assert 2_500 < estimate < 2_900
