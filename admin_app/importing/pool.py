"""The records that one chunk of rows may touch, found by their keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from admin_app.importing.records import Record, State

Indexer = Callable[[State], frozenset[str]]


class Pool:
    """Records by id and by key; what earlier rows changed is found under its new keys.

    `claims` hold for each record which columns earlier rows of this file gave: they are the
    file's word on it, and later rows add to them but do not change them.
    """

    def __init__(self, indexer: Indexer, claims: dict[int, frozenset[str]] | None = None) -> None:
        self.indexer = indexer
        self.claims = {} if claims is None else claims
        self.records: dict[int, Record] = {}
        self.shared: set[str] = set()
        """Phone keys that more records have than are loaded."""
        self.taken: set[str] = set()
        """Identifiers that are in use, be it in the trash."""
        self._index: dict[str, list[int]] = {}
        self._former: dict[int, set[str]] = {}

    def lead(self, key: str, record_id: int) -> None:
        """Let a key of a record that was merged away find the one that it became."""
        self._former.setdefault(record_id, set()).add(key)
        if record_id in self.records:
            self.add(self.records[record_id])

    def add(self, record: Record) -> None:
        """Take in a record, or a new state of one."""
        self.records[record.id] = record
        record.keys = self.indexer(record.state) | self._former.get(record.id, frozenset())
        index = self._index
        for key in record.keys:
            if key not in index:
                index[key] = [record.id]
            elif record.id not in index[key]:
                index[key].append(record.id)

    def find(self, keys: Iterable[str]) -> list[Record]:
        """The records that have any of these keys now, each once, the oldest first."""
        found: dict[int, Record] = {}
        index = self._index
        for key in keys:
            if key in index:
                for record_id in index[key]:
                    record = self.records[record_id]
                    if key in record.keys:
                        found[record_id] = record
        return list(found.values()) if found else []

    def knows(self, keys: Iterable[str]) -> bool:
        """Whether any of these keys may find something."""
        return not self._index.keys().isdisjoint(keys)

    def is_shared(self, key: str) -> bool:
        """Whether more than one record has this key."""
        if key in self.shared:
            return True
        return len(self._index.get(key, ())) > 1 and len(self.find((key,))) > 1

    def claimed(self, record: Record) -> frozenset[str]:
        """The columns that earlier rows of this file gave for a record."""
        return self.claims.get(record.id, frozenset())

    @property
    def touched(self) -> list[Record]:
        """Records that are new or were changed since the pool was made."""
        return [record for record in self.records.values() if record.new or record.changed]
