"""`make bench`: Kontora's figures, and those of others beside it. `--help` lists the options.

Results are kept as JSON under build/bench/results/ and as tables in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import machine, people, report  # noqa: E402
from benchmarks.pages import measure_pages, pages_beside  # noqa: E402
from benchmarks.peers import measure_peers  # noqa: E402
from benchmarks.stage import BUILD, Measured, Stage, clean_up_when_ended, stage  # noqa: E402

COLUMNS = (
    "full_name", "company", "email", "phone", "mobile_phone", "telegram", "position", "status",
    "department", "created_at",
)  # fmt: skip
DATABASES = ("sqlite", "postgres")
MANY = 100_000
ROWS_OF_A_FILE = 250_000


def main() -> None:
    """Measure every size on every database that was asked for."""
    clean_up_when_ended()
    options = read_options()
    for contacts in options.contacts:
        for kind in options.db:
            say(f"== {contacts:,} contacts on {kind}")
            results = measure(kind, contacts, options)
            place = BUILD / "results" / f"{contacts}-{kind}.json"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(json.dumps(results, ensure_ascii=False, indent=1))
            report.publish(results)


def read_options() -> argparse.Namespace:
    """The command line, with the environment for what is not given there."""
    parser = argparse.ArgumentParser(description=__doc__)
    wanted = os.getenv("BENCH_DB", "").split() or list(DATABASES)
    sizes = [int(size) for size in os.getenv("BENCH_CONTACTS", "20000 100000").split()]
    folder = os.getenv("PEERS")
    parser.add_argument("--db", nargs="+", choices=DATABASES, default=wanted, help="BENCH_DB")
    parser.add_argument("--contacts", nargs="+", type=int, default=sizes, help="BENCH_CONTACTS")
    parser.add_argument("--peers", type=Path, default=folder, help="PEERS: folder with run.py")
    parser.add_argument("--no-peers", action="store_true", help="only take the rows of the peers")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    options = parser.parse_args()
    if options.peers:
        options.peers = Path(options.peers).resolve()
    return options


def measure(kind: str, contacts: int, options: argparse.Namespace) -> dict[str, Any]:
    """All figures of one size on one database; earlier ones stay for parts not asked for."""
    more = 20_000 if contacts >= MANY else 2_000
    files = people.prepare(BUILD / "data", contacts, more, options.peers)
    known = BUILD / "results" / f"{contacts}-{kind}.json"
    results: dict[str, Any] = json.loads(known.read_text()) if known.exists() else {}
    results |= {"kind": kind, "contacts": contacts, "machine": machine.describe()}
    results["rows_of"] = "peers" if options.peers else "own"
    with stage(kind, "kontora_bench") as place:
        results["start"] = {
            "command": start_of(place, "import wsgi"),
            "floor": start_of(place, "import benchmarks.floors"),
        }
        for part in options.only:
            PARTS[part](place, files, results)
    if options.peers and not options.no_peers:
        results["peers"] = measure_peers(options.peers, kind, contacts)
    results["machine"]["load_after"] = machine.load()
    return results


def start_of(place: Stage, statement: str) -> dict[str, Any]:
    """What starting alone takes: the quickest of three."""
    starts = [place.python("-c", statement) for _ in "123"]
    return min(starts, key=lambda done: done.cpu).figures()


def loading(place: Stage, files: people.Files, results: dict[str, Any]) -> None:
    """Companies and contacts into the empty panel; up to 100,000 once more, and a floor."""
    found = {
        "companies": imported(place, "companies", files.companies),
        "contacts": in_parts(place, files.contacts),
    }
    if results["contacts"] <= MANY:
        found["again"] = imported(place, "contacts", files.contacts)
        found["floor"] = floor(place, "insert", str(files.contacts))
    if place.kind == "postgres":
        place.inside("analyze")
    with_starts(found, results)
    results["import"] = found
    for name, figures in found.items():
        say(f"   import {name}: {figures}")


def with_starts(found: dict[str, Any], results: dict[str, Any]) -> None:
    """Give each figure the start of its process."""
    for name, figures in found.items():
        figures["start"] = results["start"]["floor" if "floor" in name else "command"]


def imported(place: Stage, noun: str, file: Path) -> dict[str, Any]:
    """One `flask import` in a process of its own."""
    return with_counts(place.flask("import", noun, str(file), "--json"))


def in_parts(place: Stage, file: Path) -> dict[str, Any]:
    """The contacts by as many imports as the limit of 50 MB asks for; sums, and the peak of all."""
    with file.open() as source:
        head, *rows = source.readlines()
    total: dict[str, Any] = {}
    for start in range(0, len(rows), ROWS_OF_A_FILE):
        part = place.folder / "part.csv"
        part.write_text("".join([head, *rows[start : start + ROWS_OF_A_FILE]]))
        figures = imported(place, "contacts", part)
        for name, value in figures.items():
            if name in {"peak", "busy"}:
                total[name] = max(value, total.get(name, 0))
            elif isinstance(value, int | float):
                total[name] = total.get(name, 0) + value
        part.unlink()
    return total


def with_counts(done: Measured) -> dict[str, Any]:
    """A measured import with what it says it did, and one of its problems if there are any."""
    told = json.loads(done.output[done.output.index("{") :])
    problems = told.pop("problems")
    figures = {**done.figures(), **told}
    if problems:
        figures["problem"] = problems[0]
    return figures


def cpu_of(done: Measured) -> float:
    """The CPU of a process and of the database on its behalf."""
    return done.cpu + done.cpu_db


def floor(place: Stage, what: str, *arguments: str) -> dict[str, Any]:
    """A bare writer, the better of two runs."""
    runs = [place.python("-m", "benchmarks.floors", what, place.address, *arguments) for _ in "12"]
    best = min(runs, key=cpu_of)
    return {**best.figures(), "rows": json.loads(best.output)["rows"]}


def exporting(place: Stage, _files: people.Files, results: dict[str, Any]) -> None:
    """Ten columns of up to 100,000 contacts to CSV and XLSX, the better of two runs each."""
    narrow = ["--filter", "status=dismissed"] if results["contacts"] > MANY else []
    found = {}
    for form in ("csv", "xlsx"):
        target = place.folder / f"export.{form}"
        command = ["export", "contacts", *narrow, "--columns", ",".join(COLUMNS), "-o", str(target)]
        best = min((place.flask(*command) for _ in "12"), key=cpu_of)
        found[form] = {**best.figures(), "size": target.stat().st_size}
        found[f"{form}_floor"] = floor(place, form)
        target.unlink()
    with_starts(found, results)
    results["export"] = found
    for name, figures in found.items():
        say(f"   export {name}: {figures}")


def paging(place: Stage, _files: people.Files, results: dict[str, Any]) -> None:
    """Pages over HTTP, alone."""
    results["pages"] = measure_pages(place)
    for name, figures in results["pages"].items():
        say(f"   page {name}: {figures}")


def paging_beside(place: Stage, files: people.Files, results: dict[str, Any]) -> None:
    """Pages while new contacts are imported."""
    found = pages_beside(place, "import", "contacts", str(files.more), "--json")
    told = found["import"]
    told.pop("problems")
    with_starts({"import": told}, results)
    results["beside"] = found
    say(f"   pages beside an import: {found}")


def changing(place: Stage, _files: people.Files, results: dict[str, Any]) -> None:
    """A bulk change of 5,000 contacts and its undo."""
    told = place.python("-m", "benchmarks.bulk").output
    results["bulk"] = json.loads(told[told.index("{") :])
    say(f"   bulk: {results['bulk']}")


def carding(place: Stage, _files: people.Files, results: dict[str, Any]) -> None:
    """Similar contacts, saving and merging, after a first look at all contacts."""
    scan = place.flask("similar", "--json")
    pairs = len(json.loads(scan.output[scan.output.index("{") :])["pairs"])
    told = place.python("-m", "benchmarks.cards").output
    cards = json.loads(told[told.index("{") :])
    results["cards"] = {"scan": {**scan.figures(), "pairs": pairs}, **cards}
    say(f"   cards: {results['cards']}")


PARTS = {
    "import": loading,
    "export": exporting,
    "bulk": changing,
    "cards": carding,
    "pages": paging,
    "beside": paging_beside,
}


def say(text: str) -> None:
    """Tell how far it is."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
