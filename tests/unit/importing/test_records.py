"""What the rows of each kind of file become: fields, several values, status, groups, companies."""

import pytest
from sqlalchemy import select

from admin_app import clock
from admin_app.importing import runner
from admin_app.services import contact as contacts
from admin_app.services import contact_status
from admin_app.services.shared.listing.query import matches
from models import AccessGroup, Company, Contact, ContactStatusChange, User, UserSession
from models.base import db
from models.enums import ContactKind, ContactStatus
from tests.helpers.importing import (
    SYSTEM,
    codes,
    company_named,
    contact_named,
    count,
    picture,
    rows_of,
    verdicts,
)

EVERYTHING = (
    "kind;full_name;first_name;middle_name;last_name;company;email;phone;mobile_phone;telegram;"
    "address;position;department;region;birth_date;language;time_zone;status;group;notifications;"
    "forms_as_company;all_tickets;notes\n"
    "person;;Анна;Петровна;Ким;Ромашка;a@a.ru,b@a.ru;+74951234567,вн. 123;+79123456789;@anna_k;"
    "Москва;Инженер;ИТ;Москва;23.04;uk;Europe/Kyiv;blocked;partners;0;нет;да;"
    '"Первая\nвторая"\n'
    "organisation;Отдел закупок;;;;Ромашка;buy@a.ru;;;;;;;;;;;;;;;;\n"
)


class TestContact:
    def test_every_field_arrives(self, importer):
        assert verdicts(importer.contacts(EVERYTHING)) == ["create", "create"]
        anna = contact_named("Ким Анна Петровна")
        assert (anna.first_name, anna.middle_name, anna.last_name) == ("Анна", "Петровна", "Ким")
        assert (anna.email, anna.phone, anna.mobile_phone) == (
            "a@a.ru", "+74951234567", "+79123456789",
        )  # fmt: skip
        assert [(p.kind.value, p.value) for p in anna.points] == [
            ("email", "b@a.ru"), ("phone", "вн. 123"),
        ]  # fmt: skip
        assert (anna.birth_date, anna.language, anna.time_zone) == ("--04-23", "uk", "Europe/Kyiv")
        assert (anna.status, anna.group.key) == (ContactStatus.BLOCKED, "partners")
        assert (anna.notifications, anna.forms_as_company, anna.all_tickets) == (False, False, True)
        assert (anna.telegram, anna.notes) == ("@anna_k", "Первая\nвторая")
        other = contact_named("Отдел закупок")
        assert (other.kind, other.first_name) == (ContactKind.ORGANISATION, "Отдел закупок")
        assert (other.group.key, other.company.name) == ("clients", "Ромашка")

    def test_derived_columns_are_those_of_a_form(self, importer):
        importer.contacts(EVERYTHING)
        for contact in db.session.query(Contact).all():
            made = {k: getattr(contact, k) for k in ("full_name", "sort_name", "search_text")}
            contacts.refresh_keys(contact)
            assert {k: getattr(contact, k) for k in made} == made
            assert contact.created_at == contact.updated_at

    def test_the_file_again_changes_nothing(self, importer):
        importer.contacts(EVERYTHING)
        before = picture()
        for policy in ("skip", "fill", "overwrite"):
            run = importer.contacts(EVERYTHING, existing=policy, empty_cell="clear")
            assert verdicts(run) == ["unchanged", "unchanged"]
        assert picture() == before

    def test_several_values_set_them_all_and_one_the_default(self, importer):
        importer.contacts("ФИО;Почта\nКим Анна;a@a.ru,b@a.ru,c@a.ru\n")
        importer.contacts("ФИО;Почта\nКим Анна;b@a.ru\n", existing="overwrite")
        anna = contact_named("Ким Анна")
        assert [anna.email, *(p.value for p in anna.points)] == ["b@a.ru", "a@a.ru", "c@a.ru"]
        importer.contacts("ФИО;Почта\nКим Анна;c@a.ru,b@a.ru\n", existing="overwrite")
        anna = contact_named("Ким Анна")
        assert [anna.email, *(p.value for p in anna.points)] == ["c@a.ru", "b@a.ru"]
        assert "a@a.ru" not in anna.search_text

    def test_a_full_name_is_compared_as_it_is_shown(self, importer):
        importer.contacts("Имя;Отчество;Фамилия;Почта\nАнна Мария;Петровна;Ким;a@a.ru\n")
        table = "ФИО;Почта\nКим Анна Мария Петровна;a@a.ru\n"
        assert verdicts(importer.contacts(table, existing="overwrite")) == ["unchanged"]
        assert contact_named("Ким Анна Мария Петровна").first_name == "Анна Мария"

    def test_a_stand_in_is_no_name(self, importer):
        table = "ФИО;Почта;Компания\nРомашка;a@a.ru;Ромашка\nb@a.ru;b@a.ru;\n"
        importer.contacts(table)
        found = db.session.query(Contact.full_name, Contact.first_name, Contact.last_name).all()
        assert sorted(map(tuple, found)) == [("b@a.ru", "", ""), ("Ромашка", "", "")]

    def test_the_kind_is_fixed(self, importer):
        importer.contacts("ФИО;Почта\nКим Анна;a@a.ru\n")
        run = importer.contacts("Тип;Почта\nорганизация;a@a.ru\n", existing="overwrite")
        assert codes(run) == ["kind_fixed"]

    def test_too_many_cells_are_not_lost_silently(self, importer):
        run = importer.contacts("ФИО;Почта\nКим Анна;a@a.ru;важное\nЛи Олег;b@a.ru;;\nПак;;\n")
        assert codes(run) == ["row_too_wide", "email_or_channel_required"]
        assert verdicts(run) == ["refuse", "create", "refuse"]

    def test_a_long_part_of_a_name_is_told(self, importer):
        run = importer.contacts(f"ФИО;Почта\nКим {'А' * 101};a@a.ru\n")
        assert codes(run) == ["too_long"]


