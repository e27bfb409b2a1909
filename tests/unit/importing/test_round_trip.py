"""Export, then import into an empty panel: no cell changes (promise 4, promise 22)."""

import io

import pytest

from admin_app.exporting.runner import ExportOrder, write_export
from admin_app.exporting.sheets import Headers
from admin_app.importing import runner, undoing
from admin_app.services.shared.listing import ListQuery
from models import Company, Contact, ContactPoint
from models.base import db
from models.enums import ContactKind, ContactStatus, ImportNoun, PointKind
from tests.helpers.database import make_clean
from tests.helpers.importing import SYSTEM, picture, rows_of

CONTACTS = (
    "kind;full_name;first_name;middle_name;last_name;company;email;phone;mobile_phone;telegram;"
    "address;position;department;region;birth_date;language;time_zone;status;group;notifications;"
    "forms_as_company;all_tickets;notes;viber;whatsapp;skype;facebook\n"
    'person;;Анна;Петровна;Ким;ООО «Ромашка»;"a@a.ru; b@a.ru";+74951234567,вн. 123;+79123456789;'
    '@anna_k;Москва;"=HYPERLINK(""x"")";ИТ;Москва;23.04;uk;Europe/Kyiv;blocked;partners;0;нет;да;'
    '"Первая\n-вторая";+79123456789,+79123456780;;"live:anna; @anna";facebook.com/a,b\n'
    "person;;Anna Maria;;van der Berg;ЗАО «Ромашка»;c@a.ru;0012345;;;;;;;1985-04-23;;;;;;;;+1\n"
    "organisation;Отдел закупок;;;;ООО «Ромашка»;buy@a.ru;;;;;;;;;;;;;;;;\n"
    "person;;;;;ООО «Ромашка»;;+74950000001;;;;;;;;;;;;;;;\n"
    "person;;;;;;d@a.ru;;;;;;;;;;;dismissed;;;;;\n"
    "person;;Ли;;;;e@a.ru;;;;;;;;;;;;;;;;@x\n"
)
COMPANIES = (
    "name;legal_name;site;email;phone;address;tax_id;registration_number;domains;region;status;"
    "notes\n"
    "ООО «Ромашка»;'Ромашка;romashka.ru;office@romashka.ru;+74951234567,вн. 123;Москва;"
    "7707083893;1027700132195;romashka.ru,rom.ru;Москва;blocked;=1+1\n"
    "ЗАО «Ромашка»;;;;;;;;;;archived;\n"
    "100E10;;;;;;;0012;;;;\n"
)


def exported(noun, kind, headers):
    out = io.BytesIO()
    order = ExportOrder(noun, kind, "ru", "UTC", ListQuery(), (), headers=headers)
    write_export(order, out, SYSTEM)
    db.session.rollback()
    return out.getvalue()


def load(importer, noun, data, kind):
    run = runner.start_run(
        ImportNoun(noun), data, f"{noun}.{kind}", folder=importer.folder, actor=SYSTEM
    )
    runner.sniff(run, folder=importer.folder, language="ru")
    db.session.commit()
    runner.check(run, folder=importer.folder, actor=SYSTEM)
    runner.commit(run, actor=SYSTEM)
    problems = [(row.number, row.problems) for row in rows_of(run) if row.problems]
    assert (run.state, problems) == ("done", [])
    return run


def identifiers():
    return sorted(db.session.query(Contact.identifier, Contact.full_name).all()) + sorted(
        db.session.query(Company.identifier, Company.name).all()
    )


@pytest.mark.parametrize("headers", [Headers.KEYS, Headers.LABELS])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "xls"])
def test_no_cell_changes(importer, app, kind, headers):
    importer.companies(COMPANIES)
    importer.contacts(CONTACTS)
    before, known = picture(), identifiers()
    files = {noun: exported(noun, kind, headers) for noun in ("companies", "contacts")}
    for noun in ("companies", "contacts"):
        run = load(importer, noun, files[noun], kind)
        assert run.counts["unchanged"] == run.counts["rows"]
    assert picture() == before
    db.session.remove()
    make_clean(app)
    for noun in ("companies", "contacts"):
        run = load(importer, noun, files[noun], kind)
        assert run.counts["created"] == run.counts["rows"] > 0
    assert picture() == before
    assert identifiers() == known


def test_channels_that_no_column_holds_are_left_alone(importer):
    importer.contacts("ФИО;Почта\nКим;a@a.ru,b@a.ru\n")
    contact = db.session.query(Contact).one()
    contact.points.append(ContactPoint(kind=PointKind.OTHER, value="у входа", position=1))
    db.session.commit()
    importer.contacts("ФИО;Почта\nКим;a@a.ru,c@a.ru\n", existing="overwrite")
    db.session.expire_all()
    found = [(p.kind, p.value) for p in db.session.query(Contact).one().points]
    assert found == [(PointKind.EMAIL, "c@a.ru"), (PointKind.OTHER, "у входа")]


def test_messengers_are_columns_of_their_own(importer):
    header = "ФИО;Вайбер;WhatsApp;Skype;Фейсбук\n"
    importer.contacts(header + "Ким;8 912 000-00-01, +79120000002;;live:kim;\n")
    run = importer.contacts(header + "Ким;+79120000001;+79120000003;;fb.com/kim\n")
    found = [[(p.kind, p.value) for p in c.points] for c in db.session.query(Contact)]
    assert found[0] == [
        (PointKind.VIBER, "+79120000001"),
        (PointKind.VIBER, "+79120000002"),
        (PointKind.SKYPE, "live:kim"),
    ]
    assert len(found) == 2, run.counts


def test_an_import_changes_one_messenger_and_leaves_the_others(importer):
    importer.contacts("ФИО;Почта;Viber;Skype\nКим;a@a.ru;+79120000001;live:kim\n")
    run = importer.contacts(
        "ФИО;Почта;Viber;Skype\nКим;a@a.ru;+79120000009;\n", existing="overwrite"
    )
    assert rows_of(run)[0].before == {"viber": [["+79120000001"], ["+79120000009"]]}
    points = [(p.kind, p.value) for p in db.session.query(Contact).one().points]
    assert points == [(PointKind.VIBER, "+79120000009"), (PointKind.SKYPE, "live:kim")]
    undoing.start_undo(run, undoing.TouchedRows.KEEP, SYSTEM)
    undoing.undo(run, actor=SYSTEM)
    db.session.expire_all()
    points = [(p.kind, p.value) for p in db.session.query(Contact).one().points]
    assert points == [(PointKind.VIBER, "+79120000001"), (PointKind.SKYPE, "live:kim")]


def test_a_messenger_alone_is_no_name(importer):
    run = importer.contacts("ФИО;Viber\n;+79120000001\n")
    assert [row.problems[0]["code"] for row in rows_of(run)] == ["name_required"]
    assert db.session.query(Contact).count() == 0


def test_the_picture_sees_what_it_should(importer):
    importer.contacts(CONTACTS)
    found = db.session.query(Contact).all()
    assert {c.kind for c in found} == {ContactKind.PERSON, ContactKind.ORGANISATION}
    assert ContactStatus.DISMISSED in {c.status for c in found}
    assert len(found) == 6
