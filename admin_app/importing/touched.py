"""Which records of an import were touched since: the ground for taking it back.

A record that the run made is touched when the audit tells of anything but the run, or when
something hangs on it that the run did not bring. One that it changed is touched when a field of
the change holds another value by now.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from admin_app.importing.queries import among
from admin_app.permissions import Actor
from admin_app.services.processes import undoing
from admin_app.services.processes.batch.states import Model
from models import AuditEntry, Company, Contact, Equipment, ImportRow, ImportRun
from models.base import Base, db
from models.enums import ImportNoun, Verdict

Ids = Collection[int] | Select[Any]
MODELS: Mapping[ImportNoun, Model] = {
    ImportNoun.COMPANIES: Company,
    ImportNoun.CONTACTS: Contact,
    ImportNoun.BOTH: Contact,
    ImportNoun.EQUIPMENT: Equipment,
}
"""Of what the rows of a file are, by its noun; companies beside them are another matter."""
NAMES = frozenset({"company", "contact", "parent"})
"""Names of what a record belongs to, which the changes of a row tell beside the ids."""
_STAYING = (None, "NO ACTION", "RESTRICT", "SET NULL")
"""What a foreign key says of rows that do not go with the row that they point to."""


def changed(model: Model, ids: Ids, run_id: int) -> set[int]:
    """Those of these records of which the audit tells anything but this run."""
    query = select(AuditEntry.row_id).where(
        AuditEntry.noun == model.__tablename__,
        _is_one(AuditEntry.row_id, ids),
        AuditEntry.source != f"import:{run_id}",
    )
    return {row_id for row_id in db.session.scalars(query.distinct()) if row_id is not None}


def holding(model: Model, ids: Ids) -> set[int]:
    """Those of these records to which rows of other tables point that would not go with them."""
    found: set[int] = set()
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            own = model is Equipment and table is model.__table__  # see with_staying_parts
            if key.column.table is model.__table__ and key.ondelete in _STAYING and not own:
                query = select(key.parent).where(_is_one(key.parent, ids)).distinct()
                found.update(db.session.scalars(query))
    return found


def with_staying_parts(ids: Ids, staying: Collection[int]) -> set[int]:
    """Those of these pieces of equipment that have parts which are none of them, or stay."""
    found: set[int] = set()
    outside = select(Equipment.parent_id).where(
        _is_one(Equipment.parent_id, ids), ~_is_one(Equipment.id, ids)
    )
    more = {row_id for row_id in db.session.scalars(outside.distinct()) if row_id is not None}
    new = more | set(staying)
    while new:
        found |= more
        above = select(Equipment.parent_id).where(
            _is_one(Equipment.id, new), _is_one(Equipment.parent_id, ids)
        )
        more = {row_id for row_id in db.session.scalars(above) if row_id is not None}
        new = more - found - set(staying)
        more = new
    return found


def _is_one(column: Any, ids: Ids) -> ColumnElement[bool]:
    if isinstance(ids, Select):
        return column.in_(ids)  # type: ignore[no-any-return]
    return among(db.session.connection(), column, list(ids))


@dataclass(frozen=True)
class Forecast:
    """What taking a run back would do, in records; `left` are those touched since, with names."""

    made: int
    changed: int
    companies: int
    left: Mapping[Model, Mapping[int, str]]

    @property
    def touched(self) -> int:
        """How many records were touched since."""
        return sum(map(len, self.left.values()))


def foresee(run: ImportRun, actor: Actor) -> Forecast:
    """What taking a run back would do now; nothing is written."""
    model = MODELS[run.noun]
    rows = select(ImportRow.record_id).where(ImportRow.run_id == run.id, ImportRow.applied)
    made = rows.where(ImportRow.verdict == Verdict.CREATE)
    updated = rows.where(ImportRow.verdict == Verdict.UPDATE)
    kept = changed(model, made, run.id)
    if model is not Company:
        kept |= holding(model, made)
    if model is Equipment:
        kept |= with_staying_parts(made, kept)
    left = {model: kept | _overwritten(model, run, updated, actor)}
    companies = select(ImportRow.company_id).where(
        ImportRow.run_id == run.id, ImportRow.applied, ImportRow.company_created
    )
    if model is Company:
        left[model] |= holding(model, made)
    else:
        ours = rows.where(ImportRow.verdict.in_((Verdict.CREATE, Verdict.UPDATE)))
        hanging = _with_people if model is Contact else _with_equipment
        left[Company] = changed(Company, companies, run.id) | hanging(companies, ours, left[model])
    return Forecast(_count(made), _count(updated), _count(companies), _named(left))


def _overwritten(model: Model, run: ImportRun, updated: Select[Any], actor: Actor) -> set[int]:
    """Records that the run changed and whose changed fields hold something else by now."""
    suspects = changed(model, updated, run.id)
    rows = db.session.execute(
        select(ImportRow.record_id, ImportRow.before)
        .where(
            ImportRow.run_id == run.id,
            ImportRow.verdict == Verdict.UPDATE,
            _is_one(ImportRow.record_id, suspects or {0}),
        )
        .order_by(ImportRow.number)
    )
    batch: dict[int, dict[str, list[Any]]] = {}
    for record_id, before in rows:
        for key, pair in own_changes(before).items():
            batch.setdefault(record_id, {}).setdefault(key, list(pair))[1] = pair[1]
    return {row_id for row_id, why in undoing.foresee(model, batch, actor).items() if why}


def own_changes(before: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of a row's record, without those of the company beside it and its name."""
    return {
        key: pair
        for key, pair in before.items()
        if key not in NAMES and not key.startswith("company.")
    }


def _with_people(companies: Select[Any], ours: Select[Any], kept: Collection[int]) -> set[int]:
    """New companies with contacts that the run did not bring, or that stay."""
    people = select(Contact.company_id).where(Contact.company_id.in_(companies)).distinct()
    staying = Contact.id.not_in(ours) | _is_one(Contact.id, kept or {0})
    return {row_id for row_id in db.session.scalars(people.where(staying)) if row_id is not None}


def _with_equipment(companies: Select[Any], ours: Select[Any], kept: Collection[int]) -> set[int]:
    """New companies with contacts, or with equipment that the run did not bring, or that stays."""
    staying = Equipment.id.not_in(ours) | _is_one(Equipment.id, kept or {0})
    pieces = select(Equipment.company_id).where(Equipment.company_id.in_(companies), staying)
    people = select(Contact.company_id).where(Contact.company_id.in_(companies))
    return {i for query in (pieces, people) for i in db.session.scalars(query) if i is not None}


def _count(ids: Select[Any]) -> int:
    column = ids.selected_columns[0]
    return db.session.scalar(ids.with_only_columns(func.count(column.distinct()))) or 0


def _named(left: Mapping[Model, Collection[int]]) -> dict[Model, dict[int, str]]:
    found: dict[Model, dict[int, str]] = {}
    for model, ids in left.items():
        name = getattr(model, "full_name" if model is Contact else "name")
        query = select(model.id, name).where(_is_one(model.id, ids or {0})).order_by(name)
        found[model] = {row.id: row[1] for row in db.session.execute(query)}
    return found
