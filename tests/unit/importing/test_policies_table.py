"""What an import does where a choice is to be made, on both databases."""

import pytest

from admin_app.errors import Conflict, Invalid, NotAllowed
from admin_app.importing import policies, runner
from admin_app.permissions import Actor, Permission
from admin_app.services.shared import settings
from models import AuditEntry, Company, Contact, ImportRow
from models.base import db
from models.enums import AccessType, ImportState
from tests.helpers.importing import (
    audited,
    codes,
    company_named,
    contact_named,
    count,
    picture,
    rows_of,
    verdicts,
)

HEADER = "ФИО;Почта;Должность;Отдел;Телефон моб.\n"
ANNA = "Иванова Анна;anna@a.ru;Инженер;;+7 912 345-67-89\n"
ANNA_LATER = "Иванова Анна;ANNA@a.ru;Директор;Склад;\n"


@pytest.mark.parametrize(
    ("policy", "verdict", "position", "department", "contacts"),
    [
        ("skip", "skip", "Инженер", "", 1),
        ("fill", "update", "Инженер", "Склад", 1),
        ("overwrite", "update", "Директор", "Склад", 1),
        ("create", "create", "Инженер", "", 2),
    ],
)
def test_a_row_that_exists(importer, policy, verdict, position, department, contacts):
    importer.contacts(HEADER + ANNA)
    first = contact_named("Иванова Анна").id
    run = importer.contacts(HEADER + ANNA_LATER, existing=policy)
    assert verdicts(run) == [verdict]
    assert count(Contact) == contacts
    anna = db.session.get_one(Contact, first)
    assert (anna.position, anna.department) == (position, department)
    assert anna.mobile_phone == "+79123456789"


@pytest.mark.parametrize(("empty_cell", "phone"), [("keep", "+79123456789"), ("clear", "")])
def test_an_empty_cell(importer, empty_cell, phone):
    importer.contacts(HEADER + ANNA)
    importer.contacts(HEADER + ANNA_LATER, existing="overwrite", empty_cell=empty_cell)
    assert contact_named("Иванова Анна").mobile_phone == phone


def test_an_empty_cell_clears_nothing_that_the_file_does_not_have(importer):
    importer.contacts(HEADER + ANNA)
    importer.contacts("Почта\nanna@a.ru\n", existing="overwrite", empty_cell="clear")
    assert contact_named("Иванова Анна").position == "Инженер"


@pytest.mark.parametrize(
    ("policy", "verdict", "company"),
    [("create", "create", "Ромашка"), ("empty", "create", None), ("refuse-row", "refuse", None)],
)
def test_an_unknown_company(importer, policy, verdict, company):
    table = "ФИО;Почта;Компания\nИванова Анна;anna@a.ru;Ромашка\n"
    run = importer.contacts(table, unknown_company=policy)
    assert verdicts(run) == [verdict]
    assert count(Company) == (1 if company else 0)
    if verdict == "create":
        anna = contact_named("Иванова Анна")
        assert (anna.company.name if anna.company else None) == company
    else:
        assert codes(run) == ["company_unknown"]


@pytest.mark.parametrize(
    ("policy", "state", "found"),
    [
        ("take", ImportState.PREVIEW, ["create", "create", "create"]),
        ("refuse-row", ImportState.PREVIEW, ["create", "refuse", "refuse"]),
        ("refuse-file", ImportState.REFUSED, ["create", "refuse", "refuse"]),
    ],
)
def test_an_incomplete_row(importer, policy, state, found):
    table = "ФИО;Почта;Телефон\nАнна Ким;a@a.ru;\nОлег Ким;;+74951234567\n;c@a.ru;\n"
    run = importer.check("contacts", table, incomplete=policy)
    assert run.state == state
    assert verdicts(run) == found
    if policy != "take":
        assert codes(run) == ["email_required", "name_required"]
    if state == ImportState.REFUSED:
        assert (run.problem_code, run.problem_params) == (
            "rows_incomplete",
            {"count": 2, "row": 3},
        )


def test_nobody_is_taken_who_cannot_be_reached(importer):
    run = importer.contacts("ФИО;Почта;Телефон\nАнна Ким;;\n", incomplete="take")
    assert codes(run) == ["email_or_channel_required"]


@pytest.mark.parametrize(
    ("policy", "state"),
    [("refuse-row", ImportState.PREVIEW), ("refuse-file", ImportState.REFUSED)],
)
def test_a_wrong_row(importer, policy, state):
    run = importer.check("contacts", "ФИО;Почта\nАнна;a@a.ru\nОлег;нет\n", wrong=policy)
    assert run.state == state
    if state == ImportState.REFUSED:
        assert runner.run_problem_text(run, str).startswith("1 rows cannot be taken, the first is")
        with pytest.raises(Conflict):
            runner.commit(run, actor=importer.actor)
    assert count(Contact) == 0


def test_the_match_order_decides_by_what_is_looked_for(importer):
    importer.contacts("ФИО;Почта;Телефон\nАнна Ким;a@a.ru;+79123456789\n")
    table = "ФИО;Почта;Телефон\nАнна Ким;b@a.ru;+79123456789\n"
    assert verdicts(importer.check("contacts", table)) == ["create"]
    table = "ФИО;Почта;Телефон\nАнна Ким;;+79123456789\n"
    assert verdicts(importer.check("contacts", table)) == ["unchanged"]
    assert verdicts(importer.check("contacts", table, match_order=["email"])) == ["create"]


