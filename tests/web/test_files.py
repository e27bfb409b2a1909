"""Files of cards over HTTP: they come in whole, stay files, and go out to those who may (21)."""

from __future__ import annotations

import io
import re
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from admin_app.config import load_settings
from admin_app.jobs import runner
from admin_app.services import stored_file
from admin_app.services.shared.cards import card_of
from models import AuditEntry, Job, StoredFile
from models.base import db
from tests.factories.activity import make_file, picture, staff, store
from tests.factories.people import delete, make_contact, make_group, make_user, sign_in
from tests.helpers.s3 import s3_server

pytestmark = pytest.mark.usefixtures("db_session")
HTML = b"<!doctype html><script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'


@pytest.fixture(autouse=True)
def _no_limits(monkeypatch):
    monkeypatch.setattr("admin_app.jobs.handlers.files.limit_process", lambda *_: None)


@pytest.fixture
def card():
    return card_of(make_contact())


@pytest.fixture
def manager(client):
    user, actor = staff("managers")
    sign_in(client, user)
    return actor


def upload(client, card, content=b"hello", name="plan.txt", **options):
    data = {"file": (io.BytesIO(content), name)}
    address = f"/admin/files/?card={card}"
    return client.post(address, data=data, content_type="multipart/form-data", **options)


def run_jobs():
    for job in db.session.scalars(select(Job).where(Job.kind.like("files.%"))).all():
        runner.run_inline(job)


def rows():
    return db.session.scalars(select(StoredFile)).all()


class TestUploads:
    def test_are_kept_with_what_they_are(self, client, app, card, manager):
        answer = upload(client, card, b"%PDF-1.7 ...", "Contract.txt")
        assert answer.status_code == 201
        [row] = rows()
        assert answer.json["key"] == row.key
        assert (row.name, row.content_type, row.size) == ("Contract.txt", "application/pdf", 12)
        assert (row.contact_id, row.author_id) == (card.id, manager.user_id)
        assert store(app).open(row.key).read() == b"%PDF-1.7 ..."
        entry = db.session.scalar(select(AuditEntry).filter_by(noun="stored_file"))
        assert (entry.action, entry.row_name) == ("create", "Contract.txt")
        assert row.key not in str(entry.changes)

    def test_too_large_or_empty_are_refused(self, client, card, manager, monkeypatch):
        monkeypatch.setattr(stored_file, "LARGEST", 1024 * 1024)
        answer = upload(client, card, b"x" * (1024 * 1024 + 1))
        assert answer.status_code == 422
        assert answer.json == {"error": "The file is larger than 1 MB."}
        assert upload(client, card, b"").json == {"error": "The file is empty."}
        assert client.post(f"/admin/files/?card={card}").status_code == 422
        assert rows() == []

    @pytest.mark.parametrize(
        ("name", "kept"),
        [("../../etc/passwd", "passwd"),
         ("<img src=x onerror=alert(1)>.png", "_img src=x onerror=alert(1)_.png"),
         ("photo\u202egnp.exe", "photognp.exe"), ("..", "file"), ("x" * 400 + ".pdf", None)],
    )  # fmt: skip
    def test_lose_what_is_dangerous_in_their_names(self, client, card, manager, name, kept):
        upload(client, card, name=name)
        [row] = rows()
        if kept is not None:
            assert row.name == kept
        assert len(row.name) <= 255
        page = client.get(f"/admin/contacts/details/?id={card.id}&tab=activity").text
        assert "<img src=x" not in page

    def test_need_the_right_to_change_the_card(self, client, card):
        group = make_group(permissions=["contacts.view"])
        sign_in(client, make_user(group_id=group.id))
        assert upload(client, card).status_code == 403
        assert rows() == []

    def test_need_a_token(self, client, card, manager):
        assert upload(client, card, csrf=False).status_code == 400
        assert rows() == []


