"""Custom fields in imports: recognised, read, compared, written and taken back one by one."""

import pytest
from sqlalchemy import select

from admin_app.importing import headers, undoing
from admin_app.importing.specs.custom import spec_of
from admin_app.importing.undoing import TouchedRows
from admin_app.permissions import Actor, Permission
from models import AuditEntry
from models.base import db
from models.enums import AccessType, ImportNoun
from tests.factories.custom import make_field
from tests.helpers.importing import (
    SYSTEM,
    codes,
    company_named,
    contact_named,
    picture,
    rows_of,
    verdicts,
)

HEADER = "ФИО;Почта;Этаж;Площадь;Металлы;Ключи\n"


@pytest.fixture
def fields(db_session):
    make_field("floor", "text", labels={"ru": "Этаж", "pl": "Piętro"})
    make_field("area", "number", labels={"ru": "Площадь"}, options={"decimals": 2, "minimum": 0})
    make_field("metals", "choices", labels={"ru": "Металлы"})
    make_field("has-keys", "flag", labels={"ru": "Ключи"})


def guess(names, noun):
    return headers.guess(names, noun, spec_of(noun))


def custom_of(name):
    return contact_named(name).custom


def test_headers_are_recognised_by_key_and_by_the_label_in_any_language(fields):
    mapping = guess(["Email", "FLOOR", "has keys", "Площадь", "?"], ImportNoun.CONTACTS)
    assert mapping == ["email", "custom:floor", "custom:has-keys", "custom:area", None]
    assert guess(["Piętro"], ImportNoun.CONTACTS) == ["custom:floor"]
    assert guess(["floor"], ImportNoun.COMPANIES) == [None]
    assert headers.is_header(ImportNoun.CONTACTS, spec_of(ImportNoun.CONTACTS))(["Этаж", "Ключи"])


def test_a_built_in_column_goes_before_a_label(fields):
    make_field("mine", labels={"en": "E-mail", "ru": "Комментарий"})
    found = guess(["E-mail", "e-mail (mine)", "Email"], ImportNoun.CONTACTS)
    assert found == ["email", "custom:mine", "email"]
    assert guess(["Комментарий"], ImportNoun.CONTACTS) == ["custom:mine"]


def test_values_are_read_by_kind_and_kept_with_their_row(fields, importer):
    importer.contacts(
        HEADER
        + "Ким Анна;a@a.ru;7;0;золото, медь;нет\nОрлов Пётр;p@a.ru;;12,50;Gold; да\n".replace(
            "золото, медь", '"золото;tin"'
        )
    )
    assert custom_of("Ким Анна") == {
        "floor": "7", "area": 0, "metals": ["gold", "tin"], "has-keys": False,
    }  # fmt: skip
    assert custom_of("Орлов Пётр") == {"area": 12.5, "metals": ["gold"], "has-keys": True}


def test_what_is_wrong_is_told_by_code_and_column(fields, importer):
    run = importer.check("contacts", HEADER + "Ким Анна;a@a.ru;7;-1;латунь;может быть\n")
    assert codes(run) == ["number_small", "choice_wrong", "flag_wrong"]
    columns = [problem["column"] for row in rows_of(run) for problem in row.problems]
    assert columns == ["custom:area", "custom:metals", "custom:has-keys"]


FIRST = HEADER + "Ким Анна;a@a.ru;7;10;gold;да\n"


@pytest.mark.parametrize(
    ("policies", "row", "custom"),
    [
        ({"existing": "fill"}, "8;;tin;", {"floor": "7", "metals": ["gold"]}),
        ({"existing": "overwrite"}, "8;0;tin;нет", {"floor": "8", "area": 0, "metals": ["tin"],
                                                    "has-keys": False}),
        ({"existing": "overwrite"}, ";;;", {"floor": "7"}),
        ({"existing": "overwrite", "empty_cell": "clear"}, ";11;;", {"area": 11}),
        ({"existing": "skip"}, "8;11;tin;нет", {"floor": "7", "area": 10}),
    ],
)  # fmt: skip
def test_policies_hold_for_custom_fields(fields, importer, policies, row, custom):
    importer.contacts(FIRST)
    before = custom_of("Ким Анна")
    importer.contacts(HEADER + f"Ким Анна;a@a.ru;{row}\n", **policies)
    after = custom_of("Ким Анна")
    assert custom.items() <= after.items()
    if "clear" in policies.values():
        assert after == custom
    elif policies["existing"] != "overwrite":
        assert after == before


