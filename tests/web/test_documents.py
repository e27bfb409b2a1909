"""Documents of companies: tab, form, files, warnings, deleting (A3, S13)."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select, update

from admin_app import clock
from admin_app.services import company as companies
from admin_app.services import document as documents
from admin_app.services.processes import trash
from models import AuditEntry, Company, Document, StoredFile
from models.base import db
from tests.factories.people import delete, make_user, sign_in, system

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def manager(client):
    sign_in(client, make_user("managers"))


@pytest.fixture
def company() -> Company:
    made = companies.create({"name": "Zefir"}, system())
    db.session.commit()
    return made


def day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def paper(company: Company, **typed: str) -> Document:
    made = documents.create(company, {"title": "Service contract", **typed}, system())
    db.session.commit()
    return made


def tab(client, company: Company) -> str:
    return client.get(f"/admin/companies/tab/?tab=documents&id={company.id}").text


def test_one_is_added_with_its_files(client, manager, company):
    data = {
        "title": "Service contract", "number": "7/2026", "starts_on": "2026-01-01",
        "ends_on": "2036-12-31", "notes": "two\nlines",
        "files": [(BytesIO(b"%PDF-1.4 one"), "contract.pdf"), (BytesIO(b"two"), "note.txt")],
    }  # fmt: skip
    answer = client.post(
        f"/admin/documents/new?company={company.id}", data=data,
        content_type="multipart/form-data",
    )  # fmt: skip
    assert answer.location == f"/admin/companies/details/?tab=documents&id={company.id}"
    page = tab(client, company)
    for text in ("Service contract", "7/2026", "contract.pdf", "note.txt"):
        assert text in page
    key = re.search(r'href="(/admin/files/[^"]+)"', page)[1]
    assert client.get(key).data == b"%PDF-1.4 one"
    assert (
        '<span class="k-count">1</span>'
        in client.get(f"/admin/companies/details/?id={company.id}").text
    )
    entry = db.session.scalar(select(AuditEntry).filter_by(noun="document", action="create"))
    assert entry.changes["number"] == [None, "7/2026"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "Fill in this field"),
        ({"title": "x" * 201}, "at most 200"),
        ({"ends_on": "31.02.2026"}, "31.02.2026"),
        ({"starts_on": "2026-05-01", "ends_on": "2026-04-30"}, "before 2026-05-01"),
        ({"files": "empty.txt"}, "empty"),
    ],
)
def test_a_wrong_value_is_said_at_its_field_and_nothing_is_lost(
    client, manager, company, typed, said
):
    data = {"title": "Contract", "notes": "keep me", **typed}
    if "files" in typed:
        data["files"] = [(BytesIO(b""), typed["files"])]
    address = f"/admin/documents/new?company={company.id}"
    answer = client.post(address, data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert said in answer.text
    assert "keep me" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Document)) == 0


def test_one_is_changed_and_a_stale_save_is_refused(client, manager, company):
    made = paper(company)
    data = {"title": "Lease", "version": str(made.version)}
    address = f"/admin/documents/{made.id}/edit"
    assert client.post(address, data=data).status_code == 302
    assert "Lease" in tab(client, company)
    stale = client.post(address, data={**data, "title": "Other"})
    assert stale.status_code == 422
    assert 'value="Other"' in stale.text


def test_a_file_is_taken_away_with_the_form(client, manager, company):
    made = paper(company)
    address = f"/admin/documents/{made.id}/edit"
    files = {"title": "Lease", "files": [(BytesIO(b"one"), "one.txt")]}
    client.post(address, data=files, content_type="multipart/form-data")
    row = db.session.scalar(select(StoredFile))
    version = str(db.session.get(Document, made.id, populate_existing=True).version)
    client.post(address, data={"version": version, "title": "Lease", "remove": [str(row.id)]})
    assert "one.txt" not in tab(client, company)


@pytest.mark.parametrize(
    ("days", "word"), [(31, None), (30, "Ends soon"), (0, "Ends soon"), (-1, "Expired")]
)
def test_the_end_is_told_before_it_comes(client, manager, company, days, word):
    paper(company, ends_on=day(days))
    page, overview = tab(client, company), client.get("/admin/").text
    for other in ("Ends soon", "Expired"):
        assert (other in page) == (other == word)
    assert ("Documents that end soon" in overview) == (word is not None)


def test_a_company_in_the_trash_warns_of_nothing(client, manager, company):
    paper(company, ends_on=day(3))
    delete(db.session.get(Company, company.id))
    db.session.commit()
    assert "Documents that end soon" not in client.get("/admin/").text


def test_deleting_is_undone(client, manager, company):
    made = paper(company)
    client.post(f"/admin/documents/{made.id}/delete")
    assert "Service contract" not in tab(client, company)
    page = client.get(f"/admin/companies/details/?id={company.id}").text
    undo = re.search(r'action="(/admin/documents/\d+/restore)"', page)[1]
    client.post(undo)
    assert "Service contract" in tab(client, company)
    actions = db.session.scalars(select(AuditEntry.action).filter_by(noun="document"))
    assert list(actions) == ["create", "trash", "restore"]


def test_the_dialog_of_a_company_counts_them(client, manager, company):
    paper(company)
    gone = paper(company, title="Old")
    documents.remove(gone, system())
    db.session.commit()
    text = client.get(f"/admin/companies/delete/?id={company.id}").text
    assert "1 document" in text
    assert trash.what_hangs(trash.COMPANY, [company.id])["documents"] == 1


def test_they_come_back_and_go_for_good_with_their_company(client, manager, company):
    made = paper(company)
    delete(db.session.get(Company, company.id))
    db.session.commit()
    assert client.get(f"/admin/documents/{made.id}/edit").status_code == 404
    trash.restore(trash.COMPANY, [company.id], system())
    db.session.commit()
    assert "Service contract" in tab(client, company)
    delete(db.session.get(Company, company.id))
    trash.purge(trash.COMPANY, [company.id], system())
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(Document)) == 0
    assert "delete" in list(
        db.session.scalars(select(AuditEntry.action).filter_by(noun="document"))
    )


def test_after_a_month_a_deleted_one_goes_with_its_files(client, manager, company):
    made, kept = paper(company), paper(company, title="Kept")
    files = {"title": "Lease", "files": [(BytesIO(b"one"), "one.txt")]}
    client.post(f"/admin/documents/{made.id}/edit", data=files, content_type="multipart/form-data")
    for row in (made, kept):
        documents.remove(db.session.get(Document, row.id, populate_existing=True), system())
    db.session.commit()
    old = clock.now() - documents.KEPT - timedelta(minutes=1)
    change = update(Document).where(Document.id == made.id).values(deleted_at=old)
    db.session.execute(change.execution_options(audited=True))
    assert documents.purge(system()) == 1
    db.session.commit()
    assert db.session.get(Document, made.id) is None
    assert db.session.get(Document, kept.id) is not None
    row = db.session.scalar(select(StoredFile))
    assert row is None or (row.company_id, row.document_id) == (None, None)


def test_rights_hold_on_each_address(client, company):
    made = paper(company)
    addresses = (f"new?company={company.id}", f"{made.id}/edit", f"{made.id}/delete",
                 f"{made.id}/restore")  # fmt: skip
    sign_in(client, make_user("clients"))
    for address in addresses:
        assert client.post(f"/admin/documents/{address}").status_code == 403
    client.post("/logout")
    sign_in(client, make_user("agents"))
    assert "Service contract" in tab(client, company)
    assert "documents/new" not in tab(client, company)
    for address in addresses:
        assert client.post(f"/admin/documents/{address}").status_code in (403, 404), address
    assert db.session.get(Document, made.id, populate_existing=True).deleted_at is None


def test_a_foreign_number_is_not_found(client, manager, company):
    for address in ("new?company=99999999999", "new?company=x", "424242/edit"):
        assert client.get(f"/admin/documents/{address}").status_code == 404
    assert client.post("/admin/documents/424242/delete").status_code == 404


def test_everything_is_escaped(client, manager, company):
    paper(company, title="<script>alert(1)</script>", notes="<b>x</b>", number="<i>1</i>")
    page = tab(client, company)
    for raw in ("<script>alert", "<b>x</b>", "<i>1</i>"):
        assert raw not in page
