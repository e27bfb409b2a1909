"""Reading the time line: one UNION ALL of short selects, page by page by keyset on (at, kind, id).

Each source gives no more rows than a page has, by its own index, so a page costs the same for ten
entries and for ten thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)

from admin_app.errors import NotFound
from admin_app.services.timeline.sources import SOURCES, Place, Source
from models import Note
from models.base import UtcDateTime, db

PAGE = 30
LARGEST_ID = 2**63 - 1
_TEXTS = max(len(source.texts) for source in SOURCES.values())
_NUMBERS = max(len(source.numbers) for source in SOURCES.values())


@dataclass(frozen=True)
class Asked:
    """What of the line is wanted: kinds (none means all), author, moments from and up to, order."""

    kinds: frozenset[str] = frozenset()
    author_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    about: str = ""
    oldest_first: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.kinds or self.author_id or self.since or self.until or self.about)


@dataclass(frozen=True)
class Entry:
    """One entry; `texts` and `numbers` are those of its source."""

    kind: str
    id: int
    at: datetime
    author_id: int | None
    author_name: str
    contact_id: int | None
    changed_at: datetime | None
    texts: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its name in addresses and in `Note.about`."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Page:
    """Entries of one page; `next` is where the next one begins, None at the end."""

    entries: Sequence[Entry]
    next: str | None


def page(place: Place, asked: Asked, cursor: str = "", *, size: int = PAGE) -> Page:
    """The entries after the cursor, in one statement. A cursor that is none is left out."""
    after = _read_cursor(cursor)
    parts = [
        _limited(source, part, asked, size)
        for source in SOURCES.values()
        if not asked.kinds or source.kind in asked.kinds
        for part in _parts(source, place, asked, after)
    ]
    if not parts:
        return Page((), None)
    line = union_all(*parts).subquery()
    order = (line.c.at, line.c.kind, line.c.id)
    query = select(line).order_by(*(c if asked.oldest_first else c.desc() for c in order))
    found = [_entry(row) for row in db.session.execute(query.limit(size + 1))]
    shown = found[:size]
    return Page(shown, _cursor(shown[-1]) if len(found) > size else None)


def many(place: Place, keys: Iterable[str]) -> Mapping[str, Entry]:
    """The entries of these names (`call:12`) that are on this line, in one statement."""
    wanted: dict[str, set[int]] = {}
    for key in keys:
        kind, _, number = key.partition(":")
        if kind in SOURCES and number.isascii() and number.isdigit() and len(number) < 11:
            wanted.setdefault(kind, set()).add(int(number))
    parts = [
        _columns(SOURCES[kind]).where(condition, SOURCES[kind].id.in_(ids))
        for kind, ids in wanted.items()
        for condition in SOURCES[kind].where(place)
    ]
    if not parts:
        return {}
    found = (_entry(row) for row in db.session.execute(union_all(*parts)))
    return {entry.key: entry for entry in found}


def find(place: Place, key: str) -> Entry:
    """The entry of this name on this line; raises NotFound."""
    entry = many(place, [key]).get(key)
    if entry is None:
        raise NotFound(f"entry {key[:40]}")
    return entry


def count(place: Place) -> Select[int]:
    """The query of how many entries the line has."""
    counts = [
        source.joined(_number(source)).where(condition).scalar_subquery()
        for source in SOURCES.values()
        for condition in source.where(place)
    ]
    total: ColumnElement[int] = counts[0]
    for number in counts[1:]:
        total = total + number
    return select(total)


def authors(place: Place) -> list[tuple[int, str]]:
    """Who wrote entries of this line, by name."""
    parts = [part for source in SOURCES.values() for part in _authors(source, place)]
    people = union(*parts).subquery()
    query = select(people.c.id, func.max(people.c.name)).group_by(people.c.id)
    found = [(user_id, name) for user_id, name in db.session.execute(query)]
    return sorted(found, key=lambda person: (person[1] or "").casefold())


def _authors(source: Source, place: Place) -> Iterator[Select[Any]]:
    if source.author_id is None or source.author_name is None:
        return
    who: list[Any] = [source.author_id.label("id"), source.author_name.label("name")]
    query: Select[Any] = select(*who)
    for condition in source.where(place):
        yield source.joined(query).where(condition, source.author_id.is_not(None))


def _number(source: Source) -> Select[Any]:
    return select(func.count(source.id))


def _parts(
    source: Source, place: Place, asked: Asked, after: tuple[datetime, str, int] | None
) -> Iterator[Select[Any]]:
    for condition in source.where(place):
        yield _columns(source).where(condition, *_narrowing(source, asked, after))


def _narrowing(
    source: Source, asked: Asked, after: tuple[datetime, str, int] | None
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.author_id is not None:
        known = source.author_id
        found.append(false() if known is None else known == asked.author_id)
    if asked.since is not None:
        found.append(source.at >= asked.since)
    if asked.until is not None:
        found.append(source.at < asked.until)
    if asked.about:
        found.append(Note.about == asked.about if source.kind == "note" else false())
    if after is not None:
        found.append(_beyond(source, after, oldest_first=asked.oldest_first))
    return found


def _beyond(
    source: Source, after: tuple[datetime, str, int], *, oldest_first: bool
) -> ColumnElement[bool]:
    """What comes after the last entry shown, in the order of (at, kind, id).

    The kind is one and the same within a source, so its place decides by itself.
    """
    at, kind, row_id = after
    if source.kind == kind:
        # the first half says nothing new, but the index can begin there
        if oldest_first:
            return and_(source.at >= at, or_(source.at > at, source.id > row_id))
        return and_(source.at <= at, or_(source.at < at, source.id < row_id))
    if oldest_first:
        return source.at >= at if source.kind > kind else source.at > at
    return source.at <= at if source.kind < kind else source.at < at


def _limited(source: Source, part: Select[Any], asked: Asked, size: int) -> Select[Any]:
    order = (source.at, source.id)
    part = part.order_by(*(c if asked.oldest_first else c.desc() for c in order))
    return select(part.limit(size + 1).subquery())  # SQLite limits a member of a union so only


def _columns(source: Source) -> Select[Any]:
    nothing = null()
    texts = [cast(column, String) for column in source.texts.values()]
    numbers = list(source.numbers.values())
    texts += [cast(nothing, String)] * (_TEXTS - len(texts))
    numbers += [cast(nothing, Integer)] * (_NUMBERS - len(numbers))
    author_id = cast(nothing, Integer) if source.author_id is None else source.author_id
    name = literal("", String) if source.author_name is None else source.author_name
    contact_id = cast(nothing, Integer) if source.contact_id is None else source.contact_id
    changed = cast(nothing, UtcDateTime) if source.changed_at is None else source.changed_at
    return source.joined(
        select(
            literal(source.kind, String).label("kind"),
            source.id.label("id"),
            source.at.label("at"),
            author_id.label("author_id"),
            name.label("author_name"),
            contact_id.label("contact_id"),
            changed.label("changed_at"),
            *(column.label(f"t{number}") for number, column in enumerate(texts)),
            *(column.label(f"n{number}") for number, column in enumerate(numbers)),
        )
    )


def _entry(row: Any) -> Entry:
    source, values = SOURCES[row.kind], row._mapping  # noqa: SLF001 - its public name
    return Entry(
        kind=row.kind,
        id=row.id,
        at=row.at,
        author_id=row.author_id,
        author_name=row.author_name or "",
        contact_id=row.contact_id,
        changed_at=row.changed_at,
        texts={name: values[f"t{n}"] or "" for n, name in enumerate(source.texts)},
        numbers={name: values[f"n{n}"] for n, name in enumerate(source.numbers)},
    )


def _cursor(entry: Entry) -> str:
    return f"{entry.at.isoformat()}~{entry.kind}~{entry.id}"


def _read_cursor(text: str) -> tuple[datetime, str, int] | None:
    moment, _, rest = text.partition("~")
    kind, _, number = rest.partition("~")
    if kind not in SOURCES or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, kind, int(number)) if at.tzinfo is not None else None