class TestDownloads:
    @pytest.mark.parametrize(
        ("content", "name"),
        [(HTML, "a.html"), (SVG, "a.svg"), (b"MZ\x90\x00 program", "a.exe"), (b"<?xml ?><a/>", "a"),
         (b"\xef\xbb\xbf  <HTML><body>x", "notes.txt"), (b"#!/bin/sh\nrm -rf /", "a.pdf")],
    )  # fmt: skip
    def test_never_run_in_the_browser(self, client, app, card, manager, content, name):
        row = make_file(app, card, manager, name, content)
        answer = client.get(f"/admin/files/{row.key}")
        assert answer.data == content
        assert answer.mimetype == "application/octet-stream"
        headers = answer.headers
        assert headers["Content-Disposition"].startswith("attachment;")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Content-Length"] == str(len(content))

    def test_carry_names_of_any_language(self, client, app, card, manager):
        row = make_file(app, card, manager, 'Договір "№1"; x=1.pdf', b"%PDF-1")
        told = client.get(f"/admin/files/{row.key}").headers["Content-Disposition"]
        encoded = re.search(r"filename\*=UTF-8''(\S+)", told)[1]
        assert unquote(encoded) == "Договір _№1_; x=1.pdf"

    def test_are_for_those_who_may_see_the_card(self, client, app, card):
        row = make_file(app, card, staff()[1])
        address = f"/admin/files/{row.key}"
        assert client.get(address).status_code == 302
        for user in (
            make_user("clients"),
            make_user("partners"),
            make_user(group_id=make_group(permissions=["companies.view"]).id),
        ):
            other = app.test_client()
            sign_in(other, user)
            for page in ("", "/thumbnail", "/preview"):
                assert other.get(address + page).status_code in {403, 404}, user.group.name
            assert other.post(f"{address}/delete").status_code in {403, 404}
        assert len(rows()) == 1

    def test_end_with_the_card(self, client, app, card, manager):
        row = make_file(app, card, manager)
        delete(card.row)
        db.session.commit()
        assert client.get(f"/admin/files/{row.key}").status_code == 404

    @pytest.mark.parametrize(
        "key", ["A" * 32, "A" * 31, "..", "..%2f..%2fetc%2fpasswd", "%00", "x" * 500]
    )
    def test_of_no_file(self, client, manager, key):
        assert client.get(f"/admin/files/{key}").status_code == 404

    def test_whose_content_is_gone(self, client, app, card, manager):
        row = make_file(app, card, manager)
        store(app).delete(row.key)
        assert client.get(f"/admin/files/{row.key}").status_code == 404


class TestThumbnails:
    def test_are_made_by_a_job(self, client, app, card, manager):
        row = make_file(app, card, manager, "a.png", picture(1000, 500))
        assert client.get(f"/admin/files/{row.key}/thumbnail").status_code == 404
        assert "hx-get" in client.get(f"/admin/files/{row.key}/preview").text
        run_jobs()
        db.session.expire_all()
        answer = client.get(f"/admin/files/{row.key}/thumbnail")
        assert answer.mimetype == "image/webp"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.data[:4] == b"RIFF"
        assert (row.width, row.height) == (1000, 500)
        shown = client.get(f"/admin/files/{row.key}/preview").text
        assert "<img" in shown
        assert "hx-get" not in shown

    @pytest.mark.parametrize(
        "content", [picture()[:40], b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, b"GIF89a" + b"\xff" * 50]
    )
    def test_of_broken_pictures_are_not_there(self, client, app, card, manager, content):
        row = make_file(app, card, manager, "a.png", content)
        run_jobs()
        db.session.expire_all()
        assert row.thumbnail_key is None
        assert client.get(f"/admin/files/{row.key}").data == content


class TestDeleting:
    def test_takes_row_and_content_away(self, client, app, card, manager):
        row = make_file(app, card, manager, "a.png", picture())
        run_jobs()
        db.session.expire_all()
        keys = [row.key, row.thumbnail_key]
        assert client.post(f"/admin/files/{row.key}/delete").status_code == 200
        assert client.get(f"/admin/files/{keys[0]}").status_code == 404
        run_jobs()
        assert rows() == []
        assert not any(store(app).exists(key) for key in keys)

    def test_of_others_needs_its_right(self, client, app, card):
        row = make_file(app, card, staff()[1])
        sign_in(client, make_user("agents"))
        assert client.post(f"/admin/files/{row.key}/delete").status_code == 403
        assert row.contact_id == card.id


class TestTheTab:
    def test_lists_files_page_by_page(self, client, app, card, manager):
        for number in range(stored_file.PAGE + 2):
            make_file(app, card, manager, f"file {number}.txt")
        page = client.get(f"/admin/contacts/tab/?id={card.id}&tab=files").text
        assert page.count("k-file-row") == stored_file.PAGE
        more = re.search(r'hx-get="(/admin/files/[^"]+before=[^"]+)"', page)[1]
        rest = client.get(more.replace("&amp;", "&")).text
        assert rest.count("k-file-row") == 2
        assert "file 1.txt" in rest
        assert "file 0.txt" in rest

    def test_leaves_out_a_place_that_is_none(self, client, app, card, manager):
        make_file(app, card, manager)
        for before in ("", "x", "2026~1", "2026-01-01T00:00:00~1", "\x00"):
            page = client.get("/admin/files/", query_string={"card": str(card), "before": before})
            assert page.text.count("k-file-row") == 1


def test_all_of_it_with_s3(client, app, card, manager, tmp_path, monkeypatch):
    with s3_server() as url:
        settings = app.extensions["settings"]
        there = load_settings({"FILES_URL": url}, instance=tmp_path)
        monkeypatch.setitem(
            app.extensions, "settings", settings.model_copy(update={"files_url": there.files_url})
        )
        content = picture(800, 600)
        assert upload(client, card, content, "a.png").status_code == 201
        run_jobs()
        [row] = rows()
        assert client.get(f"/admin/files/{row.key}").data == content
        assert client.get(f"/admin/files/{row.key}/thumbnail").data[:4] == b"RIFF"
        kept = store(app)
        key = row.key
        client.post(f"/admin/files/{key}/delete")
        run_jobs()
        assert not kept.exists(key)
