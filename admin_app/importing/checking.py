"""Checking a file: every row planned, nothing written but the run itself (promise 3)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import delete

from admin_app import clock
from admin_app.errors import Conflict
from admin_app.importing import runs
from admin_app.importing.context import (
    columns_left_out,
    demand_import,
    gather,
    is_empty,
    region_of,
)
from admin_app.importing.equipment_order import in_order
from admin_app.importing.garbage import collected_by_hand
from admin_app.importing.planner import CHUNK, Planner
from admin_app.importing.plans import Plan, PlannedIds
from admin_app.importing.policies import Incomplete, Policies, Wrong
from admin_app.importing.progress import COUNTED, Cancelled, Progress, never, silent
from admin_app.importing.queries import Finder
from admin_app.importing.readers.errors import FileRefused
from admin_app.importing.readers.format import TableFormat
from admin_app.importing.readers.rows import read_rows
from admin_app.importing.rows import RowData, RowReader
from admin_app.importing.writer import row_marks
from admin_app.permissions import Actor
from admin_app.services.shared.bulk_rows import insert_rows
from admin_app.services.shared.files import Storage
from models import ImportRow, ImportRun
from models.base import db
from models.enums import ImportNoun, ImportState, Verdict

INCOMPLETE_CODES = frozenset({"email_required", "name_required"})


def check(
    run: ImportRun,
    *,
    folder: Path,
    actor: Actor,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> None:
    """Read the file and plan every row; write nothing but the run's own rows and counts.

    Ends in state preview, refused or cancelled. Can be run again at any time before the commit.
    Raises NotAllowed, Conflict.
    """
    demand_import(actor, run.noun)
    if run.state not in (*runs.CHANGEABLE, ImportState.CHECKING):
        raise Conflict("import_under_way")
    runs.demand_file(run)
    policies = Policies.from_json(run.policies)
    policies = policies.changed({"keep_identifiers": is_empty(run.noun)})
    _begin(run, policies)
    reader = RowReader(
        run.noun, run.mapping, region_of(actor, policies), columns_left_out(actor, run.noun)
    )
    if not reader.mapped:
        runs.refuse(run, "no_columns", {})
        db.session.commit()
        return
    path = Storage(folder).path(run.file_key)
    tally = _Tally()
    rows = read_rows(path, TableFormat.from_json(run.table_format), tally.expect)
    try:
        context = gather(run.noun, policies, reader.mapped, actor, PlannedIds())
        data: Iterator[RowData] = (reader.read(number, cells) for number, cells in rows)
        planner = Planner(context, checks=True)
        if run.noun == ImportNoun.EQUIPMENT:
            data = iter(in_order(data))
        _check_rows(run, planner, data, tally, progress=progress, cancelled=cancelled)
    except FileRefused as refused:
        db.session.rollback()
        _forget_rows(run.id)
        runs.refuse(run, refused.code, refused.params)
    else:
        _finish_check(run, policies, tally)
    db.session.commit()


def _begin(run: ImportRun, policies: Policies) -> None:
    _forget_rows(run.id)
    run.policies = policies.to_json()
    run.state = ImportState.CHECKING
    run.counts = {}
    run.problem_code, run.problem_params, run.finished_at = "", {}, None
    db.session.commit()


def _forget_rows(run_id: int) -> None:
    db.session.execute(delete(ImportRow).where(ImportRow.run_id == run_id))


class _Tally:
    """Counts of a check, and what may refuse the whole file."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(COUNTED.values(), 0)
        self.companies = 0
        self.first_refused = 0
        self.first_incomplete = 0
        self.incomplete = 0
        self.cancelled = False
        self.expected = 0

    def expect(self, rows: int) -> None:
        """Note about how many rows there will be."""
        self.expected = rows

    def add(self, plans: list[Plan]) -> None:
        """Count the plans of a chunk."""
        for plan in plans:
            self.counts[COUNTED[plan.verdict]] += 1
            if plan.acts and plan.company is not None and plan.company.made is not None:
                self.companies += 1
            if plan.verdict == Verdict.REFUSE:
                self.first_refused = self.first_refused or plan.row.number
                if any(p["code"] in INCOMPLETE_CODES for p in plan.problems):
                    self.incomplete += 1
                    self.first_incomplete = self.first_incomplete or plan.row.number

    @property
    def rows(self) -> int:
        """Rows counted."""
        return sum(self.counts.values())


def _check_rows(
    run: ImportRun,
    planner: Planner,
    rows: Iterator[RowData],
    tally: _Tally,
    *,
    progress: Progress,
    cancelled: Cancelled,
) -> None:
    run_id, noun = run.id, run.noun
    db.session.commit()
    with collected_by_hand() as after_chunk:
        while chunk := list(islice(rows, CHUNK)):
            tally.add(_check_chunk(run_id, noun, planner, chunk))
            progress(tally.rows, max(tally.rows, tally.expected))
            after_chunk()
            if cancelled():
                tally.cancelled = True
                return
    progress(tally.rows, tally.rows)


def _check_chunk(
    run_id: int, noun: ImportNoun, planner: Planner, chunk: list[RowData]
) -> list[Plan]:
    connection = db.session.connection()
    plans = planner.plan(Finder(connection, lock=False), chunk)
    insert_rows(connection, ImportRow, [_row_of(run_id, plan, noun) for plan in plans])
    db.session.commit()
    return plans


def _row_of(run_id: int, plan: Plan, noun: ImportNoun) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "number": plan.row.number,
        "cells": plan.row.cells,
        "values": plan.row.values,
        "applied": False,
        **row_marks(plan, noun),
    }


def _finish_check(run: ImportRun, policies: Policies, tally: _Tally) -> None:
    run.counts = {"rows": tally.rows, **tally.counts, "companies_created": tally.companies}
    refused = tally.counts["refused"]
    if tally.cancelled:
        run.state = ImportState.CANCELLED
        run.finished_at = clock.now()
    elif not tally.rows:
        runs.refuse(run, "no_rows", {})
    elif policies.incomplete == Incomplete.REFUSE_FILE and tally.incomplete:
        params = {"count": tally.incomplete, "row": tally.first_incomplete}
        runs.refuse(run, "rows_incomplete", params)
    elif policies.wrong == Wrong.REFUSE_FILE and refused:
        runs.refuse(run, "rows_wrong", {"count": refused, "row": tally.first_refused})
    else:
        run.state = ImportState.PREVIEW
