"""Which record a row means: by what, how sure, and what becomes of the unsure."""

import pytest

from admin_app import clock
from models import Company, Contact
from models.base import db
from tests.helpers.importing import (
    codes,
    company_named,
    contact_named,
    count,
    picture,
    rows_of,
    verdicts,
)

HEADER = "ФИО;Почта;Телефон;Моб. телефон;Telegram;Компания\n"


def seed(importer, *lines):
    importer.contacts(HEADER + "\n".join(lines) + "\n")


def check(importer, *lines, **policies):
    return importer.check("contacts", HEADER + "\n".join(lines) + "\n", **policies)


class TestEmail:
    def test_in_any_case_and_as_a_further_address(self, importer):
        seed(importer, "Ким Анна;anna@a.ru; Anna2@a.ru;;;;".replace("; ", ", ", 1))
        assert contact_named("Ким Анна").points[0].value == "anna2@a.ru"
        assert verdicts(check(importer, "Ким Анна;ANNA2@A.RU;;;;")) == ["unchanged"]

    def test_wins_over_a_phone_of_another(self, importer):
        seed(importer, "Ким Анна;anna@a.ru;+74951234567;;;", "Ли Олег;oleg@a.ru;+74957654321;;;")
        run = importer.contacts(
            HEADER + "Ким Анна;anna@a.ru;+74957654321;;;\n", existing="overwrite"
        )
        assert verdicts(run) == ["update"]
        assert rows_of(run)[0].record_id == contact_named("Ким Анна").id
        assert contact_named("Ли Олег").phone == "+74957654321"

    def test_of_two_records_the_same_name_decides(self, importer):
        seed(importer, "Ким Анна;a@a.ru;;;;", "Ли Олег;b@a.ru;;;;")
        run = check(importer, "Ли Олег;a@a.ru, b@a.ru;;;;")
        assert rows_of(run)[0].record_id == contact_named("Ли Олег").id
        run = check(importer, "Третий Пётр;a@a.ru, b@a.ru;;;;")
        assert codes(run) == ["match_ambiguous"]
        names = rows_of(run)[0].problems[0]["params"]["names"]
        assert "Ким Анна" in names
        assert "Ли Олег" in names

    def test_a_shared_mailbox_makes_no_one_person(self, importer):
        seed(importer, "Ким Анна;info@a.ru;;;;")
        run = importer.contacts(HEADER + "Ли Олег;info@a.ru;;;;\nКим А.;info@a.ru;;;;\n")
        assert verdicts(run) == ["create", "unchanged"]


class TestPhone:
    def test_in_any_writing_when_one_has_it(self, importer):
        seed(importer, "Ким Анна;;8 (912) 345-67-89;;;")
        assert verdicts(check(importer, "Ким Анна;;+7 912 345 67 89;;;")) == ["unchanged"]
        assert verdicts(check(importer, "Ким А.;;79123456789;;;")) == ["unchanged"]
        assert verdicts(check(importer, "Kim Anna;;+79123456789;;;")) == ["unchanged"]

    def test_another_name_or_another_email_is_another_person(self, importer):
        seed(importer, "Ким Анна;anna@a.ru;+79123456789;;;")
        assert verdicts(check(importer, "Ли Олег;;+79123456789;;;")) == ["create"]
        assert verdicts(check(importer, "Ким Анна;other@a.ru;+79123456789;;;")) == ["create"]
        assert verdicts(check(importer, "Ким Анна;;+79123456789;;;")) == ["unchanged"]

    def test_an_office_phone_finds_people_by_name_only(self, importer):
        lines = [f"{name};;+74951234567;;;" for name in ("Ким Анна", "Ли Олег", "Пак Вера")]
        seed(importer, *lines)
        assert count(Contact) == 3
        assert verdicts(check(importer, *lines)) == ["unchanged"] * 3
        assert verdicts(check(importer, "Цой Яна;;+74951234567;;;")) == ["create"]

    def test_two_of_one_name_and_phone_are_told_apart_by_nobody(self, importer):
        importer.contacts(HEADER + "Ким Анна;;+74951234567;;;\n")
        importer.contacts(HEADER + "Ким Анна;;+74951234567;;;\n", existing="create")
        assert codes(check(importer, "Ким Анна;;+74951234567;;;")) == ["match_ambiguous"]

    def test_an_extension_finds_in_its_company_only(self, importer):
        seed(importer, "Ким Анна;;вн. 123;;;Ромашка")
        assert verdicts(check(importer, "Ким Анна;;вн. 123;;;ООО «Ромашка»")) == ["unchanged"]
        assert verdicts(check(importer, "Ким Анна;;вн. 123;;;Вектор")) == ["create"]