def test_a_check_writes_nothing_but_its_own_run(importer):
    importer.contacts(HEADER + ANNA)
    before, entries = picture(), count(AuditEntry)
    run = importer.check("contacts", HEADER + ANNA_LATER, existing="overwrite")
    assert picture() == before
    assert count(AuditEntry) == entries
    (row,) = rows_of(run)
    assert row.before["position"] == ["Инженер", "Директор"]
    assert not row.applied


def test_a_commit_is_audited_and_marked(importer):
    importer.contacts(HEADER + ANNA)
    run = importer.contacts(HEADER + ANNA_LATER, existing="overwrite")
    (row,) = rows_of(run)
    anna = contact_named("Иванова Анна")
    assert (row.applied, row.record_id, anna.version) == (True, anna.id, 2)
    assert audited("contact", "create") == audited("contact", "update") == 1
    entry = db.session.query(AuditEntry).filter_by(noun="contact", action="update").one()
    assert entry.source == f"import:{run.id}"
    assert entry.changes == {"position": ["Инженер", "Директор"], "department": ["", "Склад"]}
    assert audited("import_run", "import") == 2


def test_settings_give_the_defaults_and_one_run_may_differ(importer):
    settings.put(policies.CONTACTS, {"existing": "skip", "unknown": 1}, actor=importer.actor)
    assert settings.get(policies.CONTACTS).existing == policies.Existing.SKIP
    assert settings.get(policies.COMPANIES).existing == policies.Existing.FILL
    importer.contacts(HEADER + ANNA)
    assert verdicts(importer.check("contacts", HEADER + ANNA_LATER)) == ["skip"]
    assert verdicts(importer.check("contacts", HEADER + ANNA_LATER, existing="fill")) == ["update"]
    with pytest.raises(Invalid):
        settings.put(policies.CONTACTS, {"existing": "delete"}, actor=importer.actor)
    with pytest.raises(Invalid):
        settings.put(policies.CONTACTS, {"match_order": ["password"]}, actor=importer.actor)
    nobody = Actor(None, "Agent", AccessType.STAFF)
    with pytest.raises(NotAllowed):
        settings.put(policies.CONTACTS, {"existing": "fill"}, actor=nobody)


class TestRights:
    def actor(self, *names):
        return Actor(None, "Agent", AccessType.STAFF, frozenset(names))

    def test_importing_needs_the_right_to_what_it_does(self, importer):
        importer.actor = self.actor(Permission.IMPORT)
        with pytest.raises(NotAllowed):
            importer.check("contacts", HEADER + ANNA)
        importer.actor = self.actor(Permission.CONTACTS_CREATE, Permission.CONTACTS_EDIT)
        with pytest.raises(NotAllowed):
            importer.check("contacts", HEADER + ANNA)

    def test_fields_and_companies_beyond_the_right_stay_out(self, importer):
        importer.actor = self.actor(
            Permission.IMPORT, Permission.CONTACTS_CREATE, Permission.CONTACTS_EDIT
        )
        run = importer.contacts("ФИО;Почта;Заметки;Дата рождения\nАнна Ким;a@a.ru;тайна;23.04\n")
        assert verdicts(run) == ["create"]
        anna = contact_named("Анна Ким")
        assert (anna.notes, anna.birth_date) == ("", "")
        run = importer.contacts("ФИО;Почта;Компания\nОлег Ким;b@a.ru;Ромашка\n")
        assert codes(run) == ["company_unknown"]
        assert count(Company) == 0

    def test_a_run_belongs_to_its_owner_and_to_administrators(self, importer):
        from admin_app.errors import NotFound

        run = importer.check("contacts", HEADER + ANNA)
        assert runner.get(run.id, importer.actor).id == run.id
        other = Actor(7, "Agent", AccessType.STAFF, frozenset(Permission))
        with pytest.raises(NotFound):
            runner.get(run.id, other)


def test_counts_reconcile_over_all_verdicts(importer):
    importer.contacts(HEADER + ANNA + "Ким Олег;oleg@a.ru;;;\n")
    table = (
        HEADER
        + "Ким Олег;oleg@a.ru;;;\n"  # unchanged
        + "Иванова Анна;anna@a.ru;Директор;;\n"  # update
        + "Новый Пётр;petr@a.ru;;;\n"  # create
        + "Кто-то;нет;;;\n"  # refuse
        + "Никто;;;;\n"  # refuse
    )
    run = importer.contacts(table, existing="overwrite")
    assert verdicts(run) == ["unchanged", "update", "create", "refuse", "refuse"]
    parts = ("created", "updated", "unchanged", "skipped", "refused")
    assert run.counts["rows"] == 5 == sum(run.counts[part] for part in parts)
    assert company_count_is(0)


def company_count_is(number):
    return count(Company) == number


def test_checking_again_replaces_the_rows(importer):
    run = importer.check("contacts", HEADER + ANNA)
    runner.check(run, folder=importer.folder, actor=importer.actor)
    assert count(ImportRow) == 1


def test_cancelled_runs_keep_nothing(importer):
    run = importer.check("contacts", HEADER + ANNA)
    runner.cancel(run, folder=importer.folder)
    assert run.state == ImportState.CANCELLED
    assert list(importer.folder.iterdir()) == []
    with pytest.raises(Conflict):
        runner.commit(run, actor=importer.actor)


def test_a_company_made_on_the_way_is_linked_to_the_run(importer):
    run = importer.contacts("ФИО;Почта;Компания\nАнна Ким;a@a.ru;Ромашка\nОлег;b@a.ru;ромашка\n")
    company = company_named("Ромашка")
    found = [(row.company_created, row.company_id) for row in rows_of(run)]
    assert found == [(True, company.id), (False, company.id)]
    assert run.counts["companies_created"] == 1
