"""What tests of the import pages share: a file, the steps of the wizard, the queue."""

from __future__ import annotations

import io

from sqlalchemy import func, select

from admin_app.jobs.runner import run_inline
from admin_app.services.shared import jobs
from models import ImportRun

START = "/admin/import/"
UPLOAD = "/admin/import/upload"
HEADER = "Full name,Company,E-mail,Phone,Role,Colour"
LINES = (
    "Anna Nowak,Acme,anna@example.com,+48 512 345 678,administrator,blue",
    "Jan Kowalski,Acme,jan@example.com,,user,red",
    "Olga Petrenko,,not-an-address,,user,green",
)
CONTACTS = "\n".join((HEADER, *LINES))
EVIL = "<img src=x onerror=alert(1)>"
RULES = {
    "existing": "fill",
    "empty_cell": "keep",
    "unknown_company": "create",
    "incomplete": "take",
    "wrong": "refuse-row",
    "match_order": ["identifier", "email", "phone", "telegram"],
    "group_id": "",
    "region": "",
}
READING = {
    "encoding": "utf-8", "delimiter": ",", "quote": '"', "header_row": "1", "first_row": "2",
    "last_row": "",
}  # fmt: skip
COLUMNS = ["full_name", "company", "email", "phone", "", ""]


def upload(client, text=CONTACTS, *, noun="contacts", name="clients.csv", **kwargs):
    content = text if isinstance(text, bytes) else text.encode()
    data = {"noun": noun, "file": (io.BytesIO(content), name)}
    return client.post(UPLOAD, data=data, content_type="multipart/form-data", **kwargs)


def work(db_session):
    """Do all queued jobs here and now."""
    while job := jobs.claim():
        run_inline(job)
    db_session.rollback()
    db_session.expire_all()


def the_run(db_session) -> ImportRun:
    db_session.rollback()
    return db_session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()


def address(run, tail="") -> str:
    return f"/admin/import/{run.id}/{tail}"


def check(client, run, *, columns=COLUMNS, **rules):
    return client.post(address(run, "check"), data={"column": columns, **RULES, **rules})


def count(db_session, model) -> int:
    db_session.rollback()
    return db_session.scalar(select(func.count()).select_from(model))
