"""What the figures shall be, and whether they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.peers import CASES as PEER_CASES
from benchmarks.peers import NAMES as PEERS

Mark = tuple[str, str, str, str]
ROWS_PER_SECOND = 4_000
IMPORT_MIB = 300
EXPORT_MIB = 150
TIMES = {"csv": 2.0, "xlsx": 1.3}
PAGE_KIB = 100
QUERIES = 20
QUIET = 0.25
BUSY_MS = 500
BULK_SECONDS = 1.0
SQLITE_P95 = 300
SUGGEST_MS = 200
MERGE_MS = 300
THIRD = ("first", "sorted", "deep", "last", "cyrillic", "mail")
"""Pages that take at most a third of the quickest peer; the others are not slower than it."""


def marks_of(results: dict[str, Any]) -> list[Mark]:
    """Every mark that these results can be held to."""
    found: list[Mark] = []
    for part, judge in JUDGES.items():
        if part in results:
            found += judge(results)
    return found


def rates(figures: dict[str, Any]) -> tuple[float, float]:
    """Rows a second, and rows a second of CPU, without the start of the process."""
    clock, cpu = _net(figures)
    return figures["rows"] / clock, figures["rows"] / cpu


def ratios(figures: dict[str, Any], floor: dict[str, Any]) -> tuple[float, float]:
    """How many times the floor it took by the clock and by CPU, without either one's start."""
    ours, theirs = _net(figures), _net(floor)
    return ours[0] / theirs[0], ours[1] / theirs[1]


def _net(figures: dict[str, Any]) -> tuple[float, float]:
    """Seconds and CPU, the database's included, less what starting alone takes."""
    start = figures["start"]
    clock = figures["seconds"] - start["seconds"]
    return max(0.01, clock), max(0.01, figures["cpu"] + figures["cpu_db"] - start["cpu"])


def was_busy(*figures: dict[str, Any]) -> bool:
    """Whether others used the machine, so that CPU tells more than the clock."""
    return any(each.get("busy", 0) > QUIET for each in figures)


def _mark(text: str, value: float, limit: float, unit: str, *, least: bool = False) -> Mark:
    met = value >= limit if least else value <= limit
    sign = "≥" if least else "≤"
    return text, f"{sign} {limit:,g}{unit}", f"{value:,.4g}{unit}", "met" if met else "**missed**"


def _imports(results: dict[str, Any]) -> Iterator[Mark]:
    found = results["import"]
    loaded = found["contacts"]
    by_cpu = was_busy(loaded)
    text = "contacts checked and written" + (" (by CPU: the machine was busy)" if by_cpu else "")
    yield _mark(text, round(rates(loaded)[by_cpu]), ROWS_PER_SECOND, "/s", least=True)
    peak = max(figures["peak"] for name, figures in found.items() if name != "floor")
    yield _mark("memory of an import", round(peak), IMPORT_MIB, " MiB")
    if again := found.get("again"):
        changed = again["created"] + again["updated"]
        yield _mark("rows changed by importing again", changed, 0, "")


def _exports(results: dict[str, Any]) -> Iterator[Mark]:
    found = results["export"]
    for form, times in TIMES.items():
        ours, floor = found[form], found[f"{form}_floor"]
        by_cpu = was_busy(ours, floor)
        text = f"{form.upper()} export against its floor" + (" (by CPU)" if by_cpu else "")
        yield _mark(text, ratios(ours, floor)[by_cpu], times, " ×")
        yield _mark(f"memory of a {form.upper()} export", ours["peak"], EXPORT_MIB, " MiB")


def _pages(results: dict[str, Any]) -> Iterator[Mark]:
    found = results["pages"]
    size = max(found[case]["bytes"] for case in THIRD) / 1024
    yield _mark("HTML of a list page, uncompressed", round(size), PAGE_KIB, " KiB")
    yield _mark("queries of a page", max(page["queries"] for page in found.values()), QUERIES, "")
    if results["kind"] == "sqlite":
        slowest = max(page["p95"] for page in found.values())
        yield _mark("p95 of the slowest page", slowest, SQLITE_P95, " ms")
    for case, theirs in PEER_CASES.items():
        yield from _beside_peers(results, case, theirs)


def _beside_peers(results: dict[str, Any], case: str, theirs: str) -> Iterator[Mark]:
    peers = results.get("peers", {})
    known = [peers.get(name, {}).get(theirs, {}) for name in PEERS]
    medians = [figures["median"] for figures in known if "median" in figures]
    if medians:
        share = 3 if case in THIRD else 1
        limit = round(min(medians) / share, 1)
        words = "a third of the quickest other" if share > 1 else "the quickest other"
        yield _mark(f"{case}: {words}", results["pages"][case]["median"], limit, " ms")


def _bulk(results: dict[str, Any]) -> Iterator[Mark]:
    for name, text in (("change", "bulk change of 5,000 rows"), ("undo", "its undo")):
        yield _mark(text, round(results["bulk"][name], 2), BULK_SECONDS, " s")


def _beside(results: dict[str, Any]) -> Iterator[Mark]:
    yield _mark("slowest page beside an import", results["beside"]["worst"], BUSY_MS, " ms")


def _cards(results: dict[str, Any]) -> Iterator[Mark]:
    found = results["cards"]
    yield _mark("similar ones of one card, p95", found["suggest"]["p95"], SUGGEST_MS, " ms")
    text = "merging two contacts with 1,000 rows each, p95"
    yield _mark(text, found["merge"]["p95"], MERGE_MS, " ms")
    if pages := results.get("pages"):
        limit = 2 * pages["first"]["p95"]
        yield _mark("card: twice the list, p95", pages["card"]["p95"], limit, " ms")


JUDGES = {
    "import": _imports,
    "export": _exports,
    "pages": _pages,
    "beside": _beside,
    "bulk": _bulk,
    "cards": _cards,
}
