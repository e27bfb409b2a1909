"""Putting two changes of one record together."""

import pytest

from admin_app.services.shared.three_way import merge, settled
from models.enums import PointKind

BASE = {"name": "Anna", "position": "Clerk", "phones": ["1"], "on": True}


@pytest.mark.parametrize(
    ("mine", "theirs", "values", "taken", "clashes"),
    [
        ({}, {}, {}, (), ()),
        ({"position": "Chief"}, {}, {"position": "Chief"}, (), ()),
        ({}, {"position": "Chief"}, {"position": "Chief"}, ("position",), ()),
        ({"position": "Chief"}, {"position": "Chief"}, {"position": "Chief"}, (), ()),
        ({"position": "Chief"}, {"position": "Boss"}, {"position": "Chief"}, (), ("position",)),
        ({"name": "Ann"}, {"on": False}, {"name": "Ann", "on": False}, ("on",), ()),
        ({"phones": ["1", "2"]}, {"phones": ["3"]}, {"phones": ["1", "2"]}, (), ("phones",)),
        ({"phones": []}, {"name": "Ann"}, {"phones": [], "name": "Ann"}, ("name",), ()),
    ],
)
def test_only_what_both_changed_is_a_clash(mine, theirs, values, taken, clashes):
    merged = merge(BASE, BASE | mine, BASE | theirs)
    assert merged.values == BASE | values
    assert (merged.theirs, merged.clashes) == (taken, clashes)


def test_without_a_base_every_difference_is_a_clash():
    merged = merge({}, {"name": "Ann", "position": "x"}, {"name": "Anna", "position": "x"})
    assert (merged.values["name"], merged.clashes) == ("Ann", ("name",))


def test_a_field_that_they_do_not_have_stays_mine():
    assert merge({}, {"name": "Ann"}, {}).clashes == ()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, ""),
        (" a\r\nb ", "a\nb"),
        (["a", "", " b"], ["a", "b"]),
        ([(PointKind.TELEGRAM, "@x")], [["telegram", "@x"]]),
        (False, False),
    ],
)
def test_what_a_form_does_to_a_value_is_no_change(typed, kept):
    assert settled(typed) == settled(kept)
