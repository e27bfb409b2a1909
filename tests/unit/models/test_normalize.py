"""Keys under which equal things are equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import derived
from models.normalize import (
    clean_line,
    company_key,
    fold,
    is_e164,
    latin,
    person_key,
    phone_key,
    search_terms,
)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean_line(clean_line(text)) == clean_line(text)


@given(st.text(alphabet="абвгґдеєжзиіїйклмнопрстуфхцчшщьюяё АБВ", min_size=1))
def test_case_never_matters(text):
    assert fold(text.upper()) == fold(text.lower())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Фёдор", "федор"),
        ("ŁÓDŹ", "lodz"),
        ("O’Brien", "o'brien"),
        ("«Ромашка»", '"РОМАШКА"'),
        ("Żuraw\u00a0 Jan", "zuraw jan"),
    ],
)
def test_writings_that_fold_together(one, other):
    assert fold(one) == fold(other)


def test_folding_keeps_letters_of_their_own():
    assert fold("Їжак") == "їжак"
    assert fold("мой") != fold("мои")


def test_cyrillic_and_latin_names_meet():
    assert latin("Ковальчук") == fold("Kovalchuk")
    assert person_key("Ковальчук Богдан") == person_key("Bogdan Kovalchuk")


@pytest.mark.parametrize(
    "name", ['ООО "Ромашка"', "Ромашка, ООО", "ооо «РОМАШКА»", "О.О.О. Ромашка", "ромашка"]
)
def test_a_company_under_every_legal_form(name):
    assert company_key(name) == "ромашка"


def test_a_name_that_is_only_a_legal_form_stays():
    assert company_key("ООО") == "ооо"


@pytest.mark.parametrize(
    ("typed", "region", "key"),
    [
        ("8 (912) 345-67-89", "RU", "+79123456789"),
        ("067 123 45 67", "UA", "+380671234567"),
        ("774768867", "UA", "+380774768867"),
        ("380671234567", "GB", "+380671234567"),
        ("22 123 45 67", "PL", "+48221234567"),
        ("+48 22 123 45 67 wew. 12", "PL", "+48221234567 x12"),
        ("067 123 45 67", "RU", "+380671234567"),
        ("вн. 123", "UA", "вн. 123"),
    ],
)
def test_phones_in_any_writing(typed, region, key):
    assert phone_key(typed, region) == key
    assert phone_key(key, region) == key


@given(st.text(max_size=30))
def test_a_phone_key_is_its_own_key(text):
    key = phone_key(text, "UA")
    assert phone_key(key, "UA") == key


def test_what_is_a_recognised_phone():
    assert is_e164("+380671234567 x12")
    assert not is_e164("вн. 123")


def test_a_phone_is_one_search_term_in_any_writing():
    assert search_terms("8 (912) 345-67-89") == [("89123456789", "9123456789")]
    assert search_terms("4559") == [("4559",)]


def test_words_are_looked_for_as_typed_and_in_latin():
    assert search_terms("Ковальчук  Bohdan") == [("ковальчук", "kovalchuk"), ("bohdan",)]


@pytest.mark.parametrize(
    "name", ["Иванов Иван Иванович", "Jan Nowak", "Madonna", "John Fitzgerald Kennedy"]
)
def test_a_split_name_is_put_together_again(name):
    assert derived.full_name(derived.split_name(name)) == name


def test_identifiers_are_no_numbers_to_a_spreadsheet():
    made = {derived.contact_identifier() for _ in range(500)}
    assert len(made) == 500
    assert all(name.isalnum() and "E" not in name and name[0] == "K" for name in made)
