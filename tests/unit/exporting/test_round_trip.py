"""Export, empty the panel, import: no cell changes; import again: nothing happens (promise 4)."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from admin_app.exporting.runner import ExportOrder, write_export
from admin_app.exporting.sheets import SHEETS, Headers
from admin_app.importing import runs
from admin_app.importing.checking import check
from admin_app.importing.committing import commit
from admin_app.permissions import Actor
from admin_app.services.processes.demo import load_demo
from models import ImportRow, ImportRun
from models.enums import ImportNoun, ImportState, Verdict
from tests.helpers.database import make_clean

SYSTEM = replace(Actor.system("test"), language="ru")
IN_ORDER = ("companies", "contacts", "equipment")
"""Each names rows of those before it."""
COMPARED = {
    noun: [column.key for column in sheet.columns if not column.extra]
    for noun, sheet in SHEETS.items()
}


def export(noun: str, file_format: str, language: str, headers: Headers) -> bytes:
    out = io.BytesIO()
    order = ExportOrder(noun, file_format, language, headers=headers)
    write_export(order, out, SYSTEM)
    return out.getvalue()


def cells(noun: str) -> dict[str, dict[str, Any]]:
    """Everything that can be exported and imported, by the identifier."""
    rows = json.loads(export(noun, "json", "en", Headers.KEYS))
    return {row["identifier"]: {key: row[key] for key in COMPARED[noun]} for row in rows}


def take(noun: str, content: bytes, name: str, folder, session) -> ImportRun:
    policies = {"existing": "overwrite", "empty_cell": "clear", "incomplete": "take"}
    kind = ImportNoun(noun)
    run = runs.start_run(kind, content, name, folder=folder, actor=SYSTEM, policies=policies)
    runs.sniff(run, folder=folder, language="ru")
    session.commit()
    check(run, folder=folder, actor=SYSTEM)
    assert run.state == ImportState.PREVIEW, (run.problem_code, run.problem_params)
    commit(run, actor=SYSTEM)
    return run


def problems(run: ImportRun, session) -> list:
    """What the run did not take or change as it should, for the message of a failure."""
    usual = {Verdict.CREATE, Verdict.UNCHANGED}
    rows = session.scalars(select(ImportRow).where(ImportRow.run_id == run.id))
    odd = [(r.verdict, r.problems, r.before, r.values) for r in rows if r.verdict not in usual]
    return [run.counts, *odd[:5]]


@pytest.fixture
def filled(db_session):
    load_demo(150, actor=SYSTEM)
    db_session.commit()
    return {noun: cells(noun) for noun in SHEETS}


@pytest.mark.parametrize(
    ("file_format", "language", "headers"),
    [
        ("csv", "en", Headers.LABELS),
        ("csv", "pl", Headers.KEYS),
        ("xlsx", "ru", Headers.LABELS),
        ("ods", "uk", Headers.LABELS),
        ("xls", "pl", Headers.LABELS),
    ],
)
def test_nothing_changes_on_the_way_out_and_back(
    app, db_session, filled, tmp_path, file_format, language, headers
):
    files = {noun: export(noun, file_format, language, headers) for noun in SHEETS}
    db_session.rollback()
    make_clean(app)
    for noun in IN_ORDER:
        run = take(noun, files[noun], f"{noun}.{file_format}", tmp_path, db_session)
        assert run.counts["created"] == len(filled[noun]), problems(run, db_session)
    for noun in SHEETS:
        assert cells(noun) == filled[noun]
    for noun in IN_ORDER:
        run = take(noun, files[noun], f"{noun}.{file_format}", tmp_path, db_session)
        assert run.counts["unchanged"] == len(filled[noun]), problems(run, db_session)
    for noun in SHEETS:
        assert cells(noun) == filled[noun]
