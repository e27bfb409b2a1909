"""Taking an import back: all as it was, touched records named and kept, or taken back as well."""

import pytest
from sqlalchemy import select, text

from admin_app.errors import Conflict, NotAllowed
from admin_app.importing import undoing
from admin_app.importing.touched import foresee
from admin_app.importing.undoing import TouchedRows
from admin_app.permissions import Actor, Permission
from admin_app.services import company as companies
from admin_app.services import contact as contacts
from admin_app.services.shared.listing.query import matches
from models import AuditEntry, Company, Contact, ImportRow
from models.base import db
from models.enums import AccessType, ContactStatus, UndoOutcome, Verdict
from tests.factories.people import system
from tests.helpers.importing import SYSTEM, picture
from tests.helpers.statements import statements

HEADER = "ФИО;Почта;Телефон;Компания;Должность;Статус\n"
BEFORE = (
    HEADER
    + "Ким Анна;anna@a.ru;+74951112233;Ромашка;Инженер;активен\n"
    + "Орлов Пётр;petr@a.ru,p@home.ru;;Ромашка;;активен\n"
)
TABLE = (
    HEADER
    + "Ким Анна;anna@a.ru;+74951112244;Василёк;Директор;заблокирован\n"
    + "Белова Яна;yana@b.ru;;Лютик;;активен\n"
    + "Зуев Лев;lev@b.ru;+74951112255;Лютик;Юрист;активен\n"
)


def take_back(run, touched=TouchedRows.KEEP, actor=SYSTEM):
    undoing.start_undo(run, touched, actor)
    db.session.commit()
    undoing.undo(run, actor=actor)
    return run.counts["undone"]


def load(importer):
    importer.contacts(BEFORE)
    before = picture()
    run = importer.contacts(TABLE, existing="overwrite")
    assert (run.counts["created"], run.counts["updated"]) == (2, 1)
    return before, run


def contact(email):
    return db.session.scalar(select(Contact).where(Contact.email == email))


def found(model, search):
    return len(db.session.scalars(select(model).where(matches(model, search))).all())


def test_everything_is_as_it_was(importer):
    before, run = load(importer)
    counts = take_back(run)
    assert counts == {
        "deleted": 2, "restored": 1, "left": 0, "companies_deleted": 2, "companies_left": [],
    }  # fmt: skip
    assert picture() == before
    assert run.undone_at is not None
    assert contact("anna@a.ru").status == ContactStatus.ACTIVE
    assert found(Contact, "зуев") == found(Company, "лютик") == found(Contact, "василек") == 0
    assert found(Contact, "ромашка") == 2


def test_the_audit_tells_of_each_record_once(importer):
    _, run = load(importer)
    take_back(run)
    query = select(AuditEntry.action, AuditEntry.noun).where(
        AuditEntry.source == f"import:{run.id}"
    )
    told = [tuple(row) for row in db.session.execute(query)]
    assert told.count(("create", "contact")) == told.count(("delete", "contact")) == 2
    assert told.count(("create", "company")) == told.count(("delete", "company")) == 2
    assert told.count(("undo", "contact")) == 1
    assert told.count(("undo", "import_run")) == 1


def test_touched_records_are_named_and_kept(importer):
    _, run = load(importer)
    contacts.update_contact(contact("anna@a.ru"), {"position": "Президент"}, system())
    contacts.update_contact(contact("yana@b.ru"), {"position": "Бухгалтер"}, system())
    db.session.commit()
    forecast = foresee(run, SYSTEM)
    assert (forecast.made, forecast.changed, forecast.companies) == (2, 1, 2)
    assert set(forecast.left[Contact].values()) == {"Ким Анна", "Белова Яна"}
    counts = take_back(run)
    assert dict(counts["companies_left"]).keys() == forecast.left[Company].keys()
    assert (counts["deleted"], counts["restored"], counts["left"]) == (1, 0, 2)
    rows = db.session.scalars(select(ImportRow).where(ImportRow.undo == UndoOutcome.LEFT)).all()
    assert {row.record_id for row in rows} == {contact("anna@a.ru").id, contact("yana@b.ru").id}
    assert {row.undo_reason for row in rows} == {"changed_since"}
    assert contact("anna@a.ru").phone == "+74951112244"
    assert contact("lev@b.ru") is None
    # both companies have people still, who are none of the undoing's
    assert counts["companies_deleted"] == 0
    assert len(counts["companies_left"]) == 2