def test_the_same_file_again_changes_nothing(fields, importer):
    importer.contacts(FIRST, existing="overwrite")
    assert verdicts(importer.contacts(FIRST, existing="overwrite")) == ["unchanged"]


def test_rows_of_one_file_see_what_those_before_gave(fields, importer):
    run = importer.contacts(FIRST + "Ким Анна;a@a.ru;9;;;\n", existing="overwrite")
    assert custom_of("Ким Анна")["floor"] == "7"
    assert verdicts(run) == ["create", "unchanged"]


def test_an_import_without_custom_columns_leaves_the_values(fields, importer):
    importer.contacts(FIRST)
    importer.contacts("ФИО;Почта;Должность\nКим Анна;a@a.ru;Юрист\n")
    assert custom_of("Ким Анна")["floor"] == "7"


def test_undoing_gives_back_each_value_that_the_import_changed(fields, importer):
    importer.contacts(FIRST)
    before = picture()
    run = importer.contacts(
        HEADER + "Ким Анна;a@a.ru;8;;tin;\nНовый Яков;n@a.ru;1;;;\n", existing="overwrite"
    )
    undoing.start_undo(run, TouchedRows.KEEP, SYSTEM)
    undoing.undo(run, actor=SYSTEM)
    assert picture() == before


def test_a_value_changed_since_keeps_the_record(fields, importer):
    importer.contacts(FIRST)
    run = importer.contacts(HEADER + "Ким Анна;a@a.ru;8;;;\n", existing="overwrite")
    contact = contact_named("Ким Анна")
    contact.custom = {**contact.custom, "floor": "9"}
    db.session.commit()
    undoing.start_undo(run, TouchedRows.KEEP, SYSTEM)
    undoing.undo(run, actor=SYSTEM)
    assert run.counts["undone"]["left"] == 1
    assert custom_of("Ким Анна")["floor"] == "9"


def test_another_custom_field_changed_since_does_not(fields, importer):
    importer.contacts(FIRST)
    run = importer.contacts(HEADER + "Ким Анна;a@a.ru;8;;;\n", existing="overwrite")
    contact = contact_named("Ким Анна")
    contact.custom = {**contact.custom, "area": 99}
    db.session.commit()
    undoing.start_undo(run, TouchedRows.KEEP, SYSTEM)
    undoing.undo(run, actor=SYSTEM)
    assert custom_of("Ким Анна") == {
        "floor": "7", "area": 99, "metals": ["gold"], "has-keys": True,
    }  # fmt: skip


def test_the_audit_names_each_field(fields, importer):
    importer.contacts(FIRST)
    importer.contacts(HEADER + "Ким Анна;a@a.ru;8;;tin;\n", existing="overwrite")
    query = select(AuditEntry.changes).where(AuditEntry.noun == "contact").order_by(AuditEntry.id)
    made, changed = db.session.scalars(query)
    assert made["custom:metals"] == [None, ["gold"]]
    assert "custom" not in made
    assert changed == {"custom:floor": ["7", "8"], "custom:metals": [["gold"], ["tin"]]}


def test_companies_and_files_of_both_have_their_own(fields, importer):
    make_field("tier", "choice", "company", labels={"ru": "Уровень"})
    importer.companies("Название;Уровень\nРомашка;Серебро\n")
    assert company_named("Ромашка").custom == {"tier": "silver"}
    run = importer.load(
        "both",
        "ФИО;Почта;Компания;Уровень;Этаж\nКим Анна;a@a.ru;Лютик;gold;3\n",
    )
    assert run.mapping[3:] == ["company_custom:tier", "custom:floor"]
    assert company_named("Лютик").custom == {"tier": "gold"}
    assert custom_of("Ким Анна") == {"floor": "3"}


def test_who_may_not_work_with_fields_imports_none(fields, importer):
    rights = frozenset(Permission) - {Permission.CONTACTS_FIELDS}
    importer.actor = Actor(None, "A", AccessType.STAFF, rights, language="ru")
    importer.contacts(FIRST)
    assert custom_of("Ким Анна") == {}


def test_hidden_retired_and_locked_fields_are_no_columns(db_session):
    make_field("a", visible=False)
    make_field("b", editable=False)
    make_field("c")
    assert guess(["a", "b", "c"], ImportNoun.CONTACTS) == [None, None, "custom:c"]
