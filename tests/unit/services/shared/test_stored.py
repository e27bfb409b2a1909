"""Kept questions: by names, through added and retired columns, within the reader's rights."""

from dataclasses import replace

from admin_app.permissions import Actor, Permission
from admin_app.services import lists
from admin_app.services.shared.listing import ListQuery
from admin_app.services.shared.listing.stored import asks_the_same, from_data, to_data
from models.enums import AccessType

CONTACTS = replace(lists.CONTACTS, custom=None)
BOSS = Actor(1, "Boss", AccessType.ADMINISTRATOR)
LIMITED = Actor(2, "Agent", AccessType.STAFF, frozenset({Permission.CONTACTS_VIEW}))
QUERY = ListQuery("kyiv", {"region": ["Kyiv"], "status": ["blocked"]}, "region", descending=True)
COLUMNS = ("full_name", "region", "email")


def test_a_question_comes_back_as_it_was_kept():
    found = from_data(to_data(QUERY, COLUMNS), CONTACTS, BOSS)
    assert (found.query, found.columns) == (QUERY, COLUMNS)
    assert (found.gone_columns, found.gone_filters, found.withheld) == ((), (), False)


def test_retired_fields_are_named_and_ignored_and_new_ones_change_nothing():
    kept = to_data(QUERY, COLUMNS)
    left = [f for f in CONTACTS.fields if f.key not in {"email", "region"}]
    filters = [f for f in CONTACTS.filters if f.key != "region"]
    spec = replace(CONTACTS, fields=tuple(reversed(left[1:])), filters=tuple(filters))
    found = from_data(kept, spec, BOSS)
    assert found.columns == ()
    assert found.gone_columns == ("full_name", "region", "email")
    assert found.gone_filters == ("region",)
    assert found.query == ListQuery("kyiv", {"status": ["blocked"]})
    assert not found.withheld


def test_what_the_reader_may_not_see_is_neither_shown_filtered_nor_sorted_by():
    found = from_data(to_data(QUERY, COLUMNS), CONTACTS, LIMITED)
    assert found.query == ListQuery("kyiv", {"status": ["blocked"]})
    assert found.columns == ("full_name", "email")
    assert found.withheld
    assert (found.gone_columns, found.gone_filters) == ((), ())


def test_the_order_of_values_and_a_default_sorting_make_no_other_question():
    one = ListQuery("x", {"status": ["active", "blocked"]})
    other = ListQuery("x", {"status": ["blocked", "active"]}, "created_at", descending=True)
    assert asks_the_same(one, other, CONTACTS, BOSS)
    assert not asks_the_same(one, replace(other, descending=False), CONTACTS, BOSS)
    assert not asks_the_same(one, replace(one, search="y"), CONTACTS, BOSS)
    assert not asks_the_same(one, replace(one, filters={}), CONTACTS, BOSS)
