"""Writing the rows of a list into a file: filtered as the list, read as a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import chain
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from admin_app import database
from admin_app.errors import Conflict, DomainError
from admin_app.exporting.sheets import SHEETS, Headers, Sheet, SheetColumn, Wording
from admin_app.exporting.sheets.base import Chunk
from admin_app.exporting.sheets.custom import sheet_of
from admin_app.exporting.writers.columns import Column, Row, TooManyRows
from admin_app.exporting.writers.registry import FORMATS
from admin_app.permissions import Actor, Permission, demand
from admin_app.services.lists import LISTS
from admin_app.services.shared.catalogue import translated
from admin_app.services.shared.listing import ListQuery, ListSpec, select_rows
from admin_app.services.shared.listing.counting import count_rows
from admin_app.services.shared.listing.paging import ordered, sort_column
from admin_app.services.shared.unit_of_work import audit
from models import AccessGroup
from models.base import db

CHUNK = 500
Progress = Callable[[int], None]


class UnknownColumn(DomainError):
    """A column that is not there, or not for this actor (promise 12)."""

    def __init__(self, key: str, known: Sequence[str]) -> None:
        super().__init__(key)
        self.key = key
        self.known = known


@dataclass(frozen=True)
class ExportOrder:
    """What is to be written: which rows of which list, which columns, how.

    `columns` are keys, none for all; `ids` narrow the list to ticked rows. Kept with a job as
    plain data.
    """

    noun: str
    format: str
    language: str
    zone: str = "UTC"
    query: ListQuery = field(default_factory=ListQuery)
    columns: tuple[str, ...] = ()
    ids: tuple[int, ...] = ()
    headers: Headers = Headers.LABELS

    def as_data(self) -> dict[str, Any]:
        """The order as JSON can hold it."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> ExportOrder:
        """The order that `as_data` made this of."""
        return cls(
            **{
                **data,
                "query": ListQuery(**data["query"]),
                "columns": tuple(data["columns"]),
                "ids": tuple(data["ids"]),
                "headers": Headers(data["headers"]),
            }
        )


def choose_columns(noun: str, actor: Actor, keys: Sequence[str] = ()) -> list[SheetColumn]:
    """The columns of these keys in this order, or all that the actor may export.

    Raises UnknownColumn.
    """
    known = {column.key: column for column in sheet_of(noun).columns_for(actor)}
    for key in keys:
        if key not in known:
            raise UnknownColumn(key, list(known))
    return [known[key] for key in dict.fromkeys(keys)] or list(known.values())


def demand_export(noun: str, actor: Actor) -> ListSpec:
    """The list of the noun; raises NotAllowed without the right to see it and to export."""
    spec = LISTS[noun]
    demand(actor, Permission.EXPORT)
    demand(actor, spec.view)
    return spec


def count_export(order: ExportOrder, actor: Actor) -> int:
    """The exact number of rows. Raises NotAllowed, and Conflict where the format is too small."""
    spec = demand_export(order.noun, actor)
    number = count_rows(spec.model, _rows(spec, order, actor), narrowed=True, exact=True).number
    limit = FORMATS[order.format].max_rows
    if limit is not None and number > limit:
        raise _too_many(order, number, limit)
    return number


def write_export(
    order: ExportOrder, out: BinaryIO, actor: Actor, progress: Progress | None = None
) -> int:
    """Write the file to `out`, which can seek, and note it in the audit; the number of its rows.

    The rows are read in a transaction of their own that takes no write lock; what the caller had
    not committed is lost. The caller commits the audit. Raises NotAllowed and UnknownColumn
    before anything is written, Conflict (too_many_rows) in the middle.
    """
    spec = demand_export(order.noun, actor)
    columns = choose_columns(order.noun, actor, order.columns)
    with _only_reading():
        wording = _wording(order)
        chunks = export_chunks(spec, order, actor, columns=columns, wording=wording)
        rows = chain.from_iterable(_told(chunks, progress))
        head = [_head(column, wording) for column in columns]
        count = _put(order, head, rows, out)
    changes = _account(order, count, columns)
    audit(db.session, actor, "export", order.noun, changes=changes)
    return count


