"""The columns of exports against those of lists and imports, which they must fit."""

import pytest

from admin_app.exporting.sheets import SHEETS
from admin_app.i18n import LANGUAGES
from admin_app.importing.base import Column
from admin_app.importing.specs import companies, contacts, equipment
from admin_app.permissions import Permission
from admin_app.services.contact import LIMITED
from admin_app.services.lists import LISTS
from admin_app.services.lists.companies import STATUS_LABELS as COMPANY_STATUSES
from admin_app.services.lists.contacts import KIND_LABELS, STATUS_LABELS
from admin_app.services.lists.equipment import STATUS_LABELS as PIECES
from admin_app.services.shared.catalogue import translated
from admin_app.services.shared.values import parse_choice, parse_language

IMPORTS = {"companies": companies.SPEC, "contacts": contacts.SPEC, "equipment": equipment.SPEC}
KEYS = {
    "companies": "identifier name legal_name site email phone address tax_id registration_number "
    "domains region status notes",
    "contacts": "identifier kind full_name first_name middle_name last_name company company_email "
    "email phone mobile_phone telegram viber whatsapp skype facebook address position "
    "department region birth_date language time_zone status group notifications "
    "forms_as_company all_tickets notes",
    "equipment": "identifier article serial_number name description company contact parent "
    "status warranty_until",
}
nouns = pytest.mark.parametrize("noun", sorted(SHEETS))


@nouns
def test_the_keys_stand_in_their_fixed_order(noun):
    own = [column.key for column in SHEETS[noun].columns if not column.extra]
    assert own == KEYS[noun].split()


@nouns
def test_whatever_a_list_shows_can_be_exported_with_the_same_right(noun):
    for field in LISTS[noun].fields:
        assert SHEETS[noun].by_key[field.key].needs == field.needs, field.key


def test_fields_that_are_limited_in_forms_are_limited_in_files():
    for column in SHEETS["contacts"].columns:
        limited = column.needs == Permission.CONTACTS_FIELDS
        assert limited == (column.key in LIMITED), column.key


@nouns
def test_an_import_knows_every_header_and_takes_it_for_the_same_column(noun):
    spec = IMPORTS[noun]
    for column in SHEETS[noun].columns:
        if column.extra:
            continue
        known: Column = spec.by_key[column.key]
        headers = {header.casefold() for header in known.all_headers()}
        for language in LANGUAGES:
            assert translated(column.label, language).casefold() in headers, column.key


@nouns
def test_no_import_takes_an_extra_column(noun):
    known = {header.casefold() for c in IMPORTS[noun].columns for header in c.all_headers()}
    for column in SHEETS[noun].columns:
        if column.extra:
            for language in LANGUAGES:
                assert translated(column.label, language).casefold() not in known, column.key


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("labels", [COMPANY_STATUSES, STATUS_LABELS, KIND_LABELS, PIECES])
def test_an_import_reads_the_words_of_closed_lists(language, labels):
    for member, label in labels.items():
        assert parse_choice(translated(label, language), type(member)) == member


def test_an_import_reads_the_names_of_languages():
    assert [parse_language(name) for name in LANGUAGES.values()] == list(LANGUAGES)