def test_an_edit_of_another_field_is_kept_beside_the_old_values(importer):
    _, run = load(importer)
    contacts.update_contact(contact("anna@a.ru"), {"notes": "любит чай"}, system())
    db.session.commit()
    assert foresee(run, SYSTEM).touched == 0
    assert take_back(run)["left"] == 0
    anna = contact("anna@a.ru")
    assert (anna.notes, anna.position, anna.company.name) == ("любит чай", "Инженер", "Ромашка")


def test_touched_records_go_back_as_well_when_asked(importer):
    _before, run = load(importer)
    contacts.update_contact(contact("anna@a.ru"), {"position": "Президент"}, system())
    contacts.update_contact(contact("yana@b.ru"), {"position": "Бухгалтер"}, system())
    db.session.commit()
    counts = take_back(run, TouchedRows.BACK)
    assert counts["left"] == 0
    assert contact("anna@a.ru").position == "Инженер"
    yana = contact("yana@b.ru")
    assert yana.deleted_at is not None, "what somebody worked on goes to the trash, not away"
    assert yana.position == "Бухгалтер"
    assert contact("lev@b.ru") is None


def test_people_who_joined_a_company_of_the_import_hold_it(importer):
    run = importer.companies("Название;Сайт\nЛютик;lutik.ru\nАстра;astra.ru\n")
    lutik = db.session.scalar(select(Company).where(Company.name == "Лютик"))
    typed = {"last_name": "Белова", "emails": ["y@b.ru"], "company_id": str(lutik.id)}
    contacts.create(typed, system())
    db.session.commit()
    assert list(foresee(run, SYSTEM).left[Company].values()) == ["Лютик"]
    counts = take_back(run)
    assert (counts["deleted"], counts["left"]) == (1, 1)
    assert db.session.scalar(select(Company.name)) == "Лютик"


def test_a_changed_company_gets_its_old_values(importer):
    companies.create({"name": "Лютик", "phones": ["+74951112233"], "domains": ["a.ru"]}, system())
    db.session.commit()
    before = picture()
    table = "Название;Телефон;Домены;Адрес\nЛютик;+74951112244;*.b.ru;Садовая, 1\n"
    run = importer.companies(table, existing="overwrite")
    assert run.counts["updated"] == 1
    take_back(run)
    assert picture() == before


def test_counts_add_up_and_nothing_is_undone_twice(importer):
    _, run = load(importer)
    counts = take_back(run)
    total = run.counts["created"] + run.counts["updated"]
    assert counts["deleted"] + counts["restored"] + counts["left"] == total
    with pytest.raises(Conflict, match="import_undone"):
        undoing.undo(run, actor=SYSTEM)


def test_an_undone_file_can_be_imported_again(importer):
    _, run = load(importer)
    after = picture()
    take_back(run)
    again = importer.contacts(TABLE, existing="overwrite")
    assert {row.verdict for row in db.session.scalars(select(ImportRow).where(
        ImportRow.run_id == again.id))} == {Verdict.CREATE, Verdict.UPDATE}  # fmt: skip
    assert {key: len(rows) for key, rows in picture().items()} == {
        key: len(rows) for key, rows in after.items()
    }


def test_broken_off_it_goes_on(importer, monkeypatch):
    monkeypatch.setattr(undoing, "CHUNK", 1)
    before, run = load(importer)
    undoing.start_undo(run, TouchedRows.KEEP, SYSTEM)
    undoing.undo(run, actor=SYSTEM, cancelled=lambda: True)
    assert run.undone_at is None
    assert picture() != before
    undoing.undo(run, actor=SYSTEM)
    assert picture() == before
    assert run.counts["undone"]["left"] == 0


def test_a_preview_has_nothing_to_undo(importer):
    run = importer.check("contacts", TABLE)
    with pytest.raises(Conflict, match="import_not_done"):
        undoing.start_undo(run, TouchedRows.KEEP, SYSTEM)


def test_it_needs_the_right_to_delete(importer):
    run = importer.contacts(TABLE)
    rights = frozenset(Permission) - {Permission.CONTACTS_DELETE}
    agent = Actor(1, "Agent", AccessType.STAFF, rights)
    with pytest.raises(NotAllowed):
        undoing.start_undo(run, TouchedRows.KEEP, agent)


def test_statements_do_not_grow_with_the_rows(importer):
    lines = [f"Ким{n} Анна;k{n}@a.ru;;Фирма {n % 5};;активен\n" for n in range(60)]
    few, many = importer.contacts(HEADER + "".join(lines[:5])), None
    with statements() as of_few:
        take_back(few)
    many = importer.contacts(HEADER + "".join(lines))
    with statements() as of_many:
        take_back(many)
    assert db.session.execute(text("SELECT count(*) FROM contact")).scalar() == 0
    assert len(of_many) <= len(of_few) + 2
