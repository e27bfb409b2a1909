"""The formula guard and its inverse; feature 22 of the promises."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.cell_text import from_cell, guard, guard_typed, printable, trim_edges, unguard

NASTY = st.text(alphabet="'=+-@＝＋－＠ \t\r\n\u00a0\u3000\ufeff\u200bab1")


@given(st.text() | NASTY)
@example("'=1")
@example("''\t=1")
def test_unguard_takes_back_exactly_what_guard_put(text):
    assert unguard(guard(text)) == text


@given(st.text() | NASTY)
def test_guarded_text_never_starts_with_a_formula(text):
    bare = guard(text).lstrip("\u00a0\u3000\ufeff\u200b \n")
    assert not bare.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"))


@given(st.text() | NASTY)
def test_reader_undoes_both_guards_up_to_the_edges(text):
    assert from_cell(guard(text)) == trim_edges(text)
    assert from_cell(guard_typed(text)) == trim_edges(text)


@pytest.mark.parametrize(
    "text", ["=1", "+7 999", " =1", "\t1", "\r=1", "\u00a0-1", "\u3000＝1", "\ufeff@x", "'=1"]
)
def test_one_apostrophe_before_what_would_run(text):
    assert guard(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=1", "O'Neil", "'quoted'", "007", "a\tb", " a", "'"])
def test_harmless_text_stays(text):
    assert guard(text) == text
    assert unguard(text) == text


def test_typed_cells_keep_phones_clean():
    assert guard_typed("+7 999") == "+7 999"
    assert guard_typed("'+7 999") == "''+7 999"


def test_invisible_marks_go_at_the_edges_only():
    assert trim_edges("\ufeff\u00a0a\u00a0b\u200b") == "a\u00a0b"
    assert trim_edges(" a ") == " a "


def test_characters_that_no_xml_holds_are_dropped():
    assert printable("a\x00b\x0bc\ud800d\ufffe\te\r\n") == "abcd\te\r\n"