def test_the_search_finds_what_was_imported_and_forgets_what_it_was(importer):
    def found(words):
        return [
            c.last_name for c in db.session.scalars(select(Contact).where(matches(Contact, words)))
        ]

    importer.contacts("ФИО;Почта\nКовальчук Анна;a@a.ru\nЛи Олег;b@a.ru\n")
    assert found("ковальчук") == found("kovalchuk") == ["Ковальчук"]
    importer.contacts("ФИО;Почта\nСемёнова Анна;a@a.ru\n", existing="overwrite")
    assert found("семенова") == ["Семёнова"]
    assert found("ковальчук") == []


class TestStatus:
    def test_dismissed_is_final(self, importer):
        importer.contacts("ФИО;Почта;Статус\nКим Анна;a@a.ru;уволен\n")
        table = "ФИО;Почта;Статус;Должность\nКим Анна;a@a.ru;{};{}\n"
        for status, position in (("активен", ""), ("заблокирован", ""), ("", "Инженер")):
            for policy in ("fill", "overwrite"):
                run = importer.contacts(table.format(status, position), existing=policy)
                assert codes(run) == ["dismissed_final"]
        assert verdicts(importer.contacts(table.format("уволен", ""))) == ["unchanged"]
        assert verdicts(importer.contacts(table.format("активен", ""), existing="skip")) == ["skip"]
        assert contact_named("Ким Анна").status == ContactStatus.DISMISSED

    def test_a_change_keeps_its_history(self, importer):
        importer.contacts("ФИО;Почта\nКим Анна;a@a.ru\n")
        importer.contacts("Почта;Статус\na@a.ru;blocked\n", existing="overwrite")
        (change,) = db.session.query(ContactStatusChange).all()
        assert (change.before, change.after) == (ContactStatus.ACTIVE, ContactStatus.BLOCKED)
        assert (change.reason, change.actor_name) == ("clients.csv", "Kontora")

    def test_whoever_may_no_longer_enter_is_signed_out(self, importer):
        importer.contacts("ФИО;Почта\nКим Анна;a@a.ru\n")
        user = User(
            email="a@a.ru",
            full_name="Ким Анна",
            contact=contact_named("Ким Анна"),
            group=contact_named("Ким Анна").group,
        )
        moment = clock.now()
        session = UserSession(user=user, token_hash="x", created_at=moment, last_seen_at=moment)
        db.session.add_all([user, session])
        db.session.commit()
        importer.contacts("Почта;Статус\na@a.ru;active\n", existing="overwrite")
        assert db.session.query(UserSession).one().ended_at is None
        importer.contacts("Почта;Статус\na@a.ru;blocked\n", existing="overwrite")
        assert db.session.query(UserSession).one().ended_at is not None

    def test_only_its_own_words(self, importer):
        run = importer.contacts("ФИО;Почта;Статус\nКим;a@a.ru;администратор\n")
        assert codes(run) == ["choice_wrong"]


