"""Taking an import back: created records go, changed ones get their old values.

Records that were touched since (importing.touched) are kept, or taken back all the same: new ones
into the trash then, changed ones to their old values.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, select, text, update

from admin_app import clock
from admin_app.errors import Conflict
from admin_app.importing import touched
from admin_app.importing.committing import LOCK
from admin_app.importing.context import demand_import
from admin_app.importing.progress import Cancelled, Progress, never, silent
from admin_app.importing.queries import among
from admin_app.permissions import Actor, Permission, demand
from admin_app.services.processes import trash
from admin_app.services.processes import undoing as changes
from admin_app.services.processes.batch import reasons
from admin_app.services.processes.batch.states import Changes, Model, read_states
from admin_app.services.shared.bulk_rows import insert_rows
from admin_app.services.shared.unit_of_work import audit, entry_values
from models import AuditEntry, Company, Contact, Equipment, ImportRow, ImportRun
from models.base import db
from models.enums import ImportNoun, ImportState, UndoOutcome, Verdict

CHUNK = 1000
WHOLE = 20_000
"""Records of one transaction where they hang together, as the parts of a tree do."""
OF_COMPANY = "company."
"""Before the fields of a company among the changes of a contact's row."""
_ACTED = (Verdict.CREATE, Verdict.UPDATE)
_NEEDED: Mapping[ImportNoun, tuple[Permission, ...]] = {
    ImportNoun.COMPANIES: (Permission.COMPANIES_DELETE,),
    ImportNoun.CONTACTS: (Permission.CONTACTS_DELETE,),
    ImportNoun.BOTH: (Permission.COMPANIES_DELETE, Permission.CONTACTS_DELETE),
    ImportNoun.EQUIPMENT: (Permission.EQUIPMENT_DELETE,),
}


class TouchedRows(StrEnum):
    """What becomes of records that were touched since the import."""

    KEEP = "keep"
    BACK = "back"


def demand_undo(run: ImportRun, actor: Actor) -> None:
    """Raise NotAllowed without the rights to import and delete, Conflict with nothing to undo."""
    demand_import(actor, run.noun)
    for permission in _NEEDED[run.noun]:
        demand(actor, permission)
    if run.noun == ImportNoun.EQUIPMENT and run.counts.get("companies_created"):
        demand(actor, Permission.COMPANIES_DELETE)
    if run.undone_at is not None:
        raise Conflict("import_undone")
    written = run.counts.get("created", 0) + run.counts.get("updated", 0)
    if run.state not in (ImportState.DONE, ImportState.CANCELLED) or not written:
        raise Conflict("import_not_done")


def start_undo(run: ImportRun, policy: TouchedRows, actor: Actor) -> None:
    """Note that the run is being taken back, and how; asked again it only goes on.

    Raises NotAllowed, Conflict.
    """
    demand_undo(run, actor)
    if not run.undo_policy:
        run.undo_policy = policy.value
        run.undo_actor_id = actor.user_id
        db.session.flush()


def undo(
    run: ImportRun,
    *,
    actor: Actor,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> None:
    """Take a run back after `start_undo`, a chunk of records a transaction.

    Killed or cancelled, it goes on where it was when it is called again (promise 1). The counts
    under `undone` of the run add up to the rows that it created and changed. Raises NotAllowed,
    Conflict.
    """
    demand_undo(run, actor)
    undoing = _Undoing(run, actor.from_source(f"import:{run.id}"))
    total = run.counts["created"] + run.counts["updated"]
    while undoing.chunk():
        progress(undoing.done, total)
        if cancelled():
            return
    undoing.finish(run)
    progress(total, total)


@dataclass
class _Record:
    """One record of a run: whether the run made it, and what it changed of it over all its rows."""

    made: bool = False
    changes: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, changes: Changes, *, made: bool) -> None:
        """Take in the next row about this record."""
        self.made = self.made or made
        for key, (before, after) in changes.items():
            self.changes.setdefault(key, [before, after])[1] = after


