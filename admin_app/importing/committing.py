"""Committing a checked run: rows planned anew and written, a chunk a transaction (promise 1)."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, text

from admin_app import clock
from admin_app.database import refresh_statistics
from admin_app.errors import Conflict
from admin_app.importing.context import columns_left_out, demand_import, gather
from admin_app.importing.garbage import collected_by_hand
from admin_app.importing.planner import CHUNK, Planner
from admin_app.importing.policies import Policies
from admin_app.importing.progress import COUNTED, Cancelled, Progress, never, silent
from admin_app.importing.queries import Finder
from admin_app.importing.rows import RowData
from admin_app.importing.write_tables import TableIds
from admin_app.importing.writer import Writer
from admin_app.permissions import Actor
from admin_app.services.equipment_tree import lock_all_trees
from admin_app.services.shared import stale
from admin_app.services.shared.unit_of_work import audit
from models import ImportRow, ImportRun
from models.base import db
from models.enums import ImportNoun, ImportState, Verdict

LOCK = 0x4B6F6E
"""PostgreSQL's advisory lock under which imports plan and write: two of one file meet here."""

_STATISTICS = """
ANALYZE company (id, identifier, name_key, tax_id, email),
        contact (id, identifier, email, telegram, phone, mobile_phone),
        contact_point (contact_id, kind, value),
        import_row (id, run_id, number)
"""


def commit(
    run: ImportRun,
    *,
    actor: Actor,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> None:
    """Carry out a checked run; each row is planned anew against the data as they are now.

    A chunk of rows and the marks on them are one transaction: killed at any moment, the run goes
    on where it was when this is called again (promise 1). Ends in state done, or cancelled with
    the rows so far kept. Raises NotAllowed, Conflict.
    """
    demand_import(actor, run.noun)
    if run.state not in (ImportState.PREVIEW, ImportState.COMMITTING):
        raise Conflict("import_not_checked")
    run.state = ImportState.COMMITTING
    db.session.commit()
    committing = _Committing(run, actor)
    total, stopped = run.counts["rows"], False
    with collected_by_hand() as after_chunk:
        while not stopped and (number := committing.chunk()):
            progress(min(number, total), total)
            after_chunk()
            stopped = cancelled()
    _finish_commit(run, committing.actor, stopped=stopped)
    progress(total, total)


class _Committing:
    """The chunks of one commit."""

    def __init__(self, run: ImportRun, actor: Actor) -> None:
        self.run_id, self.noun, self.file_name = run.id, run.noun, run.file_name
        self.actor = actor.from_source(f"import:{run.id}")
        self.ids = TableIds()
        policies = Policies.from_json(run.policies)
        left_out = columns_left_out(actor, run.noun)
        mapped = frozenset(key for key in run.mapping if key and key not in left_out)
        self.planner = Planner(gather(run.noun, policies, mapped, actor, self.ids))
        self.last = self.done = 0
        self.analyze_at = CHUNK
        self._recall()

    def _recall(self) -> None:
        """After a kill: take up what the rows already carried out have said."""
        query = select(
            ImportRow.number, ImportRow.values, ImportRow.record_id, ImportRow.company_id
        ).where(ImportRow.run_id == self.run_id, ImportRow.applied)
        rows = db.session.execute(
            query.order_by(ImportRow.number).execution_options(yield_per=CHUNK)
        )
        companies = self.noun == ImportNoun.COMPANIES
        for number, values, record_id, company_id in rows:
            row = RowData(number, [], values)
            self.planner.claim(
                None if companies else record_id, record_id if companies else company_id, row
            )
            self.done += 1
        db.session.commit()

    def chunk(self) -> int:
        """Plan and write the next rows and commit; the count of rows done, 0 when none is left."""
        connection = db.session.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        if self.noun == ImportNoun.EQUIPMENT:
            lock_all_trees()
        # equipment was checked with parents first, and its rows are kept in that order
        place = ImportRow.id if self.noun == ImportNoun.EQUIPMENT else ImportRow.number
        query = (
            select(ImportRow.id, ImportRow.number, ImportRow.values)
            .where(
                ImportRow.run_id == self.run_id,
                place > self.last,
                ImportRow.applied.is_(False),
                ImportRow.verdict != Verdict.REFUSE,
            )
            .order_by(place)
            .limit(CHUNK)
        )
        rows = [
            RowData(number, [], values, id=row_id)
            for row_id, number, values in connection.execute(query)
        ]
        if rows:
            self.ids.begin(connection)
            plans = self.planner.plan(Finder(connection, lock=True), rows)
            writer = Writer(connection, self.noun, self.actor, self.file_name)
            planner = self.planner
            writer.write(plans, planner.contacts, planner.companies, planner.equipment)
            last = rows[-1]
            self.last = last.id if self.noun == ImportNoun.EQUIPMENT else last.number
            self.done += len(rows)
            self._refresh_statistics(connection)
        db.session.commit()
        return self.done if rows else 0

    def _refresh_statistics(self, connection: Connection) -> None:
        """Tell PostgreSQL's planner now and then that the tables grow: how records are found.

        The other columns are left to its own housekeeping, which counts this as nothing.
        """
        if self.done >= self.analyze_at and connection.dialect.name == "postgresql":
            self.analyze_at = self.done * 4
            connection.execute(text(_STATISTICS))


def _finish_commit(run: ImportRun, actor: Actor, *, stopped: bool) -> None:
    """Count what was done; in a finished run the counts add up to its rows."""
    applied = (ImportRow.applied.is_(True)) | (ImportRow.verdict == Verdict.REFUSE)
    query = select(ImportRow.verdict, func.count()).where(ImportRow.run_id == run.id, applied)
    found = {row[0]: row[1] for row in db.session.execute(query.group_by(ImportRow.verdict))}
    counts = {name: found.get(verdict, 0) for verdict, name in COUNTED.items()}
    counts["companies_created"] = _companies_created(run, counts)
    left = run.counts["rows"] - sum(found.values())
    run.counts = {"rows": run.counts["rows"], **counts, "left": left}
    run.state = ImportState.CANCELLED if stopped and left else ImportState.DONE
    run.finished_at = clock.now()
    audit(
        db.session,
        actor,
        "import",
        "import_run",
        row_id=run.id,
        row_name=run.file_name,
        changes={name: [None, count] for name, count in run.counts.items()},
    )
    stale.queue_refresh()
    refresh_statistics(db.session.connection())
    db.session.commit()


def _companies_created(run: ImportRun, counts: dict[str, int]) -> int:
    if run.noun == ImportNoun.COMPANIES:
        return counts["created"]
    query = select(func.count()).where(ImportRow.run_id == run.id, ImportRow.company_created)
    return db.session.scalar(query.where(ImportRow.applied)) or 0