class TestGroup:
    @pytest.mark.parametrize("name", ["Partners", "partners", "Партнёры"])
    def test_of_clients_or_partners(self, importer, name, monkeypatch):
        group = db.session.query(AccessGroup).filter_by(key="partners").one()
        if name == "Партнёры":
            group.name = "Партнёры"
            db.session.commit()
        importer.contacts(f"ФИО;Почта;Группа\nКим;a@a.ru;{name}\n")
        assert contact_named("Ким").group_id == group.id

    def test_never_of_staff(self, importer):
        table = "ФИО;Почта;Группа\nКим;a@a.ru;Administrators\nЛи;b@a.ru;agents\nПак;c@a.ru;Друзья\n"
        run = importer.contacts(table)
        assert codes(run) == ["group_of_staff", "group_of_staff", "group_unknown"]

    def test_of_the_run_for_new_contacts(self, importer):
        group = db.session.query(AccessGroup).filter_by(key="partners").one()
        importer.contacts("ФИО;Почта\nКим;a@a.ru\n", group_id=group.id)
        assert contact_named("Ким").group_id == group.id
        staff = db.session.query(AccessGroup).filter_by(key="agents").one()
        importer.contacts("ФИО;Почта\nЛи;b@a.ru\n", group_id=staff.id)
        assert contact_named("Ли").group.key == "clients"

    def test_a_role_column_is_never_read(self, importer):
        run = importer.contacts("ФИО;Почта;Роль;password\nКим;a@a.ru;administrator;hunter2\n")
        assert verdicts(run) == ["create"]
        assert contact_named("Ким").group.key == "clients"
        assert [(c["header"], c["forbidden"]) for c in runner.left_out(run)] == [
            ("Роль", True), ("password", True),
        ]  # fmt: skip


COMPANIES = (
    "name;legal_name;site;email;phone;address;tax_id;registration_number;domains;region;status;"
    "notes\n"
    "ООО «Ромашка»;Ромашка и Ко;romashka.ru;office@romashka.ru;+74951234567,вн. 123;Москва;"
    "7707083893;1027700132195;romashka.ru,rom.ru;Москва;blocked;Важно\n"
    "Вектор;;;;;;;;;;;\n"
)


