"""Custom fields in lists: columns, order, filters, rights, kept questions."""

import pytest

from admin_app.permissions import Actor, Permission
from admin_app.services.lists import COMPANIES, CONTACTS
from admin_app.services.shared.listing import ListQuery
from admin_app.services.shared.listing.paging import read_page
from admin_app.services.shared.listing.stored import from_data, to_data
from models.base import db
from models.enums import AccessType
from tests.factories.custom import give, make_field
from tests.factories.people import make_contact, system
from tests.helpers.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")

KINDS = {
    "text": ["", "Alpha", "beta", "Бета"],
    "number": [None, -3, 0, 2.5, 10, 200],
    "date": ["", "1999-12-31", "2024-02-29", "2024-03-01"],
    "moment": ["", "2024-02-29T23:59Z", "2024-03-01T00:00Z"],
    "flag": [None, False, True],
    "choice": ["", "gold", "silver"],
    "phone": ["", "+380671234567"],
}


def given(kind, values):
    """A field, and a contact for each value, named by its place."""
    field = make_field("floor", kind)
    for place, value in enumerate(values):
        contact = make_contact(first_name="N", last_name=str(place))
        if value not in ("", None):
            give(contact, floor=value)
    return field


def names(query, actor=None, spec=CONTACTS):
    rows = read_page(spec, query, actor or system(), size=50).rows
    return [row.last_name for row in rows]


def found(*values):
    query = ListQuery(filters={"custom:floor": list(values)})
    return sorted(names(query), key=int)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("descending", [False, True])
def test_the_list_is_sorted_by_any_kind_and_paged_by_keyset(kind, descending):
    values = KINDS[kind]
    given(kind, [*values, *values])
    query = ListQuery(sort="custom:floor", descending=descending)
    whole = names(query)
    assert len(whole) == 2 * len(values)
    empty = {"0", str(len(values))}
    assert set(whole[-2:] if descending else whole[:2]) == empty
    if kind != "text":  # the order of letters is the database's own
        order = [int(name) % len(values) for name in whole]
        assert order == sorted(order, reverse=descending)
    paged, cursor = [], ""
    while True:
        page = read_page(CONTACTS, query, system(), size=3, cursor=cursor)
        paged += [row.last_name for row in page.rows]
        if page.next is None:
            break
        cursor = page.next.encode()
    assert paged == whole
    back = read_page(CONTACTS, query, system(), size=3, cursor=page.previous.encode())
    assert [row.last_name for row in back.rows] == whole[-6:-3] or len(whole) % 3


@pytest.mark.parametrize("kind", [*KINDS, "choices", "long_text"])
def test_filled_and_empty(kind):
    values = KINDS.get(kind, ["", ["gold"] if kind == "choices" else "Long"])
    given(kind, values)
    assert found(":empty") == ["0"]
    assert found(":filled") == [str(place) for place in range(1, len(values))]


@pytest.mark.parametrize(
    ("kind", "asked", "places"),
    [
        ("text", "ALPHA", "1"),
        ("text", "beta", "2"),
        ("text", "БЕТА", "3"),
        ("text", "lph", ""),
        ("text", "*lph*", "1"),
        ("text", "бе*", "3"),
        ("text", "%", ""),
        ("number", "0..10", "2 3 4"),
        ("number", "..0", "1 2"),
        ("number", "2,5", "3"),
        ("number", "10..", "4 5"),
        ("date", "2024-02-29..2024-02-29", "2"),
        ("date", "..2024-02-29", "1 2"),
        ("date", "2024-03-01..", "3"),
        ("moment", "2024-02-29..2024-02-29", "1"),
        ("moment", "2024-03-01..", "2"),
        ("flag", "1", "2"),
        ("flag", "0", "1"),
        ("choice", "gold", "1"),
        ("phone", "067 123 45 67", "1"),
        ("phone", "+380671234567", "1"),
    ],
)
def test_filters_by_kind(kind, asked, places):
    given(kind, KINDS[kind])
    assert found(asked) == places.split()


def test_choices_are_found_by_any_of_the_asked():
    given("choices", ["", ["gold"], ["gold", "tin"], ["silver"]])
    assert found("gold") == ["1", "2"]
    assert found("tin", "silver") == ["2", "3"]
    assert found("lead") == []
    assert found("tin", ":empty") == ["0", "2"]


def test_a_long_text_is_found_by_a_part_of_it():
    given("long_text", ["", "x" * 400 + " Needle"])
    assert found("needle") == ["1"]


@pytest.mark.parametrize("asked", ["..", "x..y", "1e999..", "\x00", "2024-13-45", "'", '"', "NaN"])
@pytest.mark.parametrize("kind", ["text", "number", "date", "moment", "flag", "choice", "choices"])
def test_what_is_not_understood_is_no_error(kind, asked):
    given(kind, KINDS.get(kind, [["gold"]]))
    found(asked)


def test_the_columns_are_those_of_now_in_the_language_of_the_person():
    field = make_field("area", "number", options={"unit": "m²"})
    fields = {f.key: f for f in CONTACTS.fields_for(system("ru"))}
    assert fields["custom:area"].label == "Поле area, m²"
    assert not fields["custom:area"].translated
    field.visible = False
    db.session.commit()
    assert "custom:area" not in {f.key for f in CONTACTS.fields_for(system())}
    assert "custom:area" not in {f.key for f in COMPANIES.fields_for(system())}


def test_a_cell_shows_labels_not_keys():
    make_field("metal", "choices")
    contact = give(make_contact(), metal=["gold", "gone"])
    field = CONTACTS.field("custom:metal", system("ru"))
    assert field.value(contact) == "Золото, gone"


def test_fields_of_contacts_need_the_right_to_them():
    make_field("floor")
    rights = frozenset({Permission.CONTACTS_VIEW})
    actor = Actor(1, "A", AccessType.STAFF, permissions=rights)
    give(make_contact(last_name="1"), floor="x")
    make_contact(last_name="2")
    assert CONTACTS.field("custom:floor", actor) is None
    assert len(names(ListQuery(filters={"custom:floor": ["x"]}), actor)) == 2
    kept = from_data(to_data(ListQuery(sort="custom:floor")), CONTACTS, actor)
    assert kept.withheld
    assert not kept.gone_columns


def test_a_kept_question_names_fields_that_are_gone():
    field = make_field("floor")
    query = ListQuery(filters={"custom:floor": ["x"]}, sort="custom:floor")
    data = to_data(query, ["full_name", "custom:floor"])
    assert from_data(data, CONTACTS, system()).query == query
    db.session.delete(field)
    db.session.commit()
    kept = from_data(data, CONTACTS, system())
    assert kept.query == ListQuery()
    assert kept.gone_columns == ("custom:floor",)
    assert kept.gone_filters == ("custom:floor",)


def test_the_definitions_are_read_in_one_query_for_all_questions():
    for number in range(5):
        make_field(f"f{number}", "choices")
    for _number in range(3):
        give(make_contact(), f1=["gold"])
    db.session.expire_all()
    with statements() as seen:
        CONTACTS.filters_for(system())
        page = read_page(CONTACTS, ListQuery(filters={"custom:f1": ["gold"]}), system(), size=50)
        shown = [
            f.value(row) for f in CONTACTS.fields_for(system()) if f.value for row in page.rows
        ]
    assert "Золото" in shown
    assert sum("custom_field" in statement for statement in seen) == 1
