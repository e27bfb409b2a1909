"""Headers in four languages, samples that fit, and what is never read."""

import io

import pytest

from admin_app.i18n import LANGUAGES
from admin_app.importing import headers, samples
from admin_app.importing.headers import guess, header_key, is_forbidden, recognise
from admin_app.importing.readers.rows import read_header, read_rows
from admin_app.importing.readers.sniff import sniff
from admin_app.importing.specs import SPECS
from models.enums import ImportNoun

CONTACTS, COMPANIES, BOTH = ImportNoun.CONTACTS, ImportNoun.COMPANIES, ImportNoun.BOTH
DESIGNED = {
    COMPANIES: "identifier name legal_name site email phone address tax_id registration_number "
    "domains region status notes",
    CONTACTS: "identifier kind full_name first_name middle_name last_name company company_email "
    "email phone mobile_phone telegram viber whatsapp skype facebook address position "
    "department region birth_date language time_zone status group notifications "
    "forms_as_company all_tickets notes",
}


@pytest.mark.parametrize("noun", DESIGNED)
def test_the_keys_are_those_that_scripts_use(noun):
    assert [column.key for column in SPECS[noun].columns] == DESIGNED[noun].split()


@pytest.mark.parametrize("noun", list(SPECS))
def test_every_header_means_one_column_and_none_is_forbidden(noun):
    owners = {}
    for column in SPECS[noun].columns:
        for header in column.all_headers():
            assert owners.setdefault(header_key(header), column.key) == column.key, header
            assert not is_forbidden(header), header
            assert recognise(header, noun) == column.key


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("  e-MAIL ", "email"), ("Почта", "email"), ("ФИО", "full_name"), ("Ф.И.О.", "full_name"),
        ("Телефон моб.", "mobile_phone"), ("Тел. (моб.)", "mobile_phone"), ("ТЕЛЕФОН:", "phone"),
        ("E-mail\u00a0компании", "company_email"), ("mobile_phone", "mobile_phone"),
        ("Прізвище та ім’я", "full_name"), ("Imię i nazwisko", "full_name"),
        ("imie i nazwisko", "full_name"), ("Numer komórkowy", "mobile_phone"),
        ("Отображение всех заявок (1 или 0)", "all_tickets"), ("День рождения", "birth_date"),
        ("день рожденья", None), ("", None), ("problem", None), ("Роль", None), ("Пароль", None),
    ],
)  # fmt: skip
def test_common_spellings(header, key):
    assert recognise(header, CONTACTS) == key


@pytest.mark.parametrize(
    "header",
    ["role", "Roles", "Роль", "права доступа", "password", "Пароль", "hasło", "Access type",
     "is_admin", "Тип доступа", "Administrator", "rola", "uprawnienia", "permissions"],
)  # fmt: skip
@pytest.mark.parametrize("noun", list(SPECS))
def test_rights_are_never_mapped(header, noun):
    assert is_forbidden(header)
    assert guess([header], noun) == [None]


def test_a_header_twice_is_taken_once_unless_it_may_hold_several():
    assert guess(["Email", "ФИО", "email", "Имя контакта"], CONTACTS) == [
        "email", "full_name", "email", None,
    ]  # fmt: skip


def test_both_tells_a_company_from_its_contact():
    found = guess(["Компания", "ИНН", "Телефон компании", "ФИО", "Телефон", "Сайт"], BOTH)
    assert found == [
        "company", "company_tax_id", "company_phone", "full_name", "phone", "company_site",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "known"),
    [
        (["ФИО", "Почта", "Мнение"], True),
        (["Почта"], True),
        (["ФИО", "ivan@a.ru"], False),
        (["Иванов Иван", "Директор"], False),
        (["Компания", "Ромашка", "Вектор"], False),
        (["ФИО", "Почта", "+7 912 345 67 89"], False),
        (["", " "], False),
    ],
)
def test_a_header_is_told_from_data(cells, known):
    assert headers.is_header(CONTACTS)(cells) is known


def test_the_language_of_a_header():
    assert headers.language_of(["ФИО", "Телефон", "Должность"], CONTACTS) == "ru"
    assert headers.language_of(["ПІБ", "Телефон", "Посада"], CONTACTS) == "uk"
    assert headers.language_of(["Firma", "Telefon", "Stanowisko"], CONTACTS) == "pl"
    assert headers.language_of(["Name", "Phone"], CONTACTS) == ""


def test_the_fingerprint_forgets_case_and_blanks():
    assert headers.fingerprint(["ФИО", "E-mail"]) == headers.fingerprint([" фио ", "e_mail"])
    assert headers.fingerprint(["ФИО", "E-mail"]) != headers.fingerprint(["E-mail", "ФИО"])


@pytest.mark.parametrize("kind", samples.KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("noun", list(SPECS))
def test_a_sample_is_read_as_it_is_meant(noun, language, kind, tmp_path):
    out = io.BytesIO()
    samples.write_sample(noun, kind, language, out)
    path = tmp_path / samples.sample_name(noun, kind, language)
    path.write_bytes(out.getvalue())
    fmt = sniff(path, name=path.name, language=language, is_header=headers.is_header(noun))
    assert fmt.header_row == 1
    mapping = guess(read_header(path, fmt), noun)
    assert mapping[: len(SPECS[noun].order)] == list(SPECS[noun].order)
    assert None not in mapping
    ((_, cells),) = read_rows(path, fmt)
    for key, cell in zip(mapping, cells, strict=False):
        if cell:
            SPECS[noun].by_key[key].read(cell, "RU")
    assert sum(bool(cell) for cell in cells) >= 5