def test_telegram_alone_is_enough_to_be_known_again(importer):
    seed(importer, "Ким Анна;;;;@Anna_K;")
    assert verdicts(check(importer, "Ким Анна;;;;t.me/anna_k;")) == ["unchanged"]


class TestIdentifier:
    def test_is_found_exactly_and_never_written(self, importer):
        seed(importer, "Ким Анна;anna@a.ru;;;;")
        known = contact_named("Ким Анна").identifier
        table = "identifier;Почта\n" + f"{known.lower()};new@a.ru\n"
        run = importer.contacts(table, existing="overwrite")
        assert verdicts(run) == ["update"]
        anna = contact_named("Ким Анна")
        assert (anna.identifier, anna.email) == (known, "new@a.ru")

    def test_an_unknown_one_is_refused(self, importer):
        seed(importer, "Ким Анна;anna@a.ru;;;;")
        table = "identifier;ФИО;Почта\nK222222222;Ким Анна;anna@a.ru\nK9;Ли;b@a.ru\n"
        assert codes(importer.check("contacts", table)) == ["identifier_unknown"] * 2

    def test_into_an_empty_panel_well_formed_ones_are_kept(self, importer):
        table = "identifier;ФИО;Почта\nK222222222;Ким Анна;a@a.ru\nX1;Ли Олег;b@a.ru\n"
        run = importer.contacts(table)
        assert verdicts(run) == ["create", "refuse"]
        assert contact_named("Ким Анна").identifier == "K222222222"

    def test_one_of_the_trash_is_not_given_again(self, importer):
        importer.contacts("identifier;ФИО;Почта\nK222222222;Ким Анна;a@a.ru\n")
        contact_named("Ким Анна").deleted_at = clock.now()
        db.session.commit()
        run = importer.check("contacts", "identifier;ФИО;Почта\nK222222222;Ким Анна;a@a.ru\n")
        assert codes(run) == ["identifier_unknown"]


def test_the_trash_never_matches(importer):
    seed(importer, "Ким Анна;anna@a.ru;+79123456789;;;Ромашка")
    for find in (lambda: contact_named("Ким Анна"), lambda: company_named("Ромашка")):
        find().deleted_at = clock.now()
        db.session.commit()
    run = importer.contacts(HEADER + "Ким Анна;anna@a.ru;+79123456789;;;Ромашка\n")
    assert verdicts(run) == ["create"]
    assert (count(Contact), count(Company)) == (2, 2)


