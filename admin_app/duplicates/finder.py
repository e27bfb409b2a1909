"""All pairs of a list that may be the same, on one or several cores."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from admin_app.duplicates.facts import Facts, Frequency, Pair
from admin_app.duplicates.scoring import Prepared, compare, prepare, probability, weighed
from admin_app.duplicates.weights import DEFAULT_THRESHOLD

BLOCK_LIMIT = 60
"""A key of more rows leads to nobody: its rows meet under their other keys."""
_MANY = 4000


class Search:
    """Rows and their blocks; a forked process sees them without a copy."""

    def __init__(self, rows: Sequence[Prepared], threshold: float) -> None:
        self.rows = rows
        self.threshold = threshold
        counts = Counter(key for row in rows for key in row.keys)
        self.frequency = Frequency({key: many for key, many in counts.items() if many > 2})
        self.blocks: dict[int, list[int]] = {
            key: [] for key, many in counts.items() if 1 < many <= BLOCK_LIMIT
        }
        for place, row in enumerate(rows):
            for key in row.keys:
                if key in self.blocks:
                    self.blocks[key].append(place)

    def candidates(self, place: int) -> set[int]:
        """Rows behind this one that share a key with it."""
        found: set[int] = set()
        for key in self.rows[place].keys:
            found.update(other for other in self.blocks.get(key, ()) if other > place)
        return found

    def pairs(self, places: Iterable[int]) -> Iterator[Pair]:
        """The pairs above the threshold whose first row is one of `places`."""
        for place in places:
            row = self.rows[place]
            for other in self.candidates(place):
                _evidence, odds = weighed(row, self.rows[other], self.frequency)
                if odds > -5 and probability(odds) >= self.threshold:
                    yield self._pair(row, self.rows[other])

    def _pair(self, one: Prepared, two: Prepared) -> Pair:
        first, second = (one, two) if one.facts.id <= two.facts.id else (two, one)
        verdict = compare(first, second, self.frequency)
        return Pair(first.facts.id, second.facts.id, verdict.score, verdict.reasons)


_search: Search | None = None


def find_pairs(
    facts: Iterable[Facts], threshold: float = DEFAULT_THRESHOLD, *, processes: int = 1
) -> list[Pair]:
    """Pairs with a score of `threshold` or more, the likeliest first.

    All facts are contacts or all are companies. With `processes` above 1 a long list is shared
    among forked processes, where the system can fork.
    """
    search = Search([prepare(one) for one in facts], threshold)
    places = range(len(search.rows))
    if (
        processes < 2
        or len(places) < _MANY
        or "fork" not in multiprocessing.get_all_start_methods()
    ):
        found = list(search.pairs(places))
    else:
        found = _shared_out(search, processes)
    return sorted(found, key=lambda pair: (-pair.score, pair.a, pair.b))


def _shared_out(search: Search, processes: int) -> list[Pair]:
    global _search  # noqa: PLW0603 - how a forked process finds the rows without copying them
    _search = search
    try:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            parts = [
                range(start, len(search.rows), processes * 8) for start in range(processes * 8)
            ]
            return [pair for part in pool.imap_unordered(_one_part, parts) for pair in part]
    finally:
        _search = None


def _one_part(places: range) -> list[Pair]:
    return list(_search.pairs(places)) if _search else []