class _Undoing:
    """The chunks of one undoing; contacts first, since companies hang on them."""

    def __init__(self, run: ImportRun, actor: Actor) -> None:
        self.run_id, self.noun, self.name = run.id, run.noun, run.file_name
        self.actor = actor
        self.back = run.undo_policy == TouchedRows.BACK
        self.model: Model = touched.MODELS[run.noun]
        self.size = WHOLE if self.model is Equipment else CHUNK
        self.rows = (ImportRow.run_id == run.id, ImportRow.applied, ImportRow.verdict.in_(_ACTED))
        done = select(func.count()).where(*self.rows, ImportRow.undo.is_not(None))
        self.done = db.session.scalar(done) or 0
        self.last = 0

    def chunk(self) -> int:
        """Take the next records back and commit; how many rows of the run that was."""
        self._begin()
        records = self._records()
        left = _take_back(self.model, records, self)
        marked = self._mark(records, left)
        db.session.commit()
        self.done += marked
        return marked

    def finish(self, run: ImportRun) -> None:
        """Take back the companies that contacts brought, count, and write it into the audit."""
        self._begin()
        counts = _counts(self.rows)
        if self.noun != ImportNoun.COMPANIES:
            companies = self._companies()
            left = _take_back(Company, companies, self)
            counts |= {
                "companies_deleted": sum(r.made and i not in left for i, r in companies.items()),
                "companies_left": [[row_id, reason] for row_id, reason in left.items()],
            }
        run.counts = {**run.counts, "undone": counts}
        run.undone_at = clock.now()
        audit(
            db.session,
            self.actor,
            "undo",
            "import_run",
            row_id=run.id,
            row_name=run.file_name,
            changes={key: [None, n] for key, n in counts.items() if isinstance(n, int)},
        )
        db.session.commit()

    def _begin(self) -> None:
        connection = db.session.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})

    def _records(self) -> dict[int, _Record]:
        """The next records with all rows of the run about them."""
        waiting = db.session.execute(
            select(ImportRow.number, ImportRow.record_id)
            .where(*self.rows, ImportRow.undo.is_(None), ImportRow.number > self.last)
            .order_by(ImportRow.number)
            .limit(self.size)
        ).all()
        if not waiting:
            return {}
        self.last = waiting[-1].number
        ids = sorted({row.record_id for row in waiting})
        about = among(db.session.connection(), ImportRow.record_id, ids)
        query = select(ImportRow.record_id, ImportRow.verdict, ImportRow.before)
        rows = db.session.execute(query.where(*self.rows, about).order_by(ImportRow.number))
        records: dict[int, _Record] = {}
        for record_id, verdict, before in rows:
            own = touched.own_changes(before)
            records.setdefault(record_id, _Record()).add(own, made=verdict == Verdict.CREATE)
        return records

    def _companies(self) -> dict[int, _Record]:
        query = (
            select(ImportRow.company_id, ImportRow.company_created, ImportRow.before)
            .where(*self.rows, ImportRow.company_id.is_not(None))
            .order_by(ImportRow.number)
            .execution_options(yield_per=CHUNK)
        )
        records: dict[int, _Record] = {}
        for company_id, made, before in db.session.execute(query):
            of_company = {
                key.removeprefix(OF_COMPANY): pair
                for key, pair in before.items()
                if key.startswith(OF_COMPANY)
            }
            if made or of_company:
                records.setdefault(company_id, _Record()).add(of_company, made=made)
        return records

    def _mark(self, records: Collection[int], left: Mapping[int, str]) -> int:
        """Write the outcome on the run's rows; how many these were."""
        connection = db.session.connection()
        outcomes: dict[str, set[int]] = {}
        for record_id in records:
            outcomes.setdefault(left.get(record_id, ""), set()).add(record_id)
        marked = 0
        for reason, ids in outcomes.items():
            outcome = UndoOutcome.LEFT if reason else UndoOutcome.RESTORED
            about = among(connection, ImportRow.record_id, sorted(ids))
            done = connection.execute(
                update(ImportRow.__table__)  # type: ignore[arg-type]
                .where(*self.rows, about)
                .values(undo=outcome, undo_reason=reason)
            )
            marked += done.rowcount
        return marked


def _take_back(model: Model, records: Mapping[int, _Record], undoing: _Undoing) -> dict[int, str]:
    """Take these records back; of those that were left, why."""
    made = [row_id for row_id, record in records.items() if record.made]
    changed = {i: r.changes for i, r in records.items() if not r.made and r.changes}
    left: dict[int, str] = {}
    for start in range(0, len(made), undoing.size):
        left |= _remove(model, made[start : start + undoing.size], undoing)
    found = changes.take_back(
        model, changed, undoing.actor, reason=undoing.name, even_changed=undoing.back
    )
    return left | {row_id: reason for row_id, reason in found.items() if reason}


def _remove(model: Model, ids: list[int], undoing: _Undoing) -> dict[int, str]:
    """Delete records that the run made; touched ones are left, or go to the trash."""
    states = read_states(model, ids, ())
    held = touched.changed(model, ids, undoing.run_id) | touched.holding(model, ids)
    if model is Equipment:
        held |= touched.with_staying_parts(ids, held)
    going = [row_id for row_id in ids if row_id in states and row_id not in held]
    _delete(model, [states[row_id] for row_id in going], undoing.actor)
    kept = [states[row_id] for row_id in ids if row_id in states and row_id in held]
    if undoing.back:
        living = [state["id"] for state in kept if state["deleted_at"] is None]
        trash.delete(changes.TRASH[model], living, undoing.actor)
        return {}
    return {
        state["id"]: reasons.IN_TRASH if state["deleted_at"] else reasons.CHANGED_SINCE
        for state in kept
    }


def _delete(model: Model, states: list[dict[str, Any]], actor: Actor) -> None:
    if not states:
        return
    connection, table = db.session.connection(), model.__table__
    name = "full_name" if model is Contact else "name"
    ids = [state["id"] for state in states]
    connection.execute(delete(table).where(among(connection, table.c.id, ids)))  # type: ignore[arg-type]
    entries = [
        entry_values(actor, "delete", model.__tablename__, row_id=state["id"], row_name=state[name])
        for state in states
    ]
    insert_rows(connection, AuditEntry, entries)


def _counts(rows: tuple[Any, ...]) -> dict[str, Any]:
    """What became of the rows that a run created and changed."""
    query = select(ImportRow.verdict, ImportRow.undo, func.count()).where(*rows)
    counts = {"deleted": 0, "restored": 0, "left": 0}
    for verdict, outcome, number in db.session.execute(
        query.group_by(ImportRow.verdict, ImportRow.undo)
    ):
        gone = "deleted" if verdict == Verdict.CREATE else "restored"
        counts["left" if outcome == UndoOutcome.LEFT else gone] += number
    return counts