class TestTwiceInOneFile:
    def test_is_one_create_then_unchanged(self, importer):
        run = importer.contacts(HEADER + "Ким Анна;anna@a.ru;;;;\nКим Анна;ANNA@a.ru;;;;\n")
        assert verdicts(run) == ["create", "unchanged"]
        assert count(Contact) == 1

    def test_or_then_an_update_that_only_adds(self, importer):
        table = (
            HEADER
            + "Ким Анна;anna@a.ru;+79120000001;;;\nКим Анна;anna@a.ru;+79120000002;;;Ромашка\n"
        )
        run = importer.contacts(table, existing="overwrite")
        assert verdicts(run) == ["create", "update"]
        anna = contact_named("Ким Анна")
        assert anna.phone == "+79120000001"
        assert [p.value for p in anna.points] == ["+79120000002"]
        assert anna.company.name == "Ромашка"

    @pytest.mark.parametrize("policy", ["fill", "overwrite"])
    def test_and_the_file_again_changes_nothing(self, importer, policy):
        table = (
            HEADER + "Ким Анна;anna@a.ru;+79120000001;;;Ромашка\n"
            "Ким Анна;anna@a.ru;+79120000002;;@anna_k;Вектор\n"
            "Ли Олег;anna@a.ru;;;;\n"
            "Ким А.;;+79120000001;;;\n"
        )
        importer.contacts(table, existing=policy)
        before = picture()
        run = importer.contacts(table, existing=policy)
        assert verdicts(run) == ["unchanged"] * 4
        assert picture() == before

    def test_far_apart_as_well(self, importer, monkeypatch):
        from admin_app.importing import checking, committing

        monkeypatch.setattr(checking, "CHUNK", 2)
        monkeypatch.setattr(committing, "CHUNK", 2)
        lines = [f"Ким {i};k{i % 5}@a.ru;;;;Фирма {i % 3}" for i in range(11)]
        run = importer.contacts(HEADER + "\n".join(lines) + "\n", existing="overwrite")
        assert verdicts(run)[:5] == ["create"] * 5
        assert count(Company) == 3
        before = picture()
        run = importer.contacts(HEADER + "\n".join(lines) + "\n", existing="overwrite")
        assert set(verdicts(run)) == {"unchanged"}
        assert picture() == before


class TestCompany:
    TABLE = "Компания;Email компании;ФИО;Почта\n"

    @pytest.mark.parametrize(
        "name", ["ромашка", "ООО «Ромашка»", 'ООО ""Ромашка""', "РОМАШКА, ООО", "Ромашка"]
    )
    def test_is_known_by_any_writing(self, importer, name):
        importer.companies("Название\nООО «Ромашка»\n")
        run = importer.contacts(self.TABLE + f'"{name}";;Ким Анна;a@a.ru\n')
        assert verdicts(run) == ["create"]
        assert count(Company) == 1

    def test_another_legal_form_is_another_company(self, importer):
        importer.companies("Название\nООО «Ромашка»\n")
        importer.contacts(self.TABLE + "ЗАО «Ромашка»;;Ким Анна;a@a.ru\n")
        assert contact_named("Ким Анна").company.name == "ЗАО «Ромашка»"
        assert count(Company) == 2

    def test_that_exists_twice_is_told_by_its_email_or_refused(self, importer):
        table = "Название;Email;Домены\nРомашка;one@one.ru;one.ru\nРомашка;two@two.ru;two.ru\n"
        importer.companies(table, existing="create")
        run = importer.contacts(
            self.TABLE + "Ромашка;two@two.ru;Ким Анна;a@a.ru\nРомашка;;Ли Олег;b@one.ru\n"
            "Ромашка;;Пак Вера;c@a.ru\n"
        )
        assert verdicts(run) == ["create", "create", "refuse"]
        assert codes(run) == ["company_ambiguous"]
        assert contact_named("Ким Анна").company.email == "two@two.ru"
        assert contact_named("Ли Олег").company.email == "one@one.ru"

    def test_by_its_email_alone(self, importer):
        importer.companies("Название;Email\nРомашка;one@one.ru\n")
        importer.contacts(self.TABLE + ";one@one.ru;Ким Анна;a@a.ru\n")
        assert contact_named("Ким Анна").company.name == "Ромашка"

    def test_is_made_only_for_a_contact_that_joins_it(self, importer):
        importer.contacts(self.TABLE + "Ромашка;;Ким Анна;a@a.ru\n")
        run = importer.contacts(self.TABLE + "Вектор;;Ким Анна;a@a.ru\n", existing="fill")
        assert verdicts(run) == ["unchanged"]
        assert count(Company) == 1
        importer.contacts(self.TABLE + "Вектор;;Ким Анна;a@a.ru\n", existing="overwrite")
        anna = contact_named("Ким Анна")
        assert anna.company.name == "Вектор"
        assert "вектор" in anna.search_text
        assert "ромашка" not in anna.search_text
