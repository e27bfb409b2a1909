"""What a check has planned so far: the later rows of a file must see it, the database must not.

It lives in a private SQLite file that vanishes with the process, so a file of half a million rows
needs no more memory than a small one.
"""

from __future__ import annotations

import json
import marshal
import sqlite3
from collections.abc import Iterable

from admin_app.importing.pool import Pool
from admin_app.importing.records import Record

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -8000;
CREATE TABLE record (id INTEGER PRIMARY KEY, is_new INTEGER, state BLOB);
CREATE TABLE find (name INTEGER, id INTEGER, PRIMARY KEY (name, id)) WITHOUT ROWID;
"""
_IN_LIST = "IN (SELECT value FROM json_each(?))"


class Overlay:
    """Planned states of records, found by the keys of `admin_app.importing.records`.

    Keys are kept as hashes, which are smaller; a pool looks at the keys themselves.
    """

    def __init__(self) -> None:
        self._base = sqlite3.connect("")
        self._base.executescript(_TABLES)

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def keep(self, records: Iterable[Record]) -> None:
        """Remember the states of these records in place of older ones."""
        states, names = [], []
        for record in records:
            states.append((record.id, record.new, marshal.dumps(record.state)))
            names += [(hash(key), record.id) for key in (*record.keys, f"#:{record.id}")]
        self._base.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", states)
        self._base.executemany("INSERT OR IGNORE INTO find VALUES (?, ?)", names)
        self._base.commit()

    def fill(self, pool: Pool, keys: Iterable[str]) -> None:
        """Put the planned records with these keys into a pool, over those of the database.

        A phone that several have is only marked as shared: an office phone may be everybody's.
        """
        ids: set[int] = set(pool.records)
        names = {hash(key): key for key in keys}
        query = f"SELECT name, min(id), count(*) FROM find WHERE name {_IN_LIST} GROUP BY name"  # noqa: S608
        many = []
        for name, record_id, count in self._base.execute(query, (json.dumps(list(names)),)):
            if count == 1:
                ids.add(record_id)
            elif names[name].startswith("p:"):
                pool.shared.add(names[name])
            else:
                many.append(name)
        if many:
            query = f"SELECT id FROM find WHERE name {_IN_LIST}"  # noqa: S608
            ids.update(row[0] for row in self._base.execute(query, (json.dumps(many),)))
        self._load(pool, ids)

    def _load(self, pool: Pool, ids: set[int]) -> None:
        query = f"SELECT id, is_new, state FROM record WHERE id {_IN_LIST}"  # noqa: S608
        for record_id, is_new, state in self._base.execute(query, (json.dumps(list(ids)),)):
            known = marshal.loads(state)  # noqa: S302 - our own bytes
            pool.add(Record(record_id, known, new=bool(is_new)))
