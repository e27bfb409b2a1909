"""The raw material gives valid values: phones, tax numbers, names, one identifier a number."""

from random import Random

import phonenumbers
import pytest
from stdnum.pl import regon
from stdnum.ru import ogrn

from admin_app.services.processes.demo.numbers import REGISTERS, filled, identifier, phone
from admin_app.services.processes.demo.people import mailbox, person, plain
from admin_app.services.processes.demo.voices import VOICES
from admin_app.services.shared.values import parse_email, parse_phone, parse_time_zone
from admin_app.services.shared.values_company import parse_domain, parse_tax_id

BY_LANGUAGE = {voice.language: voice for voice in VOICES}
voices = pytest.mark.parametrize(
    "voice", VOICES, ids=sorted(BY_LANGUAGE, key=list(BY_LANGUAGE).index)
)


@voices
def test_every_phone_pattern_gives_valid_numbers(voice):
    rnd = Random(1)
    for pattern in {*voice.mobiles, *(city.landline for city in voice.cities)}:
        for _ in range(12):
            number = phone(rnd, pattern)
            assert phonenumbers.is_valid_number(phonenumbers.parse(number)), number
            assert parse_phone(number, "GB") == number


@voices
@pytest.mark.parametrize("sole", [False, True])
def test_tax_numbers_pass_their_check(voice, sole):
    rnd = Random(2)
    for _ in range(50):
        tax_id, register = REGISTERS[voice.language](rnd, sole=sole)
        assert parse_tax_id(tax_id) == tax_id
        if voice.language == "ru":
            assert ogrn.is_valid(register)
        if voice.language == "pl":
            assert regon.is_valid(register)


@voices
def test_time_zones_are_known(voice):
    assert [parse_time_zone(zone) for zone in voice.zones] == list(voice.zones)


def test_women_bear_the_feminine_form_of_a_surname():
    feminine = {
        "ru": {"Иванов": "Иванова", "Троицкий": "Троицкая", "Черных": "Черных", "Ильин": "Ильина"},
        "uk": {"Левицький": "Левицька", "Зелений": "Зелена", "Шевченко": "Шевченко"},
        "pl": {"Kowalski": "Kowalska", "Czarnecki": "Czarnecka", "Nowak": "Nowak"},
        "en": {"Smith": "Smith"},
    }
    for language, forms in feminine.items():
        for male, female in forms.items():
            assert male in BY_LANGUAGE[language].surnames
            assert BY_LANGUAGE[language].feminine(male) == female


def test_a_patronymic_fits_the_person():
    rnd = Random(3)
    people = [person(rnd, BY_LANGUAGE["uk"]) for _ in range(300)]
    daughters = {p.middle[-4:] for p in people if p.female and p.middle}
    sons = {p.middle[-2:] for p in people if not p.female and p.middle}
    assert daughters <= {"івна", "ївна"}
    assert sons == {"ич"}


def test_a_mailbox_is_a_valid_local_part_for_every_name():
    rnd = Random(4)
    for voice in VOICES:
        for style in range(4):
            someone = person(rnd, voice)
            address = f"{mailbox(style, someone.first, someone.last)}@a.example"
            assert parse_email(address) == address
    assert mailbox(0, "Sean", "O'Brien") == "sean.obrien"


def test_company_words_make_a_domain():
    for voice in VOICES:
        for stem in voice.stems:
            domain = f"{plain(f'{stem} {voice.trades[0]}', '-')}.example"
            assert parse_domain(domain) == domain


def test_identifiers_are_all_different():
    made = [identifier("K", number) for number in range(1, 50_001)]
    assert len(set(made)) == 50_000
    assert {len(code) for code in made} == {10}


def test_a_pattern_is_filled_with_digits_and_letters():
    text = filled(Random(5), "LS# #@@")
    assert text[:2] == "LS"
    assert text[2].isdigit()
    assert text[-2:].isalpha()