class TestCompany:
    def test_every_field_arrives_and_twice_is_once(self, importer):
        assert verdicts(importer.companies(COMPANIES)) == ["create", "create"]
        company = company_named("ООО «Ромашка»")
        assert (company.site, company.phone) == ("https://romashka.ru", "+74951234567")
        assert [p.number for p in company.more_phones] == ["вн. 123"]
        assert [d.domain for d in company.domains] == ["romashka.ru", "rom.ru"]
        assert (company.tax_id, company.status.value, company.name_key) == (
            "7707083893", "blocked", "ромашка",
        )  # fmt: skip
        before = picture()
        for policy in ("skip", "fill", "overwrite"):
            run = importer.companies(COMPANIES, existing=policy, empty_cell="clear")
            assert verdicts(run) == ["unchanged", "unchanged"]
        assert picture() == before

    def test_a_new_name_reaches_its_contacts(self, importer):
        importer.companies("Название;ИНН\nРомашка;7707083893\n")
        importer.contacts("ФИО;Почта;Компания\nКим;a@a.ru;Ромашка\n")
        importer.companies("Название;ИНН\nВасилёк;7707083893\n", existing="overwrite")
        kim = contact_named("Ким")
        assert kim.company.name == "Василёк"
        assert kim.company_sort == "василек"
        assert "василек" in kim.search_text
        assert "ромашка" not in kim.search_text

    def test_branches_of_one_file_stay_apart(self, importer):
        table = "Название;ИНН\nРомашка Казань;7707083893\nРомашка Пермь;7707083893\n"
        assert verdicts(importer.companies(table)) == ["create", "create"]
        assert verdicts(importer.companies(table, existing="overwrite")) == ["unchanged"] * 2

    def test_a_domain_has_one_owner(self, importer):
        importer.companies("Название;Домены\nРомашка;romashka.ru\n")
        table = "Название;Домены\nВектор;romashka.ru\nЛютик;mail.ru\nРомашка;romashka.ru\n"
        run = importer.companies(table)
        assert codes(run) == ["domain_taken", "domain_public"]
        assert verdicts(run) == ["refuse", "refuse", "unchanged"]

    def test_a_name_is_required(self, importer):
        assert codes(importer.companies("Название;Сайт\n;romashka.ru\n")) == ["required"]

    def test_without_a_header_the_order_is_that_of_the_form(self, importer):
        run = importer.companies("Ромашка;romashka.ru;office@romashka.ru;+74951234567;Москва\n")
        assert verdicts(run) == ["create"]
        company = company_named("Ромашка")
        assert (company.email, company.address) == ("office@romashka.ru", "Москва")


class TestBoth:
    TABLE = "Компания;ИНН;Телефон компании;ФИО;Почта\n"

    def test_companies_are_made_and_changed_with_their_contacts(self, importer):
        table = self.TABLE + "Ромашка;7707083893;;Ким;a@a.ru\nРомашка;;+74951234567;Ли;b@a.ru\n"
        run = importer.load("both", table)
        assert verdicts(run) == ["create", "create"]
        company = company_named("Ромашка")
        assert (company.tax_id, company.phone) == ("7707083893", "+74951234567")
        assert {c.company_id for c in db.session.query(Contact).all()} == {company.id}
        assert rows_of(run)[1].before == {"company.phone": [[], ["+74951234567"]]}
        assert verdicts(importer.load("both", table)) == ["unchanged"] * 2

    def test_a_row_may_be_of_a_company_alone(self, importer):
        run = importer.load("both", self.TABLE + "Ромашка;;;;\n;;;;a@a.ru\n")
        assert verdicts(run) == ["create", "create"]
        assert (count(Company), count(Contact)) == (1, 1)

    def test_a_refused_contact_takes_its_company_along(self, importer):
        run = importer.load("both", self.TABLE + "Ромашка;;;Ким;\n")
        assert codes(run) == ["email_or_channel_required"]
        assert count(Company) == 0

    def test_skip_leaves_a_known_company_as_it_is(self, importer):
        importer.load("both", self.TABLE + "Ромашка;;;Ким;a@a.ru\n")
        run = importer.load(
            "both", self.TABLE + "РОМАШКА;;+74951234567;Ли;b@a.ru\n", existing="skip"
        )
        assert verdicts(run) == ["create"]
        company = company_named("Ромашка")
        assert company.phone == ""
        assert contact_named("Ли").company_id == company.id


def test_statuses_set_by_hand_and_by_file_tell_the_same_story(importer):
    importer.contacts("ФИО;Почта\nКим;a@a.ru\n")
    contact_status.set_status(contact_named("Ким"), ContactStatus.BLOCKED, SYSTEM)
    db.session.commit()
    importer.contacts("Почта;Статус\na@a.ru;active\n", existing="overwrite")
    steps = db.session.query(ContactStatusChange).order_by(ContactStatusChange.id).all()
    assert [(s.before.value, s.after.value) for s in steps] == [
        ("active", "blocked"), ("blocked", "active"),
    ]  # fmt: skip