def export_chunks(
    spec: ListSpec,
    order: ExportOrder,
    actor: Actor,
    *,
    columns: Sequence[SheetColumn],
    wording: Wording,
) -> Iterator[list[Row]]:
    """The rows in the list's order, a chunk at a time; cells are made column by column."""
    sheet = SHEETS[spec.noun]
    parts = sorted({part for column in columns for part in column.parts})
    reads = {read.key: read for column in columns for read in column.reads}
    query = _query(spec, sheet, order, actor).with_only_columns(spec.model.id, *reads.values())
    # the connection gives bare rows, which the session would dress first
    result = db.session.connection().execute(query, execution_options={"yield_per": CHUNK})
    for rows in result.partitions():
        ids, *read = zip(*rows, strict=True)
        beside = {part: sheet.loaders[part](ids) for part in parts}
        chunk = Chunk(ids, dict(zip(reads, read, strict=True)), beside)
        yield list(zip(*(column.cells(chunk, wording) for column in columns), strict=True))


def _query(spec: ListSpec, sheet: Sheet, order: ExportOrder, actor: Actor) -> Select[Any]:
    sorting, descending, _key = sort_column(spec, order.query, actor)
    query = ordered(_rows(spec, order, actor), spec.model, sorting, descending=descending)
    for table, condition in sheet.joined:
        query = query.outerjoin(table, condition)
    return query


def _rows(spec: ListSpec, order: ExportOrder, actor: Actor) -> Select[Any]:
    rows = select_rows(spec, order.query, actor)
    return rows.where(spec.model.id.in_(order.ids)) if order.ids else rows


@contextmanager
def _only_reading() -> Iterator[None]:
    """A transaction that takes no write lock on SQLite, however long it lasts."""
    db.session.rollback()
    reading = database.reading.set(True)
    try:
        with database.reading_through(db.session.connection()):
            yield
    finally:
        db.session.rollback()
        database.reading.reset(reading)


def _told(chunks: Iterator[list[Row]], progress: Progress | None) -> Iterator[list[Row]]:
    """The chunks, each one told as done when the next one is asked for."""
    done = 0
    for chunk in chunks:
        yield chunk
        done += len(chunk)
        if progress is not None:
            progress(done)


def _wording(order: ExportOrder) -> Wording:
    by_key = order.headers == Headers.KEYS
    groups = {
        group.id: translated(group.name, order.language) if group.key and not by_key else group.name
        for group in db.session.execute(select(AccessGroup.id, AccessGroup.key, AccessGroup.name))
    }
    return Wording(order.language, ZoneInfo(order.zone), order.headers, groups)


def _put(order: ExportOrder, head: Sequence[Column], rows: Iterator[Row], out: BinaryIO) -> int:
    try:
        return FORMATS[order.format].write(head, rows, out, language=order.language)
    except TooManyRows as error:
        # rows came in since they were counted
        raise _too_many(order, error.limit + 1, error.limit) from None


def _too_many(order: ExportOrder, count: int, limit: int) -> Conflict:
    return Conflict("too_many_rows", count=count, limit=limit, format=order.format.upper())


def _head(column: SheetColumn, wording: Wording) -> Column:
    label = column.key if wording.codes else column.title(wording.language)
    return Column(column.key, label, column.kind, column.width)


def _account(order: ExportOrder, count: int, columns: Sequence[SheetColumn]) -> dict[str, Any]:
    """What the audit keeps of an export: how many rows, which filter, which columns."""
    account: dict[str, Any] = {
        "count": count,
        "format": order.format,
        "columns": [column.key for column in columns],
    }
    if order.query.search:
        account["search"] = order.query.search
    if order.query.filters:
        account["filters"] = {key: list(values) for key, values in order.query.filters.items()}
    if order.ids:
        account["ids"] = list(order.ids)
    return account
