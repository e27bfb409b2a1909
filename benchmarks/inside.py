"""What a measurement needs to know from inside Kontora; each part is a process of its own.

python -m benchmarks.inside analyze | params | queries | picture; answers with one JSON object.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from typing import Any

from sqlalchemy import Engine, event, func, select, text

from admin_app import database
from admin_app.services.shared.listing.paging import Cursor, Direction
from models import Company, Contact
from models.base import Base, UtcDateTime, db
from wsgi import app

UNSTABLE = frozenset(
    [
        "identifier", "search_text", "source", "actor_id", "actor_name", "reason", "job_id",
        "undo_job_id",
    ]
)  # fmt: skip
"""Columns of random or numbered values (`search_text` holds the identifier), and who did it."""
LINKS = frozenset({"company_id", "identifier", "group_id", "deleted_at"})
"""Keys within JSON columns that hold ids, random values or moments."""
CLIENTS = (
    "company", "company_domain", "company_phone", "contact", "contact_point",
    "contact_status_change", "import_row", "audit_entry", "change_set", "change_row",
)  # fmt: skip


def analyze() -> dict[str, Any]:
    """Let PostgreSQL look at the new rows, as its own service would after a while."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
        version = connection.scalar(text("SHOW server_version"))
    return {"server": version}


def params() -> dict[str, Any]:
    """Ids, fragments and cursors for the addresses of the pages."""
    total = db.session.scalar(select(func.count(Contact.id))) or 0
    newest = db.session.scalar(select(func.max(Contact.id))) or 0
    busy = (
        select(Contact.company_id)
        .where(Contact.company_id.is_not(None))
        .group_by(Contact.company_id)
    )
    company = db.session.scalar(
        select(Company)
        .where(Company.id.in_(busy))
        .order_by(func.abs(Company.id - select(func.max(Company.id) / 2).scalar_subquery()))
        .limit(1)
    )
    assert company is not None, "no company has contacts"
    near = select(Contact.id).where(Contact.id >= newest // 2, Contact.status == "active").limit(1)
    domain = company.email.partition("@")[2]
    return {
        "total": total,
        "company": company.id,
        "mail": f"@{domain[:-1]}",
        "edit": db.session.scalar(near),
        "deep": _cursor(newest // 2, total // 2),
        "last": Cursor(Direction.LAST).encode(),
    }


def _cursor(row_id: int, offset: int) -> str:
    created = db.session.scalar(select(Contact.created_at).where(Contact.id == row_id))
    return Cursor(Direction.AFTER, created, row_id, offset).encode()


def queries() -> dict[str, Any]:
    """The SQL of each page: statements and their time; paths and cookies come on stdin."""
    asked = json.load(sys.stdin)
    told: list[float] = []
    event.listen(Engine, "before_cursor_execute", lambda *_: told.append(-time.perf_counter()))
    event.listen(Engine, "after_cursor_execute", lambda *_: _add(told))
    client = app.test_client()
    for name, value in asked["cookies"].items():
        client.set_cookie(name, value)
    found = {}
    for case, path in asked["paths"].items():
        for _ in range(2):
            client.get(path)
        told.clear()
        answer = client.get(path)
        found[case] = {"status": answer.status_code, "queries": len(told), "sql": sum(told) * 1e3}
    return found


def _add(told: list[float]) -> None:
    told[-1] += time.perf_counter()


def picture() -> dict[str, Any]:
    """A hash of all client rows, their import rows and audit, without what differs by chance."""
    tables = {name: Base.metadata.tables[name] for name in CLIENTS}
    names = dict(db.session.execute(select(Company.id, Company.name)).all())
    people = dict(
        db.session.execute(select(Contact.id, Contact.full_name + "|" + Contact.email)).all()
    )
    counts, whole = {}, hashlib.sha256()
    for name, table in tables.items():
        rows = sorted(
            json.dumps(_stable(table, row, names, people), sort_keys=True, default=str)
            for row in db.session.execute(select(table)).mappings()
        )
        counts[name] = len(rows)
        whole.update("\n".join([name, *rows]).encode())
    return {"hash": whole.hexdigest(), "rows": counts, "contacts": sorted(people.values())}


def _stable(table: Any, row: Any, names: dict[int, str], people: dict[int, str]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for column in table.columns:
        value = row[column.name]
        if column.name in UNSTABLE or isinstance(column.type, UtcDateTime) or column.primary_key:
            continue
        if column.name == "company_id":
            value = names.get(value)
        elif column.name == "contact_id":
            value = people.get(value)
        elif column.name in {"record_id", "row_id", "run_id"}:
            value = value is not None
        elif isinstance(value, dict):
            value = {key: part for key, part in value.items() if key not in LINKS}
        kept[column.name] = value
    return kept


if __name__ == "__main__":
    parts = {"analyze": analyze, "params": params, "queries": queries, "picture": picture}
    database.reading.set(True)
    with app.app_context():
        print(json.dumps(parts[sys.argv[1]](), ensure_ascii=False, default=str))
