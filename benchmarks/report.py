"""Figures as tables in docs/benchmarks.md, each run between markers of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.marks import marks_of, rates, ratios
from benchmarks.pages import CASES
from benchmarks.peers import CASES as PEER_CASES
from benchmarks.peers import NAMES as PEERS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
IMPORTS = {
    "companies": "companies, into an empty panel",
    "contacts": "contacts, into an empty panel with its companies",
    "again": "the same contacts once more",
    "floor": "floor: `executemany` into a bare table",
}
EXPORTS = {
    "csv": "CSV",
    "csv_floor": "floor: `csv.writer` over a server-side cursor",
    "xlsx": "XLSX",
    "xlsx_floor": "floor: bare `xlsxwriter`, constant memory",
}

CARDS = {
    "suggest": "similar ones of a contact that is typed",
    "save": "saving a contact with another name, its similar ones found anew",
    "merge": "merging two contacts with 1,000 rows each",
    "unmerge": "taking that merge apart",
}


def publish(results: dict[str, Any]) -> None:
    """Put the tables of a run into the page, over those of an earlier run of that kind."""
    name = f"{results['contacts']}-{results['kind']}"
    put(f"bench {name}", "\n".join(_section(results)))


def put(marker: str, text: str) -> None:
    """Replace what stands between the markers, or add it before the end of the figures."""
    page = PAGE.read_text()
    begin, end = f"<!-- {marker} -->", f"<!-- /{marker} -->"
    block = f"{begin}\n{text.strip()}\n{end}"
    if begin in page:
        page = re.sub(
            f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: block, page, flags=re.DOTALL
        )
    else:
        last = "<!-- /figures -->"
        page = page.replace(last, f"{block}\n\n{last}")
    PAGE.write_text(page)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A Markdown table and an empty line."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return [*lines, ""]


def _section(results: dict[str, Any]) -> list[str]:
    machine = results["machine"]
    lines = [
        f"### {results['contacts']:,} contacts, {DATABASES[results['kind']]}",
        "",
        f"{machine['date']}, {machine['cpu']}, {machine['cores']} cores, {machine['memory']},"
        f" Python {machine['python']}, SQLite {machine['sqlite']}; load of the machine"
        f" {machine['load_before']} before and {machine['load_after']} after.",
        f"`{machine['command']}`",
        "",
    ]
    for part, write in PARTS.items():
        if part in results:
            lines += write(results)
    lines += table(("Mark", "Wanted", "Found", ""), marks_of(results))
    return lines


def _imports(results: dict[str, Any]) -> list[str]:
    found = results["import"]
    rows = [_import_row(text, found[name]) for name, text in IMPORTS.items() if name in found]
    if beside := results.get("beside"):
        rows.append(_import_row("new contacts, beside pages being read", beside["import"]))
    rows.append(("start of Python and Kontora alone", *_start(results)))
    head = ("Import", "Rows", "Seconds", "CPU s", "Rows/s, by clock / CPU", "Peak MiB", "Outcome")
    return table(head, rows)


def _start(results: dict[str, Any]) -> Sequence[object]:
    start = results["start"]["command"]
    return "", f"{start['seconds']:.2f}", _cpu(start), "", f"{start['peak']:.0f}", ""


def _import_row(text: str, figures: dict[str, Any]) -> Sequence[object]:
    per_second, per_cpu = rates(figures)
    return (
        text, f"{figures['rows']:,}", f"{figures['seconds']:.2f}", _cpu(figures),
        f"{per_second:,.0f} / {per_cpu:,.0f}", f"{figures['peak']:.0f}", _outcome(figures),
    )  # fmt: skip


def _cpu(figures: dict[str, Any]) -> str:
    own = f"{figures['cpu']:.2f}"
    return f"{own} + {figures['cpu_db']:.2f}" if figures["cpu_db"] else own


def _outcome(figures: dict[str, Any]) -> str:
    names = ("created", "updated", "unchanged", "skipped", "failed")
    return ", ".join(f"{figures[name]:,} {name}" for name in names if figures.get(name))


def _exports(results: dict[str, Any]) -> list[str]:
    found = results["export"]
    rows = []
    for name, text in EXPORTS.items():
        figures = found[name]
        floor = found[f"{name.removesuffix('_floor')}_floor"]
        times = "" if "floor" in name else " / ".join(f"× {r:.2f}" for r in ratios(figures, floor))
        cells = (f"{figures['seconds']:.2f}", _cpu(figures), f"{figures['peak']:.0f}")
        rows.append((text, *cells, times))
    count = f"{found['csv_floor']['rows']:,}"
    head = (
        f"Export of {count} × 10 cells",
        "Seconds",
        "CPU s",
        "Peak MiB",
        "× floor, clock / CPU",
    )
    return table(head, rows)


def _pages(results: dict[str, Any]) -> list[str]:
    peers = _peer_names(results)
    head = ["Page", "Median / p95 ms", "CPU ms", "Queries", "SQL ms", "HTML KiB"]
    rows = []
    for case, text in CASES.items():
        figures = results["pages"][case]
        row = [
            text, f"{figures['median']:.0f} / {figures['p95']:.0f}", f"{figures['cpu']:.0f}",
            figures["queries"],
            f"{figures['sql']:.1f}", f"{figures['bytes'] / 1024:.0f}",
        ]  # fmt: skip
        rows.append([*row, *(_peer_cell(results, name, case) for name in peers)])
    return table([*head, *peers], rows) + _beside(results)


def _peer_names(results: dict[str, Any]) -> list[str]:
    found = results.get("peers", {})
    return [name for name in PEERS if found.get(name)]


def _peer_cell(results: dict[str, Any], name: str, case: str) -> str:
    found = results["peers"][name].get(PEER_CASES.get(case, ""), {})
    if "median" not in found:
        return "–"
    return f"{found['median']:.0f} / {found['p95']:.0f}"


def _beside(results: dict[str, Any]) -> list[str]:
    if not (found := results.get("beside")):
        return []
    return [
        f"While {found['import']['rows']:,} new contacts were imported, {found['requests']} pages"
        f" (the first one and a search) took {found['median']:.0f} ms by the median,"
        f" {found['p95']:.0f} ms at p95 and {found['worst']:.0f} ms at worst.",
        "",
    ]


def _peers(results: dict[str, Any]) -> list[str]:
    found = results["peers"]
    if "error" in found:
        return [found["error"], ""]
    rows = []
    for name in ("floor", *PEERS):
        for case, figures in sorted(found.get(name, {}).items()):
            if case.startswith(("E", "I1")) and "error" not in figures:
                rows.append(_peer_work(name, case, figures))
    return table(("Others", "Rows", "Seconds", "Rows/s", "Peak MB"), rows) if rows else []


def _peer_work(name: str, case: str, figures: dict[str, Any]) -> Sequence[object]:
    what = {"E1": "CSV export", "E2": "XLSX export", "I1": "import"}[case[:2]]
    seconds = figures.get("seconds") or figures["dry_s"] + figures["real_s"]
    rows = figures.get("rows")
    known = isinstance(rows, int) and rows > 0
    return (
        f"{name}, {what} {case[3:]}".strip(), f"{rows:,}" if known else "–", f"{seconds:.2f}",
        f"{rows / seconds:,.0f}" if known else "–", f"{figures['rss']:.0f}",
    )  # fmt: skip


def _bulk(results: dict[str, Any]) -> list[str]:
    found = results["bulk"]
    rows = [
        (text, f"{found['rows']:,}", f"{found[name]:.2f}")
        for name, text in (("change", "status of contacts"), ("undo", "its undo"))
    ]
    return table(("Bulk change, with history, audit and undo record", "Rows", "Seconds"), rows)


def _cards(results: dict[str, Any]) -> list[str]:
    found = results["cards"]
    rows = [
        (text, found[name]["times"], f"{found[name]['median']:.0f} / {found[name]['p95']:.0f}")
        for name, text in CARDS.items()
    ]
    scan = found["scan"]
    return [
        *table(("Work on a card", "Times", "Median / p95 ms"), rows),
        "The first look at all contacts and companies for similar ones (`flask similar --json`,"
        f" keys and pairs written): {scan['seconds']:.1f} s, CPU {_cpu(scan)} s,"
        f" {scan['peak']:.0f} MiB, {scan['pairs']:,} pairs of contacts.",
        "",
    ]


PARTS = {
    "import": _imports,
    "export": _exports,
    "bulk": _bulk,
    "cards": _cards,
    "pages": _pages,
    "peers": _peers,
}
